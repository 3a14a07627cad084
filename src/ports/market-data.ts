import type { Decimal } from '../model/decimal.ts'
import type { Candle } from '../model/market.ts'
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
} from '../model/market-data.ts'

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
  /** Of every symbol, in one call that weighs 40. */
  fetchAllTickers24h(): Promise<ReadonlyMap<string, DayTicker>>
  fetchConstituents(symbol: string): Promise<IndexConstituents>
  /** The funds that cover a symbol. */
  fetchInsuranceFunds(symbol: string): Promise<readonly InsuranceFund[]>
  fetchSymbolAdlRisk(symbol: string): Promise<SymbolAdlRisk>
}
