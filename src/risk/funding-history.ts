import { Decimal, d, HUNDRED, ZERO } from '../model/decimal.ts'
import { DEFAULT_FUNDING_INTERVAL_HOURS } from '../model/market.ts'
import type { FundingSettlement } from '../model/market-data.ts'
import { hoursBetween } from './funding-interval.ts'
import { mean, median, percentileRank } from './statistics.ts'

/** One ordinary settlement, made comparable. */
export interface SettledRate {
  readonly atMs: number
  /** Percent of the notional per 8 hours: the rate × 8 ÷ the hours since the settlement before it. */
  readonly rate8hPct: Decimal
}

/** A rate, a fraction per interval, in percent per 8 hours. */
export function rate8hPct(rate: Decimal, intervalHours: number): Decimal {
  return rate.times(HUNDRED).times(DEFAULT_FUNDING_INTERVAL_HOURS).div(intervalHours)
}

/** A rate, a fraction per interval, in percent per 365 days, without compounding. */
export function ratePerYearPct(rate: Decimal, intervalHours: number): Decimal {
  return rate
    .times(HUNDRED)
    .times(24 * 365)
    .div(intervalHours)
}

/**
 * The ordinary settlements, oldest first, each at its own interval, so that a change of interval does not look like a
 * change of rate. Special ones (dividends) are left out.
 *
 * @param usualHours stands in where the spacing does not tell: the first row, and the row after a hole
 */
export function settledRates(history: readonly FundingSettlement[], usualHours: number): readonly SettledRate[] {
  const regular = history.filter(({ isSpecial }) => !isSpecial)
  return regular.map(({ atMs, fundingRate }, index) => {
    const before = regular[index - 1]
    const after = regular[index + 1]
    const spacing = before === undefined ? after && hoursBetween(atMs, after.atMs) : hoursBetween(before.atMs, atMs)
    return { atMs, rate8hPct: rate8hPct(fundingRate, spacing ?? usualHours) }
  })
}

/** What the newest settlements of a symbol say together, all per 8 hours. */
export interface FundingStatistics {
  /** How many settlements were there to count. */
  readonly count: number
  readonly meanPct: Decimal
  readonly medianPct: Decimal
  /** Share of settlements above zero, in percent. */
  readonly positiveSharePct: Decimal
  /** Where the present rate stands among them, in percent; `null` without a present rate. */
  readonly percentile: Decimal | null
}

/** Statistics over the newest `most` settlements; `null` for none. */
export function fundingStatistics(
  settled: readonly SettledRate[],
  presentPct: Decimal | null,
  most: number,
): FundingStatistics | null {
  const rates = settled.slice(-most).map(({ rate8hPct: rate }) => rate)
  const [meanPct, medianPct] = [mean(rates), median(rates)]
  if (meanPct === null || medianPct === null) return null
  return {
    count: rates.length,
    meanPct,
    medianPct,
    positiveSharePct: new Decimal(rates.filter((rate) => rate.gt(ZERO)).length).times(HUNDRED).div(rates.length),
    percentile: presentPct === null ? null : percentileRank(rates, presentPct),
  }
}

/** How many of the newest settlements in a row had the sign of the newest; `null` for none, or when it was zero. */
export function fundingStreak(
  settled: readonly SettledRate[],
): { readonly sign: 'positive' | 'negative'; readonly count: number } | null {
  const newest = settled.at(-1)?.rate8hPct
  if (newest === undefined || newest.isZero()) return null
  const isPositive = newest.gt(ZERO)
  const broken = settled.findLastIndex(({ rate8hPct: rate }) => !(isPositive ? rate.gt(ZERO) : rate.lt(ZERO)))
  return { sign: isPositive ? 'positive' : 'negative', count: settled.length - 1 - broken }
}

/** From where on a bias or a flip counts. */
export interface FundingThresholds {
  /** Percent per 8 hours above which longs pay a lot. */
  readonly longPct: Decimal
  /** Percent per 8 hours, negative, below which shorts pay a lot. */
  readonly shortPct: Decimal
}

/** A sign counts only beyond this many percent per 8 hours: around zero it changes without meaning anything. */
export const NOISE_FLOOR_PCT = d('0.005')
/** A bias is persistent when it held in so many of the newest settlements. */
export const PERSISTENT = { atLeast: 6, of: 9 } as const

/** A rate that stays beyond its bar. */
export interface FundingBias {
  readonly sign: 'positive' | 'negative'
  readonly thresholdPct: Decimal
  /** Settlements beyond the bar, among the newest nine. */
  readonly count: number
}

/** The persistent bias of the newest settlements; `null` for none. */
export function fundingBias(settled: readonly SettledRate[], thresholds: FundingThresholds): FundingBias | null {
  const newest = settled.slice(-PERSISTENT.of).map(({ rate8hPct: rate }) => rate)
  const above = newest.filter((rate) => rate.gt(thresholds.longPct)).length
  const below = newest.filter((rate) => rate.lt(thresholds.shortPct)).length
  if (above >= PERSISTENT.atLeast) return { sign: 'positive', thresholdPct: thresholds.longPct, count: above }
  if (below >= PERSISTENT.atLeast) return { sign: 'negative', thresholdPct: thresholds.shortPct, count: below }
  return null
}

/** A change of sign between rates that both stand out of the noise. */
export interface FundingFlip {
  readonly to: 'positive' | 'negative'
  /** The first settlement with the new sign. */
  readonly atMs: number
}

/** The latest change of sign in the settlements, noise left out; `null` for none. */
export function fundingFlip(settled: readonly SettledRate[]): FundingFlip | null {
  const clear = settled.filter(({ rate8hPct: rate }) => isClear(rate))
  const index = clear.findLastIndex((rate, place) => {
    const before = clear[place - 1]
    return before !== undefined && before.rate8hPct.gt(ZERO) !== rate.rate8hPct.gt(ZERO)
  })
  const flipped = clear[index]
  return flipped === undefined ? null : { to: signOf(flipped.rate8hPct), atMs: flipped.atMs }
}

/** True when the present rate would change the sign at the next settlement, both rates standing out of the noise. */
export function isFlipAhead(settled: readonly SettledRate[], presentPct: Decimal): boolean {
  const last = settled.findLast(({ rate8hPct: rate }) => isClear(rate))
  return last !== undefined && isClear(presentPct) && signOf(last.rate8hPct) !== signOf(presentPct)
}

function isClear(rate: Decimal): boolean {
  return rate.abs().gt(NOISE_FLOOR_PCT)
}

function signOf(rate: Decimal): 'positive' | 'negative' {
  return rate.gt(ZERO) ? 'positive' : 'negative'
}
