import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import {
  bracketFault,
  bracketRowOf,
  lastBracketRowOf,
  maintenanceMarginOf,
  recomputedMaintAmounts,
} from '../../../src/risk/bracket-table.ts'
import { aBracket, BTC_ROWS, type RowText } from '../../support/builders.ts'

const btc = aBracket(BTC_ROWS)

describe('bracketRowOf', () => {
  it.each([
    { name: 'nothing held', notional: '0', row: 1 },
    { name: 'just under a floor', notional: '299999.99999999', row: 1 },
    { name: 'on a floor', notional: '300000', row: 2 },
    { name: 'inside', notional: '921510.18', row: 3 },
    { name: 'beyond the last cap', notional: '1e20', row: 4 },
    { name: 'past price zero', notional: '-5', row: 1 },
  ])('$name is row $row', ({ notional, row }) => {
    expect(bracketRowOf(btc, d(notional)).bracket).toBe(row)
  })

  it('refuses a bracket without rows', () => {
    expect(() => bracketRowOf(aBracket([]), d('1'))).toThrow(RangeError)
    expect(() => lastBracketRowOf(aBracket([]))).toThrow(RangeError)
  })
})

describe('maintenanceMarginOf', () => {
  it.each([
    { name: 'first row', notional: '100000', margin: '400' },
    { name: 'floor of the second, seen from below', notional: '300000', margin: '1200' },
    { name: 'second row', notional: '500000', margin: '2200' },
    { name: 'third row', notional: '1000000', margin: '5000' },
  ])('$name: $margin', ({ notional, margin }) => {
    expect(maintenanceMarginOf(btc, d(notional)).toFixed()).toBe(margin)
  })
})

it('recomputes amounts from floors and ratios alone', () => {
  expect(recomputedMaintAmounts(btc.rows).map((amount) => amount.toFixed())).toEqual(['0', '300', '1500', '12000'])
})

describe('bracketFault', () => {
  const altered = (index: number, row: RowText) => BTC_ROWS.map((original, at) => (at === index ? row : original))

  it.each([
    { name: 'sound rows', rows: BTC_ROWS, fault: null },
    { name: 'no rows', rows: [], fault: 'it has no rows' },
    {
      name: 'a first floor above 0',
      rows: altered(0, ['5', '0.004', '0']),
      fault: 'row 1: the first floor is not 0',
    },
    {
      name: 'a first amount',
      rows: altered(0, ['0', '0.004', '7']),
      fault: 'row 1: its amount 7 should be 0',
    },
    {
      name: 'a wrong amount',
      rows: altered(2, ['800000', '0.0065', '1600']),
      fault: 'row 3: its amount 1600 should be 1500',
    },
    {
      name: 'a falling ratio',
      rows: altered(2, ['800000', '0.0045', '-100']),
      fault: 'row 3: its maintenance ratio falls',
    },
    {
      name: 'a ratio of 1',
      rows: altered(3, ['3000000', '1', '2982000']),
      fault: 'row 4: its maintenance ratio is not within 0 and 1',
    },
    {
      name: 'a ratio of 0',
      rows: altered(0, ['0', '0', '0']),
      fault: 'row 1: its maintenance ratio is not within 0 and 1',
    },
    {
      name: 'an amount off by noise only',
      rows: altered(2, ['800000', '0.0065', '1500.0000000001']),
      fault: null,
    },
  ])('$name: $fault', ({ rows, fault }) => {
    expect(bracketFault(aBracket(rows))).toBe(fault)
  })

  it('names the row whose floor leaves a gap', () => {
    const [first, second, ...rest] = btc.rows
    if (first === undefined || second === undefined) throw new Error('rows are missing')
    const rows = [first, { ...second, notionalFloor: d('310000') }, ...rest]
    expect(bracketFault({ ...btc, rows })).toBe('row 2: its floor is not the cap of the row below')
  })

  it('names a row that ends before it begins', () => {
    const rows = btc.rows.map((row) => (row.bracket === 4 ? { ...row, notionalCap: d('1') } : row))
    expect(bracketFault({ ...btc, rows })).toBe('row 4: its cap is not above its floor')
  })
})
