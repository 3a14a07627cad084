import { describe, expect, it } from 'vitest'
import {
  type FillEvidence,
  forcedReduction,
  forceOrderEvidence,
  type LastPosition,
  NO_EVIDENCE,
  orderEvidence,
  tradeEvidence,
  type VanishEvidence,
  vanishVerdict,
} from '../../../src/alerts/vanish.ts'
import { d } from '../../../src/model/decimal.ts'

const LONG: LastPosition = { symbol: 'SOLUSDT', side: 'LONG', quantity: d('60'), updatedAtMs: 1000 }

function fill(kind: FillEvidence['kind'], fields: Partial<FillEvidence> = {}): FillEvidence {
  return { symbol: 'SOLUSDT', positionSide: 'BOTH', side: 'SELL', quantity: d('60'), kind, atMs: 2000, ...fields }
}

const gone: VanishEvidence = { ...NO_EVIDENCE, forced: [] }
const emptied = [{ symbol: 'SOLUSDT', positionSide: 'BOTH', atMs: 2000 }] as const

describe('what became of a position', () => {
  it.each([
    { name: 'nothing known', evidence: NO_EVIDENCE, is: 'unknown' },
    { name: 'an empty answer alone', evidence: gone, is: 'unknown' },
    { name: 'the totals agree', evidence: { ...gone, totals: 'agree' }, is: 'closed' },
    { name: 'a second read agrees', evidence: { ...gone, secondRead: 'absent' }, is: 'closed' },
    { name: 'the stream emptied the slot', evidence: { ...gone, emptied }, is: 'closed' },
    { name: 'own trades for all of it', evidence: { ...gone, fills: [fill('unsure')] }, is: 'closed' },
    {
      name: 'own trades for a part of it',
      evidence: { ...gone, fills: [fill('unsure', { quantity: d('59') })] },
      is: 'unknown',
    },
    {
      name: 'own orders by stream, in parts',
      evidence: { ...NO_EVIDENCE, fills: [fill('own', { quantity: d('40') }), fill('own', { quantity: d('20') })] },
      is: 'closed',
    },
    {
      name: 'an own order by stream that emptied the slot',
      evidence: { ...NO_EVIDENCE, fills: [fill('own', { quantity: null })], emptied },
      is: 'closed',
    },
    {
      name: 'gone for sure, but forced orders could not be read',
      evidence: { ...NO_EVIDENCE, totals: 'agree', secondRead: 'absent' },
      is: 'unknown',
    },
    {
      name: 'trades that may be forced ones',
      evidence: { ...NO_EVIDENCE, fills: [fill('unsure')], totals: 'agree' },
      is: 'unknown',
    },
    { name: 'a liquidation order', evidence: { ...NO_EVIDENCE, forced: [fill('liquidated')] }, is: 'liquidated' },
    { name: 'a liquidation by stream', evidence: { ...NO_EVIDENCE, fills: [fill('liquidated')] }, is: 'liquidated' },
    {
      name: 'auto-deleveraging',
      evidence: { ...gone, forced: [fill('deleveraged')], totals: 'agree' },
      is: 'deleveraged',
    },
    {
      name: 'both: the liquidation counts',
      evidence: { ...gone, forced: [fill('deleveraged'), fill('liquidated')] },
      is: 'liquidated',
    },
    {
      name: 'a forced order from before it was last seen explains nothing',
      evidence: { ...gone, forced: [fill('liquidated', { atMs: 1000 })], secondRead: 'absent' },
      is: 'closed',
    },
    {
      name: 'a forced order of another symbol',
      evidence: { ...gone, forced: [fill('liquidated', { symbol: 'BTCUSDT' })] },
      is: 'unknown',
    },
    {
      name: 'a forced order of the other slot',
      evidence: { ...gone, forced: [fill('liquidated', { positionSide: 'SHORT' })] },
      is: 'unknown',
    },
    {
      name: 'a forced order in the other direction',
      evidence: { ...gone, forced: [fill('liquidated', { side: 'BUY' })] },
      is: 'unknown',
    },
    {
      name: 'a forced order that did not fill',
      evidence: { ...gone, forced: [fill('liquidated', { quantity: d('0') })] },
      is: 'unknown',
    },
    {
      name: 'the totals still hold it',
      evidence: { ...gone, totals: 'disagree', secondRead: 'absent' },
      is: 'unknown',
    },
    {
      name: 'a second read shows it again',
      evidence: { ...gone, totals: 'agree', secondRead: 'present' },
      is: 'unknown',
    },
  ] as const)('$name: $is', ({ evidence, is }) => {
    expect(vanishVerdict(LONG, evidence).status).toBe(is)
  })

  it('a short is closed by buying', () => {
    const short: LastPosition = { ...LONG, side: 'SHORT' }
    const bought = { ...NO_EVIDENCE, forced: [fill('liquidated', { side: 'BUY', positionSide: 'SHORT' })] }
    expect(vanishVerdict(short, bought)).toEqual({ status: 'liquidated' })
  })

  it.each([
    { name: 'the stream emptied it before it was last seen', slot: { atMs: 1000 } },
    { name: 'the stream emptied another symbol', slot: { symbol: 'BTCUSDT' } },
    { name: 'the stream emptied the other leg', slot: { positionSide: 'SHORT' } },
  ] as const)('$name: unknown', ({ slot }) => {
    const evidence = { ...gone, emptied: [{ ...emptied[0], ...slot }] }
    expect(vanishVerdict(LONG, evidence).status).toBe('unknown')
  })

  it('an emptied slot alone does not hide a liquidation that could not be looked for', () => {
    expect(vanishVerdict(LONG, { ...NO_EVIDENCE, emptied }).status).toBe('unknown')
  })

  it.each([
    { evidence: gone, why: 'nothing confirms that it is closed' },
    { evidence: { ...gone, secondRead: 'present' }, why: 'a second read still shows it' },
    { evidence: { ...gone, totals: 'disagree' }, why: 'the totals of the account still hold it' },
    {
      evidence: { ...NO_EVIDENCE, totals: 'agree' },
      why: 'gone, but whether closed or liquidated could not be read',
    },
  ] as const)('says why it is unknown: $why', ({ evidence, why }) => {
    expect(vanishVerdict(LONG, evidence)).toEqual({ status: 'unknown', why })
  })
})

describe('a part taken by the venue', () => {
  it('is dated by its last fill', () => {
    const forced = [fill('liquidated', { atMs: 2000 }), fill('liquidated', { atMs: 2500 })]
    expect(forcedReduction(LONG, { ...gone, forced })).toEqual({ kind: 'liquidated', atMs: 2500 })
  })

  it('is nothing when the owner sold', () => {
    expect(forcedReduction(LONG, { ...gone, fills: [fill('own')] })).toBeNull()
  })
})

describe('where evidence comes from', () => {
  const slot = { symbol: 'SOLUSDT', side: 'SELL', positionSide: 'BOTH' } as const

  it.each([
    { clientOrderId: 'autoclose-1795200000000000001', kind: 'liquidated' },
    { clientOrderId: 'adl_autoclose', kind: 'deleveraged' },
    { clientOrderId: 'adl_autoclose_7', kind: 'deleveraged' },
    { clientOrderId: 'web_a1', kind: 'own' },
    { clientOrderId: 'my_autoclose-', kind: 'own' },
  ])('an order by the client id $clientOrderId is $kind', ({ clientOrderId, kind }) => {
    const order = { ...slot, clientOrderId, status: 'FILLED', isConditional: false }
    expect(orderEvidence(order, 2000)).toEqual({ ...slot, quantity: null, kind, atMs: 2000 })
  })

  it.each([
    { name: 'a new order', status: 'NEW', isConditional: false },
    { name: 'a conditional one', status: 'FILLED', isConditional: true },
  ])('$name is no fill', ({ status, isConditional }) => {
    expect(orderEvidence({ ...slot, clientOrderId: 'autoclose-1', status, isConditional }, 2000)).toBeNull()
  })

  it('a partly filled order is', () => {
    const order = { ...slot, clientOrderId: 'autoclose-1', status: 'PARTIALLY_FILLED', isConditional: false }
    expect(orderEvidence(order, 2000)?.kind).toBe('liquidated')
  })

  it('forced orders count with what was executed', () => {
    const row = { ...slot, orderId: '1', price: d('150'), averagePrice: d('151'), quantity: d('60'), atMs: 5 } as const
    expect(forceOrderEvidence({ ...row, kind: 'ADL', executedQuantity: d('10') })).toEqual({
      ...slot,
      quantity: d('10'),
      kind: 'deleveraged',
      atMs: 5,
    })
  })

  it('a forced order that is no auto-deleveraging is a liquidation', () => {
    const row = { ...slot, orderId: '1', price: d('150'), averagePrice: d('151'), quantity: d('60'), atMs: 5 } as const
    expect(forceOrderEvidence({ ...row, kind: 'LIQUIDATION', executedQuantity: d('60') }).kind).toBe('liquidated')
  })

  it('trades do not say whose will they were', () => {
    const trade = {
      ...slot,
      tradeId: '1',
      orderId: '2',
      price: d('150'),
      quantity: d('60'),
      realizedPnl: d('-5'),
      commission: d('1'),
      commissionAsset: 'USDT',
      atMs: 7,
    } as const
    expect(tradeEvidence(trade)).toEqual({ ...slot, quantity: d('60'), kind: 'unsure', atMs: 7 })
  })
})
