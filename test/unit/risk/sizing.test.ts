import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import type { OrderBook } from '../../../src/model/market-data.ts'
import { slippageRateOf, visibleQuantity } from '../../../src/risk/order-fill.ts'
import {
  largestQuantity,
  lossAtStop,
  type QuantityLimits,
  rewardAt,
  smallestQuantity,
  type TradeTerms,
} from '../../../src/risk/sizing.ts'

type LevelText = readonly [price: string, quantity: string]

const levels = (rows: readonly LevelText[]) =>
  rows.map(([price, quantity]) => ({ price: d(price), quantity: d(quantity) }))

const ASKS: readonly LevelText[] = [
  ['100', '5'],
  ['101', '5'],
  ['102', '100'],
]
const BIDS: readonly LevelText[] = [
  ['99', '10'],
  ['98', '100'],
]

function aBook(asks = ASKS, bids = BIDS): OrderBook {
  return { asks: levels(asks), bids: levels(bids), atMs: null }
}

interface TermsTraits {
  readonly side?: 'LONG' | 'SHORT'
  readonly stop?: string
  readonly fee?: string
  readonly book?: OrderBook
  readonly entryType?: 'LIMIT' | 'MARKET'
}

function someTerms(traits: TermsTraits = {}): TradeTerms {
  return {
    side: traits.side ?? 'LONG',
    entryPrice: d('100'),
    stopPrice: d(traits.stop ?? '95'),
    entryType: traits.entryType ?? 'MARKET',
    feeRate: d(traits.fee ?? '0'),
    book: traits.book ?? null,
  }
}

function someLimits(
  traits: Partial<Record<'max' | 'notional' | 'min' | 'minNotional' | 'step', string>> = {},
): QuantityLimits {
  return {
    stepSize: d(traits.step ?? '0.1'),
    minQuantity: d(traits.min ?? '0.1'),
    minNotional: traits.minNotional === undefined ? null : d(traits.minNotional),
    maxQuantity: d(traits.max ?? '1000000'),
    maxNotional: traits.notional === undefined ? null : d(traits.notional),
  }
}

describe('slippageRateOf', () => {
  it.each([
    { name: 'the best level alone', quantity: '5', rate: '0' },
    // (5 × 100 + 5 × 101) ÷ 10 = 100.5
    { name: 'two levels', quantity: '10', rate: '0.005' },
    // (500 + 505 + 10 × 102) ÷ 20 = 101.25
    { name: 'three levels', quantity: '20', rate: '0.0125' },
    { name: 'everything there is', quantity: '110', rate: '0.0186363636' },
    { name: 'more than there is', quantity: '110.1', rate: null },
  ])('$name: $rate', ({ quantity, rate }) => {
    expect(slippageRateOf(levels(ASKS), d(quantity))?.toDecimalPlaces(10).toFixed() ?? null).toBe(rate)
  })

  it('is as large downwards: 20 sold for 98.5 on average', () => {
    expect(slippageRateOf(levels(BIDS), d('20'))?.toFixed(10)).toBe('0.0050505051')
  })

  it('is not known for an empty book', () => {
    expect(slippageRateOf([], d('1'))).toBeNull()
    expect(visibleQuantity([]).toFixed()).toBe('0')
  })
})

describe('lossAtStop', () => {
  it.each([
    { name: 'the way to the stop', terms: {}, total: '50' },
    { name: 'the same for a short', terms: { side: 'SHORT', stop: '105' }, total: '50' },
    // 0.001 × 10 × (100 + 95)
    { name: 'with fees', terms: { fee: '0.001' }, total: '51.95' },
    // 0.005 × 100 × 10 on the way in, the 10 bid at 99 on the way out
    { name: 'with slippage', terms: { book: aBook() }, total: '55' },
    { name: 'a limit entry slips only at the stop', terms: { book: aBook(), entryType: 'LIMIT' }, total: '50' },
    // a short sells into the bids and buys from the asks: 0.005 × 105 × 10
    { name: 'a short slips at the other side', terms: { side: 'SHORT', stop: '105', book: aBook() }, total: '55.25' },
    // fees on what is really paid: 0.001 × 10 × (100.5 + 95)
    { name: 'with both', terms: { book: aBook(), fee: '0.001' }, total: '56.955' },
  ] as const)('$name: $total', ({ terms, total }) => {
    expect(lossAtStop(someTerms(terms), d('10'))?.total.toFixed()).toBe(total)
  })

  it('is not known when the book does not hold the quantity', () => {
    expect(lossAtStop(someTerms({ book: aBook() }), d('111'))).toBeNull()
  })
})

describe('largestQuantity for a budget of 100', () => {
  it.each([
    { name: 'without costs', terms: {}, limits: {}, quantity: '20', by: 'risk' },
    // 100 ÷ (5 + 0.001 × 195) = 19.249
    { name: 'with fees, cut to the step', terms: { fee: '0.001' }, limits: {}, quantity: '19.2', by: 'risk' },
    { name: 'in whole coins', terms: { fee: '0.001' }, limits: { step: '1' }, quantity: '19', by: 'risk' },
    { name: 'a short', terms: { side: 'SHORT', stop: '105', fee: '0.001' }, limits: {}, quantity: '19.2', by: 'risk' },
    { name: 'at most one order', terms: {}, limits: { max: '15' }, quantity: '15', by: 'max-quantity' },
    { name: 'at most the bracket', terms: {}, limits: { notional: '1000' }, quantity: '10', by: 'bracket' },
    { name: 'no room in the bracket', terms: {}, limits: { notional: '-50' }, quantity: '0', by: 'bracket' },
    {
      name: 'at most what the book holds at the stop',
      terms: { book: aBook(ASKS, [['99', '8']]) },
      limits: {},
      quantity: '8',
      by: 'book',
    },
    // 8 are offered at once; to wait for an entry needs nobody who offers
    {
      name: 'at most what the book offers at the entry',
      terms: { book: aBook([['100', '8']], [['99', '100']]) },
      limits: {},
      quantity: '8',
      by: 'book',
    },
    {
      name: 'more with a limit entry',
      terms: { book: aBook([['100', '8']], [['99', '100']]), entryType: 'LIMIT' },
      limits: {},
      quantity: '20',
      by: 'risk',
    },
    // 15 lose 75, 15 more on the way in (1,515 for 1,500) and 4.80 on the way out; 16 would lose 102.76
    { name: 'less for a thin book', terms: { book: aBook() }, limits: { step: '1' }, quantity: '15', by: 'risk' },
    { name: 'not even one step', terms: {}, limits: { step: '21' }, quantity: '0', by: 'risk' },
  ] as const)('$name: $quantity, limited by $by', ({ terms, limits, quantity, by }) => {
    const sized = largestQuantity(someTerms(terms), d('100'), someLimits(limits))
    expect({ quantity: sized.quantity.toFixed(), by: sized.limitedBy }).toEqual({ quantity, by })
  })
})

describe('smallestQuantity', () => {
  it.each([
    { name: 'the minimum', limits: { min: '0.3' }, quantity: '0.3' },
    { name: 'by notional, rounded up', limits: { minNotional: '5', step: '0.02' }, quantity: '0.1' },
    { name: 'by notional beyond the minimum', limits: { minNotional: '101', step: '0.1' }, quantity: '1.1' },
  ])('$name: $quantity', ({ limits, quantity }) => {
    expect(smallestQuantity(d('100'), someLimits(limits)).toFixed()).toBe(quantity)
  })
})

describe('rewardAt', () => {
  it.each([
    // 10 × 10 won against 10 × 5 lost; 100 ÷ 3
    { name: 'two to one', terms: {}, target: '110', profit: '100', r: '2', winRate: '33.3333' },
    // (100 − 0.01 × 10 × 210) ÷ (50 + 0.01 × 10 × 195) = 79 ÷ 69.5
    { name: 'after fees', terms: { fee: '0.01' }, target: '110', profit: '79', r: '1.1367', winRate: '46.8013' },
    // (110 − 100.5) × 10 won against 55 lost
    { name: 'after slippage', terms: { book: aBook() }, target: '110', profit: '95', r: '1.7273', winRate: '36.6667' },
    { name: 'a short', terms: { side: 'SHORT', stop: '105' }, target: '85', profit: '150', r: '3', winRate: '25' },
    { name: 'eaten by costs', terms: { fee: '0.01' }, target: '101', profit: '-10.1', r: '-0.1453', winRate: null },
  ] as const)('$name: R $r', ({ terms, target, ...expected }) => {
    const quantity = d('10')
    const loss = lossAtStop(someTerms(terms), quantity)
    if (loss === null) throw new Error('the book holds 10')
    const { profit, rMultiple, breakEvenWinRatePct } = rewardAt(someTerms(terms), d(target), { quantity, loss })
    expect(profit.toFixed()).toBe(expected.profit)
    expect(rMultiple.toDecimalPlaces(4).toFixed()).toBe(expected.r)
    expect(breakEvenWinRatePct?.toDecimalPlaces(4).toFixed() ?? null).toBe(expected.winRate)
  })

  it('has no multiple where nothing is at risk', () => {
    const nothing = d('0')
    const loss = {
      priceLoss: nothing,
      fees: nothing,
      slippage: nothing,
      total: nothing,
      entrySlippageRate: nothing,
      exitSlippageRate: nothing,
    }
    expect(() => rewardAt(someTerms({}), d('110'), { quantity: d('1'), loss })).toThrow(RangeError)
  })
})
