import { COLLATERAL_ASSETS, rateOf } from '../figures.ts'
import { rowPerSymbol, weightBySymbol } from '../market/parameters.ts'
import { tickerPrice } from '../market/tickers.ts'
import { invalidSymbol, type Query, type Route } from '../route.ts'
import { money } from '../user-events.ts'
import type { SymbolSpec, World } from '../world.ts'

const FAR_FUTURE_MS = 4_133_404_800_000
const DAY_MS = 86_400_000

function publicRoute(
  path: string,
  weight: Route['weight'],
  answer: (query: Query, world: World) => unknown,
  pool: Route['pool'] = 'futures',
): Route {
  return {
    method: 'GET',
    security: 'NONE',
    required: [],
    path,
    weight,
    pool,
    answer: (request, world) => answer(request.query, world),
  }
}

function premiumIndexRow(world: World, spec: SymbolSpec, skewMs: number): unknown {
  const nowMs = world.nowMs()
  return {
    symbol: spec.symbol,
    markPrice: money(world.markPriceAt(spec.symbol, nowMs)),
    indexPrice: money(world.indexPriceAt(spec.symbol, nowMs)),
    estimatedSettlePrice: money(world.indexPriceAt(spec.symbol, nowMs)),
    lastFundingRate: money(world.fundingRateAt(spec.symbol, nowMs)),
    interestRate: '0.00010000',
    nextFundingTime: world.nextFundingAtMs(spec.symbol, nowMs),
    time: Math.floor((nowMs + skewMs) / 1000) * 1000,
  }
}

function fundingInfoReply(world: World): unknown {
  const adjusted = world.symbols().filter((spec) => spec.isFundingAdjusted)
  return adjusted.map((spec) => ({
    symbol: spec.symbol,
    adjustedFundingRateCap: spec.fundingCap,
    adjustedFundingRateFloor: `-${spec.fundingCap}`,
    fundingIntervalHours: spec.fundingIntervalHours,
    disclaimer: false,
  }))
}

function assetIndexRow(world: World, asset: string): unknown {
  const rate = rateOf(world, asset, world.nowMs())
  if (rate === null) throw invalidSymbol()
  return {
    symbol: `${asset}USD`,
    time: Math.floor(world.nowMs() / 1000) * 1000,
    index: money(rate.index),
    bidBuffer: money(rate.bidBuffer),
    askBuffer: money(rate.askBuffer),
    bidRate: money(rate.bid),
    askRate: money(rate.ask),
    autoExchangeBidBuffer: money(rate.bidBuffer.div(2)),
    autoExchangeAskBuffer: money(rate.askBuffer.div(2)),
    autoExchangeBidRate: money(rate.index.plus(rate.bid).div(2)),
    autoExchangeAskRate: money(rate.index.plus(rate.ask).div(2)),
  }
}

function assetIndexReply(query: Query, world: World): unknown {
  const symbol = query.get('symbol')
  if (symbol === undefined)
    return COLLATERAL_ASSETS.filter((asset) => world.assetPriceAt(asset, world.nowMs()) !== null).map((asset) =>
      assetIndexRow(world, asset),
    )
  const asset = symbol.endsWith('USD') ? symbol.slice(0, -3) : ''
  if (!COLLATERAL_ASSETS.includes(asset)) throw invalidSymbol()
  return assetIndexRow(world, asset)
}

function exchangeInfoSymbol(spec: SymbolSpec): unknown {
  return {
    symbol: spec.symbol,
    pair: spec.symbol,
    contractType: spec.contractType,
    deliveryDate: FAR_FUTURE_MS,
    onboardDate: spec.onboardAtMs,
    status: spec.status,
    maintMarginPercent: '2.5000',
    requiredMarginPercent: '5.0000',
    baseAsset: spec.baseAsset,
    quoteAsset: spec.quoteAsset,
    marginAsset: spec.marginAsset,
    pricePrecision: spec.pricePrecision,
    quantityPrecision: spec.quantityPrecision,
    baseAssetPrecision: 8,
    quotePrecision: 8,
    underlyingType: spec.underlyingType,
    underlyingSubType: [],
    settlePlan: 0,
    triggerProtect: spec.triggerProtect,
    liquidationFee: spec.liquidationFee,
    marketTakeBound: spec.triggerProtect,
    filters: [
      { filterType: 'PRICE_FILTER', minPrice: spec.tickSize, maxPrice: '809484', tickSize: spec.tickSize },
      { filterType: 'LOT_SIZE', minQty: spec.stepSize, maxQty: spec.maxQuantity, stepSize: spec.stepSize },
      { filterType: 'MARKET_LOT_SIZE', minQty: spec.stepSize, maxQty: spec.maxMarketQuantity, stepSize: spec.stepSize },
      { filterType: 'MAX_NUM_ORDERS', limit: 200 },
      { filterType: 'MIN_NOTIONAL', notional: spec.minNotional },
      { filterType: 'PERCENT_PRICE', multiplierUp: '1.0500', multiplierDown: '0.9500', multiplierDecimal: '4' },
    ],
    orderTypes: ['LIMIT', 'MARKET'],
    timeInForce: ['GTC', 'IOC', 'FOK', 'GTX', 'GTD'],
  }
}

function exchangeInfoReply(world: World): unknown {
  return {
    timezone: 'UTC',
    serverTime: world.nowMs(),
    futuresType: 'U_MARGINED',
    rateLimits: [
      { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 2400 },
      { rateLimitType: 'ORDERS', interval: 'MINUTE', intervalNum: 1, limit: 1200 },
      { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: 300 },
    ],
    exchangeFilters: [],
    assets: COLLATERAL_ASSETS.map((asset) => ({ asset, marginAvailable: true, autoAssetExchange: '-10000' })),
    symbols: world.symbols().map(exchangeInfoSymbol),
  }
}

/** Danger of auto-deleveraging in a symbol: it rises with the fall of the day's price. */
function adlRiskRow(world: World, spec: SymbolSpec): unknown {
  const nowMs = world.nowMs()
  const now = world.markPriceAt(spec.symbol, nowMs)
  const dayAgo = world.markPriceAt(spec.symbol, nowMs - DAY_MS)
  const move = now.minus(dayAgo).div(dayAgo).abs()
  const adlRisk = move.gt('0.3') ? 'high' : move.gt('0.1') ? 'medium' : 'low'
  return { symbol: spec.symbol, adlRisk, updateTime: Math.floor(nowMs / 1_800_000) * 1_800_000 }
}

/**
 * Clock, contracts, marks and collateral rates: what the account's own figures need.
 *
 * @param skewMs by how much the exchange's clock is off, which its marks are dated by
 */
export function publicRoutes(shownTimeMs: () => number, skewMs: () => number): readonly Route[] {
  return [
    publicRoute('/fapi/v1/ping', 1, () => ({})),
    publicRoute('/fapi/v1/time', 1, () => ({ serverTime: shownTimeMs() })),
    publicRoute('/dapi/v1/time', 1, () => ({ serverTime: shownTimeMs() })),
    publicRoute('/fapi/v1/exchangeInfo', 1, (_, world) => exchangeInfoReply(world)),
    publicRoute('/fapi/v1/premiumIndex', weightBySymbol(1, 10), (query, world) =>
      rowPerSymbol(query, world, (spec) => premiumIndexRow(world, spec, skewMs())),
    ),
    publicRoute('/fapi/v1/fundingInfo', 1, (_, world) => fundingInfoReply(world), 'funding'),
    publicRoute('/fapi/v1/assetIndex', weightBySymbol(1, 10), assetIndexReply),
    publicRoute('/fapi/v1/symbolAdlRisk', 1, (query, world) =>
      rowPerSymbol(query, world, (spec) => adlRiskRow(world, spec)),
    ),
    publicRoute('/fapi/v2/ticker/price', weightBySymbol(1, 2), tickerPrice),
  ]
}
