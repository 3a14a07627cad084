import type { Exchange } from '../../ports/exchange.ts'
import type { MarketData } from '../../ports/market-data.ts'
import { type Call, fetchParsed, fetchRows, type Warn } from './calls.ts'
import { ENDPOINTS } from './endpoints.ts'
import {
  parseAllAssetRates,
  parseAllMarks,
  parseAssetRate,
  parseCandles,
  parseExchangeInfo,
  parseFundingInfo,
  parseMark,
} from './parse-market.ts'
import {
  parseAllDayTickers,
  parseConstituents,
  parseDayTicker,
  parseFundingHistory,
  parseInsuranceFunds,
  parseOpenInterest,
  parseOpenInterestHistory,
  parseOrderBook,
  parseSpotPrice,
  parseSymbolAdlRisk,
} from './parse-market-data.ts'
import type { Requests } from './requests.ts'

type MarketCalls = Pick<
  Exchange,
  | 'fetchSymbolRules'
  | 'fetchMark'
  | 'fetchAllMarks'
  | 'fetchFundingInfo'
  | 'fetchAssetRate'
  | 'fetchAllAssetRates'
  | 'fetchCandles'
>

/** The public calls that an evaluation needs. */
export function marketCalls(requests: Requests, warn: Warn): MarketCalls {
  const one = <T>(call: Call<T>) => fetchParsed(requests, call)
  const parseRules = (body: unknown) => {
    const info = parseExchangeInfo(body)
    if (info.weightLimit !== null) requests.setFuturesLimit(info.weightLimit)
    return info
  }
  return {
    fetchSymbolRules: () => fetchRows(requests, { endpoint: ENDPOINTS.exchangeInfo, parse: parseRules }, warn),
    fetchMark: (symbol) =>
      one({ endpoint: ENDPOINTS.premiumIndex, params: { symbol }, parse: (body) => parseMark(body, symbol) }),
    fetchAllMarks: (wanted = null) =>
      fetchRows(requests, { endpoint: ENDPOINTS.premiumIndex, parse: (body) => parseAllMarks(body, wanted) }, warn),
    fetchFundingInfo: () => fetchRows(requests, { endpoint: ENDPOINTS.fundingInfo, parse: parseFundingInfo }, warn),
    fetchAssetRate: (asset) =>
      one({ endpoint: ENDPOINTS.assetIndex, params: { symbol: `${asset}USD` }, parse: parseAssetRate }),
    fetchAllAssetRates: () => fetchRows(requests, { endpoint: ENDPOINTS.assetIndex, parse: parseAllAssetRates }, warn),
    fetchCandles: (symbol, interval, limit) =>
      one({ endpoint: ENDPOINTS.klines, params: { symbol, interval, limit }, parse: parseCandles }),
  }
}

/** The public calls of the commands beyond status and check. */
export function marketData(requests: Requests, warn: Warn): MarketData {
  const one = <T>(call: Call<T>) => fetchParsed(requests, call)
  return {
    fetchFundingHistory: (symbol, limit) =>
      one({ endpoint: ENDPOINTS.fundingRate, params: { symbol, limit }, parse: parseFundingHistory }),
    fetchOpenInterest: (symbol) =>
      one({ endpoint: ENDPOINTS.openInterest, params: { symbol }, parse: parseOpenInterest }),
    fetchMarkCandles: (symbol, interval, limit) =>
      one({ endpoint: ENDPOINTS.markPriceKlines, params: { symbol, interval, limit }, parse: parseCandles }),
    fetchSpotPrice: (pair) =>
      one({ endpoint: ENDPOINTS.spotTickerPrice, params: { symbol: pair }, parse: parseSpotPrice }),
    fetchOpenInterestHistory: (symbol, period, limit, toMs) =>
      one({
        endpoint: ENDPOINTS.openInterestHist,
        params: { symbol, period, limit, endTime: toMs },
        parse: parseOpenInterestHistory,
      }),
    fetchDepth: (symbol, limit) => one({ endpoint: ENDPOINTS.depth, params: { symbol, limit }, parse: parseOrderBook }),
    fetchAllTickers24h: () => fetchRows(requests, { endpoint: ENDPOINTS.ticker24hr, parse: parseAllDayTickers }, warn),
    fetchTicker24h: (symbol) => one({ endpoint: ENDPOINTS.ticker24hr, params: { symbol }, parse: parseDayTicker }),
    fetchConstituents: (symbol) =>
      one({ endpoint: ENDPOINTS.constituents, params: { symbol }, parse: parseConstituents }),
    fetchInsuranceFunds: (symbol) =>
      one({ endpoint: ENDPOINTS.insuranceBalance, params: { symbol }, parse: parseInsuranceFunds }),
    fetchSymbolAdlRisk: (symbol) =>
      one({ endpoint: ENDPOINTS.symbolAdlRisk, params: { symbol }, parse: parseSymbolAdlRisk }),
  }
}
