import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compare, cut, Decimal, d, isAboveZero, isBelowZero, sum } from '../../../src/model/decimal.ts'

describe('d', () => {
  it.each([
    { text: '0.1', value: '0.1' },
    { text: '-42', value: '-42' },
    { text: '+7', value: '7' },
    { text: '1e-8', value: '0.00000001' },
    { text: '.5', value: '0.5' },
    { text: '5.', value: '5' },
  ])('reads $text', ({ text, value }) => {
    expect(d(text).toFixed()).toBe(value)
  })

  it.each(['', ' ', '-', 'NaN', 'Infinity', '0x10', '1,000', '1 000', '1_000', '--1', '1e'])('refuses "%s"', (text) => {
    expect(() => d(text)).toThrow(RangeError)
  })

  it('keeps more digits than a float could', () => {
    expect(d('12345678901234567890.123456789').plus(d('0.000000001')).toFixed()).toBe('12345678901234567890.12345679')
  })
})

it('divides to 50 digits', () => {
  expect(d('1').div(d('3')).toFixed()).toBe(`0.${'3'.repeat(50)}`)
  expect(Decimal.precision).toBe(50)
})

it.each([
  { value: '11.954764755', places: 8, result: '11.95476475' },
  { value: '0.49720233769', places: 8, result: '0.49720233' },
  { value: '-1.999', places: 2, result: '-1.99' },
  { value: '7', places: 8, result: '7' },
])('cuts $value to $result', ({ value, places, result }) => {
  expect(cut(d(value), places).toFixed()).toBe(result)
})

it('sums, and sums nothing to 0', () => {
  expect(sum(['0.1', '0.2', '-0.5'].map(d)).toFixed()).toBe('-0.2')
  expect(sum([]).toFixed()).toBe('0')
})

describe('compare', () => {
  it.each([
    { one: '9.8', other: '15', order: -1 },
    { one: '-9.8', other: '-15', order: 1 },
    { one: '1.5', other: '1.50', order: 0 },
    { one: '12345678.0000001', other: '12345678', order: 1 },
    { one: '-12345678.0000001', other: '-12345678', order: -1 },
    { one: '0', other: '-0', order: 0 },
    { one: '0', other: '0.000001', order: -1 },
    { one: '0', other: '-0.000001', order: 1 },
    { one: '-3', other: '2', order: -1 },
  ])('orders $one against $other', ({ one, other, order }) => {
    expect([compare(d(one), d(other)), compare(d(other), d(one))]).toEqual([order, order === 0 ? 0 : -order])
  })

  it('orders every pair as the library does', () => {
    const digits = fc.bigInt(-(10n ** 24n), 10n ** 24n)
    const values = fc.tuple(fc.oneof(digits, fc.constantFrom(0n, 1n, 10_000_000n)), fc.integer({ min: 0, max: 20 }))
    const decimals = values.map(([units, places]) => d(`${units}e-${places}`))
    fc.assert(
      fc.property(decimals, decimals, (one, other) => {
        expect(compare(one, other) - one.cmp(other)).toBe(0)
        expect(compare(one, d(one.toFixed()))).toBe(0)
        expect([isAboveZero(one), isBelowZero(one)]).toEqual([one.gt('0'), one.lt('0')])
      }),
    )
  })
})
