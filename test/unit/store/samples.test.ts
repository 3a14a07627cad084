import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import type { StateStore } from '../../../src/ports/state-store.ts'
import { aState } from '../../support/a-state.ts'

/** 2026-11-21 12:00 UTC: a whole ten minutes. */
const NOW_MS = Date.UTC(2026, 10, 21, 12)
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
/** The youngest moment that is thinned, exclusive. */
const WEEK_AGO_MS = NOW_MS - 7 * DAY_MS

let store: StateStore

beforeEach(async () => {
  store = await aState()
})

function keep(key: string, atMs: number, value: string): void {
  store.samples.record(NOW_MS, [{ key, account: 'main', atMs, value: d(value) }])
}

const kept = (key: string): readonly string[] =>
  store.samples.list(NOW_MS, key, 0).map(({ atMs, value }) => `${(atMs - WEEK_AGO_MS) / MINUTE_MS} ${value.toFixed()}`)

describe('keys of samples', () => {
  it('are those with something at or after a time, in order, each once', () => {
    keep('main/joint', 5, '1')
    keep('main/joint', 6, '1')
    keep('main/SOLUSDT/long', 9, '1')
    keep('b/equity', 5, '1')
    expect(store.samples.keys(NOW_MS, 0)).toEqual(['b/equity', 'main/SOLUSDT/long', 'main/joint'])
    expect(store.samples.keys(NOW_MS, 6)).toEqual(['main/SOLUSDT/long', 'main/joint'])
    expect(store.samples.keys(NOW_MS, 10)).toEqual([])
  })

  it('are none in an empty store', () => {
    expect(store.samples.keys(NOW_MS, 0)).toEqual([])
  })
})

describe('thinning', () => {
  it('keeps the lowest of every ten minutes of what is older than a week, by number and not by spelling', () => {
    keep('k', WEEK_AGO_MS - 20 * MINUTE_MS, '9.5')
    keep('k', WEEK_AGO_MS - 15 * MINUTE_MS, '10.25')
    keep('k', WEEK_AGO_MS - 10 * MINUTE_MS, '12')
    keep('k', WEEK_AGO_MS - 4 * MINUTE_MS, '4.75')
    keep('k', WEEK_AGO_MS - 1 * MINUTE_MS, '30')
    keep('k', WEEK_AGO_MS, '8')
    keep('k', WEEK_AGO_MS + MINUTE_MS, '7')
    store.prune(NOW_MS, 365)
    expect(kept('k')).toEqual(['-20 9.5', '-4 4.75', '0 8', '1 7'])
  })

  it('keeps the first of equals, and treats each key by itself', () => {
    for (const key of ['a', 'b']) {
      keep(key, WEEK_AGO_MS - 9 * MINUTE_MS, '5')
      keep(key, WEEK_AGO_MS - 8 * MINUTE_MS, key === 'a' ? '5' : '-5')
    }
    store.prune(NOW_MS, 365)
    expect(kept('a')).toEqual(['-9 5'])
    expect(kept('b')).toEqual(['-8 -5'])
  })

  it('goes on where it ended, however long nobody came', () => {
    keep('k', WEEK_AGO_MS - 9 * MINUTE_MS, '5')
    store.prune(NOW_MS, 365)
    for (const day of [0, 1, 2, 30]) {
      keep('k', WEEK_AGO_MS + day * DAY_MS, '3')
      keep('k', WEEK_AGO_MS + day * DAY_MS + MINUTE_MS, '2')
    }
    store.prune(NOW_MS + 40 * DAY_MS, 365)
    expect(kept('k')).toEqual(['-9 5', '1 2', '1441 2', '2881 2', '43201 2'])
  })

  it('never loses the lowest moment, and leaves no two of a slot', () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: -50, max: 50 })), {
      maxLength: 40,
    })
    let run = 0
    fc.assert(
      fc.property(rows, (points) => {
        run += 1
        const key = `run-${run}`
        const baseMs = WEEK_AGO_MS - 400 * MINUTE_MS + run * DAY_MS
        const distinct = [...new Map(points.map(([minute, value]) => [minute, value])).entries()]
        for (const [minute, value] of distinct) keep(key, baseMs + minute * MINUTE_MS, String(value))
        store.prune(NOW_MS + run * DAY_MS, 3650)
        const left = store.samples.list(NOW_MS, key, 0)
        const slots = left.map(({ atMs }) => Math.floor(atMs / 600_000))
        expect(new Set(slots).size).toBe(slots.length)
        if (distinct.length === 0) return
        expect(Math.min(...left.map(({ value }) => value.toNumber()))).toBe(
          Math.min(...distinct.map(([, value]) => value)),
        )
      }),
      { numRuns: 60 },
    )
  })
})
