import { describe, expect, it } from 'vitest'
import { activityOf } from '../../../../src/app/history/activity.ts'
import { markRange } from '../../../../src/app/history/mark-ranges.ts'
import { d } from '../../../../src/model/decimal.ts'

const DAY_MS = 86_400_000

/** SOL moved on day 10; BTC is held; it is day 20. */
function activity(knownToMs: number | null = 20 * DAY_MS) {
  return activityOf({
    traces: new Map([['SOLUSDT', new Set([10])]]),
    held: new Set(['BTCUSDT']),
    knownToMs,
    nowMs: 20 * DAY_MS,
  })
}

const window = (fromDay: number, toDay: number) => ({ fromMs: fromDay * DAY_MS, toMs: toDay * DAY_MS })

describe('where trades can be', () => {
  it.each([
    { name: 'a window with a movement', symbol: 'SOLUSDT', days: [8, 12], may: true },
    { name: 'a window that ends on the day before one', symbol: 'SOLUSDT', days: [3, 9], may: true },
    { name: 'a window that ends earlier', symbol: 'SOLUSDT', days: [1, 8], may: false },
    { name: 'a window that begins on that day', symbol: 'SOLUSDT', days: [10, 12], may: true },
    { name: 'a window after it', symbol: 'SOLUSDT', days: [11, 18], may: false },
    { name: 'the newest window of a held symbol', symbol: 'BTCUSDT', days: [14, 20], may: true },
    { name: 'an earlier one of it', symbol: 'BTCUSDT', days: [7, 13], may: false },
    { name: 'the newest window of another symbol', symbol: 'ETHUSDT', days: [14, 20], may: false },
  ] as const)('is told for $name', ({ symbol, days: [fromDay, toDay], may }) => {
    expect(activity().mayHaveTraded(symbol, window(fromDay, toDay))).toBe(may)
  })

  it('is everywhere while the movements are not known', () => {
    expect(activity(null).mayHaveTraded('ETHUSDT', window(1, 8))).toBe(true)
    expect(activity(null).mayHaveMoved(window(1, 8))).toBe(true)
    expect(activity(9 * DAY_MS).mayHaveTraded('ETHUSDT', window(3, 10))).toBe(true)
    expect(activity(9 * DAY_MS).mayHaveTraded('ETHUSDT', window(1, 8))).toBe(false)
  })

  it('is where any symbol moved, for lists of all symbols', () => {
    expect(activity().mayHaveMoved(window(8, 12))).toBe(true)
    expect(activity().mayHaveMoved(window(12, 18))).toBe(false)
  })
})

describe('the marks of a time', () => {
  const hour = (start: number, low: string, high: string) => ({
    openAtMs: start,
    closeAtMs: start + 9,
    open: d(low),
    high: d(high),
    low: d(low),
    close: d(high),
    volume: d('0'),
  })
  const candles = [hour(0, '10', '12'), hour(10, '8', '11'), hour(20, '9', '15')]

  it.each([
    { name: 'one candle', fromMs: 3, toMs: 3, range: { markLow: '10', markHigh: '12' } },
    { name: 'several', fromMs: 5, toMs: 21, range: { markLow: '8', markHigh: '15' } },
    { name: 'to the last instant', fromMs: 20, toMs: 29, range: { markLow: '9', markHigh: '15' } },
    { name: 'a time that ends later', fromMs: 25, toMs: 30, range: null },
    { name: 'a time that begins earlier', fromMs: -1, toMs: 5, range: null },
    { name: 'a time without candles', fromMs: 40, toMs: 41, range: null },
  ])('are those of all candles it touches: $name', ({ fromMs, toMs, range }) => {
    expect(markRange(candles, fromMs, toMs)).toEqual(range)
  })
})
