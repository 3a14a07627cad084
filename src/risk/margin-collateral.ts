import { Decimal, sum, ZERO } from '../model/decimal.ts'
import type { CollateralBand } from '../model/margin-account.ts'
import type { AssetPrices } from './margin-prices.ts'

/** An amount of an asset. */
export interface AssetAmount {
  readonly asset: string
  readonly quantity: Decimal
}

/**
 * Value that counts as collateral once each asset's bands have taken their haircut. It governs borrowing and transfers;
 * liquidation of Classic and isolated accounts goes by the whole value.
 *
 * @param usdPrices in a dollar coin; an asset without a price counts for nothing
 * @param bandsOf an asset without bands counts for nothing
 * @see Binance, Collateral ratio of cross margin
 */
export function collateralValue(
  amounts: readonly AssetAmount[],
  usdPrices: AssetPrices,
  bandsOf: ReadonlyMap<string, readonly CollateralBand[]>,
): Decimal {
  return sum(
    amounts.map(({ asset, quantity }) =>
      afterHaircut(quantity.times(usdPrices.get(asset) ?? ZERO), bandsOf.get(asset) ?? []),
    ),
  )
}

function afterHaircut(value: Decimal, bands: readonly CollateralBand[]): Decimal {
  return sum(
    bands.map(({ minUsdValue, maxUsdValue, discountRate }) => {
      const upper = maxUsdValue === null ? value : Decimal.min(value, maxUsdValue)
      return Decimal.max(ZERO, upper.minus(minUsdValue)).times(discountRate)
    }),
  )
}
