import type { DatedBrackets, LeverageBracket } from './model/bracket.ts'
import type { AssetRate, Candle, FundingInfo, MarkPrice, SymbolRules } from './model/market.ts'
import type { Order } from './model/order.ts'
import type {
  AccountConfig,
  AccountReading,
  BudgetReading,
  ClockReading,
  KeyPermissions,
  PositionsReading,
  SymbolConfig,
} from './model/readings.ts'

/** Milliseconds since 1970, and waiting; tests replace both. */
export interface Clock {
  nowMs(): number
  sleep(durationMs: number): Promise<void>
}

/**
 * What the program may ask of Binance. Every method ends within the request deadline, and rejects with an
 * `ExchangeError` that carries a hint and a retry class.
 */
export interface Exchange {
  /** Samples the venue's clock and applies the offset to every later signed call. */
  syncClock(): Promise<ClockReading>
  fetchAccount(): Promise<AccountReading>
  fetchPositions(): Promise<PositionsReading>
  fetchAccountConfig(): Promise<AccountConfig>
  fetchSymbolConfigs(): Promise<ReadonlyMap<string, SymbolConfig>>
  /** All symbols, weight 1. */
  fetchBrackets(): Promise<ReadonlyMap<string, LeverageBracket>>
  fetchSymbolRules(): Promise<ReadonlyMap<string, SymbolRules>>
  fetchMark(symbol: string): Promise<MarkPrice>
  fetchAllMarks(): Promise<ReadonlyMap<string, MarkPrice>>
  fetchFundingInfo(): Promise<ReadonlyMap<string, FundingInfo>>
  fetchAssetRate(asset: string): Promise<AssetRate>
  fetchAllAssetRates(): Promise<ReadonlyMap<string, AssetRate>>
  /** Plain orders of one symbol, or of all with `null` (weight 40). */
  fetchOpenOrders(symbol: string | null): Promise<readonly Order[]>
  /** Conditional orders of one symbol, or of all with `null` (weight 40). */
  fetchOpenAlgoOrders(symbol: string | null): Promise<readonly Order[]>
  fetchCandles(symbol: string, interval: string, limit: number): Promise<readonly Candle[]>
  /** `null` where the environment has no such endpoint (testnet, demo). */
  fetchKeyPermissions(): Promise<KeyPermissions | null>
  /** True when COIN-M positions exist. */
  fetchCoinMSymbols(): Promise<readonly string[]>
  budgets(): readonly BudgetReading[]
}

/** Slow-changing answers kept on disk with the time they were fetched. */
export interface ReferenceCache {
  loadBrackets(): Promise<DatedBrackets | null>
  saveBrackets(brackets: DatedBrackets): Promise<void>
  load(name: string): Promise<{ readonly fetchedAtMs: number; readonly value: unknown } | null>
  save(name: string, fetchedAtMs: number, value: unknown): Promise<void>
}

/** One channel that carries an alert to a person. */
export interface Notifier {
  readonly name: string
  /** Desktop is local; a route with a remote channel is satisfied only by a remote one. */
  readonly isRemote: boolean
  /** Delivers or rejects with a `LiqwatchError`, within its own deadline. */
  send(message: OutgoingMessage): Promise<void>
}

export type Severity = 'info' | 'warning' | 'critical'

/** A grouped message, composed only from validated symbols and figures. */
export interface OutgoingMessage {
  readonly title: string
  readonly body: string
  readonly severity: Severity
  /** The alerts in it, in the shape of `check --json`. */
  readonly alerts: readonly Readonly<Record<string, unknown>>[]
}
