import type { HistorySource } from '../../src/app/history/history-source.ts'
import { ExchangeError } from '../../src/errors.ts'
import type { AlgoRecord, Fill, ForceOrder, Income, MarginChange, TimeSpan } from '../../src/model/account-history.ts'
import { d, ZERO } from '../../src/model/decimal.ts'
import type { Candle } from '../../src/model/market.ts'
import type { PositionRow, SymbolConfig } from '../../src/model/readings.ts'
import { type FakeClock, fakeClock } from './fake-clock.ts'

export const NOW_MS = Date.UTC(2026, 10, 21, 12)
export const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS

/** Everything that the fake exchange remembers; lists need no order. */
export interface Past {
  fills: Fill[]
  income: Income[]
  forced: ForceOrder[]
  margin: MarginChange[]
  orders: AlgoRecord[]
  positions: PositionRow[]
  settings: SymbolConfig[]
  candles: Candle[]
  isHedge: boolean
}

export function anEmptyPast(): Past {
  return {
    fills: [],
    income: [],
    forced: [],
    margin: [],
    orders: [],
    positions: [],
    settings: [],
    candles: [],
    isHedge: false,
  }
}

/** A fill of 1 SOL at 100 with a fee of 0.05, so many milliseconds before now. */
export function aPastFill(tradeId: string, agoMs: number, traits: Partial<Fill> = {}): Fill {
  return {
    tradeId,
    orderId: `o${tradeId}`,
    symbol: 'SOLUSDT',
    side: 'BUY',
    positionSide: 'BOTH',
    price: d('100'),
    quantity: d('1'),
    realizedPnl: ZERO,
    commission: d('0.05'),
    commissionAsset: 'USDT',
    atMs: NOW_MS - agoMs,
    ...traits,
  }
}

/** The fee of a fill as Binance lists it in the income. */
export function feeOf({ tradeId, symbol, atMs }: Fill): Income {
  return { tranId: `9${tradeId}`, type: 'COMMISSION', symbol, amount: d('-0.05'), asset: 'USDT', tradeId, atMs }
}

/** An hour of marks. */
export function aPastCandle(openAtMs: number, low: string, high: string): Candle {
  const closeAtMs = openAtMs + HOUR_MS - 1
  return { openAtMs, closeAtMs, open: d(low), high: d(high), low: d(low), close: d(high), volume: d('0') }
}

/** How a list behaves that holds more rows than an answer may. */
export interface ListRules {
  readonly keeps: 'oldest' | 'newest'
  readonly limit: number
}

export interface PastExchangeOptions {
  readonly nowMs?: number
  readonly rules?: ListRules
  /** Thrown at the call of this number, counted from 1, or at every call of this name. */
  readonly failAt?: { readonly call: number; readonly error: Error } | { readonly at: string; readonly error: Error }
}

/** An account's way to a past that is held in memory, with the limits of the real one. */
export class PastExchange implements HistorySource {
  readonly account = 'main'
  readonly clock: FakeClock
  readonly past: Past
  readonly calls: string[] = []
  #rules: ListRules
  #failAt: PastExchangeOptions['failAt']

  constructor(
    past: Past,
    { nowMs = NOW_MS, rules = { keeps: 'oldest', limit: 1000 }, failAt }: PastExchangeOptions = {},
  ) {
    this.past = past
    this.clock = fakeClock(nowMs)
    this.#rules = rules
    this.#failAt = failAt
  }

  /** Lets every call through again. */
  heal(): void {
    this.#failAt = undefined
  }

  readonly exchange: HistorySource['exchange'] = {
    syncClock: async () => this.#called('time', { offsetMs: 0, roundTripMs: 1 }),
    fetchPositions: async () => this.#called('positions', { rows: this.past.positions, unreadable: [] }),
    fetchSymbolConfigs: async () =>
      this.#called('symbolConfig', new Map(this.past.settings.map((one) => [one.symbol, one]))),
    fetchAccountConfig: async () =>
      this.#called('accountConfig', { hedgeMode: this.past.isHedge, multiAssetsMode: false }),
    fetchMarkCandles: async (symbol) => this.#called(`candles ${symbol}`, this.past.candles),
    fetchUserTrades: async (symbol, span) =>
      this.#list(`trades ${symbol}`, this.past.fills, { symbol, span, weeks: 1 }),
    fetchIncome: async (_, span) => this.#list('income', this.past.income, { symbol: null, span, weeks: 13 }),
    fetchForceOrders: async (_, span) => this.#list('forced', this.past.forced, { symbol: null, span, weeks: 1 }),
    fetchMarginChanges: async (symbol, span) =>
      this.#list(`margin ${symbol}`, this.past.margin, { symbol, span, weeks: 5 }),
    fetchAlgoOrders: async (symbol, span) => {
      const rows = this.past.orders.map((order) => ({ ...order, atMs: order.createdAtMs }))
      return this.#list(`orders ${symbol}`, rows, { symbol, span, weeks: 1 })
    },
    fetchCommissionRate: async () => Promise.reject(new Error('not asked for')),
    fetchAdlQuantiles: async () => Promise.reject(new Error('not asked for')),
  }

  #list<Row extends { readonly atMs: number; readonly symbol: string | null }>(
    name: string,
    rows: readonly Row[],
    { symbol, span, weeks }: { readonly symbol: string | null; readonly span: TimeSpan; readonly weeks: number },
  ): readonly Row[] {
    const { fromMs = 0, toMs = 0 } = span
    if (toMs - fromMs > weeks * 7 * DAY_MS || toMs < fromMs)
      throw new Error(`${name}: the span is too long or reversed`)
    if (fromMs < this.clock.nowMs() - 90 * DAY_MS) throw new Error(`${name}: the span begins too early`)
    const found = rows
      .filter((row) => row.atMs >= fromMs && row.atMs <= toMs && (symbol === null || row.symbol === symbol))
      .toSorted((a, b) => a.atMs - b.atMs)
    const { keeps, limit } = this.#rules
    return this.#called(name, keeps === 'oldest' ? found.slice(0, limit) : found.slice(-limit))
  }

  #called<T>(name: string, answer: T): T {
    this.calls.push(name)
    const failure = this.#failAt
    const isMeant =
      failure !== undefined && ('at' in failure ? failure.at === name : failure.call === this.calls.length)
    if (isMeant) throw failure.error
    return answer
  }
}

/** A failure of the exchange of this code and retry class. */
export function aFailure(code: string, retry: 'now' | 'after' | 'never', retryAfterMs: number | null = null): Error {
  return new ExchangeError(`${code} of the test`, { code, hint: 'wait', retry, retryAfterMs, path: '/fapi/v1/test' })
}
