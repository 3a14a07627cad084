import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import { isCurrent, paceOf, unbrokenRuns, unseenSpans } from '../../../src/model/looks.ts'
import { anEvent, FROM_MS, MINUTE_MS, points, TO_MS } from '../../support/past-cases.ts'

const DAY_MS = 86_400_000
const at = (...minutes: readonly number[]): readonly number[] => minutes.map((minute) => FROM_MS + minute * MINUTE_MS)
const every = (step: number, count: number): readonly number[] =>
  at(...Array.from({ length: count }, (_, index) => index * step))
const SPAN = { fromMs: FROM_MS, toMs: TO_MS }

describe('the pace of looks', () => {
  it.each([
    { name: 'a watch, once a minute', looks: every(1, 60), longest: 3 },
    { name: 'a check every five minutes', looks: every(5, 20), longest: 15 },
    { name: 'a check every hour', looks: every(60, 5), longest: 180 },
    { name: 'a single look', looks: at(0), longest: 3 },
    { name: 'no look', looks: [], longest: 3 },
  ])('of $name bears a silence of $longest minutes', ({ looks, longest }) => {
    expect(paceOf(looks, TO_MS).longestAfter(TO_MS)).toBe(longest * MINUTE_MS)
  })

  it('bears 21 minutes where samples were thinned to one in ten', () => {
    const old = every(1, 60).map((atMs) => atMs - 9 * DAY_MS)
    const pace = paceOf([...old, ...every(1, 60)], TO_MS)
    expect(pace.longestAfter(FROM_MS - 9 * DAY_MS)).toBe(21 * MINUTE_MS)
    expect(pace.longestAfter(FROM_MS)).toBe(3 * MINUTE_MS)
  })

  it('knows the last look', () => {
    expect(paceOf(at(0, 7), TO_MS).lastLookMs).toBe(FROM_MS + 7 * MINUTE_MS)
    expect(paceOf([], TO_MS).lastLookMs).toBeNull()
  })
})

describe('times that nobody saw', () => {
  const found = (looks: readonly number[], events: Parameters<typeof unseenSpans>[1]['events'] = []) =>
    unseenSpans(looks, { span: SPAN, pace: paceOf(looks, TO_MS), events }).map(
      ({ fromMs, toMs, why }) => `${(fromMs - FROM_MS) / MINUTE_MS}-${(toMs - FROM_MS) / MINUTE_MS} ${why}`,
    )

  it('are none while the looks keep their pace', () => {
    expect(found(every(1, 120))).toEqual([])
    expect(found(every(5, 24))).toEqual([])
  })

  it('are a hole between looks, and what follows the last one', () => {
    const looks = [...every(1, 31), ...at(60, 61, 62)]
    expect(found(looks)).toEqual(['30-60 not-watched', '62-120 not-watched'])
  })

  it('are blind where the loss of sight was told', () => {
    const looks = [...every(1, 31), ...every(1, 61).map((atMs) => atMs + 60 * MINUTE_MS)]
    const lost = anEvent(33, 'sight-lost')
    expect(found(looks, [lost, anEvent(59, 'sight-back')])).toEqual(['30-60 blind'])
    expect(found(looks, [lost])).toEqual(['30-120 blind'])
    expect(found(looks, [anEvent(5, 'sight-lost'), anEvent(7, 'sight-back')])).toEqual([
      '5-7 blind',
      '30-60 not-watched',
    ])
  })

  it('are all of it without a look', () => {
    expect(found([])).toEqual(['0-120 not-watched'])
  })

  it('and the looks never overlap', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 120 }), { maxLength: 60 }), (minutes) => {
        const looks = at(...minutes.sort((a, b) => a - b))
        const holes = unseenSpans(looks, { span: SPAN, pace: paceOf(looks, TO_MS), events: [] })
        for (const { fromMs, toMs } of holes) expect(looks.some((look) => look > fromMs && look < toMs)).toBe(false)
      }),
    )
  })
})

describe('unbroken runs', () => {
  const pace = paceOf(every(1, 120), TO_MS)

  it('end where a figure was silent for longer than usual', () => {
    const runs = unbrokenRuns(points([0, '1'], [1, '2'], [4, '3'], [8, '4'], [9, '5']), { pace, unseen: [] })
    expect(runs.map((run) => run.map(({ value }) => value.toFixed()))).toEqual([
      ['1', '2', '3'],
      ['4', '5'],
    ])
  })

  it('end at a short blindness too, but go on through one in which the figure itself was seen', () => {
    const short = [{ fromMs: FROM_MS + MINUTE_MS, toMs: FROM_MS + 3 * MINUTE_MS, why: 'blind' as const }]
    const lengths = (rows: readonly (readonly [number, string])[]) =>
      unbrokenRuns(points(...rows), { pace, unseen: short }).map((run) => run.length)
    expect(
      lengths([
        [0, '1'],
        [1, '1'],
        [3, '1'],
        [4, '1'],
      ]),
    ).toEqual([2, 2])
    expect(
      lengths([
        [0, '1'],
        [1, '1'],
        [2, '1'],
        [3, '1'],
      ]),
    ).toEqual([4])
  })

  it('of nothing are none', () => {
    expect(unbrokenRuns([], { pace, unseen: [] })).toEqual([])
  })
})

describe('what is current', () => {
  const pace = paceOf(every(1, 120), TO_MS)

  it('was there when the account was last seen', () => {
    expect(isCurrent({ points: points([118, '5']) }, { pace })).toBe(true)
    expect(isCurrent({ points: points([100, '5']) }, { pace })).toBe(false)
  })

  it('is nothing without points or looks', () => {
    expect(isCurrent({ points: [] }, { pace })).toBe(false)
    expect(isCurrent({ points: [{ atMs: 0, value: d('1') }] }, { pace: paceOf([], TO_MS) })).toBe(false)
  })
})
