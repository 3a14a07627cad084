import { type Decimal, d, ZERO } from '../model/decimal.ts'
import type { MarginHolding } from '../model/margin-account.ts'
import type { MarginTotals } from './margin-level.ts'
import type { AssetPrices } from './margin-prices.ts'

const HOURS_A_DAY = d('24')

/** How interest moves the level. */
export interface InterestDrift {
  /** Interest of the coming hour in the unit of the totals. */
  readonly perHour: Decimal
  /** Change of the level, negative; prices staying as they are. */
  readonly levelPerHour: Decimal
  readonly levelPerDay: Decimal
}

/**
 * Interest is charged by the hour on what was borrowed, not on earlier interest.
 *
 * @param rates fractions of the principal per hour, by asset
 * @returns `null` when some debt has no rate or price, or there is no debt
 */
export function interestDrift(
  holdings: readonly MarginHolding[],
  totals: MarginTotals,
  { rates, prices }: { readonly rates: ReadonlyMap<string, Decimal>; readonly prices: AssetPrices },
): InterestDrift | null {
  let perHour: Decimal = ZERO
  for (const { asset, borrowed } of holdings) {
    if (borrowed.isZero()) continue
    const [rate, price] = [rates.get(asset), prices.get(asset)]
    if (rate === undefined || price === undefined) return null
    perHour = perHour.plus(borrowed.times(rate).times(price))
  }
  const { assets, debt } = totals
  if (debt.isZero()) return null
  const after = (hours: Decimal) => assets.div(debt.plus(perHour.times(hours))).minus(assets.div(debt))
  return { perHour, levelPerHour: after(d('1')), levelPerDay: after(HOURS_A_DAY) }
}
