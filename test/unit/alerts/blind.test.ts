import { describe, expect, it } from 'vitest'
import { type SightState, stepSight, unseenSight, withStaleness } from '../../../src/alerts/blind.ts'
import type { SightReading } from '../../../src/alerts/readings.ts'
import { RULES } from '../../support/alert-readings.ts'

const START = 1_800_000_000

/** `ok`, or names of problems; a number is the age of the data in seconds. */
type Look = readonly [atSeconds: number, what: string | number]

function looked(looks: readonly Look[], isInDanger = false): readonly string[] {
  let state: SightState | null = null
  return looks.flatMap(([at, what]) => {
    const evaluation = { nowMs: (START + at) * 1000, rules: RULES, isInDanger }
    const step = stepSight(state, sight(what), evaluation)
    state = step.next
    return step.reason === null ? [] : [`${at} ${step.reason}`]
  })
}

function sight(what: string | number): SightReading {
  if (typeof what === 'number') return { account: 'main', problems: [], dataAgeMs: what * 1000 }
  const names = what === 'ok' ? [] : what.split(',')
  return { account: 'main', problems: names.map((name) => ({ what: name, why: 'HTTP 503' })), dataAgeMs: null }
}

describe('losing sight', () => {
  it.each([
    {
      name: 'all is seen',
      looks: [
        [0, 'ok'],
        [60, 'ok'],
      ],
      due: [],
    },
    {
      name: 'one failure is no news out of danger',
      looks: [
        [0, 'ok'],
        [60, 'account'],
        [120, 'ok'],
      ],
      due: [],
    },
    {
      name: 'two in a row are',
      looks: [
        [0, 'ok'],
        [60, 'account'],
        [75, 'account'],
      ],
      due: ['75 blind'],
    },
    {
      name: 'failures apart are not in a row',
      looks: [
        [0, 'a'],
        [15, 'ok'],
        [30, 'a'],
        [45, 'ok'],
      ],
      due: [],
    },
    {
      name: 'figures older than a minute are blindness',
      looks: [
        [0, 1],
        [15, 59.999],
        [30, 60],
      ],
      due: ['30 blind'],
    },
  ] as const)('$name', ({ looks, due }) => {
    expect(looked(looks)).toEqual(due)
  })

  it('fires at the first failure when a reading last stood inside a tier', () => {
    expect(
      looked(
        [
          [0, 'ok'],
          [60, 'account'],
        ],
        true,
      ),
    ).toEqual(['60 blind'])
  })

  it('the same failing evaluation twice is one failure', () => {
    expect(
      looked([
        [0, 'account'],
        [0, 'account'],
      ]),
    ).toEqual([])
  })

  it('a new kind of problem is told as it comes', () => {
    expect(
      looked([
        [0, 'openOrders'],
        [15, 'openOrders'],
        [30, 'account'],
        [45, 'openOrders'],
      ]),
    ).toEqual(['15 blind', '30 blind'])
  })
})

describe('figures that are too old', () => {
  const aged = (dataAgeMs: number | null) => withStaleness({ account: 'main', problems: [], dataAgeMs }, 60).problems

  it.each([
    { age: null, problems: [] },
    { age: 59_999, problems: [] },
    { age: 60_000, problems: [{ what: 'data', why: '60 s old' }] },
    { age: 61_999, problems: [{ what: 'data', why: '61 s old' }] },
  ])('$age ms', ({ age, problems }) => {
    expect(aged(age)).toEqual(problems)
  })
})

describe('a failure that lasts', () => {
  const failing = (failingSinceMs: number) => {
    const state = { ...unseenSight('main', 0), failingSinceMs }
    return stepSight(state, sight('account'), { nowMs: START * 1000, rules: RULES, isInDanger: false })
  }

  it('is blindness after a minute, though counted once', () => {
    expect(failing((START - 60) * 1000).reason).toBe('blind')
    expect(failing((START - 60) * 1000 + 1).reason).toBeNull()
  })

  it('keeps the time at which it began', () => {
    expect(failing(5).next.failingSinceMs).toBe(5)
  })
})

describe('staying blind', () => {
  const minutes = (lines: readonly string[]): readonly number[] => lines.map((line) => Number(line.split(' ')[0]) / 60)
  const everyMinute = (to: number): readonly Look[] => Array.from({ length: to + 1 }, (_, at) => [at * 60, 'account'])

  it('repeats half-hourly for two hours, then every four', () => {
    expect(minutes(looked(everyMinute(620)))).toEqual([1, 31, 61, 91, 121, 361, 601])
  })

  it('repeats in danger like an innermost tier', () => {
    expect(minutes(looked(everyMinute(62), true))).toEqual([0, 5, 10, 15, 20, 25, 30, 45, 60])
  })

  it('repeats nothing once acknowledged, until a new problem', () => {
    const at = (seconds: number) => ({ nowMs: (START + seconds) * 1000, rules: RULES, isInDanger: true })
    const blind = stepSight(null, sight('account'), at(0))
    const acknowledged = { ...blind.next, acknowledged: { depth: 1, atMs: START * 1000 } }
    const quiet = stepSight(acknowledged, sight('account'), at(600))
    const other = stepSight(quiet.next, sight('brackets'), at(660))
    expect([quiet.reason, other.reason, other.next.acknowledged]).toEqual([null, 'blind', null])
  })
})

describe('seeing again', () => {
  it('is told at once, with how long sight was lost', () => {
    const at = (seconds: number) => ({ nowMs: (START + seconds) * 1000, rules: RULES, isInDanger: true })
    const blind = stepSight(null, sight('account'), at(0))
    const back = stepSight(blind.next, sight('ok'), at(240))
    expect([back.reason, back.blindSinceMs, back.next.blindSinceMs]).toEqual(['sighted', START * 1000, null])
  })

  it('is not told when blindness was not', () => {
    expect(
      looked([
        [0, 'account'],
        [15, 'ok'],
        [30, 'ok'],
      ]),
    ).toEqual([])
  })

  it('must last a minute when it came and went before', () => {
    const looks: readonly Look[] = [
      [0, 'a'],
      [15, 'ok'],
      [30, 'a'],
      [45, 'ok'],
      [60, 'a'],
      [75, 'ok'],
      [90, 'a'],
      [105, 'ok'],
      [164, 'ok'],
      [165, 'ok'],
    ]
    expect(looked(looks, true)).toEqual(['0 blind', '15 sighted', '30 blind', '165 sighted'])
  })
})

describe('sight that was lost again', () => {
  const lostAgain = (afterMs: number) => {
    const back = { ...unseenSight('main', 0), sightedAtMs: START * 1000 }
    const at = (nowMs: number) => ({ nowMs, rules: RULES, isInDanger: true })
    const lost = stepSight(back, sight('account'), at(START * 1000 + afterMs))
    return stepSight(lost.next, sight('ok'), at(START * 1000 + afterMs + 1000)).reason
  }

  it('within ten minutes of its return must last; later it is told at once', () => {
    expect([lostAgain(600_000), lostAgain(600_001)]).toEqual([null, 'sighted'])
  })
})

describe('a clock set back', () => {
  it('takes every remembered time with it', () => {
    const hour = 3_600_000
    const state = {
      ...unseenSight('main', 10 * hour),
      failingSinceMs: 4 * hour,
      blindSinceMs: 5 * hour,
      lastSentAtMs: 6 * hour,
      sightedAtMs: 3 * hour,
      told: ['account'],
      failures: 3,
      acknowledged: { depth: 1, atMs: 0 },
    }
    const { next } = stepSight(state, sight('account'), { nowMs: 9 * hour + 1, rules: RULES, isInDanger: false })
    expect(next).toMatchObject({
      failingSinceMs: 3 * hour + 1,
      blindSinceMs: 4 * hour + 1,
      lastSentAtMs: 5 * hour + 1,
      sightedAtMs: 2 * hour + 1,
    })
    const still = stepSight({ ...state, sightedAtMs: null }, sight('account'), {
      nowMs: 0,
      rules: RULES,
      isInDanger: false,
    })
    expect(still.next.sightedAtMs).toBeNull()
  })

  it('neither silences nor repeats', () => {
    const hour = 3600
    expect(
      looked(
        [
          [0, 'a'],
          [60, 'a'],
          [60 - hour, 'a'],
          [300 - hour, 'a'],
          [301 - hour, 'a'],
        ],
        true,
      ),
    ).toEqual(['0 blind', `${300 - hour} reminder`])
  })
})
