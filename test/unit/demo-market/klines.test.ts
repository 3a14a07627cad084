import { describe, expect, it } from 'vitest'
import { ExchangeClock } from '../../../src/demo/clock.ts'
import { CONTRACTS } from '../../../src/demo/contracts.ts'
import { klines, markPriceKlines } from '../../../src/demo/market/klines.ts'
import { futuresMarketRoutes } from '../../../src/demo/market/routes.ts'
import { MarketModel } from '../../../src/demo/market-model.ts'
import { scenarioOf } from '../../../src/demo/scenario.ts'
import type { World } from '../../../src/demo/world.ts'
import { aSpec, aWorld, refusalOf, START_MS, weightOf } from './world-stub.ts'

const HOUR_MS = 3_600_000
const TWENTY_TWO = Date.UTC(2026, 10, 21, 22)

/** Climbs by 1 a minute and stands at 50000 at the start. */
const climbing = (_symbol: string, atMs: number): string => String(50_000 + Math.floor((atMs - START_MS) / 60_000))

const of = (world: World, query: Readonly<Record<string, string>>) =>
  klines(new Map(Object.entries({ symbol: 'BTCUSDT', interval: '1h', ...query })), world)

describe('rows', () => {
  it('have the twelve fields of the venue, text for amounts and numbers for times and trades', () => {
    const [row] = of(aWorld({ nowMs: START_MS + 90_000 }), { limit: '1' })
    expect(row?.map((field) => typeof field)).toEqual([
      ...['number', 'string', 'string', 'string', 'string', 'string'],
      ...['number', 'string', 'number', 'string', 'string', 'string'],
    ])
    expect(row?.[0]).toBe(TWENTY_TWO)
    expect(row?.[6]).toBe(TWENTY_TWO + HOUR_MS - 1)
    expect(row?.[11]).toBe('0')
  })

  it('give open, high, low and close of a path that climbs by 1 a minute', () => {
    const [closed, running] = of(aWorld({ nowMs: START_MS + 5 * 60_000, price: climbing }), { limit: '2' })
    // 21:00 is 100 minutes before the start, 21:59:59 is 40 minutes and a second before it
    expect(closed?.slice(1, 5)).toEqual(['49900.0', '49959.0', '49900.0', '49959.0'])
    // 22:00 to 22:45
    expect(running?.slice(1, 5)).toEqual(['49960.0', '50005.0', '49960.0', '50005.0'])
  })

  it('keep a wick of the scripted part that lasts one minute', () => {
    const wick = (_symbol: string, atMs: number): string =>
      Math.floor(atMs / 60_000) === START_MS / 60_000 + 7 ? '41000' : '50000'
    const [row] = of(aWorld({ nowMs: START_MS + 12 * 60_000, price: wick }), { limit: '1' })
    expect(row?.[3]).toBe('41000.0')
  })

  it('of the mark price have eight decimals, no volume and one mark a second', () => {
    const query = new Map([
      ['symbol', 'BTCUSDT'],
      ['interval', '5m'],
      ['limit', '2'],
    ])
    const rows = markPriceKlines(query, aWorld({ nowMs: START_MS + 59_999 }))
    expect(rows[0]).toEqual([
      START_MS - 300_000,
      ...['50000.00000000', '50000.00000000', '50000.00000000', '50000.00000000', '0'],
      START_MS - 1,
      ...['0', 300, '0', '0', '0'],
    ])
    expect(rows[1]?.[8]).toBe(60)
  })
})

describe('the window', () => {
  it('is the newest 500 candles, without gaps, the last one running', () => {
    const opens = of(aWorld(), {}).map((row) => row[0])
    expect(opens).toHaveLength(500)
    expect(opens.at(-1)).toBe(TWENTY_TWO)
    expect(opens[0]).toBe(TWENTY_TWO - 499 * HOUR_MS)
    expect(new Set(opens.slice(1).map((open, i) => Number(open) - Number(opens[i])))).toEqual(new Set([HOUR_MS]))
  })

  it.each([
    ['the first after a start', { startTime: String(TWENTY_TWO - 9 * HOUR_MS), limit: '3' }, [-9, -8, -7]],
    ['a start between two candles', { startTime: String(TWENTY_TWO - 2 * HOUR_MS - 1), limit: '5' }, [-2, -1, 0]],
    ['the last before an end', { endTime: String(TWENTY_TWO - 3 * HOUR_MS), limit: '2' }, [-4, -3]],
    ['both ends', { startTime: String(TWENTY_TWO - 3 * HOUR_MS), endTime: String(TWENTY_TWO - HOUR_MS) }, [-3, -2, -1]],
    ['nothing after now', { startTime: String(TWENTY_TWO + HOUR_MS) }, []],
  ])('%s', (_name, query, hours) => {
    expect(of(aWorld(), query).map((row) => (Number(row[0]) - TWENTY_TWO) / HOUR_MS)).toEqual(hours)
  })

  it('does not reach behind the listing of the contract', () => {
    const young = aSpec({ onboardAtMs: TWENTY_TWO - 2 * HOUR_MS + 1 })
    expect(of(aWorld({ specs: [young] }), {})).toHaveLength(3)
  })
})

it.each([
  ['an unknown symbol', { symbol: 'NOPE' }, -1121],
  ['an unknown interval', { interval: '7m' }, -1120],
  ['no interval', { interval: '' }, -1102],
  ['a limit above 1500', { limit: '1501' }, -1130],
  ['a limit of nothing', { limit: '0' }, -1130],
  ['a limit in words', { limit: 'ten' }, -1130],
  ['a window that ends before it begins', { startTime: '2', endTime: '1' }, -1023],
])('%s is refused', (_name, query, code) => {
  expect(refusalOf(() => of(aWorld(), query)).code).toBe(code)
})

it.each([
  ['99', 1],
  ['100', 2],
  ['499', 2],
  ['500', 5],
  ['1000', 5],
  ['1001', 10],
  ['1500', 10],
])('a limit of %s weighs %i', (limit, weight) => {
  expect(weightOf(futuresMarketRoutes, '/fapi/v1/klines', { limit })).toBe(weight)
  expect(weightOf(futuresMarketRoutes, '/fapi/v1/markPriceKlines', { limit })).toBe(weight)
})

it('the default limit of 500 weighs 5', () => {
  expect(weightOf(futuresMarketRoutes, '/fapi/v1/klines')).toBe(5)
})

describe('on the scripted market', () => {
  const clock = new ExchangeClock({ startAtMs: START_MS, speed: 0 })
  const world = new MarketModel({
    scenario: scenarioOf('calm'),
    seed: 11,
    account: 'default',
    clock,
    listing: CONTRACTS,
  })
  const closes = (query: Readonly<Record<string, string>>) => of(world, query).map((row) => row[4])

  it('closed candles stay what they were while the last one follows the present price', () => {
    const before = of(world, { limit: '4' })
    clock.advance(10 * 60_000)
    const after = of(world, { limit: '4' })
    expect(after.slice(0, 3)).toEqual(before.slice(0, 3))
    expect(closes({ limit: '1' })[0]).toBe(world.lastPriceAt('BTCUSDT', world.nowMs()).toFixed(1))
  })

  it('holds open and close between low and high', () => {
    for (const row of of(world, { interval: '4h', limit: '200' })) {
      const [open, high, low, close] = row.slice(1, 5).map(Number) as [number, number, number, number]
      expect(low).toBeLessThanOrEqual(Math.min(open, close))
      expect(high).toBeGreaterThanOrEqual(Math.max(open, close))
    }
  })
})
