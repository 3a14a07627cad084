import { describe, expect, it } from 'vitest'
import { ExchangeClock } from '../../../src/demo/clock.ts'
import { CONTRACTS } from '../../../src/demo/contracts.ts'
import { openInterest, openInterestHist } from '../../../src/demo/market/open-interest.ts'
import { futuresMarketRoutes } from '../../../src/demo/market/routes.ts'
import { MarketModel } from '../../../src/demo/market-model.ts'
import { scenarioOf } from '../../../src/demo/scenario.ts'
import { aWorld, refusalOf, routeOf, START_MS } from './world-stub.ts'

const DAY_MS = 86_400_000
const history = (query: Readonly<Record<string, string>>, world = aWorld()) =>
  openInterestHist(new Map(Object.entries({ symbol: 'BTCUSDT', period: '1h', ...query })), world)

it('stands at 55 % of a day of turnover when nothing disturbs it', () => {
  // 0.55 · 1e9 USDT / 50000
  expect(openInterest(new Map([['symbol', 'BTCUSDT']]), aWorld())).toEqual({
    openInterest: '11000.000',
    symbol: 'BTCUSDT',
    time: START_MS,
  })
})

it('rows carry base units and their value at the mark', () => {
  expect(history({ limit: '1' })).toEqual([
    {
      symbol: 'BTCUSDT',
      sumOpenInterest: '11000.00000000',
      sumOpenInterestValue: '550000000.00000000',
      CMCCirculatingSupply: '2200000.00000000',
      timestamp: Date.UTC(2026, 10, 21, 22),
    },
  ])
})

it('shrinks when a crash forces positions out', () => {
  const crash = aWorld({
    nowMs: START_MS + 600_000,
    price: (_symbol, atMs) => (atMs > START_MS ? '40000' : '50000'),
  })
  // a fall of 20 % takes a quarter of it
  expect(openInterest(new Map([['symbol', 'BTCUSDT']]), crash).openInterest).toBe('8250.000')
})

describe('the window', () => {
  it.each([
    ['5m', 300_000],
    ['15m', 900_000],
    ['30m', 1_800_000],
    ['1h', 3_600_000],
    ['2h', 7_200_000],
    ['4h', 14_400_000],
    ['6h', 21_600_000],
    ['12h', 43_200_000],
    ['1d', DAY_MS],
  ])('%s rows stand on their grid, thirty of them, oldest first', (period, stepMs) => {
    const stamps = history({ period, limit: '30' }).map((row) => row.timestamp)
    expect(stamps).toHaveLength(30)
    expect(stamps.every((stamp) => stamp % stepMs === 0)).toBe(true)
    expect(stamps.slice(1).every((stamp, i) => stamp - (stamps[i] ?? 0) === stepMs)).toBe(true)
    expect(START_MS - (stamps.at(-1) ?? 0)).toBeLessThan(stepMs)
  })

  it('is thirty rows by default and 500 at most', () => {
    expect(history({})).toHaveLength(30)
    expect(history({ limit: '500' })).toHaveLength(500)
    expect(refusalOf(() => history({ limit: '501' })).code).toBe(-1130)
  })

  it('does not reach further back than thirty days', () => {
    const daily = history({ period: '1d', limit: '500' })
    expect(daily[0]?.timestamp).toBe(Date.UTC(2026, 9, 23))
    expect(daily).toHaveLength(30)
    expect(refusalOf(() => history({ startTime: String(START_MS - 30 * DAY_MS - 1) })).code).toBe(-1130)
    expect(history({ startTime: String(START_MS - 30 * DAY_MS), limit: '1' })[0]?.timestamp).toBe(
      Date.UTC(2026, 9, 22, 23),
    )
  })

  it.each([
    ['an unknown period', { period: '3m' }, -1130],
    ['no period', { period: '' }, -1102],
    ['an unknown symbol', { symbol: 'NOPE' }, -1121],
  ])('%s is refused', (_name, query, code) => {
    expect(refusalOf(() => history(query)).code).toBe(code)
  })
})

it('a month of a seeded market holds a handful of hourly jumps beyond three deviations', () => {
  const clock = new ExchangeClock({ startAtMs: START_MS, speed: 0 })
  const world = new MarketModel({
    scenario: scenarioOf('calm'),
    seed: 7,
    account: 'default',
    clock,
    listing: CONTRACTS,
  })
  const values = history({ symbol: 'SOLUSDT', limit: '500' }, world).map((row) => Number(row.sumOpenInterest))
  const changes = values.slice(1).map((value, i) => value / (values[i] ?? value) - 1)
  const deviation = Math.sqrt(changes.reduce((total, change) => total + change * change, 0) / changes.length)
  const spikes = changes.filter((change) => change > 3 * deviation)
  expect(spikes.length).toBeGreaterThanOrEqual(3)
  expect(spikes.length).toBeLessThanOrEqual(20)
  expect(Math.max(...spikes)).toBeGreaterThan(0.03)
})

it('history counts as one call in the pool of the data endpoints', () => {
  expect(routeOf(futuresMarketRoutes, '/futures/data/openInterestHist')).toMatchObject({
    pool: 'futuresData',
    weight: 1,
  })
  expect(routeOf(futuresMarketRoutes, '/fapi/v1/openInterest')).toMatchObject({ pool: 'futures', weight: 1 })
})
