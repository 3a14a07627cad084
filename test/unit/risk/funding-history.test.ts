import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import type { FundingSettlement } from '../../../src/model/market-data.ts'
import {
  fundingBias,
  fundingFlip,
  fundingStatistics,
  fundingStreak,
  isFlipAhead,
  rate8hPct,
  ratePerYearPct,
  settledRates,
} from '../../../src/risk/funding-history.ts'
import { HOUR_MS, settlements, storedFunding } from '../../support/series.ts'

const LAST_MS = 1_795_276_800_000
const THRESHOLDS = { longPct: d('0.05'), shortPct: d('-0.07') }

function settledEvery8h(...ratesPct: string[]) {
  return settledRates(settlements(ratesPct, { hours: 8, lastMs: LAST_MS }), 8)
}

describe('rates made comparable', () => {
  it.each([
    { hours: 1, per8h: '0.08', perYear: '87.6' },
    { hours: 4, per8h: '0.02', perYear: '21.9' },
    { hours: 8, per8h: '0.01', perYear: '10.95' },
  ])('0.01 % every $hours h', ({ hours, per8h, perYear }) => {
    expect(rate8hPct(d('0.0001'), hours).toFixed()).toBe(per8h)
    expect(ratePerYearPct(d('0.0001'), hours).toFixed()).toBe(perYear)
  })

  it('counts each settlement at the interval of its own time', () => {
    const before = settlements(['0.02', '0.02', '0.02'], { hours: 8, lastMs: LAST_MS - 8 * HOUR_MS })
    const after = settlements(['0.01', '0.01'], { hours: 4, lastMs: LAST_MS })
    const rates = settledRates([...before, ...after], 4).map((row) => row.rate8hPct.toFixed())
    expect(rates).toEqual(['0.02', '0.02', '0.02', '0.02', '0.02'])
  })

  it('keeps special settlements out', () => {
    const special: FundingSettlement = {
      ...settlements(['-0.25'], { hours: 8, lastMs: LAST_MS })[0],
      isSpecial: true,
    } as FundingSettlement
    const rates = settledRates([...settlements(['0.01', '0.03'], { hours: 8, lastMs: LAST_MS }), special], 8)
    expect(rates.map((row) => row.rate8hPct.toFixed())).toEqual(['0.01', '0.03'])
  })

  it('takes the usual interval for a single settlement', () => {
    const [only] = settledRates(settlements(['0.01'], { hours: 4, lastMs: LAST_MS }), 4)
    expect(only?.rate8hPct.toFixed()).toBe('0.02')
  })
})

describe('statistics of a stored series', () => {
  const settled = settledRates(storedFunding(), 8)

  it.each([
    {
      most: 30,
      mean: '0.011385933333',
      median: '0.011717000000',
      positive: '90.000000000000',
      percentile: '43.333333333333',
    },
    {
      most: 90,
      mean: '0.006502311111',
      median: '0.007546500000',
      positive: '72.222222222222',
      percentile: '61.111111111111',
    },
  ])('over $most settlements', ({ most, mean, median, positive, percentile }) => {
    const found = fundingStatistics(settled, d('0.01'), most)
    expect(found?.count).toBe(most)
    expect(found?.meanPct.toFixed(12)).toBe(mean)
    expect(found?.medianPct.toFixed(12)).toBe(median)
    expect(found?.positiveSharePct.toFixed(12)).toBe(positive)
    expect(found?.percentile?.toFixed(12)).toBe(percentile)
  })

  it('counts the streak and finds the last flip', () => {
    expect(fundingStreak(settled)).toEqual({ sign: 'positive', count: 23 })
    // 2026-11-08 16:00 UTC
    expect(fundingFlip(settled)).toEqual({ to: 'positive', atMs: 1_794_153_600_000 })
  })

  it('has none for no settlements', () => {
    expect([
      fundingStatistics([], d('0'), 30),
      fundingStreak([]),
      fundingFlip([]),
      fundingBias([], THRESHOLDS),
    ]).toEqual(Array(4).fill(null))
  })
})

describe('a streak', () => {
  it.each([
    { name: 'all of one sign', rates: ['0.01', '0.02', '0.01'], streak: { sign: 'positive', count: 3 } },
    { name: 'broken by the other sign', rates: ['0.01', '-0.02', '-0.01'], streak: { sign: 'negative', count: 2 } },
    { name: 'broken by zero', rates: ['0.01', '0', '0.01'], streak: { sign: 'positive', count: 1 } },
    { name: 'that ends in zero', rates: ['0.01', '0'], streak: null },
  ])('$name', ({ rates, streak }) => {
    expect(fundingStreak(settledEvery8h(...rates))).toEqual(streak)
  })
})

describe('a persistent bias', () => {
  const high = '0.051'
  it.each([
    {
      name: '6 of the last 9',
      rates: [high, high, high, '0', '0', '0', high, high, high],
      bias: { sign: 'positive', count: 6 },
    },
    { name: '5 of the last 9', rates: [high, high, '0', '0', '0', '0', high, high, high], bias: null },
    {
      name: 'older than the last 9',
      rates: [high, high, high, ...Array(4).fill('0'), ...Array(5).fill(high)],
      bias: null,
    },
    { name: 'exactly at the bar', rates: Array(9).fill('0.05'), bias: null },
    { name: 'below the bar of shorts', rates: Array(9).fill('-0.071'), bias: { sign: 'negative', count: 9 } },
    {
      name: 'below it in 6 of the last 9',
      rates: [...Array(3).fill('0'), ...Array(6).fill('-0.071')],
      bias: { sign: 'negative', count: 6 },
    },
    { name: 'below it in 5 of the last 9', rates: [...Array(4).fill('0'), ...Array(5).fill('-0.071')], bias: null },
    { name: 'between the bars', rates: Array(9).fill('-0.06'), bias: null },
  ])('$name', ({ rates, bias }) => {
    const found = fundingBias(settledEvery8h(...rates), THRESHOLDS)
    expect(found && { sign: found.sign, count: found.count }).toEqual(bias)
  })
})

describe('a flip', () => {
  it.each([
    { name: 'out of the noise on both sides', rates: ['0.01', '-0.006'], to: 'negative', hoursAgo: 0 },
    { name: 'through the noise', rates: ['0.01', '0.001', '-0.001', '-0.006', '-0.01'], to: 'negative', hoursAgo: 8 },
    { name: 'the latest of two', rates: ['0.01', '-0.01', '0.01', '0.02'], to: 'positive', hoursAgo: 8 },
  ])('$name', ({ rates, to, hoursAgo }) => {
    expect(fundingFlip(settledEvery8h(...rates))).toEqual({ to, atMs: LAST_MS - hoursAgo * HOUR_MS })
  })

  it.each([
    { name: 'within the noise', rates: ['0.01', '-0.005', '0.01'] },
    { name: 'that came back before it was clear', rates: ['0.01', '-0.004', '0.02'] },
    { name: 'of a single sign', rates: ['0.01', '0.02'] },
  ])('is none $name', ({ rates }) => {
    expect(fundingFlip(settledEvery8h(...rates))).toBeNull()
  })

  it.each([
    { name: 'clear and of the other sign', present: '-0.006', isAhead: true },
    { name: 'within the noise', present: '-0.005', isAhead: false },
    { name: 'of the same sign', present: '0.02', isAhead: false },
  ])('is ahead when the present rate is $name', ({ present, isAhead }) => {
    expect(isFlipAhead(settledEvery8h('0.01', '-0.001'), d(present))).toBe(isAhead)
  })

  it('is not ahead where nothing was ever clear', () => {
    expect([isFlipAhead([], d('0.02')), isFlipAhead(settledEvery8h('0.001'), d('-0.02'))]).toEqual([false, false])
  })
})
