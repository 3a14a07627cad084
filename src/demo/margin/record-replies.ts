import { limitOf, optionalWhole, type TimeWindow, timeWindow } from '../market/parameters.ts'
import { badParameter, type Query, Refusal } from '../route.ts'
import type { World } from '../world.ts'
import { amountText, type ForcedOrder, marginBook } from './book.ts'
import { marginAsset, marginPairOf } from './listing.ts'

const DAY_MS = 86_400_000
const PRICE_SLACK = '0.998'

interface Rule {
  /** Longest span between start and end that the endpoint answers. */
  readonly longestDays: number
  /** What is answered when no time is sent. */
  readonly usualDays: number
}

/** The requested span with the endpoint's defaults filled in. @throws Refusal -1127 for a span that is too long */
function spanOf(query: Query, nowMs: number, rule: Rule): { readonly fromMs: number; readonly toMs: number } {
  const window: TimeWindow = timeWindow(query)
  const toMs =
    window.toMs ?? (window.fromMs === null ? nowMs : Math.min(nowMs, window.fromMs + rule.longestDays * DAY_MS))
  const fromMs = window.fromMs ?? toMs - rule.usualDays * DAY_MS
  if (toMs - fromMs > rule.longestDays * DAY_MS)
    throw new Refusal(-1127, `More than ${rule.longestDays * 24} hours between startTime and endTime.`)
  return { fromMs, toMs }
}

/** One page of rows, newest first. */
function page<Row>(
  query: Query,
  newestFirst: readonly Row[],
): { readonly rows: readonly Row[]; readonly total: number } {
  const size = optionalWhole(query, 'size') ?? 10
  const current = optionalWhole(query, 'current') ?? 1
  if (size < 1 || size > 100) throw badParameter('size')
  if (current < 1) throw badParameter('current')
  return { rows: newestFirst.slice((current - 1) * size, current * size), total: newestFirst.length }
}

/** Orders of regular liquidations, newest first; a takeover leaves none. */
export function forceLiquidationRec(query: Query, world: World) {
  const symbol = query.get('isolatedSymbol')
  const { fromMs, toMs } = spanOf(query, world.nowMs(), { longestDays: 90, usualDays: 90 })
  const orders = marginBook(world)
    .orders.filter((order) => order.atMs >= fromMs && order.atMs <= toMs)
    .filter((order) => symbol === undefined || order.symbol === symbol)
  return page(query, orders.map(orderRow).reverse())
}

/** Collateral is sold into the debt where such a pair exists, else the debt is bought with the collateral. */
function orderRow(order: ForcedOrder) {
  const isSale =
    marginPairOf(`${order.sold}${order.debt}`) !== null || marginPairOf(`${order.debt}${order.sold}`) === null
  const price = isSale ? order.averagePrice : order.averagePrice.pow(-1)
  const quantity = isSale ? order.quantity : order.proceeds
  return {
    avgPrice: price.toFixed(8),
    executedQty: quantity.toFixed(8),
    orderId: order.orderId,
    price: (isSale ? price.times(PRICE_SLACK) : price.div(PRICE_SLACK)).toFixed(8),
    qty: quantity.toFixed(8),
    side: isSale ? 'SELL' : 'BUY',
    symbol: isSale ? `${order.sold}${order.debt}` : `${order.debt}${order.sold}`,
    timeInForce: 'GTC',
    isIsolated: order.symbol !== null,
    updatedTime: order.atMs,
  }
}

/** Interest charged hour by hour, newest first: of the cross account, or of the isolated pair named. */
export function interestHistory(query: Query, world: World) {
  const symbol = query.get('isolatedSymbol') ?? null
  const asset = query.get('asset')
  const { fromMs, toMs } = spanOf(query, world.nowMs(), { longestDays: 30, usualDays: 7 })
  const rows = marginBook(world)
    .interest.map((charge, place) => ({ charge, txId: 1_352_286_576_452_864 + place }))
    .filter(({ charge }) => charge.symbol === symbol && (asset === undefined || charge.asset === asset))
    .filter(({ charge }) => charge.atMs >= fromMs && charge.atMs <= toMs)
    .map(({ charge, txId }) => ({
      txId,
      interestAccuredTime: charge.atMs,
      asset: charge.asset,
      rawAsset: charge.asset,
      principal: charge.principal.toFixed(8),
      interest: charge.interest.toFixed(8),
      interestRate: charge.dailyRate,
      type: charge.type,
      ...(charge.symbol === null ? {} : { isolatedSymbol: charge.symbol }),
    }))
  return page(
    query,
    rows.sort((a, b) => b.interestAccuredTime - a.interestAccuredTime),
  )
}

/** Money that came and went, oldest first: of the cross account, or of the isolated pair named. */
export function capitalFlow(query: Query, world: World) {
  const symbol = query.get('symbol') ?? null
  const [asset, type] = [query.get('asset'), query.get('type')]
  if (asset !== undefined && marginAsset(asset) === null) throw new Refusal(-3027, 'Not a valid margin asset.')
  const limit = limitOf(query, { standard: 500, max: 1000 })
  const fromId = optionalWhole(query, 'fromId') ?? 0
  const { fromMs, toMs } = spanOf(query, world.nowMs(), { longestDays: 7, usualDays: 7 })
  return marginBook(world)
    .flows.filter((flow) => flow.symbol === symbol && flow.atMs >= fromMs && flow.atMs <= toMs && flow.id >= fromId)
    .filter((flow) => (asset === undefined || flow.asset === asset) && (type === undefined || flow.type === type))
    .slice(0, limit)
    .map((flow) => ({
      id: flow.id,
      tranId: flow.id + 91_000_000_000,
      timestamp: flow.atMs,
      asset: flow.asset,
      ...(flow.symbol === null ? {} : { symbol: flow.symbol }),
      type: flow.type,
      amount: amountText(flow.amount),
    }))
}
