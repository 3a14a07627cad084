import type { TimeSpan } from '../model/account-history.ts'
import type { Decimal } from '../model/decimal.ts'
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
} from '../model/margin-account.ts'

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
