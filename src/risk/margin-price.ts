import { type Decimal, HUNDRED, ONE, ZERO } from '../model/decimal.ts'
import { type MarginHolding, owedOf, ownedOf } from '../model/margin-account.ts'
import { STABLECOINS } from './account-totals.ts'
import type { AssetPrices } from './margin-prices.ts'

/** The price of one coin at which a level is reached, all others staying where they are. */
export type CoinLiquidation =
  | {
      readonly status: 'price'
      readonly asset: string
      readonly price: Decimal
      readonly liquidationPrice: Decimal
      /** A holder's price lies below, a borrower's above. */
      readonly edge: 'below' | 'above'
      /** (liquidation price − price) ÷ price in percent; the wrong sign means that the line is crossed already. */
      readonly movePct: Decimal
    }
  /** No positive price of this coin alone reaches the level. */
  | { readonly status: 'none'; readonly asset: string; readonly price: Decimal }

/**
 * Solves level · Σ debtᵢ·priceᵢ = Σ assetᵢ·priceᵢ for the price of one coin.
 *
 * @param prices in the unit of the result; every asset of the account must be in it
 * @see Binance, How to Calculate Margin Liquidation Price
 */
export function coinLiquidation(
  holdings: readonly MarginHolding[],
  prices: AssetPrices,
  wanted: { readonly asset: string; readonly level: Decimal },
): CoinLiquidation {
  const { asset, level } = wanted
  const price = priceOf(prices, asset)
  let [perPrice, rest]: [Decimal, Decimal] = [ZERO, ZERO]
  for (const holding of holdings) {
    const surplus = ownedOf(holding).minus(owedOf(holding).times(level))
    if (holding.asset === asset) perPrice = perPrice.plus(surplus)
    else rest = rest.plus(surplus.times(priceOf(prices, holding.asset)))
  }
  if (perPrice.isZero()) return { status: 'none', asset, price }
  const liquidationPrice = rest.div(perPrice).neg()
  if (liquidationPrice.lte(ZERO)) return { status: 'none', asset, price }
  const movePct = liquidationPrice.div(price).minus(ONE).times(HUNDRED)
  return { status: 'price', asset, price, liquidationPrice, edge: perPrice.gt(ZERO) ? 'below' : 'above', movePct }
}

/** The move of all coins but dollar coins at once, in percent, at which a level is reached. */
export type CommonMove =
  | { readonly status: 'move'; readonly movePct: Decimal; readonly edge: 'below' | 'above' }
  /** Falling to zero does not reach it, or rising does not. */
  | { readonly status: 'none' }

/**
 * Solves the same equation for one factor on every price but those of dollar coins, which stand still.
 *
 * @param unit the asset that prices are counted in: it stands still by definition
 */
export function commonMove(
  holdings: readonly MarginHolding[],
  prices: AssetPrices,
  wanted: { readonly unit: string; readonly level: Decimal },
): CommonMove {
  const { unit, level } = wanted
  let [moving, still]: [Decimal, Decimal] = [ZERO, ZERO]
  for (const holding of holdings) {
    const surplus = ownedOf(holding).minus(owedOf(holding).times(level)).times(priceOf(prices, holding.asset))
    if (holding.asset === unit || STABLECOINS.has(holding.asset)) still = still.plus(surplus)
    else moving = moving.plus(surplus)
  }
  if (moving.isZero()) return { status: 'none' }
  const factor = still.div(moving).neg()
  if (factor.lte(ZERO)) return { status: 'none' }
  return { status: 'move', movePct: factor.minus(ONE).times(HUNDRED), edge: moving.gt(ZERO) ? 'below' : 'above' }
}

function priceOf(prices: AssetPrices, asset: string): Decimal {
  const price = prices.get(asset)
  if (price === undefined) throw new RangeError(`${asset} has no price`)
  return price
}
