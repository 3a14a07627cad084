import { describe, expect, it } from 'vitest'
import { auditOrders } from '../../../src/risk/order-audit.ts'
import { phraseText } from '../../../src/view/phrase.ts'
import { anOrder } from '../../support/builders.ts'
import { CROSS, FUNDED, LONG, SHORT, stopAt, targetAt, UNREADABLE } from '../../support/rule-edges.ts'
import { anAuditInput, type RulesTraits } from '../../support/rules-input.ts'

const ETH_SHORT = { ...SHORT, symbol: 'ETHUSDT' }
const trailing = anOrder({ type: 'TRAILING_STOP_MARKET', reduceOnly: true, callbackRatePct: '3' })
const enlarging = (price: string) => anOrder({ type: 'LIMIT', side: 'BUY', price })
const buyBack = anOrder({ symbol: 'ETHUSDT', side: 'BUY', triggerPrice: '105', reduceOnly: true })

function said(traits: RulesTraits, rule: string): readonly string[] {
  return auditOrders(anAuditInput(traits))
    .findings.filter((finding) => finding.rule === rule)
    .map(({ result, message }) => `${result}: ${phraseText(message)}`)
}

describe('an audit', () => {
  const EVERY_STOP = ['COVER', 'OT1', 'OT4', 'OT5', 'LM4']

  it.each([
    { name: 'a stop, with its ATR known', orders: [stopAt('95')], rules: EVERY_STOP, count: 1 },
    {
      name: 'a stop that comes too late',
      orders: [stopAt('90')],
      rules: ['COVER', 'BEYOND', 'OT1', 'OT4', 'OT5', 'LM4'],
      count: 1,
    },
    { name: 'a target', orders: [targetAt('110')], rules: ['COVER', 'OT5', 'LM4'], count: 1 },
    { name: 'a trailing stop', orders: [trailing], rules: ['COVER', 'OT1', 'OT2', 'OT4', 'OT5', 'LM4'], count: 1 },
    { name: 'an entry', orders: [enlarging('96')], rules: ['COVER', 'LM4', 'LADDER'], count: 1 },
    { name: 'no order', orders: [], rules: ['COVER', 'LM4'], count: 0 },
  ])('of $name says $rules', ({ orders, rules, count }) => {
    const audit = auditOrders(anAuditInput({ positions: [LONG], orders, atr: { BTCUSDT: '2' } }))
    expect([audit.findings.map(({ rule }) => rule), audit.gaps, audit.count]).toEqual([rules, [], count])
  })

  it('of a trailing stop without an ATR has a gap for it, and no finding', () => {
    const audit = auditOrders(anAuditInput({ positions: [LONG], orders: [trailing] }))
    expect([audit.findings.map(({ rule }) => rule), audit.gaps.map(({ rule }) => rule)]).toEqual([EVERY_STOP, ['OT2']])
  })

  it('of a post-only order is done with one finding or one gap', () => {
    const orders = [{ ...enlarging('96'), timeInForce: 'GTX' }]
    const audit = (day: string | null) => {
      const ticker = day === null ? null : { symbol: 'BTCUSDT', lastPrice: LONG.markPrice, quoteVolume: LONG.markPrice }
      const markets = { BTCUSDT: { ticker, book: null } }
      const { findings, gaps } = auditOrders(anAuditInput({ positions: [LONG], orders, markets }))
      return [findings.length, gaps.map(({ rule }) => rule)]
    }
    expect([audit('100'), audit(null)]).toEqual([
      [4, []],
      [3, ['OT3']],
    ])
  })
})

describe('what is said of stops', () => {
  it.each([
    {
      name: 'that close all',
      orders: [stopAt('95')],
      text: 'pass: BTCUSDT long: stops close all of it before liquidation',
    },
    { name: 'that are not there', orders: [], text: 'fail: BTCUSDT long: no stop would close it before liquidation' },
  ])('$name', ({ orders, text }) => {
    expect(said({ positions: [LONG], orders }, 'COVER')).toEqual([text])
  })

  it('that come too late, and where liquidation waits for them', () => {
    expect(said({ positions: [LONG], orders: [stopAt('90')] }, 'BEYOND')).toEqual([
      'fail: sell STOP_MARKET #1 stands at 90, at or beyond liquidation at 90.361446: it would never close the BTCUSDT long',
    ])
    expect(said({ positions: [FUNDED], orders: [stopAt('1')] }, 'BEYOND')).toEqual([])
  })
})

describe('orders with nothing to close', () => {
  const sell = { symbol: 'ETHUSDT', triggerPrice: '90' } as const

  it.each([
    { name: 'reduce-only without a position', order: anOrder({ ...sell, reduceOnly: true }), count: 1 },
    { name: 'close-position without a position', order: anOrder({ ...sell, closePosition: true }), count: 1 },
    { name: 'an entry', order: anOrder(sell), count: 0 },
    { name: 'hedge: closing an empty slot', order: anOrder({ ...sell, positionSide: 'LONG' }), count: 1 },
    { name: 'hedge: opening a slot', order: anOrder({ ...sell, positionSide: 'SHORT' }), count: 0 },
    { name: 'hedge: buying into a slot', order: anOrder({ ...sell, side: 'BUY', positionSide: 'LONG' }), count: 0 },
    {
      name: 'hedge: buying an empty slot back',
      order: anOrder({ ...sell, side: 'BUY', positionSide: 'SHORT' }),
      count: 1,
    },
    {
      name: 'the wrong side of what is held',
      order: anOrder({ symbol: 'BTCUSDT', side: 'BUY', reduceOnly: true }),
      count: 1,
    },
    { name: 'the right side of what is held', order: anOrder({ symbol: 'BTCUSDT', reduceOnly: true }), count: 0 },
  ])('$name: $count', ({ order, count }) => {
    expect(said({ positions: [LONG], elsewhere: [order] }, 'ORPHAN')).toHaveLength(count)
  })

  it('does not call an order left over whose position could not be read', () => {
    const unreadable = [{ symbol: 'ETHUSDT', positionSide: null, marginType: null, marginAsset: null, why: 'broken' }]
    const traits = { elsewhere: [anOrder({ ...sell, reduceOnly: true })], snapshot: { unreadable } }
    expect(said(traits, 'ORPHAN')).toEqual([])
  })

  it('finds none that closes one of several positions, or a short', () => {
    expect(said({ positions: [LONG, ETH_SHORT], elsewhere: [buyBack] }, 'ORPHAN')).toEqual([])
    expect(said({ positions: [LONG], elsewhere: [buyBack] }, 'ORPHAN')).toEqual([
      'warn: buy STOP_MARKET #1 has no ETHUSDT position to close',
    ])
  })

  it('is told whatever else could not be read', () => {
    expect(said({ elsewhere: [buyBack], snapshot: UNREADABLE }, 'ORPHAN')).toHaveLength(1)
  })
})

describe('what is said of orders that enlarge', () => {
  it('passes while liquidation, though nearer, stays outside every tier', () => {
    // 1 at 100 with 90 behind it: 10 ÷ 0.996; 2: 110 ÷ 1.992
    expect(said({ positions: [CROSS], equity: '90', orders: [enlarging('100')] }, 'LADDER')).toEqual([
      'pass: BTCUSDT long: resting orders enlarge it; LIQ 10.040161 -> 55.220884 if filled, 44.78% from the present mark',
    ])
  })
})
