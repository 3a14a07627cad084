import type { AssetRate, Candle, FundingInfo, MarkPrice, SymbolRules } from '../../model/market.ts'
import {
  count,
  fieldOf,
  instant,
  nonNegative,
  optionalAmount,
  optionalInstant,
  positive,
  priceOrNone,
  record,
  symbolName,
  word,
} from './fields.ts'
import {
  type BySymbol,
  bySymbol,
  listOf,
  mapped,
  type RowReading,
  readRow,
  readRows,
  readValue,
  UnreadableReply,
  valuesOf,
} from './rows.ts'

const MARK = record({
  symbol: symbolName,
  markPrice: positive,
  indexPrice: priceOrNone,
  lastFundingRate: optionalAmount,
  nextFundingTime: optionalInstant,
  time: instant,
})

type WireMark = ReturnType<typeof MARK.parse>

/**
 * premiumIndex of one symbol.
 *
 * @throws UnreadableReply with the field's path, or when the reply is about another symbol
 */
export function parseMark(body: unknown, symbol: string): MarkPrice {
  const mark = markPrice(readValue(MARK, body, 'premiumIndex'))
  if (mark.symbol === symbol) return mark
  throw new UnreadableReply(`premiumIndex.symbol is ${mark.symbol}, not ${symbol}`)
}

/** premiumIndex of all symbols. */
export function parseAllMarks(body: unknown, wanted: ReadonlySet<string> | null): BySymbol<MarkPrice> {
  // Of 700 symbols an account holds a few: the others are left out before anything is read of them.
  const isWanted = (row: unknown): boolean => {
    const symbol = fieldOf(row, 'symbol')
    return wanted === null || typeof symbol !== 'string' || wanted.has(symbol)
  }
  const rows = listOf(body, 'premiumIndex').filter(isWanted)
  return bySymbol(mapped(readRows(MARK, rows, 'premiumIndex'), markPrice))
}

/** Delivery contracts have no funding: their rate is empty and the time 0. */
function markPrice({ symbol, markPrice, indexPrice, lastFundingRate, nextFundingTime, time }: WireMark): MarkPrice {
  const hasFunding = nextFundingTime !== null
  return {
    symbol,
    markPrice,
    indexPrice,
    fundingRate: hasFunding ? lastFundingRate : null,
    nextFundingAtMs: nextFundingTime,
    atMs: time,
  }
}

const FUNDING_INFO = record({
  symbol: symbolName,
  fundingIntervalHours: count,
  adjustedFundingRateCap: optionalAmount,
  adjustedFundingRateFloor: optionalAmount,
})

/** fundingInfo by symbol. */
export function parseFundingInfo(body: unknown): BySymbol<FundingInfo> {
  const readings = readRows(FUNDING_INFO, body, 'fundingInfo')
  return bySymbol(
    mapped(readings, ({ symbol, fundingIntervalHours, adjustedFundingRateCap, adjustedFundingRateFloor }) => ({
      symbol,
      fundingIntervalHours,
      rateCap: adjustedFundingRateCap,
      rateFloor: adjustedFundingRateFloor,
    })),
  )
}

const ASSET_RATE = record({ symbol: symbolName, index: positive, bidRate: positive, askRate: positive })

/** assetIndex of one asset. */
export function parseAssetRate(body: unknown): AssetRate {
  return assetRate(readValue(ASSET_RATE, body, 'assetIndex'))
}

/** assetIndex of all assets, by asset. */
export function parseAllAssetRates(body: unknown): BySymbol<AssetRate> {
  const { bySymbol: found, unreadable } = bySymbol(readRows(ASSET_RATE, body, 'assetIndex'))
  const rates = [...found.values()].map(assetRate)
  return { bySymbol: new Map(rates.map((rate) => [rate.asset, rate])), unreadable }
}

/** The venue names the rate of an asset like a pair with USD: BTCUSD, USDTUSD. */
function assetRate({ symbol, ...rate }: ReturnType<typeof ASSET_RATE.parse>): AssetRate {
  return { asset: symbol.replace(/USD$/, ''), ...rate }
}

const RULES = record({
  symbol: symbolName,
  status: word,
  baseAsset: symbolName,
  quoteAsset: symbolName,
  marginAsset: symbolName,
  liquidationFee: optionalAmount,
})

const FILTERS = record({
  PRICE_FILTER: record({ tickSize: positive }),
  LOT_SIZE: record({ stepSize: positive, minQty: nonNegative, maxQty: positive }),
  MARKET_LOT_SIZE: record({ maxQty: positive }),
})

/** Not every symbol has this filter. */
const MIN_NOTIONAL = record({ notional: optionalAmount })

/** What exchangeInfo says about symbols, and how much weight a minute allows; `null` when it does not say. */
export interface ExchangeInfo extends BySymbol<SymbolRules> {
  readonly weightLimit: number | null
}

/**
 * exchangeInfo.
 *
 * @throws UnreadableReply when there is no list of symbols
 */
export function parseExchangeInfo(body: unknown): ExchangeInfo {
  const rows = listOf(fieldOf(body, 'symbols'), 'symbols')
  const readings = rows.map((row, index) => readRules(row, `symbols[${index}]`))
  return { ...bySymbol(readings), weightLimit: weightLimit(body) }
}

function readRules(row: unknown, path: string): RowReading<SymbolRules> {
  const named = filtersByType(row)
  const rules = readRow(RULES, row, path)
  const filters = readRow(FILTERS, named, `${path}.filters`)
  const minimum = readRow(MIN_NOTIONAL, named.MIN_NOTIONAL ?? {}, `${path}.filters.MIN_NOTIONAL`)
  if (!rules.ok) return rules
  if (!filters.ok) return filters
  if (!minimum.ok) return minimum
  const { liquidationFee, ...names } = rules.value
  const { PRICE_FILTER, LOT_SIZE, MARKET_LOT_SIZE } = filters.value
  const value: SymbolRules = {
    ...names,
    tickSize: PRICE_FILTER.tickSize,
    stepSize: LOT_SIZE.stepSize,
    minQuantity: LOT_SIZE.minQty,
    maxQuantity: LOT_SIZE.maxQty,
    maxMarketQuantity: MARKET_LOT_SIZE.maxQty,
    minNotional: minimum.value.notional,
    liquidationFeeRate: liquidationFee,
  }
  return { ok: true, value, path, row }
}

function filtersByType(row: unknown): Readonly<Record<string, unknown>> {
  const filters = fieldOf(row, 'filters')
  if (!Array.isArray(filters)) return {}
  return Object.fromEntries(
    filters.flatMap((filter) => {
      const type = fieldOf(filter, 'filterType')
      return typeof type === 'string' ? [[type, filter]] : []
    }),
  )
}

const RATE_LIMIT = record({ rateLimitType: word, interval: word, intervalNum: count, limit: count })

function weightLimit(body: unknown): number | null {
  const limits = fieldOf(body, 'rateLimits')
  if (!Array.isArray(limits)) return null
  const perMinute = valuesOf(readRows(RATE_LIMIT, limits, 'rateLimits')).find(
    (limit) => limit.rateLimitType === 'REQUEST_WEIGHT' && limit.interval === 'MINUTE' && limit.intervalNum === 1,
  )
  return perMinute?.limit ?? null
}

/**
 * klines, oldest first.
 *
 * @throws UnreadableReply with the row and column that cannot be used
 */
export function parseCandles(body: unknown): readonly Candle[] {
  return listOf(body, 'klines').map((row, index) => candle(row, `klines[${index}]`))
}

const CANDLE = record({
  openTime: instant,
  open: positive,
  high: positive,
  low: positive,
  close: positive,
  volume: nonNegative,
  closeTime: instant,
})

const CANDLE_COLUMNS = ['openTime', 'open', 'high', 'low', 'close', 'volume', 'closeTime'] as const

function candle(row: unknown, path: string): Candle {
  const columns = listOf(row, path)
  const named = Object.fromEntries(CANDLE_COLUMNS.map((name, index) => [name, columns[index]]))
  const { openTime, closeTime, ...prices } = readValue(CANDLE, named, path)
  return { openAtMs: openTime, closeAtMs: closeTime, ...prices }
}
