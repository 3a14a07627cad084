import { type Decimal, ONE, sum } from '../model/decimal.ts'
import type { Candle } from '../model/market.ts'
import { mean } from './statistics.ts'

/** Days of closes that a beta looks back. */
export const BETA_DAYS = 30

/**
 * How much a symbol moved for each percent that the reference moved: covariance of their daily returns over the
 * variance of the reference's, over the last `BETA_DAYS` days that both have a closed candle for.
 *
 * @param own closed daily candles, oldest first
 * @param reference the same of the reference
 * @returns `null` with fewer than half of the days, or when the reference did not move
 */
export function betaTo(own: readonly Candle[], reference: readonly Candle[]): Decimal | null {
  const closes = new Map(reference.map(({ openAtMs, close }) => [openAtMs, close]))
  const shared = own.flatMap(({ openAtMs, close }) => {
    const other = closes.get(openAtMs)
    return other === undefined || other.isZero() || close.isZero() ? [] : [{ own: close, reference: other }]
  })
  const returns = pairedReturns(shared.slice(-(BETA_DAYS + 1)))
  const ownMean = mean(returns.map((pair) => pair.own))
  const referenceMean = mean(returns.map((pair) => pair.reference))
  if (returns.length < BETA_DAYS / 2 || ownMean === null || referenceMean === null) return null
  const deviations = returns.map((pair) => ({
    own: pair.own.minus(ownMean),
    reference: pair.reference.minus(referenceMean),
  }))
  const variance = sum(deviations.map((pair) => pair.reference.times(pair.reference)))
  if (variance.isZero()) return null
  return sum(deviations.map((pair) => pair.own.times(pair.reference))).div(variance)
}

interface Pair {
  readonly own: Decimal
  readonly reference: Decimal
}

function pairedReturns(closes: readonly Pair[]): readonly Pair[] {
  return closes.slice(1).map((pair, index) => {
    const before = closes[index] ?? pair
    return { own: pair.own.div(before.own).minus(ONE), reference: pair.reference.div(before.reference).minus(ONE) }
  })
}
