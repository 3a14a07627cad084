import { describe, expect, it } from 'vitest'
import type { PositionReading, Reading } from '../../../src/alerts/readings.ts'
import type { AlertRules } from '../../../src/alerts/rules.ts'
import type { AlertState } from '../../../src/alerts/state.ts'
import { type AlertStep, stepAlert } from '../../../src/alerts/step.ts'
import { d } from '../../../src/model/decimal.ts'
import { aJointReading, aReading, RULES } from '../../support/alert-readings.ts'

/** Noon of some day, in seconds; walks count from here. */
const START = 1_800_000_000

type Walk = readonly (readonly [atSeconds: number, distance: string])[]

const SLOW: AlertRules = { ...RULES, fast: null }

/** Steps along the walk; returns what was due, as `seconds reason tier`. */
function walked(walk: Walk, rules = SLOW, fields: Partial<PositionReading> = {}): readonly string[] {
  return stepsOf(
    walk.map(([at, distance]) => [at, aReading(distance, fields)] as const),
    rules,
  ).flatMap((step, index) => (step.reason === null ? [] : [`${walk[index]?.[0]} ${said(step)}`]))
}

function said({ causes, tier }: AlertStep): string {
  return `${causes.join('+')} ${tier?.toFixed() ?? '-'}`
}

function stepsOf(walk: readonly (readonly [number, Reading])[], rules = SLOW): readonly AlertStep[] {
  let state: AlertState | null = null
  return walk.map(([at, reading]) => {
    const step = stepAlert(state, reading, { nowMs: (START + at) * 1000, rules })
    state = step.next
    return step
  })
}

describe('getting worse', () => {
  it.each([
    {
      name: 'outside all tiers nothing is said',
      walk: [
        [0, '20'],
        [60, '16'],
        [120, '15.01'],
      ],
      due: [],
    },
    { name: 'fires on first sight inside a tier', walk: [[0, '9']], due: ['0 entered 10'] },
    {
      name: 'a tier includes its bound',
      walk: [
        [0, '20'],
        [60, '15'],
      ],
      due: ['60 entered 15'],
    },
    {
      name: 'compares unrounded',
      walk: [
        [0, '20'],
        [60, '15.0000000000001'],
      ],
      due: [],
    },
    {
      name: 'each tier is told once',
      walk: [
        [0, '20'],
        [60, '14'],
        [61, '13'],
        [62, '9'],
        [63, '8'],
        [64, '4'],
        [65, '3'],
      ],
      due: ['60 entered 15', '62 worsened 10', '64 worsened 5'],
    },
    {
      name: 'a jump fires the innermost only',
      walk: [
        [0, '20'],
        [60, '4'],
      ],
      due: ['60 entered 5'],
    },
    {
      name: 'each halving below the innermost tier is a worsening',
      walk: [
        [0, '5'],
        [1, '2.6'],
        [2, '2.5'],
        [3, '1.3'],
        [4, '1.25'],
        [5, '0.63'],
        [6, '0.625'],
      ],
      due: ['0 entered 5', '2 worsened 5', '4 worsened 5', '6 worsened 5'],
    },
    {
      name: 'a jump over halvings fires once',
      walk: [
        [0, '5'],
        [1, '0.6'],
      ],
      due: ['0 entered 5', '1 worsened 5'],
    },
    {
      name: 'liquidatable is as deep as it gets',
      walk: [
        [0, '5'],
        [1, '0'],
        [2, '0'],
        [3, '0'],
      ],
      due: ['0 entered 5', '1 worsened 5'],
    },
    {
      name: 'no liquidation price is calm',
      walk: [
        [0, 'none'],
        [60, 'none'],
      ],
      due: [],
    },
    {
      name: 'from none straight into a tier',
      walk: [
        [0, 'none'],
        [60, '8'],
      ],
      due: ['60 entered 10'],
    },
  ] as const)('$name', ({ walk, due }) => {
    expect(walked(walk)).toEqual(due)
  })

  it('knows first sight from a later entry', () => {
    const first = stepsOf([[0, aReading('9')]]).map(({ isFirstSight }) => isFirstSight)
    const later = stepsOf([
      [0, aReading('20')],
      [60, aReading('9')],
    ]).map(({ isFirstSight }) => isFirstSight)
    expect([first, later]).toEqual([[true], [true, false]])
  })

  it('takes the tiers of the symbol, and fires anew when they are changed', () => {
    const wide = { tiers: [d('3'), d('2'), d('1')] }
    expect(
      walked(
        [
          [0, '4'],
          [60, '3'],
        ],
        SLOW,
        wide,
      ),
    ).toEqual(['60 entered 3'])
    const steps = stepsOf([
      [0, aReading('4')],
      [60, aReading('4', { tiers: [d('8'), d('6')] })],
    ])
    expect(steps.map(said)).toEqual(['entered 5', 'entered 6'])
  })
})

describe('getting better', () => {
  it.each([
    {
      name: 'comes down after two clear evaluations that span a minute',
      walk: [
        [0, '9'],
        [60, '11'],
        [120, '11'],
      ],
      due: ['0 entered 10', '120 recovered 10'],
    },
    {
      name: 'not within the minute',
      walk: [
        [0, '9'],
        [60, '11'],
        [119, '11'],
      ],
      due: ['0 entered 10'],
    },
    {
      name: 'not inside the margin',
      walk: [
        [0, '9'],
        [60, '10.99'],
        [120, '10.99'],
        [600, '10.99'],
      ],
      due: ['0 entered 10'],
    },
    {
      name: 'one evaluation within the margin starts the minute anew',
      walk: [
        [0, '9'],
        [60, '12'],
        [90, '10.9'],
        [100, '12'],
        [150, '12'],
        [160, '12'],
      ],
      due: ['0 entered 10', '160 recovered 10'],
    },
    {
      name: 'one clear evaluation is not enough, however late it comes',
      walk: [
        [0, '9'],
        [7200, '30'],
      ],
      due: ['0 entered 10'],
    },
    {
      name: 'no liquidation price any more counts as clear',
      walk: [
        [0, '9'],
        [60, 'none'],
        [120, 'none'],
      ],
      due: ['0 entered 10', '120 recovered 10'],
    },
    {
      name: 'one message for a slow climb through all tiers, naming the first tier left',
      walk: [
        [0, '4'],
        [60, '6.5'],
        [120, '6.5'],
        [180, '11.5'],
        [240, '11.5'],
        [300, '16.5'],
        [360, '16.5'],
        [420, '30'],
      ],
      due: ['0 entered 5', '120 recovered 5'],
    },
    {
      name: 'falling again starts another climb',
      walk: [
        [0, '9'],
        [60, '11'],
        [120, '11'],
        [180, '9'],
        [240, '11'],
        [300, '11'],
      ],
      due: ['0 entered 10', '120 recovered 10', '180 worsened 10', '300 recovered 10'],
    },
    {
      name: 'from outside all tiers a fall is an entry',
      walk: [
        [0, '9'],
        [60, '20'],
        [120, '20'],
        [180, '9'],
      ],
      due: ['0 entered 10', '120 recovered 10', '180 entered 10'],
    },
    {
      name: 'comes down only as far as the whole run was clear',
      walk: [
        [0, '4'],
        [60, '6.5'],
        [120, '20'],
        [121, '9'],
        [122, '4'],
      ],
      due: ['0 entered 5', '120 recovered 5', '122 worsened 5'],
    },
    {
      name: 'halvings are left in silence, and can be entered again',
      walk: [
        [0, '2.4'],
        [60, '3.6'],
        [120, '3.6'],
        [180, '2.4'],
      ],
      due: ['0 entered 5', '180 worsened 5'],
    },
    {
      name: 'flapping within the margin sends one message',
      walk: [
        [0, '12'],
        [10, '9.9'],
        [20, '10.9'],
        [80, '9.9'],
        [140, '10.9'],
        [200, '10.9'],
        [260, '9.8'],
        [320, '10.5'],
      ],
      due: ['0 entered 15', '10 worsened 10'],
    },
  ] as const)('$name', ({ walk, due }) => {
    expect(walked(walk)).toEqual(due)
  })

  it('says reduced when the position is smaller than it was in danger', () => {
    const small = (distance: string) => aReading(distance, { quantity: d('30') })
    const steps = stepsOf([
      [0, aReading('9')],
      [60, small('16')],
      [120, small('16')],
    ])
    expect(steps.map(said)).toEqual(['entered 10', ' -', 'reduced 10'])
  })

  it('says recovered when it was the price, even after an earlier reduction', () => {
    const small = (distance: string) => aReading(distance, { quantity: d('30') })
    const steps = stepsOf([
      [0, aReading('9')],
      [60, small('9.5')],
      [120, small('16')],
      [180, small('16')],
    ])
    expect(steps.map(said)).toEqual(['entered 10', ' 10', ' -', 'recovered 10'])
  })
})

describe('what is not known', () => {
  it.each([
    {
      name: 'never fires',
      walk: [
        [0, 'unknown'],
        [60, 'unknown'],
      ],
      due: [],
    },
    {
      name: 'resets nothing: the tier is not told twice',
      walk: [
        [0, '9'],
        [60, 'unknown'],
        [120, 'unknown'],
        [180, '9'],
      ],
      due: ['0 entered 10'],
    },
    {
      name: 'never counts as clear',
      walk: [
        [0, '9'],
        [60, '20'],
        [90, 'unknown'],
        [120, '20'],
        [150, 'unknown'],
        [180, '20'],
      ],
      due: ['0 entered 10'],
    },
    {
      name: 'repeats nothing',
      walk: [
        [0, '4'],
        [600, 'unknown'],
        [1200, 'unknown'],
      ],
      due: ['0 entered 5'],
    },
  ] as const)('$name', ({ walk, due }) => {
    expect(walked(walk)).toEqual(due)
  })
})

describe('reminders', () => {
  const every = (minutes: number, from: number, to: number, distance: string): Walk =>
    Array.from({ length: (to - from) / minutes + 1 }, (_, index) => [(from + index * minutes) * 60, distance] as const)

  it('never at 15 %', () => {
    expect(walked([[0, '14'], ...every(10, 10, 600, '14')])).toEqual(['0 entered 15'])
  })

  it('every 30 minutes at 10 %', () => {
    const due = walked([[0, '9'], ...every(1, 1, 95, '9')])
    expect(due).toEqual(['0 entered 10', '1800 reminder 10', '3600 reminder 10', '5400 reminder 10'])
  })

  it('every 5 minutes at 5 % for half an hour, then every 15', () => {
    const due = walked([[0, '4'], ...every(1, 1, 62, '4')])
    expect(due.map((line) => Number(line.split(' ')[0]) / 60)).toEqual([0, 5, 10, 15, 20, 25, 30, 45, 60])
  })

  it('starts the half hour anew when it gets worse', () => {
    const due = walked([[0, '4'], ...every(1, 1, 40, '4'), [41 * 60, '2.4'], ...every(1, 42, 47, '2.4')])
    expect(due.slice(-2)).toEqual([`${41 * 60} worsened 5`, `${46 * 60} reminder 5`])
  })

  it('repeats nothing in the margin above the tier', () => {
    expect(walked([[0, '9'], ...every(1, 1, 120, '10.5')])).toEqual(['0 entered 10'])
  })

  it('acknowledged, waits for any worsening', () => {
    const entered = stepAlert(null, aReading('4'), { nowMs: START * 1000, rules: SLOW })
    const state = { ...entered.next, acknowledged: { depth: 3, atMs: START * 1000 } }
    const at = (minutes: number) => ({ nowMs: (START + minutes * 60) * 1000, rules: SLOW })
    const quiet = stepAlert(state, aReading('4'), at(30))
    const worse = stepAlert(quiet.next, aReading('2.5'), at(31))
    const after = stepAlert(worse.next, aReading('2.4'), at(36))
    expect([quiet, worse, after].map(said)).toEqual([' 5', 'worsened 5', 'reminder 5'])
  })
})

describe('fast losses', () => {
  it.each([
    {
      name: 'a third lost within 10 minutes',
      walk: [
        [0, '60'],
        [600, '40'],
      ],
      due: ['600 fast -'],
    },
    {
      name: 'not a third',
      walk: [
        [0, '60'],
        [600, '40.3'],
      ],
      due: [],
    },
    {
      name: 'not within 10 minutes',
      walk: [
        [0, '60'],
        [601, '40'],
      ],
      due: [],
    },
    {
      name: 'in steps, from the highest of the window',
      walk: [
        [0, '50'],
        [60, '60'],
        [300, '50'],
        [500, '40'],
      ],
      due: ['500 fast -'],
    },
    {
      name: 'again when another third is gone, and not before',
      walk: [
        [0, '90'],
        [100, '60'],
        [200, '45'],
        [300, '41'],
        [400, '40'],
      ],
      due: ['100 fast -', '400 fast -'],
    },
    {
      name: 'goes with the tier that is entered in the same evaluation',
      walk: [
        [0, '20'],
        [60, '12'],
      ],
      due: ['60 entered+fast 15'],
    },
    {
      name: 'swings of the price tell their fall once',
      walk: [
        [0, '60'],
        [60, '39'],
        [120, '60'],
        [180, '39'],
        [240, '60'],
        [300, '39'],
      ],
      due: ['60 fast -'],
    },
    {
      name: 'an inner tier just told says it already',
      walk: [
        [0, '13'],
        [60, '9.9'],
        [120, '8.6'],
        [180, '6.6'],
      ],
      due: ['0 entered 15', '60 worsened 10', '180 fast 10'],
    },
  ] as const)('$name', ({ walk, due }) => {
    expect(walked(walk, RULES)).toEqual(due)
  })

  it('can be switched off', () => {
    expect(
      walked(
        [
          [0, '60'],
          [60, '20'],
        ],
        { ...RULES, fast: null },
      ),
    ).toEqual([])
  })

  it('cancels an acknowledgement', () => {
    const rules = { ...RULES, fast: { lossPct: d('30'), minutes: 10 } }
    const entered = stepAlert(null, aReading('14.9'), { nowMs: START * 1000, rules })
    const state = { ...entered.next, acknowledged: { depth: 1, atMs: START * 1000 } }
    const step = stepAlert(state, aReading('10.1'), { nowMs: (START + 60) * 1000, rules })
    expect([step.reason, step.next.acknowledged]).toEqual(['fast', null])
  })
})

describe('drift', () => {
  const drifting = aReading('40', {
    drift: { status: 'warning', driftPct: d('1.4'), exchangePrice: d('150') },
  })
  const unread = aReading('40', { drift: { status: 'unknown' } })
  const agreeing = aReading('40')

  it('is told once while it lasts, and again after a minute of agreement', () => {
    const walk = [drifting, drifting, agreeing, agreeing, drifting] as const
    expect(stepsOf(walk.map((reading, index) => [index * 60, reading] as const)).map(said)).toEqual([
      'drift -',
      ' -',
      ' -',
      ' -',
      'drift -',
    ])
  })

  it('does not count as gone while it cannot be compared', () => {
    const walk = [drifting, unread, unread, drifting] as const
    const steps = stepsOf(walk.map((reading, index) => [index * 60, reading] as const))
    expect(steps.map(({ reason }) => reason)).toEqual(['drift', null, null, null])
  })

  it('goes with a tier in one message', () => {
    const both = { ...drifting, distance: aReading('4').distance }
    expect(stepsOf([[0, both]]).map(said)).toEqual(['entered+drift 5'])
  })
})

describe('parts taken by the venue', () => {
  it('are told once each', () => {
    const taken = (atMs: number) => aReading('9', { forced: { kind: 'liquidated', atMs } })
    const steps = stepsOf([
      [0, aReading('9')],
      [60, taken(500)],
      [120, taken(500)],
      [180, taken(900)],
    ])
    expect(steps.map(said)).toEqual(['entered 10', 'liquidated 10', ' 10', 'liquidated 10'])
  })
})

describe('joint readings', () => {
  it('fire like positions', () => {
    expect(
      stepsOf([
        [0, aJointReading('20')],
        [60, aJointReading('4')],
      ]).map(said),
    ).toEqual([' -', 'entered 5'])
  })

  it('of a hedged book never get deeper than the outermost tier', () => {
    const hedged = (distance: string) => aJointReading(distance, { isHedged: true })
    const walk = [
      [0, hedged('30')],
      [60, hedged('4')],
      [120, hedged('1')],
      [4000, hedged('1')],
    ] as const
    expect(stepsOf(walk, RULES).map(said)).toEqual([' -', 'entered 15', ' 15', ' 15'])
  })
})

describe('time and repetition', () => {
  it.each(['20', '14', '9', '4', '0', 'none', 'unknown'])(
    'the same evaluation at %s again says nothing',
    (distance) => {
      const at = { nowMs: START * 1000, rules: RULES }
      const first = stepAlert(null, aReading(distance), at)
      expect(stepAlert(first.next, aReading(distance), at).reason).toBeNull()
    },
  )

  it('what was held back is due again at the next evaluation', () => {
    const at = { nowMs: START * 1000, rules: RULES }
    const first = stepAlert(null, aReading('9'), at)
    expect(stepAlert(first.held, aReading('9'), { ...at, nowMs: at.nowMs + 1000 }).reason).toBe('entered')
  })

  it('a clock set back neither silences nor repeats', () => {
    const hour = 3600
    const walk: Walk = [
      [0, '4'],
      [60, '4'],
      [60 - hour, '4'],
      [300 - hour, '4'],
      [301 - hour, '4'],
    ]
    expect(walked(walk)).toEqual(['0 entered 5', `${300 - hour} reminder 5`])
  })

  it('a clock set back does not shorten the minute of re-arming', () => {
    const walk: Walk = [
      [0, '9'],
      [60, '12'],
      [10, '12'],
      [69, '12'],
      [70, '12'],
    ]
    expect(walked(walk)).toEqual(['0 entered 10', '70 recovered 10'])
  })

  it('the night passes in one step: the reminder comes, the recovery needs a second look', () => {
    expect(
      walked([
        [0, '4'],
        [36_000, '4'],
      ]),
    ).toEqual(['0 entered 5', '36000 reminder 5'])
    expect(
      walked([
        [0, '4'],
        [36_000, '30'],
        [36_060, '30'],
      ]),
    ).toEqual(['0 entered 5', '36060 recovered 5'])
  })
})
