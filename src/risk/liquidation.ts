import { type Decimal, d, HUNDRED, ZERO } from '../model/decimal.ts'
import { positiveIntervalAround } from './concave-curve.ts'
import type { Edges, Liquidation, NoLiquidationReason } from './report.ts'
import type { Stake } from './stake.ts'
import { netQuantityOf } from './stake.ts'
import { type Standing, surplusCurve } from './surplus.ts'

/** Net over gross below this counts as hedged. */
export const HEDGED_BELOW = d('0.3')

/**
 * The mark price at which a stake is liquidated while every other mark stands still, unrounded.
 *
 * Two legs may have an edge on each side of the mark: the nearer one is `price`. A stake at or below its maintenance
 * margin is `already-liquidatable`, with the price at which it would recover; where no price of this symbol alone
 * could save it, that is the mark itself, and both edges are `null`.
 *
 * @param standing of this very stake, where it is known: that spares most of the work
 * @see Binance Futures FAQ, liquidation price of USDⓈ-M contracts
 */
export function liquidationOf(stake: Stake, standing: Standing | null = null): Liquidation {
  const interval = positiveIntervalAround(surplusCurve(stake, standing), stake.markPrice, standing?.surplus)
  const edges: Edges = { below: interval.low, above: interval.high }
  const nearest = nearestEdge(edges, stake.markPrice)
  if (!interval.isInside) {
    return { status: 'price', price: nearest ?? stake.markPrice, edges, reason: 'already-liquidatable' }
  }
  if (nearest === null) return { status: 'none', reason: noLiquidationReason(stake) }
  return { status: 'price', price: nearest, edges, reason: null }
}

/** The edge closest to a price; `null` when there is none. */
export function nearestEdge(edges: Edges, price: Decimal): Decimal | null {
  const { below, above } = edges
  if (below === null || above === null) return below ?? above
  return price.minus(below).abs().lte(price.minus(above).abs()) ? below : above
}

/**
 * Distance of a liquidation from the mark: |mark − liquidation| ÷ mark × 100, unrounded.
 *
 * @returns percent points; 0 when already liquidatable; `null` with none or unknown
 */
export function distancePctOf(liquidation: Liquidation, markPrice: Decimal): Decimal | null {
  if (liquidation.status !== 'price') return null
  if (liquidation.reason === 'already-liquidatable') return ZERO
  return markPrice.minus(liquidation.price).abs().times(HUNDRED).div(markPrice)
}

/**
 * Distance of a liquidation from the mark in daily ATRs.
 *
 * @returns 0 when already liquidatable; `null` with none or unknown, or without a usable ATR
 */
export function distanceAtrOf(liquidation: Liquidation, markPrice: Decimal, dailyAtr: Decimal | null): Decimal | null {
  if (liquidation.status !== 'price' || dailyAtr === null || dailyAtr.lte(ZERO)) return null
  if (liquidation.reason === 'already-liquidatable') return ZERO
  return markPrice.minus(liquidation.price).abs().div(dailyAtr)
}

function noLiquidationReason(stake: Stake): NoLiquidationReason {
  if (stake.legs.length < 2) return 'fully-funded'
  const gross = stake.legs.reduce((total: Decimal, leg) => total.plus(leg.quantity), ZERO)
  return netQuantityOf(stake.legs).abs().lt(gross.times(HEDGED_BELOW)) ? 'hedged-flat' : 'fully-funded'
}
