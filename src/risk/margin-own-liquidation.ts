import { type Decimal, d, HUNDRED, ONE, sum, ZERO } from '../model/decimal.ts'
import { owedOf, ownedOf } from '../model/margin-account.ts'
import { STABLECOINS } from './account-totals.ts'
import { type LiquidationRun, liquidationRun, type SeizedAsset } from './margin-liquidation.ts'
import type { AssetPrices } from './margin-prices.ts'
import type { MarginRow } from './margin-standing.ts'
import type { MarginFigures } from './spot-margin.ts'

/** How Binance may go about a liquidation; it decides by the liquidity of what is held. */
export type LiquidationWay = 'regular' | 'takeover' | 'mixed'

/** One liquidation of the user's own account. */
export interface OwnLiquidation {
  readonly way: LiquidationWay
  /** The common move that leads to the line, in percent; 0 when it is reached already. */
  readonly movePct: Decimal
  readonly run: LiquidationRun
}

export type OwnLiquidations =
  | { readonly status: 'played'; readonly unit: string; readonly runs: readonly OwnLiquidation[] }
  | { readonly status: 'none'; readonly why: string }

/** Coins that always find a market: orders sell them even when the rest is taken over. */
const LIQUID: ReadonlySet<string> = new Set(['BTC', 'ETH', 'BNB', ...STABLECOINS])

/**
 * What a forced liquidation would do to an account, once by orders, once by takeover, and mixed where it holds both
 * kinds of coins: all coins but dollar coins move together until the line is reached.
 *
 * @param slippageRate fraction of the price that a sale loses, or the purchase of a coin that is owed
 */
export function ownLiquidations(row: MarginRow, figures: MarginFigures, slippageRate: Decimal): OwnLiquidations {
  const { commonMove, fee, unit } = figures
  if (row.mode === 'pro') return { status: 'none', why: 'Cross Pro cannot be computed without its tier tables' }
  if (commonMove === null || fee === null) return { status: 'none', why: 'it has no debt' }
  if (row.zone !== 'liquidation' && commonMove.status === 'none') {
    return { status: 'none', why: 'no common move of all coins brings it to its liquidation line' }
  }
  const movePct = row.zone === 'liquidation' || commonMove.status === 'none' ? ZERO : commonMove.movePct
  const prices = movedPrices(figures, movePct.div(HUNDRED).plus(ONE))
  const debt = sum(row.holdings.map((holding) => owedOf(holding).times(prices.get(holding.asset) ?? ZERO)))
  const foreignShare = debt.isZero() ? ZERO : ONE.minus(owedIn(unit, row).div(debt))
  const held = collateralOf(row, prices)
  const sellable = held.filter(({ asset }) => asset !== unit)
  const isMixable = sellable.some(({ asset }) => LIQUID.has(asset)) && sellable.some(({ asset }) => !LIQUID.has(asset))
  const ways: readonly LiquidationWay[] = isMixable ? ['regular', 'takeover', 'mixed'] : ['regular', 'takeover']
  const runs = ways.map((way): OwnLiquidation => {
    const collateral = held.map((lot) => seized(lot, way, { unit, slippageRate, foreignShare }))
    return { way, movePct, run: liquidationRun({ unit, collateral, debt, feeRate: fee.rate }) }
  })
  return { status: 'played', unit, runs }
}

function owedIn(asset: string, { holdings }: MarginRow): Decimal {
  return sum(holdings.filter((holding) => holding.asset === asset).map(owedOf))
}

function movedPrices({ prices, unit }: MarginFigures, factor: Decimal): AssetPrices {
  return new Map(
    [...prices].map(([asset, price]) => {
      const isStill = asset === unit || STABLECOINS.has(asset)
      return [asset, isStill ? price : price.times(factor)] as const
    }),
  )
}

interface Lot {
  readonly asset: string
  readonly quantity: Decimal
  readonly price: Decimal
}

/** Dollar coins first, then the most valuable. */
function collateralOf({ holdings }: MarginRow, prices: AssetPrices): readonly Lot[] {
  const lots = holdings.map((holding) => {
    return { asset: holding.asset, quantity: ownedOf(holding), price: prices.get(holding.asset) ?? ZERO }
  })
  const rank = ({ asset }: Lot): number => (STABLECOINS.has(asset) ? 0 : 1)
  return lots
    .filter(({ quantity }) => quantity.gt(ZERO))
    .sort((one, other) => {
      return rank(one) - rank(other) || other.quantity.times(other.price).cmp(one.quantity.times(one.price))
    })
}

interface SaleTerms {
  readonly unit: string
  readonly slippageRate: Decimal
  /** Share of the debt that is owed in other coins than the unit. */
  readonly foreignShare: Decimal
}

function seized(lot: Lot, way: LiquidationWay, { unit, slippageRate, foreignShare }: SaleTerms): SeizedAsset {
  // Money of the unit is not sold, but buys what is owed in other coins.
  const lossRate = lot.asset === unit ? slippageRate.times(foreignShare) : slippageRate
  const exitPrice = lot.price.times(ONE.minus(lossRate))
  const isSold = way === 'regular' || (way === 'mixed' && LIQUID.has(lot.asset))
  return { ...lot, exitPrice, way: isSold ? 'regular' : 'takeover' }
}

/** What a sale is taken to lose unless told otherwise. */
export const DEFAULT_SLIPPAGE_PCT = d('1')
