import technicalIndicators from 'technicalindicators'
import { ATR } from 'trading-signals'
import { describe, expect, it } from 'vitest'
import { wilderAtr, wilderAtrSeries } from '../../src/risk/atr.ts'
import { aCandle } from '../support/builders.ts'

/**
 * The spreadsheet example of "Average True Range (ATR)" in StockCharts' ChartSchool: 30 daily candles as high, low,
 * close, and the 14-day ATR that it prints with two decimals from the 14th day on. Its own prices have more decimals
 * than it prints, so that a printed ATR may stand a little more than half a cent off.
 */
const PUBLISHED: readonly (readonly [high: string, low: string, close: string, atr: string | null])[] = [
  ['48.70', '47.79', '48.16', null],
  ['48.72', '48.14', '48.61', null],
  ['48.90', '48.39', '48.75', null],
  ['48.87', '48.37', '48.63', null],
  ['48.82', '48.24', '48.74', null],
  ['49.05', '48.64', '49.03', null],
  ['49.20', '48.94', '49.07', null],
  ['49.35', '48.86', '49.32', null],
  ['49.92', '49.50', '49.91', null],
  ['50.19', '49.87', '50.13', null],
  ['50.12', '49.20', '49.53', null],
  ['49.66', '48.90', '49.50', null],
  ['49.88', '49.43', '49.75', null],
  ['50.19', '49.73', '50.03', '0.56'],
  ['50.36', '49.26', '50.31', '0.59'],
  ['50.57', '50.09', '50.52', '0.59'],
  ['50.65', '50.30', '50.41', '0.57'],
  ['50.43', '49.21', '49.34', '0.62'],
  ['49.63', '48.98', '49.37', '0.62'],
  ['50.33', '49.61', '50.23', '0.64'],
  ['50.29', '49.20', '49.24', '0.67'],
  ['50.17', '49.43', '49.93', '0.69'],
  ['49.32', '48.08', '48.43', '0.78'],
  ['48.50', '47.64', '48.18', '0.78'],
  ['48.32', '41.55', '46.57', '1.21'],
  ['46.80', '44.28', '45.41', '1.30'],
  ['47.80', '47.31', '47.77', '1.38'],
  ['48.39', '47.20', '47.72', '1.37'],
  ['48.66', '47.90', '48.62', '1.34'],
  ['48.79', '47.73', '47.85', '1.32'],
]

const PERIOD = 14
const candles = PUBLISHED.map(([high, low, close], index) => aCandle(index + 2, [high, low, close]))

/**
 * The published table takes high − low of the first candle for a true range. Ours has no range without a close before
 * it. A day before the table that closed inside the first day's range makes the two the same.
 */
const dayBefore = aCandle(1, ['48.30', '48.00', '48.16'])
const asFloats = { high: floats(0), low: floats(1), close: floats(2) }

function floats(column: 0 | 1 | 2): number[] {
  return PUBLISHED.map((row) => Number(row[column]))
}

describe('the ATR of the same candles', () => {
  it('is the published one, to the cent that is printed', () => {
    const ours = wilderAtrSeries([dayBefore, ...candles], PERIOD).slice(1)
    for (const [index, [, , , published]] of PUBLISHED.entries()) {
      if (published === null) expect(ours[index]).toBeNull()
      else
        expect(Math.abs(Number(ours[index]?.toFixed(12)) - Number(published)), `day ${index + 1}`).toBeLessThan(0.006)
    }
  })

  it('is that of technicalindicators, which seeds as we do: the first candle only lends its close', () => {
    const theirs = technicalIndicators.ATR.calculate({ ...asFloats, period: PERIOD })
    const ours = wilderAtrSeries(candles, PERIOD).slice(PERIOD)
    expect(theirs).toHaveLength(PUBLISHED.length - PERIOD)
    for (const [index, value] of theirs.entries()) expect(Number(ours[index]?.toFixed(12))).toBeCloseTo(value, 10)
  })

  it('is that of trading-signals once its first true range, high − low, is granted a close before it', () => {
    const theirs = new ATR(PERIOD)
    const ours = wilderAtrSeries([dayBefore, ...candles], PERIOD).slice(1)
    const compared = PUBLISHED.map((_, index) => {
      const [high = 0, low = 0, close = 0] = [asFloats.high[index], asFloats.low[index], asFloats.close[index]]
      const value = theirs.update({ high, low, close }, false)
      if (value === null) expect(ours[index]).toBeNull()
      else expect(Number(ours[index]?.toFixed(12))).toBeCloseTo(value, 10)
      return value
    })
    expect(compared.filter((value) => value !== null)).toHaveLength(PUBLISHED.length - PERIOD + 1)
  })

  it('differs between the two seedings, so that the comparison says something', () => {
    const withRangeOfFirst = wilderAtr([dayBefore, ...candles], PERIOD)
    const ours = wilderAtr(candles, PERIOD)
    expect(
      ours
        ?.minus(withRangeOfFirst ?? ours)
        .abs()
        .gt('0.001'),
    ).toBe(true)
  })
})
