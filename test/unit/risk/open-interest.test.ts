import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import type { MarkPrice } from '../../../src/model/market.ts'
import type { OpenInterestPoint } from '../../../src/model/market-data.ts'
import { assessOpenInterest, type OpenInterestReading } from '../../../src/risk/open-interest.ts'
import { HOUR_MS, storedOpenInterest } from '../../support/series.ts'

/** 2026-11-21 23:00 UTC, an hour after the last stored point. */
const NOW_MS = 1_795_302_000_000
const MINUTE_MS = 60_000

function point(atMs: number, quantity: string, price: string): OpenInterestPoint {
  return { symbol: 'BTCUSDT', quantity: d(quantity), notional: d(quantity).times(price), atMs }
}

function mark(markPrice: string): MarkPrice {
  return {
    symbol: 'BTCUSDT',
    markPrice: d(markPrice),
    indexPrice: null,
    fundingRate: null,
    nextFundingAtMs: null,
    atMs: NOW_MS,
  }
}

function reading(change: Partial<OpenInterestReading> & { readonly quantity?: string } = {}): OpenInterestReading {
  const { quantity = '102', ...rest } = change
  return {
    symbol: 'BTCUSDT',
    present: { symbol: 'BTCUSDT', quantity: d(quantity), atMs: NOW_MS },
    mark: mark('210'),
    recent: [point(NOW_MS - 24 * HOUR_MS, '80', '300'), point(NOW_MS - HOUR_MS, '100', '200')],
    hourly: storedOpenInterest(),
    hourlyAtMs: NOW_MS,
    spikeFrom: d('3'),
    ...rest,
  }
}

describe('open interest', () => {
  it('is valued at the mark and compared with an hour and a day ago', () => {
    const found = assessOpenInterest(reading())
    expect(found.notional.toFixed()).toBe('21420')
    expect([found.hour.quantityPct?.toFixed(), found.hour.pricePct?.toFixed()]).toEqual(['2', '5'])
    expect([found.day.quantityPct?.toFixed(), found.day.pricePct?.toFixed()]).toEqual(['27.5', '-30'])
  })

  it('takes the nearest point within ten minutes of the moment', () => {
    const near = point(NOW_MS - HOUR_MS + 2 * MINUTE_MS, '51', '200')
    const far = point(NOW_MS - HOUR_MS - 4 * MINUTE_MS, '90', '200')
    expect(assessOpenInterest(reading({ recent: [far, near] })).hour.quantityPct?.toFixed()).toBe('100')
    const last = point(NOW_MS - HOUR_MS + 10 * MINUTE_MS, '51', '200')
    expect(assessOpenInterest(reading({ recent: [last] })).hour.quantityPct?.toFixed()).toBe('100')
    const late = point(NOW_MS - HOUR_MS + 11 * MINUTE_MS, '51', '200')
    expect(assessOpenInterest(reading({ recent: [late] })).hour).toEqual({ quantityPct: null, pricePct: null })
  })

  it('agrees with an independent computation on a stored month', () => {
    const { past } = assessOpenInterest(reading())
    expect(past?.changes).toBe(720)
    expect(past?.meanPct.toFixed(12)).toBe('0.020973172458')
    expect(past?.deviationPct.toFixed(12)).toBe('0.630983728217')
    const spikes = past?.spikes.map(({ atMs, changePct, followedPct }) => [
      atMs,
      changePct.toFixed(8),
      followedPct?.toFixed(8),
    ])
    // the second of two spikes in a row is left out
    expect(spikes).toEqual([
      [1_793_066_400_000, '4.57324842', '1.33083292'],
      [1_793_966_400_000, '5.40560668', '-1.74872483'],
      [1_794_866_400_000, '5.19858773', '-3.39534349'],
    ])
    const summary = [past?.afterSpikes, past?.afterAnyHour].map((followed) => [
      followed?.count,
      followed?.rises,
      followed?.falls,
      followed?.medianSizePct?.toFixed(8),
    ])
    expect(summary).toEqual([
      [3, 1, 2, '1.74872483'],
      [697, 354, 343, '1.53807045'],
    ])
  })

  it.each([
    { name: 'at three deviations or more', quantity: '102', zScore: '3.136415', spike: true },
    { name: 'below', quantity: '101.9', zScore: '2.977932', spike: false },
    { name: 'when it falls as much', quantity: '98', zScore: '-3.202893', spike: false },
  ])('is a spike $name', ({ quantity, zScore, spike }) => {
    const found = assessOpenInterest(reading({ quantity }))
    expect([found.zScore30d?.toFixed(6), found.spike, found.zScoreWhy]).toEqual([zScore, spike, null])
  })

  it.each([
    { name: 'too short a past', change: { hourly: storedOpenInterest().slice(0, 48) } },
    {
      name: 'a past that never moved',
      change: { hourly: storedOpenInterest().map((row) => ({ ...row, quantity: d('5') })) },
    },
  ])('has no z-score with $name', ({ change }) => {
    const found = assessOpenInterest(reading(change))
    expect([found.zScore30d, found.spike, found.past]).toEqual([null, null, null])
    expect(found.zScoreWhy).toContain('hourly changes')
  })

  it('says that the past could not be read, and not that it is short', () => {
    const found = assessOpenInterest(reading({ hourly: null }))
    expect([found.zScore30d, found.spike, found.past]).toEqual([null, null, null])
    expect(found.zScoreWhy).toBe('the hourly changes of the last 30 days could not be read')
  })

  it('says why there is no z-score without the last hour', () => {
    const found = assessOpenInterest(reading({ recent: null }))
    expect([found.zScore30d, found.zScoreWhy]).toEqual([null, 'the open interest of an hour ago is not known'])
  })

  it('compares with nothing where nothing was open', () => {
    const found = assessOpenInterest(reading({ recent: [point(NOW_MS - HOUR_MS, '0', '200')] }))
    expect(found.hour).toEqual({ quantityPct: null, pricePct: null })
  })

  it.each([
    // a fall to nothing counts, no rise from it
    { name: 'nothing is open', traits: { quantity: d('0'), notional: d('0') }, changes: 719 },
    { name: 'nothing is told of its worth', traits: { notional: d('0') }, changes: 720 },
  ])('knows no price of an hour in which $name, nor of the days that begin and end there', ({ traits, changes }) => {
    const hourly = storedOpenInterest().map((row, index) => (index === 300 ? { ...row, ...traits } : row))
    const { past } = assessOpenInterest(reading({ hourly }))
    expect([past?.changes, past?.afterAnyHour.count]).toEqual([changes, 695])
  })

  it('needs two days of changes', () => {
    const changes = (points: number) =>
      assessOpenInterest(reading({ hourly: storedOpenInterest().slice(0, points) })).past?.changes ?? null
    expect([changes(49), changes(48)]).toEqual([48, null])
  })

  it('hands the points on that it was given', () => {
    expect(assessOpenInterest(reading()).hourly).toHaveLength(721)
    expect(assessOpenInterest(reading({ hourly: null })).hourly).toEqual([])
  })

  it('leaves out what follows a hole in the series', () => {
    const hourly = storedOpenInterest().filter((_, index) => index !== 300)
    expect(assessOpenInterest(reading({ hourly })).past?.changes).toBe(718)
  })
})
