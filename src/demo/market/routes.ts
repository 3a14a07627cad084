import { referenceRoutes } from '../reference/routes.ts'
import type { Query, Route, WeightPool } from '../route.ts'
import type { World } from '../world.ts'
import { fundingRate } from './funding-history.ts'
import { constituents, indexInfo } from './index-facts.ts'
import { insuranceBalance } from './insurance.ts'
import { klines, markPriceKlines } from './klines.ts'
import { openInterest, openInterestHist } from './open-interest.ts'
import { bookTicker, depth } from './order-book.ts'
import { weightByLimit, weightBySymbol } from './parameters.ts'
import { spotRoutes } from './spot-routes.ts'
import { ticker24hr, tickerPrice } from './tickers.ts'
import { tradingSchedule } from './trading-schedule.ts'

const candleWeight = weightByLimit(500, [
  [99, 1],
  [499, 2],
  [1000, 5],
  [Number.POSITIVE_INFINITY, 10],
])
const depthWeight = weightByLimit(500, [
  [50, 2],
  [100, 5],
  [500, 10],
  [Number.POSITIVE_INFINITY, 20],
])

/** Calls that are free of request weight are counted one by one in a pool of their own. */
const ONE_CALL = 1

interface Terms {
  readonly pool?: WeightPool
  readonly weight: Route['weight']
  readonly required?: readonly string[]
}

function publicRoute(path: string, terms: Terms, answer: (query: Query, world: World) => unknown): Route {
  return {
    method: 'GET',
    path,
    security: 'NONE',
    pool: terms.pool ?? 'futures',
    weight: terms.weight,
    required: terms.required ?? [],
    answer: (request, world) => answer(request.query, world),
  }
}

/** USDⓈ-M market data that needs no key, with the weights of the venue. */
export const futuresMarketRoutes: readonly Route[] = [
  publicRoute('/fapi/v1/fundingRate', { pool: 'funding', weight: ONE_CALL }, fundingRate),
  publicRoute('/fapi/v1/openInterest', { weight: 1, required: ['symbol'] }, openInterest),
  publicRoute(
    '/futures/data/openInterestHist',
    { pool: 'futuresData', weight: ONE_CALL, required: ['symbol', 'period'] },
    openInterestHist,
  ),
  publicRoute('/fapi/v1/klines', { weight: candleWeight, required: ['symbol', 'interval'] }, klines),
  publicRoute('/fapi/v1/markPriceKlines', { weight: candleWeight, required: ['symbol', 'interval'] }, markPriceKlines),
  publicRoute('/fapi/v1/depth', { weight: depthWeight, required: ['symbol'] }, depth),
  publicRoute('/fapi/v1/ticker/24hr', { weight: weightBySymbol(1, 40) }, ticker24hr),
  publicRoute('/fapi/v1/ticker/bookTicker', { weight: weightBySymbol(2, 5) }, bookTicker),
  publicRoute('/fapi/v1/ticker/price', { weight: weightBySymbol(1, 2) }, tickerPrice),
  publicRoute('/fapi/v1/constituents', { weight: 2, required: ['symbol'] }, constituents),
  publicRoute('/fapi/v1/indexInfo', { weight: 1 }, indexInfo),
  publicRoute('/fapi/v1/insuranceBalance', { weight: 1 }, insuranceBalance),
  publicRoute('/fapi/v1/tradingSchedule', { weight: 5 }, (_query, world) => tradingSchedule(world)),
]

/** Public market data and its history, spot prices and the reference price hosts. */
export const marketRoutes: readonly Route[] = [...futuresMarketRoutes, ...spotRoutes, ...referenceRoutes]
