import type { Decimal } from '../../model/decimal.ts'
import type { AlgoOrder, PlainOrder } from '../account.ts'
import type { AlgoEnd, WireRow } from '../ledger.ts'
import type { Query, Route } from '../route.ts'
import type { Venue } from '../venue.ts'
import { accountRoute, askedSymbol } from './account-routes.ts'

const priceText = (value: Decimal): string => (value.isZero() ? '0.0' : value.toFixed())

function plainRow(order: PlainOrder): unknown {
  return {
    avgPrice: '0.00',
    clientOrderId: order.clientOrderId,
    cumQuote: '0',
    executedQty: '0',
    orderId: BigInt(order.orderId),
    origQty: order.quantity.toFixed(),
    origType: order.type,
    price: order.price.toFixed(),
    reduceOnly: order.reduceOnly,
    side: order.side,
    positionSide: order.positionSide,
    status: 'NEW',
    stopPrice: '0',
    closePosition: false,
    symbol: order.symbol,
    time: order.createdAtMs,
    timeInForce: order.timeInForce,
    type: order.type,
    priceRate: '0',
    updateTime: order.createdAtMs,
    workingType: 'CONTRACT_PRICE',
    priceProtect: false,
    priceMatch: 'NONE',
    selfTradePreventionMode: 'EXPIRE_MAKER',
    goodTillDate: 0,
  }
}

/** The row of a conditional order, resting or ended. */
export function algoRow(order: AlgoOrder, end: AlgoEnd | null = null): WireRow {
  const trailing =
    order.callbackRatePct === null ? {} : { callbackRate: order.callbackRatePct.toFixed(), activatePrice: '0.0' }
  return {
    algoId: BigInt(order.algoId),
    clientAlgoId: order.clientAlgoId,
    algoType: 'CONDITIONAL',
    orderType: order.type,
    symbol: order.symbol,
    side: order.side,
    positionSide: order.positionSide,
    timeInForce: 'GTC',
    quantity: order.quantity.toFixed(),
    algoStatus: end?.status ?? 'NEW',
    actualOrderId: end?.orderId?.toString() ?? '',
    actualPrice: end?.price?.toFixed() ?? '0.00000',
    triggerPrice: order.triggerPrice.toFixed(),
    price: priceText(order.price),
    icebergQuantity: null,
    tpTriggerPrice: '0.000',
    tpPrice: '0.000',
    slTriggerPrice: '0.000',
    slPrice: '0.000',
    tpOrderType: '',
    selfTradePreventionMode: 'EXPIRE_MAKER',
    workingType: order.workingType,
    priceMatch: 'NONE',
    closePosition: order.closePosition,
    priceProtect: order.priceProtect,
    reduceOnly: order.reduceOnly,
    createTime: order.createdAtMs,
    updateTime: end?.atMs ?? order.createdAtMs,
    triggerTime: end?.orderId == null ? 0 : end.atMs,
    goodTillDate: 0,
    ...trailing,
  }
}

const oneOrAll = (query: Query): number => (query.has('symbol') ? 1 : 40)

/** Resting orders, plain and conditional. */
export function orderRoutes(venue: Venue): readonly Route[] {
  const isAsked = (query: Query) => {
    const symbol = askedSymbol(venue, query)
    return (order: { readonly symbol: string }): boolean => symbol === null || order.symbol === symbol
  }
  return [
    accountRoute(venue, { path: '/fapi/v1/openOrders', weight: oneOrAll }, (query) =>
      venue.account.plainOrders.filter(isAsked(query)).map(plainRow),
    ),
    accountRoute(venue, { path: '/fapi/v1/openAlgoOrders', weight: oneOrAll }, (query) =>
      venue.account.algoOrders.filter(isAsked(query)).map((order) => algoRow(order)),
    ),
  ]
}
