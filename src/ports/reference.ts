import type { Decimal } from '../model/decimal.ts'

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

/** Slow-changing answers kept on disk with the time they were fetched. */
export interface ReferenceCache {
  load(name: string): Promise<Dated<unknown> | null>
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
