import { type Decimal, d, HUNDRED, ZERO } from '../model/decimal.ts'
import type { ExchangeFigures, MarginType, Position } from '../model/position.ts'
import { nearestEdge } from './liquidation.ts'
import type { Drift, Liquidation } from './report.ts'

/** Percent of Binance's price above which a difference is shown: a cross price mixes two calls, an isolated does not. */
const SHOWN_ABOVE_PCT: Readonly<Record<MarginType, Decimal>> = { ISOLATED: d('0.0001'), CROSSED: d('0.01') }
const WARNING_ABOVE_PCT = d('1')

const NOT_SHOWN: Drift = { exchangePrice: null, driftPct: null, isShown: false, isWarning: false }

/**
 * Our liquidation price against the one that Binance shows, measured at the closer of two edges.
 *
 * Nothing is compared when either price is unknown, or when already liquidatable without a price of recovery. One side
 * saying none while the other has a price is a warning without a percentage.
 */
export function driftOf(position: Pick<Position, 'marginType' | 'exchange'>, own: Liquidation): Drift {
  const { exchange, marginType } = position
  const agreement =
    exchange.liquidationPrice === null ? NOT_SHOWN : { ...NOT_SHOWN, exchangePrice: exchange.liquidationPrice }
  if (own.status === 'unknown' || !wasRead(exchange)) return agreement
  if ((own.status === 'none') !== (exchange.liquidationPrice === null)) {
    return { ...agreement, isShown: true, isWarning: true }
  }
  if (own.status === 'none' || exchange.liquidationPrice === null) return agreement
  const edge = nearestEdge(own.edges, exchange.liquidationPrice)
  if (edge === null) return agreement
  const driftPct = relativePct(edge, exchange.liquidationPrice)
  return {
    ...agreement,
    driftPct,
    isShown: driftPct.gt(SHOWN_ABOVE_PCT[marginType]),
    isWarning: driftPct.gt(WARNING_ABOVE_PCT),
  }
}

function wasRead(exchange: ExchangeFigures): boolean {
  return exchange.liquidationPrice !== null || exchange.liquidationPriceReason === 'none'
}

function relativePct(own: Decimal, exchangePrice: Decimal): Decimal {
  const difference = own.minus(exchangePrice).abs()
  return difference.isZero() ? ZERO : difference.times(HUNDRED).div(exchangePrice)
}
