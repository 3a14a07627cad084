import type { DatedRow, WireRow } from '../ledger.ts'
import { limitOf, timeWindow } from '../market/parameters.ts'
import { badParameter, type Query, Refusal, type Route } from '../route.ts'
import type { Venue } from '../venue.ts'
import { accountRoute, askedSymbol } from './account-routes.ts'
import { algoRow } from './order-routes.ts'

const DAY_MS = 86_400_000
const WEEK_MS = 7 * DAY_MS

/** How a history endpoint filters and cuts. */
interface Rules {
  /** Rows without a `limit`, and the most that it may ask for. */
  readonly standard: number
  readonly max: number
  readonly keepDays: number
  /** Longest stretch between startTime and endTime; `null` for any. */
  readonly windowMs: number | null
  /** Which end of the range survives the limit. */
  readonly keeps: 'oldest' | 'newest'
}

/** The rows that the query asks for, oldest first. */
function selected(venue: Venue, rows: readonly DatedRow[], query: Query, rules: Rules): readonly WireRow[] {
  const nowMs = venue.world.nowMs()
  const symbol = askedSymbol(venue, query)
  const limit = limitOf(query, rules)
  const { fromMs: start, toMs } = timeWindow(query)
  const end = toMs ?? (start === null ? nowMs : start + WEEK_MS)
  const from = Math.max(start ?? end - WEEK_MS, nowMs - rules.keepDays * DAY_MS)
  if (rules.windowMs !== null && start !== null && end - start > rules.windowMs)
    throw new Refusal(-4165, `Invalid time interval.Maximum time interval is ${rules.windowMs / DAY_MS} days.`)
  const found = rows.filter((row) => row.atMs >= from && row.atMs <= end && (symbol === null || row.symbol === symbol))
  const kept = rules.keeps === 'oldest' ? found.slice(0, limit) : found.slice(-limit)
  return kept.map(({ row }) => row)
}

const INCOME: Rules = { standard: 100, max: 1000, keepDays: 90, windowMs: null, keeps: 'oldest' }
const TRADES: Rules = { standard: 500, max: 1000, keepDays: 90, windowMs: WEEK_MS, keeps: 'newest' }
const FORCED: Rules = { standard: 50, max: 100, keepDays: 90, windowMs: WEEK_MS, keeps: 'newest' }
const ALGO: Rules = { standard: 100, max: 1000, keepDays: 90, windowMs: WEEK_MS, keeps: 'newest' }
/** Conditional orders that ended without a fill are forgotten so long after they were placed. */
const UNFILLED_DAYS = 3
const MARGIN: Rules = { standard: 500, max: 500, keepDays: 30, windowMs: 30 * DAY_MS, keeps: 'newest' }

function incomeReply(venue: Venue, query: Query): unknown {
  const type = query.get('incomeType')
  const rows = venue.ledger.income.filter(({ row }) => type === undefined || row.incomeType === type)
  return selected(venue, rows, query, INCOME)
}

/** With `fromId`, trades from that id on, whatever their time. */
function tradesReply(venue: Venue, query: Query): unknown {
  const fromId = query.get('fromId')
  if (fromId === undefined) return selected(venue, venue.ledger.trades, query, TRADES)
  if (query.has('startTime') || query.has('endTime'))
    throw new Refusal(-4166, 'The parameter fromId cannot be sent with startTime or endTime.')
  const symbol = askedSymbol(venue, query)
  const rows = venue.ledger.trades.filter(
    (trade) => trade.symbol === symbol && BigInt(String(trade.row.id)) >= BigInt(fromId),
  )
  return rows.slice(0, limitOf(query, TRADES)).map(({ row }) => row)
}

function forcedReply(venue: Venue, query: Query): unknown {
  const type = query.get('autoCloseType')
  if (type !== undefined && type !== 'LIQUIDATION' && type !== 'ADL') throw badParameter('autoCloseType')
  const prefix = type === undefined ? '' : type === 'ADL' ? 'adl_autoclose' : 'autoclose-'
  const rows = venue.ledger.forceOrders.filter(({ row }) => String(row.clientOrderId).startsWith(prefix))
  return selected(venue, rows, query, FORCED)
}

/** Resting and ended conditional orders, by the time they were placed. With `algoId`, orders from that id on. */
function algoReply(venue: Venue, query: Query): unknown {
  const { account, ledger, world } = venue
  const forgottenMs = world.nowMs() - UNFILLED_DAYS * DAY_MS
  const ended = ledger.algoEnds.filter(({ order, orderId }) => orderId !== null || order.createdAtMs >= forgottenMs)
  const all = [
    ...account.algoOrders.map((order) => ({ order, row: algoRow(order) })),
    ...ended.map((end) => ({ order: end.order, row: algoRow(end.order, end) })),
  ].sort((a, b) => a.order.createdAtMs - b.order.createdAtMs)
  const rows = all.map(({ order, row }) => ({ atMs: order.createdAtMs, symbol: order.symbol, row }))
  const fromId = query.get('algoId')
  if (fromId === undefined) return selected(venue, rows, query, ALGO)
  const symbol = askedSymbol(venue, query)
  const later = rows.filter((one) => one.symbol === symbol && BigInt(String(one.row.algoId)) >= BigInt(fromId))
  return later.slice(0, limitOf(query, ALGO)).map(({ row }) => row)
}

/** History of the account. */
export function historyRoutes(venue: Venue): readonly Route[] {
  return [
    accountRoute(venue, { path: '/fapi/v1/income', weight: 30 }, (query) => incomeReply(venue, query)),
    accountRoute(venue, { path: '/fapi/v1/userTrades', weight: 5, required: ['symbol'] }, (query) =>
      tradesReply(venue, query),
    ),
    accountRoute(venue, { path: '/fapi/v1/forceOrders', weight: (query) => (query.has('symbol') ? 20 : 50) }, (query) =>
      forcedReply(venue, query),
    ),
    accountRoute(venue, { path: '/fapi/v1/allAlgoOrders', weight: 5, required: ['symbol'] }, (query) =>
      algoReply(venue, query),
    ),
    accountRoute(venue, { path: '/fapi/v1/positionMargin/history', weight: 1, required: ['symbol'] }, (query) =>
      selected(venue, venue.ledger.marginChanges, query, MARGIN),
    ),
  ]
}
