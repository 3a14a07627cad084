import type { Decimal } from '../../model/decimal.ts'
import type {
  BookLevel,
  DayTicker,
  FundingSettlement,
  IndexConstituents,
  InsuranceFund,
  OpenInterest,
  OpenInterestPoint,
  OrderBook,
  SymbolAdlRisk,
} from '../../model/market-data.ts'
import {
  amount,
  fieldOf,
  instant,
  listField,
  nonNegative,
  optionalAmount,
  optionalInstant,
  optionalWord,
  positive,
  priceOrNone,
  record,
  symbolName,
  word,
} from './fields.ts'
import { type BySymbol, bySymbol, listOf, readEvery, readRows, readValue } from './rows.ts'

const SETTLEMENT = record({
  symbol: symbolName,
  fundingRate: amount,
  fundingTime: instant,
  markPrice: priceOrNone,
  rateType: optionalWord,
})

/** fundingRate history, oldest first. */
export function parseFundingHistory(body: unknown): readonly FundingSettlement[] {
  return readEvery(SETTLEMENT, body, 'fundingRate').map(({ fundingTime, rateType, ...row }) => ({
    ...row,
    atMs: fundingTime,
    isSpecial: rateType === 'Special',
  }))
}

const OPEN_INTEREST = record({ symbol: symbolName, openInterest: nonNegative, time: instant })

/** openInterest of one symbol. */
export function parseOpenInterest(body: unknown): OpenInterest {
  const { symbol, openInterest, time } = readValue(OPEN_INTEREST, body, 'openInterest')
  return { symbol, quantity: openInterest, atMs: time }
}

const OPEN_INTEREST_POINT = record({
  symbol: symbolName,
  sumOpenInterest: nonNegative,
  sumOpenInterestValue: nonNegative,
  timestamp: instant,
})

/** openInterestHist, oldest first. */
export function parseOpenInterestHistory(body: unknown): readonly OpenInterestPoint[] {
  return readEvery(OPEN_INTEREST_POINT, body, 'openInterestHist').map((row) => ({
    symbol: row.symbol,
    quantity: row.sumOpenInterest,
    notional: row.sumOpenInterestValue,
    atMs: row.timestamp,
  }))
}

const BOOK = record({ E: optionalInstant })
const LEVEL = record({ price: positive, quantity: nonNegative })

/** depth of one symbol. */
export function parseOrderBook(body: unknown): OrderBook {
  const { E } = readValue(BOOK, body, 'depth')
  return {
    bids: levels(fieldOf(body, 'bids'), 'depth.bids'),
    asks: levels(fieldOf(body, 'asks'), 'depth.asks'),
    atMs: E,
  }
}

function levels(list: unknown, path: string): readonly BookLevel[] {
  const named = listOf(list, path).map((row, index) => {
    const [price, quantity] = listOf(row, `${path}[${index}]`)
    return { price, quantity }
  })
  return readEvery(LEVEL, named, path)
}

const TICKER = record({
  symbol: symbolName,
  lastPrice: positive,
  quoteVolume: nonNegative,
})

/** ticker/24hr of one symbol. */
export function parseDayTicker(body: unknown): DayTicker {
  return readValue(TICKER, body, 'ticker')
}

/** ticker/24hr of all symbols. */
export function parseAllDayTickers(body: unknown): BySymbol<DayTicker> {
  return bySymbol(readRows(TICKER, body, 'ticker'))
}

const CONSTITUENTS = record({
  symbol: symbolName,
  time: instant,
  constituents: listField(record({ exchange: word, symbol: word, price: optionalAmount, weight: optionalAmount })),
})

/** constituents of one symbol's index; the venue writes a hidden price as −1. */
export function parseConstituents(body: unknown): IndexConstituents {
  const { symbol, time, constituents } = readValue(CONSTITUENTS, body, 'constituents')
  const shown = constituents.map((row) => ({ ...row, price: row.price?.gt('0') ? row.price : null }))
  return { symbol, atMs: time, constituents: shown }
}

const FUND = record({
  symbols: listField(symbolName),
  assets: listField(record({ asset: symbolName, marginBalance: amount, updateTime: instant })),
})

/** insuranceBalance, one group or a list of them. */
export function parseInsuranceFunds(body: unknown): readonly InsuranceFund[] {
  const groups = Array.isArray(body) ? body : [body]
  return readEvery(FUND, groups, 'insuranceBalance').map(({ symbols, assets }) => ({
    symbols,
    assets: assets.map(({ asset, marginBalance, updateTime }) => ({
      asset,
      balance: marginBalance,
      updatedAtMs: updateTime,
    })),
  }))
}

const SPOT_PRICE = record({ price: positive })

/** The last trade in a reply of the spot market's ticker/price. */
export function parseSpotPrice(body: unknown): Decimal {
  return readValue(SPOT_PRICE, body, 'ticker').price
}

const ADL_RISK = record({ symbol: symbolName, adlRisk: word, updateTime: instant })

/** symbolAdlRisk of one symbol. */
export function parseSymbolAdlRisk(body: unknown): SymbolAdlRisk {
  const { symbol, adlRisk, updateTime } = readValue(ADL_RISK, body, 'symbolAdlRisk')
  return { symbol, adlRisk, updatedAtMs: updateTime }
}
