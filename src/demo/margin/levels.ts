import { type Decimal, d, sum, ZERO } from '../../model/decimal.ts'
import { type Holdings, marginLevelOf, NO_DEBT, owed, owned, totalsOf, type Valuation } from './holdings.ts'
import { marginAsset } from './listing.ts'

/** Prices of a moment: BTC for one unit of an asset, and USDT for one BTC. */
export interface Prices {
  readonly valuation: Valuation
  readonly bitcoinInUsdt: Decimal
}

/** Value that counts as collateral after the haircut of each asset's bands, in USDT. */
export function collateralInUsdt(holdings: Holdings, prices: Prices): Decimal {
  return sum(
    [...holdings.values()].map((holding) => {
      const value = owned(holding).times(prices.valuation(holding.asset)).times(prices.bitcoinInUsdt)
      return collateralShare(holding.asset, value)
    }),
  )
}

function collateralShare(asset: string, value: Decimal): Decimal {
  let floor: Decimal = ZERO
  let counted: Decimal = ZERO
  for (const [maxUsdValue, discountRate] of marginAsset(asset)?.collateralBands ?? []) {
    const cap = maxUsdValue === null ? null : d(maxUsdValue)
    const upper = cap === null || value.lt(cap) ? value : cap
    counted = counted.plus(upper.minus(floor).times(d(discountRate)))
    if (cap === null || value.lte(cap)) break
    floor = cap
  }
  return counted
}

/** Collateral after haircuts over liabilities, 8 decimals; 999 without debt. It governs borrowing, not liquidation. */
export function collateralLevelOf(holdings: Holdings, prices: Prices): Decimal {
  const liabilities = totalsOf(holdings, prices.valuation).liabilities.times(prices.bitcoinInUsdt)
  return liabilities.isZero() ? NO_DEBT : collateralInUsdt(holdings, prices).div(liabilities).toDecimalPlaces(8)
}

/**
 * Level of a Cross Pro account: collateral after haircuts less debts, over the maintenance margin of the debts.
 *
 * @see Cross Margin Pro, calculation of the margin level since January 2025
 */
export function proLevelOf(holdings: Holdings, prices: Prices): Decimal {
  const debts = [...holdings.values()].filter((holding) => owed(holding).gt(0))
  if (debts.length === 0) return NO_DEBT
  const values = debts.map((holding) => {
    const value = owed(holding).times(prices.valuation(holding.asset)).times(prices.bitcoinInUsdt)
    return { value, maintenance: value.times(d(marginAsset(holding.asset)?.proMaintenanceRate ?? '0.1')) }
  })
  const net = collateralInUsdt(holdings, prices).minus(sum(values.map((row) => row.value)))
  return net.div(sum(values.map((row) => row.maintenance))).toDecimalPlaces(8)
}

/** Level by the rules of the pool's mode: only Pro differs. */
export function levelByMode(holdings: Holdings, prices: Prices, mode: string | null): Decimal {
  return mode === 'pro' ? proLevelOf(holdings, prices) : marginLevelOf(totalsOf(holdings, prices.valuation))
}

/**
 * Price of the base asset, in quote, at which an isolated pair stands at `level`; `null` when no positive price does.
 *
 * Solves level · (baseDebt · P + quoteDebt) = baseAssets · P + quoteAssets for P.
 */
export function isolatedLiquidationPrice(
  holdings: Holdings,
  pair: { readonly base: string; readonly quote: string },
  level: Decimal,
): Decimal | null {
  const base = holdings.get(pair.base)
  const quote = holdings.get(pair.quote)
  const perPriceUnit = base === undefined ? ZERO : owned(base).minus(owed(base).times(level))
  const needed = quote === undefined ? ZERO : owed(quote).times(level).minus(owned(quote))
  if (perPriceUnit.isZero()) return null
  const price = needed.div(perPriceUnit)
  return price.gt(0) ? price : null
}
