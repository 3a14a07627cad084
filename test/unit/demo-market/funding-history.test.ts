import { describe, expect, it } from 'vitest'
import { fundingRate } from '../../../src/demo/market/funding-history.ts'
import { futuresMarketRoutes } from '../../../src/demo/market/routes.ts'
import type { World } from '../../../src/demo/world.ts'
import { aSpec, aWorld, refusalOf, routeOf, weightOf } from './world-stub.ts'

const HOUR_MS = 3_600_000
const of = (world: World, query: Readonly<Record<string, string>>) => fundingRate(new Map(Object.entries(query)), world)
const hoursBetween = (rows: readonly { readonly fundingTime: number }[]): number[] =>
  rows.slice(1).map((row, i) => (row.fundingTime - (rows[i]?.fundingTime ?? 0)) / HOUR_MS)
const iso = (atMs: number | undefined): string => new Date(atMs ?? 0).toISOString()

describe('regular settlements', () => {
  it('have the fields of the venue, the newest at the last full interval', () => {
    const rows = of(aWorld({ fundingRate: () => '0.00012' }), { symbol: 'BTCUSDT' })
    expect(rows).toHaveLength(100)
    expect(rows.at(-1)).toEqual({
      symbol: 'BTCUSDT',
      fundingRate: '0.00012000',
      fundingTime: Date.UTC(2026, 10, 21, 16),
      markPrice: '50000.00000000',
      rateType: 'Regular',
    })
    expect(new Set(hoursBetween(rows))).toEqual(new Set([8]))
  })

  it.each([1, 8])('stand %i h apart', (hours) => {
    const spec = aSpec({ fundingIntervalHours: hours, isFundingAdjusted: hours !== 8 })
    const rows = of(aWorld({ specs: [spec] }), { symbol: 'BTCUSDT', limit: '1000' })
    expect(rows).toHaveLength(1000)
    expect(new Set(hoursBetween(rows))).toEqual(new Set([hours]))
  })

  it('of a four-hour contract stood 8 h apart until twenty days ago', () => {
    const spec = aSpec({ fundingIntervalHours: 4, isFundingAdjusted: true })
    const rows = of(aWorld({ specs: [spec] }), { symbol: 'BTCUSDT', limit: '150' })
    const gaps = hoursBetween(rows)
    const change = gaps.indexOf(4)
    expect(gaps.slice(0, change).every((hours) => hours === 8)).toBe(true)
    expect(gaps.slice(change).every((hours) => hours === 4)).toBe(true)
    expect(iso(rows[change]?.fundingTime)).toBe('2026-11-01T00:00:00.000Z')
  })

  it('walk the same times forwards from a start as backwards from now', () => {
    const spec = aSpec({ fundingIntervalHours: 4, isFundingAdjusted: true })
    const world = aWorld({ specs: [spec] })
    const backwards = of(world, { symbol: 'BTCUSDT', limit: '200' })
    const forwards = of(world, { symbol: 'BTCUSDT', limit: '200', startTime: String(backwards[0]?.fundingTime) })
    expect(forwards).toEqual(backwards)
  })

  it('charge the estimate that stood just before', () => {
    const settled = Date.UTC(2026, 10, 21, 16)
    const world = aWorld({ fundingRate: (_symbol, atMs) => (atMs < settled ? '-0.0003' : '0.0009') })
    expect(of(world, { symbol: 'BTCUSDT', limit: '1' })[0]?.fundingRate).toBe('-0.00030000')
  })
})

describe('the window', () => {
  const times = (query: Readonly<Record<string, string>>) =>
    of(aWorld(), { symbol: 'BTCUSDT', ...query }).map((row) => iso(row.fundingTime).slice(8, 13))

  it.each([
    ['newest without a start', { limit: '2' }, ['21T08', '21T16']],
    ['first from a start', { startTime: String(Date.UTC(2026, 10, 20)), limit: '2' }, ['20T00', '20T08']],
    ['last before an end', { endTime: String(Date.UTC(2026, 10, 20)), limit: '2' }, ['19T16', '20T00']],
    [
      'both ends inclusive',
      { startTime: String(Date.UTC(2026, 10, 20)), endTime: String(Date.UTC(2026, 10, 20, 8)) },
      ['20T00', '20T08'],
    ],
  ])('%s', (_name, query, expected) => {
    expect(times(query)).toEqual(expected)
  })

  it('merges all contracts by time when no symbol is given', () => {
    const specs = [
      aSpec(),
      aSpec({ symbol: 'ETHUSDT', baseAsset: 'ETH', fundingIntervalHours: 1, isFundingAdjusted: true }),
    ]
    const rows = of(aWorld({ specs }), { limit: '12' })
    expect(hoursBetween(rows).every((hours) => hours >= 0)).toBe(true)
    expect(new Set(rows.map((row) => row.symbol))).toEqual(new Set(['BTCUSDT', 'ETHUSDT']))
  })

  it.each([
    ['a limit above 1000', { limit: '1001' }, -1130],
    ['an unknown symbol', { symbol: 'NOPE' }, -1121],
  ])('%s is refused', (_name, query, code) => {
    expect(refusalOf(() => of(aWorld(), { symbol: 'BTCUSDT', ...query })).code).toBe(code)
  })
})

it('a stock has a Special row beside the Regular one of the same time, negative, nine days ago', () => {
  const stock = aSpec({
    symbol: 'AAPLUSDT',
    baseAsset: 'AAPL',
    contractType: 'TRADIFI_PERPETUAL',
    underlyingType: 'EQUITY',
  })
  const rows = of(aWorld({ specs: [stock] }), { symbol: 'AAPLUSDT' })
  const special = rows.filter((row) => row.rateType === 'Special')
  expect(special.map((row) => [iso(row.fundingTime), row.fundingRate])).toEqual([
    ['2026-11-12T00:00:00.000Z', '-0.00250000'],
  ])
  expect(rows.filter((row) => row.fundingTime === special[0]?.fundingTime)).toHaveLength(2)
})

it('counts as one call in a pool of its own', () => {
  expect(weightOf(futuresMarketRoutes, '/fapi/v1/fundingRate')).toBe(1)
  expect(routeOf(futuresMarketRoutes, '/fapi/v1/fundingRate').pool).toBe('funding')
})
