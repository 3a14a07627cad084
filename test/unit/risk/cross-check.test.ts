import { describe, expect, it } from 'vitest'
import { type Decimal, d } from '../../../src/model/decimal.ts'
import type { IndexConstituent } from '../../../src/model/market-data.ts'
import { assessCrossCheck, type CrossCheckReading, lotOf, type ReferencePrice } from '../../../src/risk/cross-check.ts'

const orNull = (text: string | null): Decimal | null => (text === null ? null : d(text))

function source(traits: Partial<Omit<ReferencePrice, 'price'>> & { readonly price: string | null }): ReferencePrice {
  const defaults = {
    name: 'spot',
    currency: 'quote',
    quoteInUsd: null,
    ageSeconds: 10,
    readAtMs: 0,
    why: null,
  } as const
  return { ...defaults, ...traits, price: orNull(traits.price) }
}

function market(exchange: string, price: string | null, weight: string | null): IndexConstituent {
  return { exchange, symbol: 'BTCUSDT', price: orNull(price), weight: orNull(weight) }
}

interface Traits {
  readonly baseAsset?: string
  readonly mark?: string
  readonly index?: string | null
  readonly constituents?: readonly IndexConstituent[] | null
  readonly references?: readonly ReferencePrice[]
  readonly turnover?: string | null
}

function check(traits: Traits) {
  const { constituents = null } = traits
  const reading: CrossCheckReading = {
    symbol: 'BTCUSDT',
    baseAsset: traits.baseAsset ?? 'BTC',
    mark: {
      symbol: 'BTCUSDT',
      markPrice: d(traits.mark ?? '100'),
      indexPrice: orNull(traits.index === undefined ? '100' : traits.index),
      fundingRate: null,
      nextFundingAtMs: null,
      atMs: 0,
    },
    constituents: constituents === null ? null : { symbol: 'BTCUSDT', atMs: 0, constituents },
    references: traits.references ?? [],
    turnover24h: orNull(traits.turnover === undefined ? '1e9' : traits.turnover),
    thresholds: { thresholdPct: d('0.3'), smallCapPct: d('1.5') },
  }
  return assessCrossCheck(reading)
}

const last = (result: ReturnType<typeof check>) => result.sources.at(-1)

describe('lots', () => {
  it.each([
    ['BTC', 'BTC', '1'],
    ['1000PEPE', 'PEPE', '1000'],
    ['10000SATS', 'SATS', '10000'],
    ['1000000MOG', 'MOG', '1000000'],
    ['1MBABYDOGE', 'BABYDOGE', '1000000'],
    ['1INCH', '1INCH', '1'],
    ['100X', '100X', '1'],
    // the number stands at the front or is a part of the name
    ['AI1000X', 'AI1000X', '1'],
  ])('%s is %s × %s', (baseAsset, coin, lot) => {
    const found = lotOf(baseAsset)
    expect([found.coin, found.lot.toFixed()]).toEqual([coin, lot])
  })
})

describe('a source against the index', () => {
  it.each([
    { name: 'the same', price: '100', index: '100', pct: '0', status: 'agrees' },
    { name: 'at the bar', price: '100', index: '100.3', pct: '0.3', status: 'agrees' },
    { name: 'over the bar', price: '99.7', index: '100', pct: '0.3009027081', status: 'divergence' },
    { name: 'over it on the other side', price: '100.31', index: '100', pct: '-0.3090419699', status: 'divergence' },
  ])('is $status when $name', ({ price, index, pct, status }) => {
    const found = last(check({ index, references: [source({ price })] }))
    expect([found?.divergencePct?.toDecimalPlaces(10).toFixed(), found?.status]).toEqual([d(pct).toFixed(), status])
  })

  it('converts USD with the same source’s price of the quote asset', () => {
    const found = last(check({ references: [source({ price: '100.05', currency: 'USD', quoteInUsd: d('1.0005') })] }))
    expect([found?.price?.toFixed(), found?.status]).toEqual(['100', 'agrees'])
  })

  it('scales a coin to the lot of the contract', () => {
    const result = check({
      baseAsset: '1000PEPE',
      mark: '0.0061',
      index: '0.006',
      references: [source({ price: '0.000006' })],
    })
    expect([result.lot.toFixed(), last(result)?.price?.toFixed(), last(result)?.markDivergencePct?.toFixed(6)]).toEqual(
      ['1000', '0.006', '1.666667'],
    )
  })

  it.each([
    { name: 'five minutes old', reference: source({ price: '100', ageSeconds: 300 }), status: 'agrees', why: null },
    {
      name: 'missing, in USD',
      reference: source({ price: null, currency: 'USD', quoteInUsd: d('1'), why: 'HTTP 503' }),
      status: 'unavailable',
      why: 'HTTP 503',
    },
    { name: 'old', reference: source({ price: '90', ageSeconds: 301 }), status: 'stale', why: null },
    { name: 'of unknown age', reference: source({ price: '90', ageSeconds: null }), status: 'divergence', why: null },
    { name: 'missing', reference: source({ price: null, why: 'HTTP 503' }), status: 'unavailable', why: 'HTTP 503' },
    {
      name: 'without a rate to the quote asset',
      reference: source({ price: '100', currency: 'USD' }),
      status: 'unavailable',
      why: 'it gives no rate between USD and the quote asset',
    },
  ])('is $status when it is $name', ({ reference, status, why }) => {
    const found = last(check({ references: [reference] }))
    expect([found?.status, found?.why]).toEqual([status, why])
  })
})

it('says that a source has no index to be held against', () => {
  const found = last(check({ index: null, references: [source({ price: '100' })] }))
  expect([found?.status, found?.why]).toEqual(['unavailable', 'Binance gives no index price'])
})

describe('the constituents', () => {
  it('are weighed into an index of their own', () => {
    const result = check({ constituents: [market('okx', '100', '0.25'), market('bybit', '102', '0.75')] })
    const [index] = result.sources
    expect([index?.name, index?.price?.toFixed(), index?.status]).toEqual(['constituents', '101.5', 'divergence'])
    expect(result.constituents.map((row) => row.divergencePct?.toFixed(6))).toEqual(['0.000000', '-1.960784'])
  })

  it.each([
    { name: 'hide their price', hidden: market('pyth', null, '0.5') },
    { name: 'hide their weight', hidden: market('pyth', '900', null) },
    { name: 'weigh nothing', hidden: market('pyth', '900', '0') },
  ])('are weighed without those that $name', ({ hidden }) => {
    const result = check({ constituents: [market('okx', '100', '0.5'), hidden] })
    expect(result.sources[0]?.price?.toFixed()).toBe('100')
  })

  it('under a contract of lots may hide their price, and stand as they are without an index', () => {
    const hidden = check({ baseAsset: '1000PEPE', index: '0.006', constituents: [market('pyth', null, '1')] })
    expect(hidden.constituents.map(({ price }) => price)).toEqual([null])
    const alone = check({ baseAsset: '1000PEPE', index: null, constituents: [market('okx', '0.006', '1')] })
    expect(alone.constituents.map(({ price }) => price?.toFixed())).toEqual(['0.006'])
  })

  it.each([
    { name: 'could not be read', constituents: null, why: 'they could not be read' },
    { name: 'hide all prices', constituents: [market('pyth', null, null)], why: 'the venue hides their prices' },
  ])('are missing when they $name', ({ constituents, why }) => {
    const [index] = check({ constituents }).sources
    expect([index?.status, index?.why]).toEqual(['unavailable', why])
  })

  it.each([
    { name: 'the coin', price: '0.000006' },
    { name: 'the lot', price: '0.006' },
  ])('under a contract of lots may quote $name', ({ price }) => {
    const result = check({
      baseAsset: '1000PEPE',
      mark: '0.006',
      index: '0.006',
      constituents: [market('okx', price, '1')],
    })
    expect([result.sources[0]?.price?.toFixed(), result.result]).toEqual(['0.006', 'agreement'])
  })
})

describe('the result', () => {
  const good = source({ price: '100' })
  const bad = source({ price: '99' })
  it.each([
    { name: 'all agree', traits: { references: [good] }, result: 'agreement' },
    { name: 'one diverges', traits: { references: [good, bad] }, result: 'divergence' },
    {
      name: 'a small cap is within its own bar',
      traits: { references: [bad], turnover: '99999999' },
      result: 'agreement',
    },
    { name: 'the turnover is not known', traits: { references: [bad], turnover: null }, result: 'divergence' },
    { name: 'the mark has left the index', traits: { references: [good], mark: '100.4' }, result: 'divergence' },
    {
      name: 'the only source is old',
      traits: { references: [source({ price: '90', ageSeconds: 900 })] },
      result: 'unknown',
    },
    { name: 'nobody answers', traits: {}, result: 'unknown' },
    { name: 'there is no index', traits: { index: null, references: [good] }, result: 'unknown' },
  ])('is $result when $name', ({ traits, result }) => {
    expect(check(traits).result).toBe(result)
  })

  it('stands by the bar of a small cap', () => {
    const result = check({ turnover: '5e7' })
    expect([result.isSmallCap, result.thresholdPct.toFixed()]).toEqual([true, '1.5'])
  })
})
