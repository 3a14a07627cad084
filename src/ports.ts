import type { AlertDecision } from './alerts/decide.ts'
import type { AlertMemory } from './alerts/memory.ts'
import type { OutgoingMessage } from './alerts/message.ts'
import type { DeliveryResult, OutboxEntry } from './alerts/outbox.ts'
import type {
  AdlQuantile,
  CommissionRate,
  Fill,
  ForceOrder,
  Income,
  MarginChange,
  TimeSpan,
} from './model/account-history.ts'
import type { LeverageBracket } from './model/bracket.ts'
import type { Decimal } from './model/decimal.ts'
import type { AccountEvent, MarkEvent } from './model/events.ts'
import type {
  CollateralBand,
  CrossMarginAccount,
  IsolatedMarginPair,
  IsolatedMarginTier,
  MarginCoefficients,
  MarginFlow,
  MarginForcedOrder,
  MarginInterestCharge,
  MarginPairNames,
  MarginPriceIndex,
  SpotBalance,
} from './model/margin-account.ts'
import type { AssetRate, Candle, FundingInfo, MarkPrice, SymbolRules } from './model/market.ts'
import type {
  DayTicker,
  FundingSettlement,
  IndexConstituents,
  InsuranceFund,
  OpenInterest,
  OpenInterestPeriod,
  OpenInterestPoint,
  OrderBook,
  SymbolAdlRisk,
} from './model/market-data.ts'
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
  /** One call for all symbols; of the reply only the wanted ones are read (all with `null`, the default). */
  fetchAllMarks(wanted?: ReadonlySet<string> | null): Promise<ReadonlyMap<string, MarkPrice>>
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

/** Public market data beyond what an evaluation needs; lists come oldest first. Fails like `Exchange`. */
export interface MarketData {
  /** Up to `limit` (1000) newest settlements. */
  fetchFundingHistory(symbol: string, limit: number): Promise<readonly FundingSettlement[]>
  fetchOpenInterest(symbol: string): Promise<OpenInterest>
  /** Up to `limit` (500) newest points, at most a month back; those up to `toMs` when it is given. */
  fetchOpenInterestHistory(
    symbol: string,
    period: OpenInterestPeriod,
    limit: number,
    toMs?: number,
  ): Promise<readonly OpenInterestPoint[]>
  /** Candles of the mark price; they carry no volume. */
  fetchMarkCandles(symbol: string, interval: string, limit: number): Promise<readonly Candle[]>
  /** Last trade of a pair of the spot market, in its quote asset; fails with `unknown-symbol` for one that is not traded. */
  fetchSpotPrice(pair: string): Promise<Decimal>
  /** `limit` levels on each side: 5, 10, 20, 50, 100, 500 or 1000. */
  fetchDepth(symbol: string, limit: number): Promise<OrderBook>
  fetchTicker24h(symbol: string): Promise<DayTicker>
  fetchConstituents(symbol: string): Promise<IndexConstituents>
  /** The funds that cover a symbol. */
  fetchInsuranceFunds(symbol: string): Promise<readonly InsuranceFund[]>
  fetchSymbolAdlRisk(symbol: string): Promise<SymbolAdlRisk>
}

/** Spot margin: cross and isolated accounts, and what decides over them. Fails like `Exchange`. */
export interface SpotMargin {
  /** `null` when the account was never opened, or the environment has none. Weight 10. */
  fetchCrossMargin(): Promise<CrossMarginAccount | null>
  /** Every opened pair; empty when none was, or the environment has none. Weight 10. */
  fetchIsolatedMargin(): Promise<readonly IsolatedMarginPair[]>
  /** Lines of the cross account. Weight 10. */
  fetchMarginCoefficients(): Promise<MarginCoefficients>
  /** Tiers of an isolated pair, highest multiplier first. Weight 1. */
  fetchIsolatedTiers(symbol: string): Promise<readonly IsolatedMarginTier[]>
  /** Haircuts by asset. Weight 100. */
  fetchCollateralBands(): Promise<ReadonlyMap<string, readonly CollateralBand[]>>
  /** Pairs of the cross margin market. Weight 1. */
  fetchMarginPairs(): Promise<readonly MarginPairNames[]>
  /** Weight 10. */
  fetchMarginPriceIndex(symbol: string): Promise<MarginPriceIndex>
  /** Orders of regular liquidations, cross and isolated, newest first, at most 100. Weight 1. */
  fetchForcedMarginOrders(span: TimeSpan): Promise<readonly MarginForcedOrder[]>
  /** Fractions of the principal for the coming hour, by asset; at most 20 assets. Weight 100. */
  fetchNextHourlyInterest(
    assets: readonly string[],
    account: 'cross' | 'isolated',
  ): Promise<ReadonlyMap<string, Decimal>>
  /** Of the cross account with `null`, else of the isolated pair; newest first, at most 100 rows. Weight 1. */
  fetchMarginInterest(symbol: string | null, span: TimeSpan): Promise<readonly MarginInterestCharge[]>
  /** One type of flows of the cross account with `null`, else of the isolated pair; at most 7 days. Weight 100. */
  fetchMarginFlows(symbol: string | null, span: TimeSpan, type: string): Promise<readonly MarginFlow[]>
  /** Assets of which the spot wallet holds something. Weight 20 of the spot pool. */
  fetchSpotBalances(): Promise<readonly SpotBalance[]>
  /** Last trade of every spot pair, by symbol. Weight 4 of the spot pool. */
  fetchAllSpotPrices(): Promise<ReadonlyMap<string, Decimal>>
}

/** What one unit of a coin costs in US dollars somewhere else. */
export interface UsdQuote {
  readonly price: Decimal
  /** When the source renewed it; `null` when it does not say. */
  readonly updatedAtMs: number | null
}

/** A source of prices outside Binance. */
export interface ReferencePrices {
  /** As people know it: CoinGecko. */
  readonly name: string
  /**
   * Prices by coin (BTC, USDT); a coin that the source does not know is absent. Answers of the last minute are given
   * again with the time they were read. Fails with a `LiqwatchError` that never holds a key.
   */
  fetchUsdQuotes(coins: readonly string[]): Promise<Dated<ReadonlyMap<string, UsdQuote>>>
}

/** What happened to the account, oldest first. Fails like `Exchange`. */
export interface AccountHistory {
  /** One window: at most 7 days long and 3 months back, at most 1000 rows. */
  fetchUserTrades(symbol: string, span: TimeSpan): Promise<readonly Fill[]>
  /** Of one symbol, or of all with `null`; of one type where it is given; at most 3 months back, 1000 rows. */
  fetchIncome(symbol: string | null, span: TimeSpan, type?: string): Promise<readonly Income[]>
  /** Liquidations and auto-deleveraging of one symbol, or of all with `null`; at most 100 rows. */
  fetchForceOrders(symbol: string | null, span: TimeSpan): Promise<readonly ForceOrder[]>
  /** At most 30 days back. */
  fetchMarginChanges(symbol: string, span: TimeSpan): Promise<readonly MarginChange[]>
  fetchCommissionRate(symbol: string): Promise<CommissionRate>
  fetchAdlQuantiles(): Promise<ReadonlyMap<string, AdlQuantile>>
}

/** The key that opens the user stream. It is shared with the account's other programs and is never deleted. */
export interface UserStreamKeys {
  createListenKey(): Promise<string>
  /** Extends its life to an hour from now; fails with code `listen-key-unknown` once it is gone. */
  keepListenKeyAlive(listenKey: string): Promise<void>
}

/** What a stream tells besides its events. Handlers that throw are reported through `onTrouble` and harm nothing. */
export interface StreamSignals {
  /** The first or another connection stands: what was missed meanwhile must be read by REST. */
  readonly onOpen: () => void
  /** No connection stands; another is on its way. Told again for each attempt that fails. */
  readonly onDown: (why: string) => void
  /** A frame could not be read, or a handler failed; the stream goes on. What the frame said is not known. */
  readonly onTrouble: (why: string) => void
}

/** A running stream; it mends itself until it is closed. */
export interface Stream {
  close(): void
  /** Time since it last gave a sign of life; `null` while no connection stands. */
  silentForMs(): number | null
}

/** Marks of some symbols, about once a second. */
export interface MarketStream extends Stream {
  /** Changes the symbols without a gap; none at all is calm, not down. */
  follow(symbols: readonly string[]): void
}

/** The live side of one account. Events may come twice or late: `applyEvent` and `applyMarks` make that harmless. */
export interface Streams {
  openMarketStream(
    symbols: readonly string[],
    signals: StreamSignals & { readonly onMarks: (marks: readonly MarkEvent[]) => void },
  ): MarketStream
  openUserStream(signals: StreamSignals & { readonly onEvent: (event: AccountEvent) => void }): Stream
}

/** Slow-changing answers kept on disk with the time they were fetched. */
export interface ReferenceCache {
  load(name: string): Promise<{ readonly fetchedAtMs: number; readonly value: unknown } | null>
  save(name: string, fetchedAtMs: number, value: unknown): Promise<void>
}

/** A value with the time it was read from its source. */
export interface Dated<T> {
  readonly value: T
  readonly fetchedAtMs: number
}

/** Memory of slow-changing answers across runs: brackets, configuration, daily ATR. */
export interface ReferenceData {
  /** The remembered answer if `isFresh` says so of its time, else a new one, which is then remembered. */
  recall<T>(name: string, isFresh: (fetchedAtMs: number) => boolean, fetch: () => Promise<T>): Promise<Dated<T>>
  /** Makes the next `recall` of the name fetch. */
  forget(name: string): void
}

/** One channel that carries an alert to a person. */
export interface Notifier {
  readonly name: string
  /** Desktop is local; a route with a remote channel is satisfied only by a remote one. */
  readonly isRemote: boolean
  /** Delivers or rejects with a `LiqwatchError`, within its own deadline. */
  send(message: OutgoingMessage): Promise<void>
}

export type { OutgoingMessage } from './alerts/message.ts'
export type { Severity } from './alerts/outbox.ts'

/**
 * Who was told what, across runs and processes. No method of it that an alert depends on throws: when the state cannot
 * be used they work on what this process remembers, and `takeFaults` says so.
 */
export interface AlertLog {
  /** The memory as it stands, for screens and for what must be read before deciding. */
  load(nowMs: number): AlertMemory
  /**
   * Decides on the memory of this moment, alone among all processes, and saves it before it returns: only then is
   * anything sent. The callback may run more than once and must be pure.
   */
  decide(nowMs: number, decide: (memory: AlertMemory) => AlertDecision): AlertDecision
  /** Records what came of sending. */
  settle(nowMs: number, results: readonly DeliveryResult[]): void
  /** Changes the memory otherwise: silence, acknowledge. */
  update(nowMs: number, change: (memory: AlertMemory) => AlertMemory): AlertMemory
  /** Past alerts with their deliveries, newest first. Throws `StoreError`. */
  history(nowMs: number, limit: number): readonly OutboxEntry[]
  /** What went wrong with the state since it was last asked; not empty means that `check` ends with 3. */
  takeFaults(): readonly string[]
}

/** One line of the account's history. */
export interface JournalEvent {
  /** Stable: the same event told twice is kept once. */
  readonly id: string
  readonly atMs: number
  readonly account: string
  /** Open text: `fill`, `leverage`, `tier-entered` and so on. */
  readonly type: string
  readonly symbol: string | null
  readonly side: string | null
  readonly before: string | null
  readonly after: string | null
  readonly note: string | null
}

export interface JournalQuery {
  readonly sinceMs: number
  /** `null` for all accounts. */
  readonly account: string | null
  /** The newest so many. */
  readonly limit: number
}

/** What happened, kept across runs. Methods throw `StoreError`. */
export interface Journal {
  /** Returns how many were new. */
  append(nowMs: number, events: readonly JournalEvent[]): number
  /** Oldest first. */
  list(nowMs: number, query: JournalQuery): readonly JournalEvent[]
}

/** A figure at a time: the distance of a reading, or an account's equity. */
export interface Sample {
  /** A reading's key, or `<account>/equity`. */
  readonly key: string
  readonly account: string
  readonly atMs: number
  readonly value: Decimal
}

/** Figures over time. Methods throw `StoreError`. */
export interface SampleLog {
  record(nowMs: number, samples: readonly Sample[]): void
  /** Oldest first. */
  list(nowMs: number, key: string, sinceMs: number): readonly Sample[]
}

export interface LockHolder {
  readonly holder: string
  readonly acquiredAtMs: number
  /** When it last completed an evaluation. */
  readonly heartbeatAtMs: number
}

export type LockAttempt =
  | { readonly status: 'held'; readonly by: LockHolder }
  /** `takenFrom` is a holder that is dead or stuck; `null` when nobody held it: sight was not lost. */
  | { readonly status: 'acquired'; readonly takenFrom: LockHolder | null }

/** One headless watch per account. Methods throw `StoreError`; the caller then goes on without a lock. */
export interface WatchLocks {
  /**
   * Takes the lock unless its holder lives and completed an evaluation within `staleMs` (twice `staleSeconds`).
   */
  acquire(
    nowMs: number,
    request: { readonly name: string; readonly holder: string; readonly staleMs: number },
  ): LockAttempt
  /** Says that an evaluation was completed; false when another process has taken over. */
  beat(nowMs: number, name: string, holder: string): boolean
  /** Whether nobody else has taken over: asked before every send. */
  isHeldBy(nowMs: number, name: string, holder: string): boolean
  release(nowMs: number, name: string, holder: string): void
}

/** Everything that is kept between runs. */
export interface StateStore {
  readonly alerts: AlertLog
  readonly journal: Journal
  readonly samples: SampleLog
  readonly locks: WatchLocks
  /** Deletes what is older than so many days, open alerts excepted. Throws `StoreError`. */
  prune(nowMs: number, keepDays: number): void
  close(): void
}
