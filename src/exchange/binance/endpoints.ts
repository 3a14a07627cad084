/** Which base URL serves a path. */
export type HostKind = 'futures' | 'delivery' | 'spot'

/** NONE: public. KEY: the header is enough. SIGNED: header, timestamp, signature. USER_STREAM: header on POST and PUT. */
export type Security = 'NONE' | 'KEY' | 'SIGNED' | 'USER_STREAM'

/** Calls that Binance counts together. */
export type PoolName = 'futures' | 'funding' | 'futures-data' | 'spot' | 'sapi-ip'

export type Params = Readonly<Record<string, string | number | undefined>>

/** One thing that may be sent. */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly path: string
  readonly security: Security
  readonly host: HostKind
  readonly pool: PoolName
  /** Request weight, in the pool's own unit: the two call-counting pools weigh nothing and count 1 per call. */
  readonly weight: number | ((params: Params) => number)
}

type Weight = Endpoint['weight']

const read = (host: HostKind, pool: PoolName) => (security: Security, path: string, weight: Weight) =>
  ({ method: 'GET', path, security, host, pool, weight }) as const satisfies Endpoint

const futures = read('futures', 'futures')
const funding = read('futures', 'funding')
const futuresData = read('futures', 'futures-data')
const delivery = read('delivery', 'futures')
const spot = read('spot', 'spot')
const sapi = read('spot', 'sapi-ip')

const userStream = (method: 'POST' | 'PUT') =>
  ({
    method,
    path: '/fapi/v1/listenKey',
    security: 'USER_STREAM',
    host: 'futures',
    pool: 'futures',
    weight: 1,
  }) as const satisfies Endpoint

const bySymbol = (one: number, all: number) => (params: Params) => (params.symbol === undefined ? all : one)

const DEFAULT_CANDLES = 500
const DEFAULT_DEPTH = 500

function candleWeight(params: Params): number {
  const limit = Number(params.limit ?? DEFAULT_CANDLES)
  if (limit < 100) return 1
  if (limit < 500) return 2
  return limit <= 1000 ? 5 : 10
}

function depthWeight(params: Params): number {
  const limit = Number(params.limit ?? DEFAULT_DEPTH)
  if (limit <= 50) return 2
  if (limit <= 100) return 5
  return limit <= 500 ? 10 : 20
}

/**
 * Everything that can be sent to Binance: the fetch gate compares each request with this table, so a call that is not
 * in it cannot leave the process.
 */
export const ENDPOINTS = {
  time: futures('NONE', '/fapi/v1/time', 1),
  exchangeInfo: futures('NONE', '/fapi/v1/exchangeInfo', 1),
  premiumIndex: futures('NONE', '/fapi/v1/premiumIndex', bySymbol(1, 10)),
  fundingRate: funding('NONE', '/fapi/v1/fundingRate', 1),
  fundingInfo: funding('NONE', '/fapi/v1/fundingInfo', 1),
  openInterest: futures('NONE', '/fapi/v1/openInterest', 1),
  openInterestHist: futuresData('NONE', '/futures/data/openInterestHist', 1),
  klines: futures('NONE', '/fapi/v1/klines', candleWeight),
  markPriceKlines: futures('NONE', '/fapi/v1/markPriceKlines', candleWeight),
  depth: futures('NONE', '/fapi/v1/depth', depthWeight),
  ticker24hr: futures('NONE', '/fapi/v1/ticker/24hr', bySymbol(1, 40)),
  constituents: futures('NONE', '/fapi/v1/constituents', 2),
  assetIndex: futures('NONE', '/fapi/v1/assetIndex', bySymbol(1, 10)),
  insuranceBalance: futures('NONE', '/fapi/v1/insuranceBalance', 1),
  symbolAdlRisk: futures('NONE', '/fapi/v1/symbolAdlRisk', 1),

  account: futures('SIGNED', '/fapi/v3/account', 5),
  positionRisk: futures('SIGNED', '/fapi/v3/positionRisk', 5),
  leverageBracket: futures('SIGNED', '/fapi/v1/leverageBracket', 1),
  symbolConfig: futures('SIGNED', '/fapi/v1/symbolConfig', 5),
  accountConfig: futures('SIGNED', '/fapi/v1/accountConfig', 5),
  commissionRate: futures('SIGNED', '/fapi/v1/commissionRate', 20),
  openOrders: futures('SIGNED', '/fapi/v1/openOrders', bySymbol(1, 40)),
  openAlgoOrders: futures('SIGNED', '/fapi/v1/openAlgoOrders', bySymbol(1, 40)),
  income: futures('SIGNED', '/fapi/v1/income', 30),
  userTrades: futures('SIGNED', '/fapi/v1/userTrades', 5),
  forceOrders: futures('SIGNED', '/fapi/v1/forceOrders', bySymbol(20, 50)),
  allAlgoOrders: futures('SIGNED', '/fapi/v1/allAlgoOrders', 5),
  positionMarginHistory: futures('SIGNED', '/fapi/v1/positionMargin/history', 1),
  adlQuantile: futures('SIGNED', '/fapi/v1/adlQuantile', 5),
  createListenKey: userStream('POST'),
  keepListenKey: userStream('PUT'),

  coinMPositionRisk: delivery('SIGNED', '/dapi/v1/positionRisk', 1),

  apiRestrictions: sapi('SIGNED', '/sapi/v1/account/apiRestrictions', 1),
  accountInfo: sapi('SIGNED', '/sapi/v1/account/info', 1),

  spotTickerPrice: spot('NONE', '/api/v3/ticker/price', bySymbol(2, 4)),
  spotAccount: spot('SIGNED', '/api/v3/account', 20),

  marginAccount: sapi('SIGNED', '/sapi/v1/margin/account', 10),
  marginIsolatedAccount: sapi('SIGNED', '/sapi/v1/margin/isolated/account', 10),
  marginTradeCoeff: sapi('SIGNED', '/sapi/v1/margin/tradeCoeff', 10),
  marginIsolatedTier: sapi('SIGNED', '/sapi/v1/margin/isolatedMarginTier', 1),
  marginCollateralRatio: sapi('KEY', '/sapi/v1/margin/crossMarginCollateralRatio', 100),
  marginPriceIndex: sapi('KEY', '/sapi/v1/margin/priceIndex', 10),
  marginAllPairs: sapi('KEY', '/sapi/v1/margin/allPairs', 1),
  marginForceLiquidations: sapi('SIGNED', '/sapi/v1/margin/forceLiquidationRec', 1),
  marginInterestHistory: sapi('SIGNED', '/sapi/v1/margin/interestHistory', 1),
  marginNextInterestRate: sapi('SIGNED', '/sapi/v1/margin/next-hourly-interest-rate', 100),
  marginCapitalFlow: sapi('SIGNED', '/sapi/v1/margin/capital-flow', 100),
} as const satisfies Readonly<Record<string, Endpoint>>

/** The table as a list. */
export const ALLOWED: readonly Endpoint[] = Object.values(ENDPOINTS)

/** The weight of one call with these parameters. */
export function weightOf(endpoint: Endpoint, params: Params): number {
  return typeof endpoint.weight === 'number' ? endpoint.weight : endpoint.weight(params)
}
