import { Decimal, sum } from '../model/decimal.ts'
import type { Candle } from '../model/market.ts'

/** The candles that had ended by `nowMs`; the running one is left out. */
export function closedCandles(candles: readonly Candle[], nowMs: number): readonly Candle[] {
  return candles.filter((candle) => candle.closeAtMs < nowMs)
}

/**
 * Average true range after Wilder, in quote per base unit, over closed candles, oldest first.
 *
 * A true range needs the close before it, so the first candle only lends its close. The average starts as the mean of
 * the first `period` true ranges; each later one enters with weight 1 ÷ period.
 *
 * @returns `null` with fewer than `period` + 1 candles
 * @throws RangeError when `period` is not a positive whole number
 * @see J. Welles Wilder, New Concepts in Technical Trading Systems
 */
export function wilderAtr(candles: readonly Candle[], period: number): Decimal | null {
  return wilderAtrSeries(candles, period).at(-1) ?? null
}

/**
 * Wilder's average true range as it stood at the close of each candle, one entry for each.
 *
 * @returns `null` for the first `period` candles
 * @throws RangeError when `period` is not a positive whole number
 */
export function wilderAtrSeries(candles: readonly Candle[], period: number): readonly (Decimal | null)[] {
  if (!Number.isInteger(period) || period < 1) throw new RangeError(`ATR period must be a positive integer: ${period}`)
  const ranges = trueRanges(candles)
  const length = new Decimal(period)
  let atr: Decimal | null = null
  return candles.map((_, index) => {
    // The range that ends with this candle is the one before it in the list: the first candle has none.
    const range = ranges[index - 1]
    if (range === undefined || index < period) return null
    atr =
      atr === null
        ? sum(ranges.slice(0, period)).div(length)
        : atr
            .times(period - 1)
            .plus(range)
            .div(length)
    return atr
  })
}

function trueRanges(candles: readonly Candle[]): Decimal[] {
  return candles.slice(1).map((candle, index) => {
    const previousClose = candles[index]?.close ?? candle.open
    return Decimal.max(candle.high, previousClose).minus(Decimal.min(candle.low, previousClose))
  })
}
