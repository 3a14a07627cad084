import { describe, expect, it } from 'vitest'
import { protectiveOrders, stopSummary } from '../../../src/risk/protective-stop.ts'
import { anOrder, aPosition } from '../../support/builders.ts'

const long = aPosition({ quantity: '10', entryPrice: '100' })
const short = aPosition({ side: 'SHORT', quantity: '10', entryPrice: '100' })

describe('stopSummary', () => {
  it.each([
    { name: 'no orders', position: long, orders: [], stop: null },
    {
      name: 'a stop below a long',
      position: long,
      orders: [anOrder({ triggerPrice: '92', quantity: '7.1' })],
      stop: ['92', '71', 'MARK_PRICE'],
    },
    {
      name: 'a stop above a short',
      position: short,
      orders: [anOrder({ side: 'BUY', triggerPrice: '108', quantity: '10' })],
      stop: ['108', '100', 'MARK_PRICE'],
    },
    {
      name: 'the nearest of several, all quantities',
      position: long,
      orders: [
        anOrder({ triggerPrice: '90', quantity: '3' }),
        anOrder({ triggerPrice: '95', quantity: '2', workingType: 'CONTRACT_PRICE' }),
      ],
      stop: ['95', '50', 'CONTRACT_PRICE'],
    },
    {
      name: 'more than is held counts as all',
      position: long,
      orders: [anOrder({ triggerPrice: '90', quantity: '25' })],
      stop: ['90', '100', 'MARK_PRICE'],
    },
    {
      name: 'close position, whatever its quantity',
      position: long,
      orders: [anOrder({ triggerPrice: '90', quantity: '0', closePosition: true })],
      stop: ['90', '100', 'MARK_PRICE'],
    },
    {
      name: 'a part, and beyond it one that closes all',
      position: long,
      orders: [
        anOrder({ triggerPrice: '95', quantity: '2' }),
        anOrder({ triggerPrice: '90', quantity: '0', closePosition: true }),
      ],
      stop: ['95', '100', 'MARK_PRICE'],
    },
    {
      name: 'a trailing order that tells neither trigger nor callback',
      position: long,
      orders: [anOrder({ type: 'TRAILING_STOP_MARKET', quantity: '10' })],
      stop: null,
    },
    {
      name: 'a stop-limit',
      position: long,
      orders: [anOrder({ type: 'STOP', triggerPrice: '90', price: '89', quantity: '10' })],
      stop: ['90', '100', 'MARK_PRICE'],
    },
    {
      name: 'a trailing order with its trigger',
      position: long,
      orders: [anOrder({ type: 'TRAILING_STOP_MARKET', triggerPrice: '97', quantity: '10' })],
      stop: ['97', '100', 'MARK_PRICE'],
    },
    {
      name: 'a trailing order by its callback, long',
      position: long,
      orders: [anOrder({ type: 'TRAILING_STOP_MARKET', callbackRatePct: '4', quantity: '10' })],
      stop: ['96', '100', 'MARK_PRICE'],
    },
    {
      name: 'a trailing order by its callback, short',
      position: short,
      orders: [anOrder({ type: 'TRAILING_STOP_MARKET', side: 'BUY', callbackRatePct: '4', quantity: '10' })],
      stop: ['104', '100', 'MARK_PRICE'],
    },
    {
      name: 'a trailing order that waits for activation',
      position: long,
      orders: [anOrder({ type: 'TRAILING_STOP_MARKET', callbackRatePct: '4', activationPrice: '110' })],
      stop: null,
    },
    {
      name: 'a take-profit',
      position: long,
      orders: [anOrder({ type: 'TAKE_PROFIT_MARKET', triggerPrice: '92' })],
      stop: null,
    },
    { name: 'a plain limit', position: long, orders: [anOrder({ type: 'LIMIT', price: '92' })], stop: null },
    { name: 'a stop on the winning side', position: long, orders: [anOrder({ triggerPrice: '108' })], stop: null },
    { name: 'the opening side', position: long, orders: [anOrder({ side: 'BUY', triggerPrice: '92' })], stop: null },
    {
      name: 'another symbol',
      position: long,
      orders: [anOrder({ symbol: 'ETHUSDT', triggerPrice: '92' })],
      stop: null,
    },
  ])('$name: $stop', ({ position, orders, stop }) => {
    const summary = stopSummary(position, orders)
    const shown = summary && [summary.price.toFixed(), summary.coveredPct.toFixed(), summary.workingType]
    expect(shown).toEqual(stop)
  })

  it('in hedge mode counts only orders of the own slot', () => {
    const leg = aPosition({ positionSide: 'LONG', quantity: '10', entryPrice: '100' })
    const orders = [
      anOrder({ positionSide: 'SHORT', triggerPrice: '95' }),
      anOrder({ positionSide: 'LONG', triggerPrice: '90', quantity: '5' }),
    ]
    const summary = stopSummary(leg, orders)
    expect([summary?.price.toFixed(), summary?.coveredPct.toFixed()]).toEqual(['90', '50'])
  })
})

it('lists protective orders nearest to the mark first', () => {
  const orders = ['90', '97', '93'].map((triggerPrice) => anOrder({ triggerPrice }))
  expect(protectiveOrders(long, orders).map(({ stopPrice }) => stopPrice.toFixed())).toEqual(['97', '93', '90'])
})
