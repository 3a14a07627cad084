import { type Decimal, d } from '../../model/decimal.ts'
import { type Holdings, withHolding } from './holdings.ts'
import { marginAsset } from './listing.ts'

const HOURS_A_DAY = 24

/** Interest charged on one debt for one hour. */
export interface InterestCharge {
  readonly atMs: number
  /** Null for the cross account. */
  readonly symbol: string | null
  readonly asset: string
  readonly principal: Decimal
  readonly interest: Decimal
  /** Fraction of the principal per day, as the venue prints it. */
  readonly dailyRate: string
  readonly type: 'ON_BORROW' | 'PERIODIC'
}

/** Fraction of the principal per hour for an asset, VIP 0, unrounded; 0 for an asset without a rate. */
export function hourlyRate(asset: string): Decimal {
  return d(dailyRate(asset)).div(HOURS_A_DAY)
}

/** Fraction of the principal per day for an asset, VIP 0. */
function dailyRate(asset: string): string {
  return marginAsset(asset)?.dailyInterest ?? '0'
}

/** An hour's interest on everything that is borrowed: the holdings with it, and a row for each debt. */
export function withHourOfInterest(
  holdings: Holdings,
  at: { readonly atMs: number; readonly symbol: string | null },
): { readonly holdings: Holdings; readonly charges: readonly InterestCharge[] } {
  let after = holdings
  const charges: InterestCharge[] = []
  for (const holding of holdings.values()) {
    if (holding.borrowed.lte(0)) continue
    const interest = holding.borrowed.times(hourlyRate(holding.asset)).toDecimalPlaces(8)
    after = withHolding(after, { ...holding, interest: holding.interest.plus(interest) })
    charges.push({
      ...at,
      asset: holding.asset,
      principal: holding.borrowed,
      interest,
      dailyRate: dailyRate(holding.asset),
      type: 'PERIODIC',
    })
  }
  return { holdings: after, charges }
}
