import { Decimal, HUNDRED } from '../model/decimal.ts'
import type { Candle } from '../model/market.ts'
import { nearestRank } from './statistics.ts'

/** With fewer hours than this a 99th percentile is just the largest gap. */
const FEWEST_HOURS = 100
const HIGH_PERCENTILE = 99

/** How far last and mark price were apart at the close of each hour. */
export interface GapPast {
  readonly hours: number
  /** Percent of the mark, without sign. */
  readonly p99Pct: Decimal
  readonly largestPct: Decimal
}

/** How far the last price stands above the mark, in percent of the mark. */
export function markLastGapPct(lastPrice: Decimal, markPrice: Decimal): Decimal {
  return lastPrice.minus(markPrice).times(HUNDRED).div(markPrice)
}

/**
 * Gaps at the closes of the hours that both series hold, the running one left out.
 *
 * @returns `null` with fewer than 100 hours
 */
export function gapPast(last: readonly Candle[], mark: readonly Candle[], nowMs: number): GapPast | null {
  const marks = new Map(mark.map((candle) => [candle.openAtMs, candle.close]))
  const gaps = last.flatMap(({ openAtMs, closeAtMs, close }) => {
    const markClose = marks.get(openAtMs)
    return markClose === undefined || closeAtMs >= nowMs ? [] : [markLastGapPct(close, markClose).abs()]
  })
  const p99Pct = nearestRank(gaps, HIGH_PERCENTILE)
  if (p99Pct === null || gaps.length < FEWEST_HOURS) return null
  return { hours: gaps.length, p99Pct, largestPct: Decimal.max(...gaps) }
}
