import type {
  AdlQuantile,
  AlgoRecord,
  CommissionRate,
  Fill,
  ForceOrder,
  Income,
  MarginChange,
} from '../../model/account-history.ts'
import {
  amount,
  choice,
  comparedCount,
  field,
  fieldOf,
  flag,
  id,
  instant,
  nonNegative,
  oneOf,
  optionalAmount,
  optionalId,
  optionalSymbolName,
  positionSide,
  positive,
  priceOrNone,
  record,
  symbolName,
  word,
} from './fields.ts'
import { conditionalRows } from './parse-orders.ts'
import { type BySymbol, bySymbol, mapped, readEvery, readRows, readValue } from './rows.ts'

const FILL = record({
  id,
  orderId: id,
  symbol: symbolName,
  side: choice(['BUY', 'SELL']),
  positionSide,
  price: positive,
  qty: nonNegative,
  realizedPnl: amount,
  commission: amount,
  commissionAsset: word,
  time: instant,
})

/** userTrades, oldest first. */
export function parseFills(body: unknown): readonly Fill[] {
  return readEvery(FILL, body, 'userTrades').map(({ id: tradeId, qty, time, ...fill }) => ({
    ...fill,
    tradeId,
    quantity: qty,
    atMs: time,
  }))
}

const FORCE_ORDER = record({
  orderId: id,
  symbol: symbolName,
  clientOrderId: word,
  side: choice(['BUY', 'SELL']),
  positionSide,
  price: nonNegative,
  avgPrice: priceOrNone,
  origQty: nonNegative,
  executedQty: nonNegative,
  time: instant,
})

/** The venue marks what it closed by the beginning of the order's client id. */
const ADL_PREFIX = 'adl_autoclose'

/** forceOrders: liquidations and auto-deleveraging of the account. */
export function parseForceOrders(body: unknown): readonly ForceOrder[] {
  return readEvery(FORCE_ORDER, body, 'forceOrders').map((row) => {
    const { clientOrderId, avgPrice, origQty, executedQty, time, ...order } = row
    return {
      ...order,
      kind: clientOrderId.startsWith(ADL_PREFIX) ? 'ADL' : 'LIQUIDATION',
      averagePrice: avgPrice,
      quantity: origQty,
      executedQuantity: executedQty,
      atMs: time,
    }
  })
}

const INCOME = record({
  tranId: id,
  incomeType: word,
  symbol: optionalSymbolName,
  income: amount,
  asset: symbolName,
  tradeId: optionalId,
  time: instant,
})

/** income, oldest first. */
export function parseIncome(body: unknown): readonly Income[] {
  return readEvery(INCOME, body, 'income').map(({ incomeType, income, time, tradeId, ...row }) => ({
    ...row,
    type: incomeType,
    amount: income,
    ...(tradeId === null ? {} : { tradeId }),
    atMs: time,
  }))
}

const ALGO = record({
  algoId: id,
  symbol: symbolName,
  side: choice(['BUY', 'SELL']),
  positionSide,
  orderType: word,
  algoStatus: word,
  // Absent or empty with closePosition, which has no quantity of its own.
  quantity: optionalAmount,
  closePosition: flag,
  triggerPrice: priceOrNone,
  actualOrderId: optionalId,
  createTime: instant,
  updateTime: instant,
})

/** allAlgoOrders, of which only the conditional ones (stops, take-profits, trailing stops) concern us. */
export function parseAlgoHistory(body: unknown): readonly AlgoRecord[] {
  return readEvery(ALGO, conditionalRows(body, 'allAlgoOrders'), 'allAlgoOrders').map((row) => {
    const { orderType, algoStatus, closePosition, actualOrderId, createTime, updateTime, ...order } = row
    return {
      ...order,
      quantity: closePosition ? null : order.quantity,
      type: orderType,
      status: algoStatus,
      orderId: actualOrderId,
      createdAtMs: createTime,
      updatedAtMs: updateTime,
    }
  })
}

const REMOVED = '2'

const MARGIN_CHANGE = record({
  symbol: symbolName,
  positionSide,
  type: field((value) => oneOf(typeof value === 'number' ? String(value) : value, ['1', REMOVED])),
  deltaType: word,
  amount,
  asset: symbolName,
  time: instant,
})

/** positionMargin/history; the wire's type 1 adds and 2 removes. */
export function parseMarginChanges(body: unknown): readonly MarginChange[] {
  return readEvery(MARGIN_CHANGE, body, 'positionMargin').map(({ type, deltaType, amount, time, ...row }) => ({
    ...row,
    amount: type === REMOVED ? amount.abs().neg() : amount.abs(),
    reason: deltaType,
    atMs: time,
  }))
}

const COMMISSION = record({ symbol: symbolName, takerCommissionRate: amount })

/** commissionRate of one symbol. */
export function parseCommissionRate(body: unknown): CommissionRate {
  const { symbol, takerCommissionRate } = readValue(COMMISSION, body, 'commissionRate')
  return { symbol, takerRate: takerCommissionRate }
}

const ADL = record({
  symbol: symbolName,
  adlQuantile: record({ LONG: comparedCount, SHORT: comparedCount, BOTH: comparedCount }),
})

/** adlQuantile by symbol, from one object or a list of them. */
export function parseAdlQuantiles(body: unknown): BySymbol<AdlQuantile> {
  const list = fieldOf(body, 'symbol') === undefined ? body : [body]
  return bySymbol(
    mapped(readRows(ADL, list, 'adlQuantile'), ({ symbol, adlQuantile: { LONG, SHORT, BOTH } }) => ({
      symbol,
      long: LONG,
      short: SHORT,
      both: BOTH,
    })),
  )
}
