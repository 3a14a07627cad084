import type { AlgoRecord, Fill, ForceOrder, Income, MarginChange } from '../../model/account-history.ts'
import type { AccountHistory } from '../../ports/exchange.ts'
import type { MarketData } from '../../ports/market-data.ts'
import { fillEvent, forcedEvent, incomeEvent, marginEvents, orderEvents } from './journal-rows.ts'
import { type RangeOf, readMarkRanges } from './mark-ranges.ts'
import type { Span } from './read-span.ts'
import type { SyncList } from './sync-list.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const WEEK_MS = 7 * DAY_MS
/** Three months by the calendar are at least 89 days. */
const THREE_MONTHS_MS = 89 * DAY_MS
const MONTH_MS = 30 * DAY_MS
/** Rows of the last hour may come late. */
const LATE_MS = HOUR_MS
/** What tells that a window is worth reading may come a day later than what is in it. */
const TELLTALE_MS = DAY_MS + LATE_MS

type ListCalls = AccountHistory & Pick<MarketData, 'fetchMarkCandles'>

/** What is known of when an account's money moved. */
export interface Activity {
  /** True when any symbol's money moved within the window, or that is not known. */
  readonly mayHaveMoved: (window: Span) => boolean
  /** The same of one symbol. */
  readonly mayHaveTraded: (symbol: string, window: Span) => boolean
}

/** Movements of money, of all symbols. It is read first: it tells which weeks of which symbols are worth reading. */
export function incomeList(account: string, calls: ListCalls): SyncList<Income> {
  return {
    source: 'income',
    symbol: '',
    limit: 1000,
    windowMs: MONTH_MS,
    reachMs: THREE_MONTHS_MS,
    overlapMs: LATE_MS,
    fetch: (span) => calls.fetchIncome(null, span),
    atMsOf: ({ atMs }) => atMs,
    eventsOf: (rows) => rows.flatMap((row) => incomeEvent(account, row) ?? []),
    tracesOf: (rows) =>
      rows.flatMap(({ symbol, atMs }) => (symbol === null ? [] : [{ symbol, day: Math.floor(atMs / DAY_MS) }])),
    isWorthReading: () => true,
  }
}

/** Liquidations and auto-deleveraging, of all symbols. */
export function forcedList(account: string, calls: ListCalls, activity: Activity): SyncList<ForceOrder> {
  return {
    source: 'forced',
    symbol: '',
    limit: 100,
    windowMs: WEEK_MS,
    reachMs: THREE_MONTHS_MS,
    overlapMs: TELLTALE_MS,
    fetch: (span) => calls.fetchForceOrders(null, span),
    atMsOf: ({ atMs }) => atMs,
    eventsOf: (rows) => rows.map((row) => forcedEvent(account, row)),
    isWorthReading: activity.mayHaveMoved,
  }
}

/** The account's trades in a symbol. */
export function tradeList(account: string, symbol: string, parts: ListParts): SyncList<Fill> {
  return {
    source: 'trades',
    symbol,
    limit: 1000,
    windowMs: WEEK_MS,
    reachMs: THREE_MONTHS_MS,
    overlapMs: TELLTALE_MS,
    fetch: (span) => parts.calls.fetchUserTrades(symbol, span),
    atMsOf: ({ atMs }) => atMs,
    eventsOf: (rows) => rows.map((row) => fillEvent(account, row)),
    isWorthReading: (window) => parts.activity.mayHaveTraded(symbol, window),
  }
}

export interface ListParts {
  readonly calls: ListCalls
  readonly activity: Activity
}

/**
 * The conditional orders of a symbol, by the time they were placed. What became of those of the last week is asked again
 * every time. Older ones that never filled are gone from the exchange, so that weeks without trades are empty.
 */
export function orderList(account: string, symbol: string, parts: ListParts): SyncList<AlgoRecord> {
  return {
    source: 'orders',
    symbol,
    limit: 1000,
    windowMs: WEEK_MS,
    reachMs: THREE_MONTHS_MS,
    overlapMs: WEEK_MS - LATE_MS,
    fetch: (span) => parts.calls.fetchAlgoOrders(symbol, span),
    atMsOf: ({ createdAtMs }) => createdAtMs,
    eventsOf: (rows) => rows.flatMap((row) => orderEvents(account, row)),
    isWorthReading: (window) => parts.activity.mayHaveTraded(symbol, window),
  }
}

/** Changes of a symbol's isolated margin, each with the marks of its hour. */
export function marginList(
  account: string,
  symbol: string,
  { calls }: Pick<ListParts, 'calls'>,
): SyncList<MarginChange> {
  let ranges: Promise<RangeOf> | null = null
  return {
    source: 'margin',
    symbol,
    limit: 500,
    windowMs: MONTH_MS,
    reachMs: MONTH_MS - HOUR_MS,
    overlapMs: LATE_MS,
    fetch: (span) => calls.fetchMarginChanges(symbol, span),
    atMsOf: ({ atMs }) => atMs,
    eventsOf: async (rows) => {
      if (rows.length === 0) return []
      ranges ??= readMarkRanges(calls, symbol)
      const rangeOf = await ranges
      return marginEvents(account, rows, (atMs) => rangeOf(atMs, atMs))
    },
    isWorthReading: () => true,
  }
}
