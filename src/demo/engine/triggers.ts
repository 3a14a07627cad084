import type { Decimal } from '../../model/decimal.ts'
import type { AlgoOrder, Leg } from '../account.ts'
import { legKey } from '../account.ts'
import { type Books, bookFill, TAKER_FEE } from '../books.ts'
import { algoUpdate, orderCancelled } from '../user-events.ts'

/** True for orders that fire when the price goes against a holder: a stop sells below and buys above the market. */
function isStop(order: AlgoOrder): boolean {
  return order.type.startsWith('STOP')
}

function hasFired(order: AlgoOrder, price: Decimal): boolean {
  const firesBelow = isStop(order) === (order.side === 'SELL')
  return firesBelow ? price.lte(order.triggerPrice) : price.gte(order.triggerPrice)
}

/** Quantity that an order may trade: all with closePosition, never more than is held with reduceOnly. */
function quantityOf(order: AlgoOrder, leg: Leg | undefined): Decimal | null {
  const held = leg === undefined || leg.quantity.isPositive() === (order.side === 'BUY') ? null : leg.quantity.abs()
  if (order.closePosition) return held
  const mustReduce = order.reduceOnly || order.positionSide !== 'BOTH'
  if (!mustReduce) return order.quantity
  if (held === null) return null
  return order.quantity.lt(held) ? order.quantity : held
}

/** A limit price that the market has already left behind: the order would rest in the book without a fill. */
function isLeftBehind(order: AlgoOrder, last: Decimal): boolean {
  if (order.price.isZero()) return false
  return order.side === 'SELL' ? last.lt(order.price) : last.gt(order.price)
}

/** A triggered order trades at the last price, or expires when there is nothing to close or its limit is passed. */
function fire(books: Books, order: AlgoOrder, atMs: number): void {
  const { account, world } = books
  account.algoOrders = account.algoOrders.filter((other) => other !== order)
  account.version++
  const quantity = quantityOf(order, account.legs.get(legKey(order)))
  const last = world.lastPriceAt(order.symbol, atMs)
  if (quantity === null || isLeftBehind(order, last)) {
    books.ledger.algoEnds.push({ order, status: 'EXPIRED', atMs, orderId: null, price: null })
    books.publish(algoUpdate(order, 'EXPIRED', { atMs }))
    return
  }
  books.publish(algoUpdate(order, 'TRIGGERING', { atMs }))
  const booked = bookFill(books, {
    symbol: order.symbol,
    positionSide: order.positionSide,
    side: order.side,
    quantity,
    price: last,
    atMs,
    clientOrderId: order.clientAlgoId,
    type: order.price.isZero() ? 'MARKET' : 'LIMIT',
    timeInForce: 'GTC',
    reduceOnly: order.reduceOnly || order.closePosition,
    feeRate: TAKER_FEE,
  })
  books.ledger.algoEnds.push({ order, status: 'FINISHED', atMs, orderId: booked.orderId, price: last })
  for (const status of ['TRIGGERED', 'FINISHED'])
    books.publish(algoUpdate(order, status, { atMs, actualOrderId: booked.orderId, price: last }))
}

/** Fires the conditional orders whose trigger price is reached; trailing orders rest, since their peak is not kept. */
export function fireTriggers(books: Books, atMs: number): void {
  const { world } = books
  for (const order of books.account.algoOrders) {
    if (order.callbackRatePct !== null) continue
    const price =
      order.workingType === 'MARK_PRICE' ? world.markPriceAt(order.symbol, atMs) : world.lastPriceAt(order.symbol, atMs)
    if (hasFired(order, price)) fire(books, order, atMs)
  }
}

/** Cancels the resting orders that match, with their events. */
export function cancelOrders(
  books: Books,
  atMs: number,
  isCancelled: (order: { readonly symbol: string }) => boolean,
): number {
  const { account } = books
  const plain = account.plainOrders.filter(isCancelled)
  const algo = account.algoOrders.filter(isCancelled)
  account.plainOrders = account.plainOrders.filter((order) => !isCancelled(order))
  account.algoOrders = account.algoOrders.filter((order) => !isCancelled(order))
  for (const order of plain) books.publish(orderCancelled(order, atMs))
  for (const order of algo) {
    books.ledger.algoEnds.push({ order, status: 'CANCELED', atMs, orderId: null, price: null })
    books.publish(algoUpdate(order, 'CANCELED', { atMs }))
  }
  return plain.length + algo.length
}
