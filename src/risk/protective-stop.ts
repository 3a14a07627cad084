import { type Decimal, HUNDRED, ONE, sum } from '../model/decimal.ts'
import type { Order } from '../model/order.ts'
import { type Position, sideSign } from '../model/position.ts'
import type { AccountRows, StopSummary } from './report.ts'

const PROTECTIVE_TYPES: ReadonlySet<string> = new Set(['STOP', 'STOP_MARKET', 'TRAILING_STOP_MARKET'])

/** True when a symbol's orders could not be read: then no stop is not the same as none. */
export function isStopUnreadable(symbol: string, { gaps }: Pick<AccountRows, 'gaps'>): boolean {
  return gaps.some(({ what }) => {
    const [call, about] = what.split(' ')
    return (call === 'openOrders' || call === 'openAlgoOrders') && (about === undefined || about === symbol)
  })
}

/** A resting order that would close a position at a loss-side price. */
export interface ProtectiveOrder {
  readonly order: Order
  /** Quote asset; for a trailing order without a reported trigger, the farthest from the mark that it can stand. */
  readonly stopPrice: Decimal
}

/**
 * The orders that would close a position as its mark moves against it, nearest to the mark first.
 *
 * Counted are stop, stop-market and trailing orders on the closing side of the position's own slot whose price lies
 * beyond the mark on the losing side. A trailing order that waits for its activation price protects nothing yet.
 */
export function protectiveOrders(position: Position, orders: readonly Order[]): readonly ProtectiveOrder[] {
  const closing = position.side === 'LONG' ? 'SELL' : 'BUY'
  return orders
    .filter((order) => order.side === closing && order.positionSide === position.positionSide)
    .filter((order) => order.symbol === position.symbol && PROTECTIVE_TYPES.has(order.type))
    .flatMap((order) => {
      const stopPrice = stopPriceOf(order, position)
      return stopPrice !== null && isOnLossSide(position, stopPrice) ? [{ order, stopPrice }] : []
    })
    .sort((one, other) => fromMark(position, one).cmp(fromMark(position, other)))
}

/** The nearest protective order and the share of the position that all of them close; `null` for none. */
export function stopSummary(position: Position, orders: readonly Order[]): StopSummary | null {
  const protective = protectiveOrders(position, orders)
  const [nearest] = protective
  if (nearest === undefined) return null
  return {
    price: nearest.stopPrice,
    coveredPct: coveredPct(position, protective),
    workingType: nearest.order.workingType,
  }
}

function coveredPct(position: Position, protective: readonly ProtectiveOrder[]): Decimal {
  if (protective.some(({ order }) => order.closePosition)) return HUNDRED
  const share = sum(protective.map(({ order }) => order.quantity))
    .times(HUNDRED)
    .div(position.quantity)
  return share.gt(HUNDRED) ? HUNDRED : share
}

function stopPriceOf(order: Order, position: Position): Decimal | null {
  if (order.triggerPrice !== null || order.type !== 'TRAILING_STOP_MARKET') return order.triggerPrice
  if (order.activationPrice !== null || order.callbackRatePct === null) return null
  const callback = order.callbackRatePct.div(HUNDRED).times(sideSign(position))
  return position.markPrice.times(ONE.minus(callback))
}

function isOnLossSide(position: Position, price: Decimal): boolean {
  return position.side === 'LONG' ? price.lt(position.markPrice) : price.gt(position.markPrice)
}

function fromMark(position: Position, { stopPrice }: ProtectiveOrder): Decimal {
  return position.markPrice.minus(stopPrice).abs()
}
