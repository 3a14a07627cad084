import type {
  AdlQuantile,
  AlgoRecord,
  CommissionRate,
  Fill,
  ForceOrder,
  Income,
  MarginChange,
  TimeSpan,
} from '../model/account-history.ts'
import type { LeverageBracket } from '../model/bracket.ts'
import type { AssetRate, Candle, FundingInfo, MarkPrice, SymbolRules } from '../model/market.ts'
import type { Order } from '../model/order.ts'
import type {
  AccountConfig,
  AccountReading,
  BudgetReading,
  ClockReading,
  KeyPermissions,
  PositionsReading,
  SymbolConfig,
} from '../model/readings.ts'

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
  /** Symbols of the COIN-M positions that are open; empty when there are none. */
  fetchCoinMSymbols(): Promise<readonly string[]>
  budgets(): readonly BudgetReading[]
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
  /** Conditional orders by the time they were placed: at most 7 days long and 3 months back, 1000 rows. Weight 5. */
  fetchAlgoOrders(symbol: string, span: TimeSpan): Promise<readonly AlgoRecord[]>
  fetchCommissionRate(symbol: string): Promise<CommissionRate>
  fetchAdlQuantiles(): Promise<ReadonlyMap<string, AdlQuantile>>
}
