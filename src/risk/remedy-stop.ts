import { Decimal, d, ZERO } from '../model/decimal.ts'
import { type Position, sideSign } from '../model/position.ts'
import type { AccountSnapshot } from '../model/snapshot.ts'
import { protectiveOrders } from './protective-stop.ts'
import type { StopToPlace } from './remedy-option.ts'
import type { PositionRisk } from './report.ts'
import { isTrading, stopPriceOnGrid } from './trading-grid.ts'

const HALF = d('0.5')
/** Stops with a limit price may rest in the book unfilled: they do not count as being in place. */
const MARKET_STOPS: ReadonlySet<string> = new Set(['STOP_MARKET', 'TRAILING_STOP_MARKET'])

/**
 * Where a stop would close a position before its liquidation: the place where stops on the mark price close all of it
 * already, else half-way from the mark, on the tick nearer to the mark.
 *
 * @returns `null` without a liquidation price, when already liquidatable, when no tick lies in between, or when the
 *   symbol takes no orders and none rests there
 */
export function stopBefore({ position, liquidation }: PositionRisk, snapshot: AccountSnapshot): StopToPlace | null {
  if (liquidation.status !== 'price' || liquidation.reason !== null) return null
  const { symbol, side, positionSide, quantity, markPrice } = position
  const edge = side === 'LONG' ? liquidation.edges.below : liquidation.edges.above
  if (edge === null) return null
  const rules = snapshot.rules.get(symbol)
  const inPlace = priceInPlace(position, edge, snapshot)
  if (inPlace === null && !isTrading(rules)) return null
  const price = inPlace ?? stopPriceOnGrid(markPrice.plus(edge).times(HALF), side, rules)
  if (!isBetween(price, edge, markPrice)) return null
  const lossFromHere = markPrice.minus(price).times(quantity).times(sideSign(position))
  return { symbol, side, positionSide, quantity, price, lossFromHere, isInPlace: inPlace !== null }
}

/** The price at which resting stops on the mark have closed all of the position; `null` when not before `edge`. */
export function priceInPlace(position: Position, edge: Decimal, { orders }: AccountSnapshot): Decimal | null {
  let covered: Decimal = ZERO
  for (const { order, stopPrice } of protectiveOrders(position, orders.get(position.symbol) ?? [])) {
    const counts = MARKET_STOPS.has(order.type) && order.workingType === 'MARK_PRICE'
    if (!counts || !isBetween(stopPrice, edge, position.markPrice)) continue
    covered = order.closePosition ? position.quantity : covered.plus(order.quantity)
    if (covered.gte(position.quantity)) return stopPrice
  }
  return null
}

function isBetween(price: Decimal, one: Decimal, other: Decimal): boolean {
  return price.gt(Decimal.min(one, other)) && price.lt(Decimal.max(one, other))
}
