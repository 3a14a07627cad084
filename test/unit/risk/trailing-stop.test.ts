import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import type { Order } from '../../../src/model/order.ts'
import type { Liquidation } from '../../../src/risk/report.ts'
import {
  callbackRatePctOf,
  type TrailingInput,
  type TrailingStop,
  trailingStop,
} from '../../../src/risk/trailing-stop.ts'
import { aCandle, anOrder, aPosition } from '../../support/builders.ts'

const DAY_MS = 86_400_000

/** True ranges 3, 1, 4.5, 2, 3: with period 2 the ATR is 2, 3.25, 2.625, 2.8125 at the close of the last four. */
const candles = [
  aCandle(1, ['11', '9', '10']),
  aCandle(2, ['12', '9', '11']),
  aCandle(3, ['11', '10', '10.5']),
  aCandle(4, ['15', '14', '14']),
  aCandle(5, ['14', '12', '12']),
  aCandle(6, ['10', '9', '9.5']),
]

function liquidationAt(price: string): Liquidation {
  return { status: 'price', price: d(price), edges: { below: d(price), above: null }, reason: null }
}

function anInput(traits: Partial<TrailingInput> = {}): TrailingInput {
  return {
    position: aPosition({ entryPrice: '10.5', markPrice: '14.5', isolatedWallet: '2' }),
    liquidation: liquidationAt('8'),
    candles,
    nowMs: 6 * DAY_MS,
    sinceMs: 2 * DAY_MS,
    rules: { period: 2, multiple: d('1') },
    tickSize: d('0.01'),
    orders: [],
    ...traits,
  }
}

function found(traits: Partial<TrailingInput> = {}): TrailingStop {
  const stop = trailingStop(anInput(traits))
  if (stop.status !== 'found') throw new Error(stop.why)
  return stop
}

describe('the stop of a long', () => {
  it('stays where it was tightest: 15 − 2 while the fourth candle ran', () => {
    const stop = found()
    expect(stop.atr.toFixed()).toBe('2.8125')
    expect(stop.extremePrice.toFixed()).toBe('15')
    expect(stop.stopPrice.toFixed()).toBe('13')
    expect([stop.isPassed, stop.orderPrice.toFixed()]).toEqual([false, '13'])
  })

  it.each([
    { name: 'only what came after the entry counts', traits: { sinceMs: 4 * DAY_MS }, price: '11.38' }, // 14 − 2.625
    { name: 'before any candle it follows the entry', traits: { sinceMs: 6 * DAY_MS }, price: '7.69' }, // 10.5 − 2.8125
    { name: 'twice as wide', traits: { rules: { period: 2, multiple: d('2') } }, price: '11' }, // 15 − 2 × 2
    { name: 'a finer grid', traits: { sinceMs: 4 * DAY_MS, tickSize: d('0.0001') }, price: '11.375' },
    { name: 'no grid', traits: { sinceMs: 6 * DAY_MS, tickSize: null }, price: '7.6875' },
  ])('$name: $price', ({ traits, price }) => {
    expect(found(traits).stopPrice.toFixed()).toBe(price)
  })

  it('that the mark has passed is named, beside one from here', () => {
    const stop = found({ position: aPosition({ entryPrice: '10.5', markPrice: '12', isolatedWallet: '2' }) })
    // 12 − 2.8125, rounded up
    expect([stop.isPassed, stop.stopPrice.toFixed(), stop.orderPrice.toFixed()]).toEqual([true, '13', '9.19'])
  })

  it('a running candle counts for the extreme and not for the range', () => {
    const stop = found({ nowMs: 6 * DAY_MS - 1, candles: [...candles.slice(0, 5), aCandle(6, ['18', '9', '9.5'])] })
    expect(stop.atr.toFixed()).toBe('2.625')
    expect(stop.stopPrice.toFixed()).toBe('15.38')
  })
})

it('the stop of a short stands above its lowest: 9 + 2.625 while the last candle ran', () => {
  const position = aPosition({ side: 'SHORT', entryPrice: '14', markPrice: '9.5', isolatedWallet: '2' })
  const stop = found({ position, sinceMs: 4 * DAY_MS })
  expect(stop.extremePrice.toFixed()).toBe('9')
  expect(stop.stopPrice.toFixed()).toBe('11.62')
  expect(stop.isPassed).toBe(false)
  // the mark stands beyond 14 − 2.8125 already
  expect(stop.activationPrice).toBeNull()
})

describe('in the terms of Binance', () => {
  it.each([
    { width: '3', price: '100', rate: '3' },
    { width: '3.01', price: '100', rate: '3.1' },
    { width: '0.001', price: '100', rate: '0.1' },
    { width: '10', price: '100', rate: '10' },
    { width: '10.001', price: '100', rate: null },
    { width: '0', price: '100', rate: null },
  ])('$width of $price is a callback of $rate %', ({ width, price, rate }) => {
    expect(callbackRatePctOf(d(width), d(price))?.toFixed() ?? null).toBe(rate)
  })

  it('activation lies the same width beyond the entry, on the grid', () => {
    const position = aPosition({ entryPrice: '10.5', markPrice: '11', isolatedWallet: '2' })
    // 10.5 + 2.8125
    expect(found({ position }).activationPrice?.toFixed()).toBe('13.32')
  })
})

describe('what cannot be said', () => {
  it('too few candles', () => {
    expect(trailingStop(anInput({ candles: candles.slice(0, 2) }))).toEqual({ status: 'none', why: 'too-few-candles' })
  })

  it('a width beyond the price', () => {
    const rules = { period: 2, multiple: d('4') }
    expect(trailingStop(anInput({ rules }))).toEqual({ status: 'none', why: 'wider-than-the-price' })
  })

  it.each([
    { name: 'beyond', liquidation: liquidationAt('13'), beyond: true },
    { name: 'before it', liquidation: liquidationAt('12.99'), beyond: false },
    { name: 'none', liquidation: { status: 'none', reason: 'fully-funded' }, beyond: false },
    { name: 'unknown', liquidation: { status: 'unknown', reason: 'no brackets' }, beyond: null },
    {
      name: 'only above',
      liquidation: { status: 'price', price: d('20'), edges: { below: null, above: d('20') }, reason: null },
      beyond: false,
    },
  ] as const)('liquidation $name: $beyond', ({ liquidation, beyond }) => {
    expect(found({ liquidation }).isBeyondLiquidation).toBe(beyond)
  })
})

describe('existing stops', () => {
  it.each([
    {
      name: 'tighter',
      order: { triggerPrice: '13.5' },
      seen: { coveredPct: '100', isLooser: false, isBeyondLiquidation: false },
    },
    {
      name: 'looser',
      order: { triggerPrice: '12', quantity: '0.4' },
      seen: { coveredPct: '40', isLooser: true, isBeyondLiquidation: false },
    },
    {
      name: 'never reached',
      order: { triggerPrice: '7.9' },
      seen: { coveredPct: '100', isLooser: true, isBeyondLiquidation: true },
    },
    {
      name: 'trailing without a trigger',
      order: { type: 'TRAILING_STOP_MARKET', callbackRatePct: '1', quantity: '5' },
      seen: { coveredPct: '100', isLooser: null, isBeyondLiquidation: null },
    },
  ] as const)('$name', ({ order, seen }) => {
    const [stop] = found({ orders: [anOrder(order)] }).existing ?? []
    expect({ ...stop, coveredPct: stop?.coveredPct.toFixed() }).toMatchObject(seen)
  })

  it.each([
    { name: 'a take-profit', order: { type: 'TAKE_PROFIT_MARKET', triggerPrice: '20' } },
    { name: 'an entry', order: { side: 'BUY', triggerPrice: '16' } },
    { name: 'another symbol', order: { symbol: 'ETHUSDT', triggerPrice: '12' } },
    { name: 'one of another leg', order: { positionSide: 'SHORT', triggerPrice: '12' } },
  ] as const)('$name is none', ({ order }) => {
    expect(found({ orders: [anOrder(order)] }).existing).toEqual([])
  })

  it('of a short are buys; one that closes all covers all, whatever its quantity', () => {
    const position = { ...anInput().position, side: 'SHORT' } as const
    const buy = anOrder({ side: 'BUY', triggerPrice: '20', quantity: '0', closePosition: true })
    const { existing } = found({ position, orders: [buy, anOrder({ triggerPrice: '20' })] })
    expect(existing?.map(({ order, coveredPct }) => [order.side, coveredPct.toFixed()])).toEqual([['BUY', '100']])
  })

  it('that could not be read are not none', () => {
    const orders: readonly Order[] | null = null
    expect(found({ orders }).existing).toBeNull()
  })
})
