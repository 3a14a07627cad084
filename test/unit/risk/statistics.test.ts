import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import {
  changePct,
  mean,
  median,
  nearestRank,
  percentileRank,
  standardDeviation,
} from '../../../src/risk/statistics.ts'

const list = (...texts: string[]) => texts.map(d)

describe('statistics', () => {
  it.each([
    { name: 'an odd number', values: ['7', '1', '3'], mean: '3.666667', median: '3.000000' },
    { name: 'an even number', values: ['4', '1', '3', '2'], mean: '2.500000', median: '2.500000' },
    { name: 'one value', values: ['5'], mean: '5.000000', median: '5.000000' },
    { name: 'negative values', values: ['-1', '1', '-3'], mean: '-1.000000', median: '-1.000000' },
  ])('takes mean and median of $name', ({ values, mean: average, median: middle }) => {
    expect(mean(list(...values))?.toFixed(6)).toBe(average)
    expect(median(list(...values))?.toFixed(6)).toBe(middle)
  })

  it('has nothing to say of no values', () => {
    expect([mean([]), median([]), standardDeviation([]), nearestRank([], 99), percentileRank([], d('1'))]).toEqual(
      Array(5).fill(null),
    )
  })

  it('divides the squares by n − 1', () => {
    // 2, 4, 4, 4, 5, 5, 7, 9: mean 5, squares 32, 32 ÷ 7 = 4.571428…
    expect(standardDeviation(list('2', '4', '4', '4', '5', '5', '7', '9'))?.toFixed(9)).toBe('2.138089935')
    // 2 ÷ 1
    expect(standardDeviation(list('1', '3'))?.toFixed(9)).toBe('1.414213562')
    expect(standardDeviation(list('1'))).toBeNull()
  })

  it.each([
    { share: 99, of: 720, rank: '713' },
    { share: 99, of: 100, rank: '99' },
    { share: 99, of: 5, rank: '5' },
    { share: 50, of: 4, rank: '2' },
  ])('takes rank $rank of $of for $share percent', ({ share, of, rank }) => {
    const values = Array.from({ length: of }, (_, index) => d(String(of - index)))
    expect(nearestRank(values, share)?.toFixed()).toBe(rank)
  })

  it.each([
    { name: 'below all', value: '0', percent: '0' },
    { name: 'above all', value: '9', percent: '100' },
    { name: 'equal to one of four', value: '2', percent: '37.5' },
    { name: 'between', value: '2.5', percent: '50' },
  ])('ranks a value $name', ({ value, percent }) => {
    expect(percentileRank(list('1', '2', '3', '4'), d(value))?.toFixed()).toBe(percent)
  })

  it('ranks a value among its equals in the middle', () => {
    expect(percentileRank(list('1', '1', '1'), d('1'))?.toFixed()).toBe('50')
  })

  it('measures a change against where it came from', () => {
    expect(changePct(d('80'), d('100'))?.toFixed()).toBe('25')
    expect(changePct(d('0'), d('100'))).toBeNull()
  })
})
