import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import type { OrderBook } from '../../../src/model/market-data.ts'
import { thinnessOf } from '../../../src/risk/thin-market.ts'
import { moneyStepOf, quantityDown, quantityUp, stepOf, stopPriceOnGrid } from '../../../src/risk/trading-grid.ts'
import { aBook, aTicker } from '../../support/rules-input.ts'
import { someRules } from './some-rules.ts'

const FIGURES = { dayVolume: d('1000'), depth: d('500') }

/** Half a percent below 100 is 99.5, above it 100.5; the last level of each side lies beyond. */
const sides = (bid: string, ask: string): OrderBook =>
  aBook(
    [
      ['100', bid],
      ['99.4', '1'],
    ],
    [
      ['100', ask],
      ['100.6', '1'],
    ],
  )

describe('how much there is to trade against', () => {
  it.each([
    { name: 'enough of both', ticker: '1000', book: sides('5', '6'), is: [false, '1000', '500'] },
    { name: 'too little turnover', ticker: '999', book: sides('5', '6'), is: [true, '999', '500'] },
    { name: 'too little bid', ticker: '1000', book: sides('4', '6'), is: [true, '1000', '400'] },
    { name: 'too little asked', ticker: '1000', book: sides('5', '4'), is: [true, '1000', '400'] },
    { name: 'turnover alone', ticker: '999', book: null, is: [true, '999', null] },
    { name: 'a book alone', ticker: null, book: sides('4', '6'), is: [true, null, '400'] },
    { name: 'a deep book alone', ticker: null, book: sides('5', '6'), is: [false, null, '500'] },
    { name: 'a side that is empty', ticker: null, book: { ...sides('5', '6'), bids: [] }, is: [true, null, '0'] },
  ] as const)('$name', ({ ticker, book, is }) => {
    const found = thinnessOf({ ticker: ticker === null ? null : aTicker(ticker), book }, FIGURES)
    expect([found?.isThin, found?.dayVolume?.toFixed() ?? null, found?.depth?.toFixed() ?? null]).toEqual(is)
  })

  it('is not told by a book that was read no further than that', () => {
    const short = { ...sides('5', '6'), bids: sides('5', '6').bids.slice(0, 1) }
    const depth = (book: OrderBook) => thinnessOf({ ticker: null, book }, FIGURES)?.depth?.toFixed() ?? null
    expect([depth(short), depth({ ...short, asks: short.asks.slice(0, 1) })]).toEqual(['600', null])
    expect(depth({ ...sides('5', '6'), asks: short.asks.slice(0, 1) })).toBe('500')
  })

  it('counts a level that lies exactly half a percent away', () => {
    const bids = sides('1', '9').bids.map((level, index) => (index === 0 ? level : { ...level, price: d('99.5') }))
    const last = { price: d('99'), quantity: d('1') }
    const found = thinnessOf({ ticker: null, book: { ...sides('1', '9'), bids: [...bids, last] } }, FIGURES)
    expect(found?.depth?.toFixed()).toBe('199.5')
  })

  it('is not known when nothing is', () => {
    expect(thinnessOf({ ticker: null, book: null }, FIGURES)).toBeNull()
  })
})

describe('the grid of a symbol', () => {
  const rules = someRules({ step: '0.1', tick: '0.5' })

  it.each([
    { quantity: '1.01', up: '1.1', down: '1' },
    { quantity: '1.1', up: '1.1', down: '1.1' },
    { quantity: '0.05', up: '0.1', down: '0' },
    { quantity: '0', up: '0.1', down: '0' },
  ])('$quantity is $up or $down', ({ quantity, up, down }) => {
    expect([quantityUp(d(quantity), rules).toFixed(), quantityDown(d(quantity), rules).toFixed()]).toEqual([up, down])
  })

  it('below the smallest order is that, or nothing', () => {
    const coarse = { ...rules, minQuantity: d('5') }
    expect([quantityUp(d('1'), coarse).toFixed(), quantityDown(d('4.9'), coarse).toFixed()]).toEqual(['5', '0'])
    expect(quantityDown(d('5'), coarse).toFixed()).toBe('5')
  })

  it('that could not be read, or is printed as zero, has eight decimals', () => {
    const zero = { ...rules, stepSize: d('0'), tickSize: d('0') }
    expect([stepOf(undefined), stepOf(zero), stepOf(rules)].map((step) => step.toFixed())).toEqual([
      '0.00000001',
      '0.00000001',
      '0.1',
    ])
    expect(stopPriceOnGrid(d('1.123456789'), 'LONG', zero).toFixed()).toBe('1.12345679')
    expect(stopPriceOnGrid(d('1.123456789'), 'SHORT', undefined).toFixed()).toBe('1.12345678')
    expect(quantityUp(d('1.123456781'), undefined).toFixed()).toBe('1.12345679')
    expect(quantityDown(d('1.123456789'), undefined).toFixed()).toBe('1.12345678')
  })

  it.each([
    { side: 'LONG', price: '100.1', is: '100.5' },
    { side: 'SHORT', price: '100.4', is: '100' },
    { side: 'LONG', price: '100', is: '100' },
  ] as const)('a stop of a $side at $price stands at $is, towards the mark', ({ side, price, is }) => {
    expect(stopPriceOnGrid(d(price), side, rules).toFixed()).toBe(is)
  })

  it.each([
    { asset: 'USDT', step: '0.01' },
    { asset: 'FDUSD', step: '0.01' },
    { asset: 'DAI', step: '0.01' },
    { asset: 'BTC', step: '0.00000001' },
  ])('money in $asset moves by $step', ({ asset, step }) => {
    expect(moneyStepOf(asset).toFixed()).toBe(step)
  })
})
