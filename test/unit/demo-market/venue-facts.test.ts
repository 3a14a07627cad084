import { describe, expect, it } from 'vitest'
import { constituents, indexInfo } from '../../../src/demo/market/index-facts.ts'
import { insuranceBalance } from '../../../src/demo/market/insurance.ts'
import { futuresMarketRoutes } from '../../../src/demo/market/routes.ts'
import { newYorkMidnight, tradingSchedule } from '../../../src/demo/market/trading-schedule.ts'
import { aSpec, aWorld, refusalOf, START_MS, weightOf } from './world-stub.ts'

const PEPE = aSpec({ symbol: '1000PEPEUSDT', baseAsset: '1000PEPE', multiplier: 1000, dailyTurnover: 6e8 })
const APPLE = aSpec({
  symbol: 'AAPLUSDT',
  baseAsset: 'AAPL',
  contractType: 'TRADIFI_PERPETUAL',
  underlyingType: 'EQUITY',
})

describe('constituents', () => {
  it('are spot venues whose weights add up to one', () => {
    const reply = constituents(new Map([['symbol', 'BTCUSDT']]), aWorld())
    expect(reply.time).toBe(START_MS)
    expect(reply.constituents[0]).toEqual({
      exchange: 'binance',
      symbol: 'BTCUSDT',
      price: '50000.00000000',
      weight: '0.30000000',
    })
    expect(reply.constituents[1]?.symbol).toBe('BTC-USDT')
    expect(reply.constituents.reduce((total, row) => total + Number(row.weight), 0)).toBeCloseTo(1, 12)
  })

  it('of a contract of lots price one coin', () => {
    const world = aWorld({ specs: [PEPE], price: () => '0.00612400' })
    const [row] = constituents(new Map([['symbol', '1000PEPEUSDT']]), world).constituents
    expect(row).toMatchObject({ symbol: 'PEPEUSDT', price: '0.00000612400' })
  })

  it('of a stock have no price', () => {
    const [row] = constituents(new Map([['symbol', 'AAPLUSDT']]), aWorld({ specs: [APPLE] })).constituents
    expect(row?.price).toBe('-1')
  })
})

it('baskets are told of composite symbols only', () => {
  expect(indexInfo(new Map(), aWorld())).toHaveLength(1)
  expect(indexInfo(new Map([['symbol', 'DEFIUSDT']]), aWorld())[0]).toMatchObject({
    symbol: 'DEFIUSDT',
    component: 'baseAsset',
    time: START_MS,
  })
  expect(refusalOf(() => indexInfo(new Map([['symbol', 'BTCUSDT']]), aWorld())).code).toBe(-1121)
})

describe('insurance funds', () => {
  const world = aWorld({ specs: [aSpec(), aSpec({ symbol: 'BTCUSDC', quoteAsset: 'USDC' }), PEPE, APPLE] })

  it('stand for groups that share no contract and leave none out', () => {
    const groups = insuranceBalance(new Map(), world)
    expect(groups).toMatchObject([
      { symbols: ['BTCUSDT', 'BTCUSDC'] },
      { symbols: ['AAPLUSDT'] },
      { symbols: ['1000PEPEUSDT'] },
    ])
  })

  it('of a symbol are one object with amounts of eight decimals', () => {
    expect(insuranceBalance(new Map([['symbol', 'AAPLUSDT']]), world)).toEqual({
      symbols: ['AAPLUSDT'],
      assets: [{ asset: 'USDT', marginBalance: '4100000.00000000', updateTime: Date.UTC(2026, 10, 21, 22) }],
    })
  })

  it('are eaten into by a crash', () => {
    const crashed = aWorld({
      nowMs: START_MS + 600_000,
      specs: [APPLE],
      price: (_symbol, atMs) => (atMs > START_MS ? '40000' : '50000'),
    })
    // 30 % of a move of 20 %
    expect(insuranceBalance(new Map([['symbol', 'AAPLUSDT']]), crashed)).toMatchObject({
      assets: [{ marginBalance: '3854000.00000000' }],
    })
  })
})

describe('the trading schedule', () => {
  it.each([
    ['winter', '2026-11-21T04:59:59Z', '2026-11-20T05:00:00.000Z'],
    ['winter, an hour later', '2026-11-21T05:00:00Z', '2026-11-21T05:00:00.000Z'],
    ['summer', '2026-07-01T12:00:00Z', '2026-07-01T04:00:00.000Z'],
  ])('knows when New York began its day in %s', (_name, at, midnight) => {
    expect(new Date(newYorkMidnight(Date.parse(at))).toISOString()).toBe(midnight)
  })

  const { marketSchedules } = tradingSchedule(aWorld())

  it('runs without gaps for a week from yesterday', () => {
    for (const { sessions } of Object.values(marketSchedules)) {
      expect(sessions.slice(1).every((session, i) => session.startTime === sessions[i]?.endTime)).toBe(true)
      expect(new Date(sessions[0]?.startTime ?? 0).toISOString()).toBe('2026-11-20T05:00:00.000Z')
      expect(new Date(sessions.at(-1)?.endTime ?? 0).toISOString()).toBe('2026-11-27T05:00:00.000Z')
    }
  })

  it('has the regular hours of Monday and a closed weekend', () => {
    const sessions = marketSchedules.EQUITY.sessions.map(({ startTime, endTime, type }) => [
      new Date(startTime).toISOString().slice(5, 16),
      new Date(endTime).toISOString().slice(5, 16),
      type,
    ])
    expect(sessions).toContainEqual(['11-23T14:30', '11-23T21:00', 'REGULAR'])
    expect(sessions).toContainEqual(['11-21T01:00', '11-23T01:00', 'NO_TRADING'])
  })
})

it.each([
  ['/fapi/v1/constituents', 2],
  ['/fapi/v1/indexInfo', 1],
  ['/fapi/v1/insuranceBalance', 1],
  ['/fapi/v1/tradingSchedule', 5],
])('%s weighs %i', (path, weight) => {
  expect(weightOf(futuresMarketRoutes, path)).toBe(weight)
})
