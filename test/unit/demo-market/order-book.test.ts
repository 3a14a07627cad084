import { describe, expect, it } from 'vitest'
import { bookTicker, depth } from '../../../src/demo/market/order-book.ts'
import { futuresMarketRoutes } from '../../../src/demo/market/routes.ts'
import type { World } from '../../../src/demo/world.ts'
import { aSpec, aWorld, refusalOf, START_MS, weightOf } from './world-stub.ts'

const of = (world: World, limit?: string) =>
  depth(new Map([['symbol', 'BTCUSDT'], ...(limit === undefined ? [] : [['limit', limit] as const])]), world)

it('has bids downwards from the last price and asks upwards from above it', () => {
  const book = of(aWorld(), '5')
  // 2e8 / 1e9 = 0.2 basis points of 50000: one whole price unit
  expect(book.bids.map(([price]) => price)).toEqual(['50000.0', '49999.0', '49998.0', '49997.0', '49996.0'])
  expect(book.asks.map(([price]) => price)).toEqual(['50001.0', '50002.0', '50003.0', '50004.0', '50005.0'])
  // 1e9 · 3e-6 / 50000
  expect(book.bids[0]?.[1]).toBe('0.060')
  expect(book).toMatchObject({ E: START_MS, T: START_MS - 8, lastUpdateId: START_MS * 1000 })
})

it('is 500 levels a side by default', () => {
  expect(of(aWorld()).bids).toHaveLength(500)
  expect(of(aWorld(), '1000').asks).toHaveLength(1000)
})

it('stands further apart where little is traded', () => {
  const thin = of(aWorld({ specs: [aSpec({ dailyTurnover: 2e7 })] }), '5')
  // 10 basis points
  expect(thin.asks[0]?.[0]).toBe('50050.0')
})

it('loses most of what stood near the middle when the market moved', () => {
  const rough = aWorld({ price: (_symbol, atMs) => (atMs < START_MS ? '55000' : '50000') })
  expect(Number(of(rough, '5').bids[0]?.[1])).toBeLessThan(0.02)
})

it.each(['6', '0', '2000'])('refuses a limit of %s', (limit) => {
  expect(refusalOf(() => of(aWorld(), limit)).code).toBe(-4021)
})

it.each([
  ['5', 2],
  ['50', 2],
  ['100', 5],
  ['500', 10],
  ['1000', 20],
])('a depth of %s weighs %i', (limit, weight) => {
  expect(weightOf(futuresMarketRoutes, '/fapi/v1/depth', { limit })).toBe(weight)
})

describe('best prices', () => {
  it('are the first rows of the book', () => {
    expect(bookTicker(new Map([['symbol', 'BTCUSDT']]), aWorld())).toEqual({
      symbol: 'BTCUSDT',
      bidPrice: '50000.0',
      bidQty: '0.060',
      askPrice: '50001.0',
      askQty: '0.060',
      time: START_MS,
    })
  })

  it('are a list without a symbol, for 5 instead of 2', () => {
    expect(bookTicker(new Map(), aWorld())).toHaveLength(1)
    expect(weightOf(futuresMarketRoutes, '/fapi/v1/ticker/bookTicker')).toBe(5)
    expect(weightOf(futuresMarketRoutes, '/fapi/v1/ticker/bookTicker', { symbol: 'BTCUSDT' })).toBe(2)
  })
})
