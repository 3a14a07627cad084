import { describe, expect, it } from 'vitest'
import { closedCandles, wilderAtr } from '../../../src/risk/atr.ts'
import { aCandle } from '../../support/builders.ts'

const candles = [
  aCandle(1, ['11', '9', '10']),
  aCandle(2, ['12', '9', '11']), // 3
  aCandle(3, ['11', '10', '10.5']), // 1
  aCandle(4, ['15', '14', '14']), // a gap up: 15 − 10.5
  aCandle(5, ['14', '12', '12']), // 2
  aCandle(6, ['10', '9', '9.5']), // a gap down: 12 − 9
]

describe('wilderAtr', () => {
  it.each([
    { name: 'no candle', count: 0, atr: null },
    { name: 'one candle short of the first average', count: 2, atr: null },
    { name: 'the mean of the first true ranges', count: 3, atr: '2' },
    { name: 'one smoothed range, over a gap up', count: 4, atr: '3.25' },
    { name: 'two smoothed ranges', count: 5, atr: '2.625' },
    { name: 'three, over a gap down', count: 6, atr: '2.8125' },
  ])('$name: $atr', ({ count, atr }) => {
    expect(wilderAtr(candles.slice(0, count), 2)?.toFixed() ?? null).toBe(atr)
  })

  it('with period 1 is the last true range', () => {
    expect(wilderAtr(candles, 1)?.toFixed()).toBe('3')
  })

  it.each([0, -1, 1.5])('refuses a period of %s', (period) => {
    expect(() => wilderAtr(candles, period)).toThrow(RangeError)
  })
})

it('leaves out the candle that is still running', () => {
  const endOfFifthMs = 5 * 86_400_000 - 1
  expect(closedCandles(candles, endOfFifthMs)).toHaveLength(4)
  expect(closedCandles(candles, endOfFifthMs + 1)).toHaveLength(5)
})
