import { expect, it } from 'vitest'
import { futuresMarketRoutes } from '../../../src/demo/market/routes.ts'
import { ticker24hr, tickerPrice } from '../../../src/demo/market/tickers.ts'
import { aSpec, aWorld, START_MS, weightOf } from './world-stub.ts'

const BTC = new Map([['symbol', 'BTCUSDT']])

it('the rolling day compares now with the same minute of yesterday', () => {
  const falling = aWorld({ price: (_symbol, atMs) => (atMs < START_MS - 3_600_000 ? '50000' : '49000') })
  expect(ticker24hr(BTC, falling)).toMatchObject({
    symbol: 'BTCUSDT',
    priceChange: '-1000.0',
    priceChangePercent: '-2.000',
    lastPrice: '49000.0',
    openPrice: '50000.0',
    highPrice: '50000.0',
    lowPrice: '49000.0',
    openTime: START_MS - 86_400_000,
    closeTime: START_MS,
  })
})

it('has every field of the venue', () => {
  expect(Object.keys(ticker24hr(BTC, aWorld()) ?? {})).toEqual([
    ...['symbol', 'priceChange', 'priceChangePercent', 'weightedAvgPrice', 'lastPrice', 'lastQty', 'openPrice'],
    ...['highPrice', 'lowPrice', 'volume', 'quoteVolume', 'openTime', 'closeTime', 'firstId', 'lastId', 'count'],
  ])
})

it('a price is one object for a symbol and a list for all', () => {
  const world = aWorld({ specs: [aSpec(), aSpec({ symbol: 'ETHUSDT', tickSize: '0.01' })] })
  expect(tickerPrice(BTC, world)).toEqual({ symbol: 'BTCUSDT', price: '50000.0', time: START_MS })
  expect(tickerPrice(new Map(), world)).toEqual([
    { symbol: 'BTCUSDT', price: '50000.0', time: START_MS },
    { symbol: 'ETHUSDT', price: '50000.00', time: START_MS },
  ])
})

it.each([
  ['/fapi/v1/ticker/24hr', 1, 40],
  ['/fapi/v1/ticker/price', 1, 2],
])('%s weighs %i with a symbol and %i without', (path, withSymbol, without) => {
  expect(weightOf(futuresMarketRoutes, path, { symbol: 'BTCUSDT' })).toBe(withSymbol)
  expect(weightOf(futuresMarketRoutes, path)).toBe(without)
})
