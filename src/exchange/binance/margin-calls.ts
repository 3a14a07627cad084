import { ExchangeError } from '../../errors.ts'
import type { TimeSpan } from '../../model/account-history.ts'
import type { SpotMargin } from '../../ports/spot-margin.ts'
import { type Call, fetchParsed } from './calls.ts'
import { ENDPOINTS, type Params } from './endpoints.ts'
import {
  parseAllSpotPrices,
  parseCollateralBands,
  parseCrossMargin,
  parseForcedMarginOrders,
  parseIsolatedMargin,
  parseIsolatedTiers,
  parseMarginCoefficients,
  parseMarginFlows,
  parseMarginInterest,
  parseMarginPairs,
  parseMarginPriceIndex,
  parseNextHourlyInterest,
  parseSpotBalances,
} from './parse-margin.ts'
import type { Requests } from './requests.ts'

const MOST_ROWS = 100
const MOST_FLOWS = 1_000
/** Never opened; an environment without spot margin. */
const ABSENT = ['margin-account-absent', 'not-available']

/** The calls about spot margin. */
export function marginCalls(requests: Requests): SpotMargin {
  const one = <T>(call: Call<T>) => fetchParsed(requests, call)
  return {
    fetchCrossMargin: () => whenPresent(one({ endpoint: ENDPOINTS.marginAccount, parse: parseCrossMargin }), null),
    fetchIsolatedMargin: () =>
      whenPresent(one({ endpoint: ENDPOINTS.marginIsolatedAccount, parse: parseIsolatedMargin }), []),
    fetchMarginCoefficients: () => one({ endpoint: ENDPOINTS.marginTradeCoeff, parse: parseMarginCoefficients }),
    fetchIsolatedTiers: (symbol) =>
      one({ endpoint: ENDPOINTS.marginIsolatedTier, params: { symbol }, parse: parseIsolatedTiers }),
    fetchCollateralBands: () => one({ endpoint: ENDPOINTS.marginCollateralRatio, parse: parseCollateralBands }),
    fetchMarginPairs: () => one({ endpoint: ENDPOINTS.marginAllPairs, parse: parseMarginPairs }),
    fetchMarginPriceIndex: (symbol) =>
      one({
        endpoint: ENDPOINTS.marginPriceIndex,
        params: { symbol },
        parse: (body) => parseMarginPriceIndex(body, symbol),
      }),
    fetchForcedMarginOrders: (span) =>
      one({
        endpoint: ENDPOINTS.marginForceLiquidations,
        params: { ...within(span), size: MOST_ROWS },
        parse: parseForcedMarginOrders,
      }),
    fetchNextHourlyInterest: (assets, account) =>
      one({
        endpoint: ENDPOINTS.marginNextInterestRate,
        params: { assets: assets.join(','), isIsolated: account === 'isolated' ? 'TRUE' : 'FALSE' },
        parse: parseNextHourlyInterest,
      }),
    fetchMarginInterest: (symbol, span) =>
      one({
        endpoint: ENDPOINTS.marginInterestHistory,
        params: { isolatedSymbol: symbol ?? undefined, ...within(span), size: MOST_ROWS },
        parse: parseMarginInterest,
      }),
    fetchMarginFlows: (symbol, span, type) =>
      one({
        endpoint: ENDPOINTS.marginCapitalFlow,
        params: { symbol: symbol ?? undefined, type, ...within(span), limit: MOST_FLOWS },
        parse: parseMarginFlows,
      }),
    fetchSpotBalances: () =>
      one({ endpoint: ENDPOINTS.spotAccount, params: { omitZeroBalances: 'true' }, parse: parseSpotBalances }),
    fetchAllSpotPrices: () => one({ endpoint: ENDPOINTS.spotTickerPrice, parse: parseAllSpotPrices }),
  }
}

/** An account that does not exist is no failure. */
async function whenPresent<T>(reading: Promise<T>, absent: T): Promise<T> {
  try {
    return await reading
  } catch (error) {
    if (error instanceof ExchangeError && ABSENT.includes(error.code)) return absent
    throw error
  }
}

function within({ fromMs, toMs }: TimeSpan): Params {
  return { startTime: fromMs, endTime: toMs }
}
