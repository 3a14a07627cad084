import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import {
  distanceAtrs,
  distancePercent,
  duration,
  fixed,
  isoTime,
  money,
  percent,
  percentOf,
  price,
  quantity,
  tierName,
  timeOfDay,
  times,
  wholeMoney,
} from '../../../src/view/format.ts'

describe('money', () => {
  it.each([
    ['0', '0.00'],
    ['1234567.895', '1,234,567.90'],
    ['-1804.995', '-1,805.00'],
    ['999.994', '999.99'],
    ['1000', '1,000.00'],
    ['-0.001', '0.00'],
    ['1e21', '1,000,000,000,000,000,000,000.00'],
  ])('%s prints as %s', (value, text) => {
    expect(money(d(value))).toBe(text)
  })

  it('prints n/a for what is not known', () => {
    expect([money(null), wholeMoney(null), percent(null), percentOf(null), times(null)]).toEqual(Array(5).fill('n/a'))
  })

  it('has no decimals where cents are noise', () => {
    expect(wholeMoney(d('52338.5'))).toBe('52,339')
  })
})

describe('price', () => {
  it.each([
    { value: '154.85427135', tick: '0.001', text: '154.854' },
    { value: '154.8545', tick: '0.001', text: '154.855' },
    { value: '59387.312', tick: '0.1', text: '59,387.3' },
    { value: '0.164337349', tick: '0.00001', text: '0.16434' },
    { value: '171.2', tick: '0.0010', text: '171.200' },
    { value: '101.3', tick: '0.5', text: '101.5' },
    { value: '1234', tick: '5', text: '1,235' },
    { value: '0.000001234567891', tick: null, text: '0.0000012345679' },
    { value: '12345.6', tick: null, text: '12,345.6' },
    { value: '5', tick: '0', text: '5' },
  ])('$value on a grid of $tick is $text', ({ value, tick, text }) => {
    expect(price(d(value), tick === null ? null : d(tick))).toBe(text)
  })
})

describe('quantity', () => {
  it.each([
    { value: '60', step: '1', text: '60' },
    { value: '0.25', step: '0.001', text: '0.250' },
    { value: '42000', step: '1', text: '42,000' },
    { value: '0.2505', step: '0.001', text: '0.2505' },
    { value: '1.5', step: null, text: '1.5' },
  ])('$value at a step of $step is $text', ({ value, step, text }) => {
    expect(quantity(d(value), step === null ? null : d(step))).toBe(text)
  })
})

describe('percent', () => {
  it.each([
    ['6.325', '6.33%'],
    ['6.3249999', '6.32%'],
    ['0', '0.00%'],
    ['100', '100.00%'],
  ])('%s is %s, rounded half-up', (value, text) => {
    expect(percent(d(value))).toBe(text)
  })

  it.each([
    ['999', '999.00%', '999.0'],
    ['999.001', '>999%', '>999'],
    ['406962.61', '>999%', '>999'],
    ['79.255', '79.26%', '79.3'],
  ])('a distance of %s is %s, and %s in daily ATRs', (value, points, atrs) => {
    expect([distancePercent(d(value)), distanceAtrs(d(value))]).toEqual([points, atrs])
    expect([distancePercent(null), distanceAtrs(null)]).toEqual(['n/a', 'n/a'])
  })

  it('reads fractions and tiers', () => {
    expect(percentOf(d('0.01564783'))).toBe('1.56%')
    expect(tierName(d('2.50'))).toBe('2.5%')
    expect(times(d('4.9398978'))).toBe('4.9x')
  })
})

describe('duration', () => {
  it.each([
    [0, '0 s'],
    [-500, '0 s'],
    [1000, '1 s'],
    [94_400, '94 s'],
    [119_000, '119 s'],
    [120_000, '2 min'],
    [3_599_000, '59 min'],
    [7_500_000, '2 h 05 min'],
    [86_400_000 * 3 + 3_600_000 * 4, '3 d 4 h'],
  ])('%d ms is %s', (ms, text) => {
    expect(duration(ms)).toBe(text)
  })
})

describe('time', () => {
  it.each([
    [0, '1970-01-01T00:00:00.000Z'],
    [951_782_400_000, '2000-02-29T00:00:00.000Z'],
    [1_795_271_527_123, '2026-11-21T14:32:07.123Z'],
    [-1, '1969-12-31T23:59:59.999Z'],
  ])('%d is %s', (atMs, text) => {
    expect(isoTime(atMs)).toBe(text)
  })

  it('agrees with the platform on every day of four thousand years', () => {
    fc.assert(
      fc.property(fc.integer({ min: -30_000_000_000_000, max: 100_000_000_000_000 }), (atMs) => {
        expect(isoTime(atMs)).toBe(new Date(atMs).toISOString())
      }),
      { numRuns: 200 },
    )
  })

  it('shows the time of day of a zone', () => {
    expect(timeOfDay(1_795_271_527_123, 'UTC')).toBe('14:32:07')
    expect(timeOfDay(1_795_271_527_123, 'Asia/Kolkata')).toBe('20:02:07')
    expect(timeOfDay(1_795_305_600_000, 'UTC')).toBe('00:00:00')
  })
})

it('groups thousands and keeps the value', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
      fc.integer({ min: 0, max: 6 }),
      (digits, places) => {
        const text = fixed(d(`${digits}e-${places}`), places)
        expect(d(text.replaceAll(',', '')).eq(d(`${digits}e-${places}`))).toBe(true)
        expect(text).toMatch(/^-?\d{1,3}(,\d{3})*(\.\d+)?$/)
      },
    ),
    { numRuns: 200 },
  )
})
