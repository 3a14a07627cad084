import { type Decimal, ZERO } from '../model/decimal.ts'
import type { MarkPrice } from '../model/market.ts'
import type { OpenInterest, OpenInterestPoint } from '../model/market-data.ts'
import type { Gap } from '../model/snapshot.ts'
import { changePct, mean, median, standardDeviation } from './statistics.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** A comparison with an hour or a day ago takes the nearest point of the five-minute series, at most this far off. */
const NEAR_MS = 10 * MINUTE_MS
/** Two days of hourly changes: below that a deviation says little. */
const FEWEST_CHANGES = 48
/** How long after a spike the price is looked at. */
export const FOLLOWED_HOURS = 24

/** What was read about the open interest of one symbol. */
export interface OpenInterestReading {
  readonly symbol: string
  readonly present: OpenInterest
  readonly mark: MarkPrice
  /** Points of the last day, five minutes apart, oldest first; `null` when they could not be read. */
  readonly recent: readonly OpenInterestPoint[] | null
  /** Points of the last thirty days on whole hours, oldest first; `null` when they could not be read. */
  readonly hourly: readonly OpenInterestPoint[] | null
  /** When the hourly points were read. */
  readonly hourlyAtMs: number | null
  /** Deviations from which an hourly rise counts as a spike. */
  readonly spikeFrom: Decimal
}

/** A change against an earlier moment, in percent; `null` where that moment is not in the series. */
export interface Move {
  /** Of the open interest in coins. */
  readonly quantityPct: Decimal | null
  /** Of the mark price. */
  readonly pricePct: Decimal | null
}

/** Open interest of one symbol, judged. */
export interface SymbolOpenInterest {
  readonly symbol: string
  /** Base units. */
  readonly quantity: Decimal
  /** Quote asset, at the mark. */
  readonly notional: Decimal
  readonly hour: Move
  readonly day: Move
  /** The change of the last hour against the hourly changes of thirty days, in standard deviations. */
  readonly zScore30d: Decimal | null
  /** Why there is no z-score; `null` when there is one. */
  readonly zScoreWhy: string | null
  /** `null` when there is no z-score. */
  readonly spike: boolean | null
  /** `null` when the series does not suffice. */
  readonly past: OpenInterestPast | null
  readonly hourly: readonly OpenInterestPoint[]
  readonly hourlyAtMs: number | null
}

/** The hourly changes of thirty days. */
export interface OpenInterestPast {
  /** Hourly changes that were there to count. */
  readonly changes: number
  /** Percent. */
  readonly meanPct: Decimal
  readonly deviationPct: Decimal
  readonly spikes: readonly Spike[]
  /** What the price did after spikes, and after any hour. */
  readonly afterSpikes: Followed
  readonly afterAnyHour: Followed
}

/** An hour in which open interest rose by far more than usual; spikes in a row are one. */
export interface Spike {
  /** The end of its first hour. */
  readonly atMs: number
  readonly changePct: Decimal
  /** Of the price in the day after it, in percent; `null` while that day is not over. */
  readonly followedPct: Decimal | null
}

/** Price moves of the day after some hours. A base rate, not a forecast. */
export interface Followed {
  readonly count: number
  readonly rises: number
  readonly falls: number
  /** Of the sizes of the moves, in percent; `null` for none. */
  readonly medianSizePct: Decimal | null
}

/** All that `oi` shows. */
export interface OpenInterestReport {
  readonly asOfMs: number
  readonly spikeFrom: Decimal
  readonly symbols: readonly SymbolOpenInterest[]
  readonly gaps: readonly Gap[]
}

/**
 * Open interest now against an hour, a day and thirty days ago.
 *
 * The z-score is (change of the last 60 minutes − mean) ÷ standard deviation (n − 1) of the hourly changes, all in
 * percent of coins: counted in quote, a price move would look like a move of open interest.
 */
export function assessOpenInterest(reading: OpenInterestReading): SymbolOpenInterest {
  const { symbol, present, mark, recent, hourly, hourlyAtMs, spikeFrom } = reading
  const hour = moveSince(reading, recent, HOUR_MS)
  const past = hourly === null ? null : pastOf(hourly, spikeFrom)
  const zScore30d = zScoreOf(hour.quantityPct, past)
  return {
    symbol,
    quantity: present.quantity,
    notional: present.quantity.times(mark.markPrice),
    hour,
    day: moveSince(reading, recent, 24 * HOUR_MS),
    zScore30d,
    zScoreWhy: zScore30d === null ? missingZScore(reading, past) : null,
    spike: zScore30d?.gte(spikeFrom) ?? null,
    past,
    hourly: hourly ?? [],
    hourlyAtMs,
  }
}

function moveSince(
  { present, mark }: OpenInterestReading,
  points: readonly OpenInterestPoint[] | null,
  agoMs: number,
): Move {
  const wantedMs = present.atMs - agoMs
  const distance = ({ atMs }: OpenInterestPoint): number => Math.abs(atMs - wantedMs)
  const near = (points ?? []).filter((point) => distance(point) <= NEAR_MS).sort((a, b) => distance(a) - distance(b))
  const [point] = near
  if (point === undefined) return { quantityPct: null, pricePct: null }
  const price = priceOf(point)
  return {
    quantityPct: changePct(point.quantity, present.quantity),
    pricePct: price === null ? null : changePct(price, mark.markPrice),
  }
}

/** The mark that a point was valued at: its quote value over its coins; `null` without open interest. */
function priceOf({ quantity, notional }: OpenInterestPoint): Decimal | null {
  return quantity.lte(ZERO) || notional.lte(ZERO) ? null : notional.div(quantity)
}

function zScoreOf(change: Decimal | null, past: OpenInterestPast | null): Decimal | null {
  return change === null || past === null ? null : change.minus(past.meanPct).div(past.deviationPct)
}

function missingZScore({ hourly }: OpenInterestReading, past: OpenInterestPast | null): string {
  if (hourly === null) return 'the hourly changes of the last 30 days could not be read'
  if (past === null)
    return `fewer than ${FEWEST_CHANGES} hourly changes of the last 30 days are known, or all are equal`
  return 'the open interest of an hour ago is not known'
}

interface HourChange {
  readonly atMs: number
  readonly pct: Decimal
}

/** Changes between points exactly an hour apart; what follows a hole is left out. */
function hourlyChanges(points: readonly OpenInterestPoint[]): readonly HourChange[] {
  return points.slice(1).flatMap((point, index) => {
    const before = points[index]
    if (before === undefined || point.atMs - before.atMs !== HOUR_MS) return []
    const pct = changePct(before.quantity, point.quantity)
    return pct === null ? [] : [{ atMs: point.atMs, pct }]
  })
}

function pastOf(points: readonly OpenInterestPoint[], spikeFrom: Decimal): OpenInterestPast | null {
  const changes = hourlyChanges(points)
  const values = changes.map(({ pct }) => pct)
  const [meanPct, deviationPct] = [mean(values), standardDeviation(values)]
  if (changes.length < FEWEST_CHANGES || meanPct === null || deviationPct === null || deviationPct.isZero()) return null
  const isSpike = ({ pct }: HourChange): boolean => pct.minus(meanPct).div(deviationPct).gte(spikeFrom)
  const followed = followedBy(points)
  const spikes = firstsInARow(changes.filter(isSpike)).map(
    ({ atMs, pct }): Spike => ({ atMs, changePct: pct, followedPct: followed(atMs) }),
  )
  return {
    changes: changes.length,
    meanPct,
    deviationPct,
    spikes,
    afterSpikes: summaryOf(spikes.map(({ followedPct }) => followedPct)),
    afterAnyHour: summaryOf(points.map(({ atMs }) => followed(atMs))),
  }
}

function firstsInARow(changes: readonly HourChange[]): readonly HourChange[] {
  return changes.filter(({ atMs }, index) => changes[index - 1]?.atMs !== atMs - HOUR_MS)
}

/** The price move in the day after an instant; `null` where the series does not reach. */
function followedBy(points: readonly OpenInterestPoint[]): (atMs: number) => Decimal | null {
  const prices = new Map(points.map((point) => [point.atMs, priceOf(point)]))
  return (atMs) => {
    const [from, to] = [prices.get(atMs) ?? null, prices.get(atMs + FOLLOWED_HOURS * HOUR_MS) ?? null]
    return from === null || to === null ? null : changePct(from, to)
  }
}

function summaryOf(moves: readonly (Decimal | null)[]): Followed {
  const known = moves.filter((move) => move !== null)
  return {
    count: known.length,
    rises: known.filter((move) => move.gt(ZERO)).length,
    falls: known.filter((move) => move.lt(ZERO)).length,
    medianSizePct: median(known.map((move) => move.abs())),
  }
}
