import { ExchangeError } from '../../errors.ts'
import type { Candle } from '../../model/market.ts'
import type { MarketData } from '../../ports/market-data.ts'
import type { MarkRange } from './journal-rows.ts'

const INTERVAL = '1h'
/** A month: the exchange keeps margin changes no longer. */
const LIMIT = 744

/** Answers what the mark did within a time; `null` where the candles do not cover it. */
export type RangeOf = (fromMs: number, toMs: number) => MarkRange | null

/**
 * The hourly marks of a symbol. Every range is unknown of one whose marks are never told, such as one that was delisted.
 *
 * @throws ExchangeError when they can be had later: an event that is kept without them stays so for good
 */
export async function readMarkRanges(market: Pick<MarketData, 'fetchMarkCandles'>, symbol: string): Promise<RangeOf> {
  const candles = await market.fetchMarkCandles(symbol, INTERVAL, LIMIT).catch((error: unknown): readonly Candle[] => {
    if (error instanceof ExchangeError && error.retry === 'never') return []
    throw error
  })
  return (fromMs, toMs) => markRange(candles, fromMs, toMs)
}

/** The range of all candles that a time touches. The last one may still be running: it covers all until it was read. */
export function markRange(candles: readonly Candle[], fromMs: number, toMs: number): MarkRange | null {
  const touched = candles.filter(({ openAtMs, closeAtMs }) => openAtMs <= toMs && closeAtMs >= fromMs)
  const [first] = touched
  const last = touched.at(-1)
  if (first === undefined || last === undefined || first.openAtMs > fromMs || last.closeAtMs < toMs) return null
  const low = touched.reduce((least, { low: one }) => (one.lt(least) ? one : least), first.low)
  const high = touched.reduce((most, { high: one }) => (one.gt(most) ? one : most), first.high)
  return { markLow: low.toFixed(), markHigh: high.toFixed() }
}
