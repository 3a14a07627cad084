import { type Decimal, HUNDRED, sum } from '../model/decimal.ts'
import type { Order } from '../model/order.ts'
import type { Position } from '../model/position.ts'
import { type ProtectiveOrder, protectiveOrders } from './protective-stop.ts'
import type { Liquidation } from './report.ts'

/** Orders on the closing side of a position's own slot, at a loss or at a profit. */
export function closingOrders(position: Position, orders: readonly Order[]): readonly Order[] {
  const closing = position.side === 'LONG' ? 'SELL' : 'BUY'
  return orders.filter(
    (order) =>
      order.symbol === position.symbol && order.side === closing && order.positionSide === position.positionSide,
  )
}

/**
 * True when an order can do nothing but close: it says so itself, or the slot says it. In hedge mode the venue takes no
 * reduce-only flag, and an order on the closing side of a slot cannot turn it over.
 */
export function onlyCloses(order: Order): boolean {
  return order.reduceOnly || order.closePosition || order.positionSide !== 'BOTH'
}

/** How the orders of a position could turn it over: open the other side with what is left of them. */
export type FlipDanger = 'none' | 'together' | 'alone'

/**
 * Whether closing orders without reduce-only could turn a position over: `alone` when they hold more than the position,
 * `together` when they do once the others have closed a part of it.
 */
export function flipDanger(position: Position, orders: readonly Order[]): FlipDanger {
  const closing = closingOrders(position, orders)
  const bare = closing.filter((order) => !onlyCloses(order))
  if (bare.length === 0) return 'none'
  const bareQuantity = sum(bare.map(({ quantity }) => quantity))
  if (bareQuantity.gt(position.quantity)) return 'alone'
  const others = closing.filter(onlyCloses)
  const whole = others.some(({ closePosition }) => closePosition)
  const closed = whole ? position.quantity : sum(others.map(({ quantity }) => quantity))
  return bareQuantity.plus(closed).gt(position.quantity) ? 'together' : 'none'
}

/** True when the price lies at or beyond the liquidation price, on the losing side: an order there comes too late. */
export function isBeyondLiquidation(position: Position, liquidation: Liquidation, price: Decimal): boolean {
  if (liquidation.status !== 'price') return false
  if (position.side === 'LONG') return liquidation.edges.below !== null && price.lte(liquidation.edges.below)
  return liquidation.edges.above !== null && price.gte(liquidation.edges.above)
}

/** The protective orders of a position that trigger before liquidation, nearest to the mark first. */
export function timelyStops(
  position: Position,
  liquidation: Liquidation,
  orders: readonly Order[],
): readonly ProtectiveOrder[] {
  return protectiveOrders(position, orders).filter(
    ({ stopPrice }) => !isBeyondLiquidation(position, liquidation, stopPrice),
  )
}

/** Share of a position that these orders close, 0 to 100. */
export function coveredPctOf(position: Position, stops: readonly ProtectiveOrder[]): Decimal {
  if (stops.some(({ order }) => order.closePosition)) return HUNDRED
  const share = sum(stops.map(({ order }) => order.quantity))
    .times(HUNDRED)
    .div(position.quantity)
  return share.gt(HUNDRED) ? HUNDRED : share
}
