import type { Decimal } from '../model/decimal.ts'
import { ZERO } from '../model/decimal.ts'
import type { Account, AlgoOrder, Leg, PlainOrder } from './account.ts'
import { profitOf } from './figures.ts'
import type { World } from './world.ts'

/** An event of the user stream, as it stands on the wire. */
export type UserEvent = Readonly<Record<string, unknown>>

/** Money with the exchange's eight decimals. */
export function money(value: Decimal): string {
  return value.toFixed(8)
}

const emptyOr = (value: Decimal): string => (value.isZero() ? '0' : value.toFixed())

/** The `P` row of a leg; a quantity of 0 says that it is closed. */
export function positionRow(leg: Leg, world: World, atMs: number): UserEvent {
  const spec = world.spec(leg.symbol)
  const mark = world.markPriceAt(leg.symbol, atMs)
  return {
    s: leg.symbol,
    pa: leg.quantity.toFixed(spec?.quantityPrecision ?? 8),
    ep: leg.quantity.isZero() ? '0' : leg.entryPrice.toFixed(),
    bep: leg.quantity.isZero() ? '0' : leg.entryPrice.toFixed(),
    cr: '0',
    up: money(profitOf(leg, mark)),
    mt: leg.isolatedWallet === null ? 'cross' : 'isolated',
    iw: leg.isolatedWallet === null ? '0' : money(leg.isolatedWallet),
    ps: leg.positionSide,
    ma: spec?.marginAsset ?? 'USDT',
  }
}

/** The `B` row of an asset. */
export function balanceRow(account: Account, world: World, asset: string, change: Decimal): UserEvent {
  let wallet = account.crossWallet(asset)
  const cross = wallet
  for (const leg of account.legs.values())
    if (world.spec(leg.symbol)?.marginAsset === asset) wallet = wallet.plus(leg.isolatedWallet ?? ZERO)
  return { a: asset, wb: money(wallet), cw: money(cross), bc: emptyOr(change) }
}

/** ACCOUNT_UPDATE: only what changed. */
export function accountUpdate(parts: {
  readonly atMs: number
  /** ORDER, FUNDING_FEE, MARGIN_TRANSFER, MARGIN_TYPE_CHANGE, DEPOSIT, INSURANCE_CLEAR … */
  readonly reason: string
  readonly symbol?: string
  readonly balances: readonly UserEvent[]
  readonly positions: readonly UserEvent[]
}): UserEvent {
  const named = parts.symbol === undefined ? {} : { S: parts.symbol }
  return {
    e: 'ACCOUNT_UPDATE',
    E: parts.atMs + 8,
    T: parts.atMs,
    a: { m: parts.reason, ...named, B: parts.balances, P: parts.positions },
  }
}

/** ORDER_TRADE_UPDATE of a plain order that was cancelled. */
export function orderCancelled(order: PlainOrder, atMs: number): UserEvent {
  return orderTradeUpdate({
    atMs,
    symbol: order.symbol,
    side: order.side,
    positionSide: order.positionSide,
    clientOrderId: order.clientOrderId,
    orderId: BigInt(order.orderId),
    type: order.type,
    timeInForce: order.timeInForce,
    execution: 'CANCELED',
    status: 'CANCELED',
    quantity: order.quantity,
    filled: ZERO,
    price: order.price,
    averagePrice: ZERO,
    commission: ZERO,
    commissionAsset: '',
    realized: ZERO,
    tradeId: 0n,
    reduceOnly: order.reduceOnly,
  })
}

/** What an ORDER_TRADE_UPDATE says. */
export interface OrderTrade {
  readonly atMs: number
  readonly symbol: string
  readonly side: 'BUY' | 'SELL'
  readonly positionSide: string
  readonly clientOrderId: string
  readonly orderId: bigint
  readonly type: string
  readonly timeInForce: string
  readonly execution: string
  readonly status: string
  readonly quantity: Decimal
  readonly filled: Decimal
  readonly price: Decimal
  readonly averagePrice: Decimal
  readonly commission: Decimal
  readonly commissionAsset: string
  readonly realized: Decimal
  readonly tradeId: bigint
  readonly reduceOnly: boolean
}

/** ORDER_TRADE_UPDATE. */
export function orderTradeUpdate(trade: OrderTrade): UserEvent {
  const fee = trade.commissionAsset === '' ? {} : { n: emptyOr(trade.commission), N: trade.commissionAsset }
  const order = {
    s: trade.symbol,
    c: trade.clientOrderId,
    S: trade.side,
    o: trade.type,
    f: trade.timeInForce,
    q: trade.quantity.toFixed(),
    p: trade.price.toFixed(),
    ap: emptyOr(trade.averagePrice),
    sp: '0',
    x: trade.execution,
    X: trade.status,
    i: trade.orderId,
    l: trade.filled.toFixed(),
    z: trade.filled.toFixed(),
    L: emptyOr(trade.averagePrice),
    ...fee,
    T: trade.atMs,
    t: trade.tradeId,
    b: '0',
    a: '0',
    m: false,
    R: trade.reduceOnly,
    wt: 'CONTRACT_PRICE',
    ot: trade.type,
    ps: trade.positionSide,
    cp: false,
    rp: emptyOr(trade.realized),
    pP: false,
    si: 0,
    ss: 0,
    V: 'EXPIRE_MAKER',
    pm: 'NONE',
    gtd: 0,
    er: '0',
  }
  return { e: 'ORDER_TRADE_UPDATE', E: trade.atMs + 8, T: trade.atMs, o: order }
}

/** ALGO_UPDATE of a conditional order: NEW, CANCELED, TRIGGERING, TRIGGERED, FINISHED, EXPIRED. */
export function algoUpdate(
  order: AlgoOrder,
  status: string,
  parts: { readonly atMs: number; readonly actualOrderId?: bigint; readonly price?: Decimal },
): UserEvent {
  const actual =
    parts.actualOrderId === undefined
      ? { ai: '' }
      : {
          ai: parts.actualOrderId.toString(),
          ap: emptyOr(parts.price ?? ZERO),
          aq: order.quantity.toFixed(),
          act: 'MARKET',
        }
  const body = {
    caid: order.clientAlgoId,
    aid: BigInt(order.algoId),
    at: 'CONDITIONAL',
    o: order.type,
    s: order.symbol,
    S: order.side,
    ps: order.positionSide,
    f: 'GTC',
    q: order.quantity.toFixed(),
    X: status,
    ...actual,
    tp: order.triggerPrice.toFixed(),
    p: emptyOr(order.price),
    V: 'EXPIRE_MAKER',
    wt: order.workingType,
    pm: 'NONE',
    cp: order.closePosition,
    pP: order.priceProtect,
    R: order.reduceOnly,
    tt: status === 'NEW' || status === 'CANCELED' ? 0 : parts.atMs,
    gtd: 0,
    rm: '',
    ia: order.callbackRatePct !== null,
  }
  return { e: 'ALGO_UPDATE', E: parts.atMs + 5, T: parts.atMs, o: body }
}
