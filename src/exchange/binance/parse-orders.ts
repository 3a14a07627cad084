import { type Decimal, ZERO } from '../../model/decimal.ts'
import type { Order } from '../../model/order.ts'
import {
  choice,
  fieldOf,
  flag,
  id,
  instant,
  nonNegative,
  optionalAmount,
  positionSide,
  priceOrNone,
  record,
  symbolName,
  word,
} from './fields.ts'
import { listOf, readEvery, UnreadableReply } from './rows.ts'

const SHARED = {
  symbol: symbolName,
  side: choice(['BUY', 'SELL']),
  positionSide,
  timeInForce: word,
  price: priceOrNone,
  workingType: choice(['MARK_PRICE', 'CONTRACT_PRICE']),
  reduceOnly: flag,
  closePosition: flag,
  activatePrice: priceOrNone,
}

const PLAIN = record({
  ...SHARED,
  orderId: id,
  type: word,
  origQty: nonNegative,
  executedQty: nonNegative,
  stopPrice: priceOrNone,
  priceRate: optionalAmount,
  time: instant,
})

const CONDITIONAL = record({
  ...SHARED,
  algoId: id,
  orderType: word,
  // Absent or empty with closePosition, which has no quantity of its own.
  quantity: optionalAmount,
  triggerPrice: priceOrNone,
  callbackRate: optionalAmount,
  createTime: instant,
})

/**
 * openOrders.
 *
 * @throws UnreadableReply with the field's path: a row left out could hide a stop, or a close that does not exist
 */
export function parseOpenOrders(body: unknown): readonly Order[] {
  return readEvery(PLAIN, body, 'openOrders').map((row) => {
    const { origQty, executedQty, stopPrice, priceRate, activatePrice, time, ...order } = row
    return {
      ...order,
      kind: 'PLAIN',
      quantity: order.closePosition ? ZERO : origQty.minus(executedQty),
      triggerPrice: stopPrice,
      callbackRatePct: rateOrNone(priceRate),
      activationPrice: activatePrice,
      createdAtMs: time,
    }
  })
}

/**
 * openAlgoOrders, of which only the conditional ones (stops, take-profits, trailing stops) concern us.
 *
 * @throws UnreadableReply with the field's path
 */
export function parseOpenAlgoOrders(body: unknown): readonly Order[] {
  return readEvery(CONDITIONAL, conditionalRows(body, 'openAlgoOrders'), 'openAlgoOrders').map((row) => {
    const { algoId, orderType, quantity, callbackRate, activatePrice, createTime, ...order } = row
    return {
      ...order,
      kind: 'CONDITIONAL',
      orderId: algoId,
      type: orderType,
      quantity: order.closePosition ? ZERO : neededQuantity(quantity, algoId),
      callbackRatePct: rateOrNone(callbackRate),
      activationPrice: activatePrice,
      createdAtMs: createTime,
    }
  })
}

/**
 * The rows of a list of algorithms that are conditional orders; of the others nothing is read.
 *
 * @throws UnreadableReply when it is not a list
 */
export function conditionalRows(body: unknown, path: string): readonly unknown[] {
  return listOf(body, path).filter((row) => (fieldOf(row, 'algoType') ?? 'CONDITIONAL') === 'CONDITIONAL')
}

function neededQuantity(quantity: Decimal | null, algoId: string): Decimal {
  if (quantity?.gt('0')) return quantity
  throw new UnreadableReply(`openAlgoOrders: the order ${algoId} has no quantity and does not close its position`)
}

function rateOrNone(rate: Decimal | null): Decimal | null {
  return rate === null || rate.isZero() ? null : rate
}
