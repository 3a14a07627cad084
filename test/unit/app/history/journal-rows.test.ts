import { describe, expect, it } from 'vitest'
import {
  fillEvent,
  forcedEvent,
  incomeEvent,
  marginEvents,
  orderEvents,
} from '../../../../src/app/history/journal-rows.ts'
import type { AlgoRecord, Income, MarginChange } from '../../../../src/model/account-history.ts'
import { d } from '../../../../src/model/decimal.ts'
import { aPastFill, NOW_MS } from '../../../support/past-exchange.ts'

const AT = NOW_MS - 1000

function anIncome(traits: Partial<Income>): Income {
  return {
    tranId: '9007199254740993',
    type: 'FUNDING_FEE',
    symbol: 'SOLUSDT',
    amount: d('-2.5'),
    asset: 'USDT',
    atMs: AT,
    ...traits,
  }
}

function anOrder(traits: Partial<AlgoRecord>): AlgoRecord {
  return {
    algoId: '3000000123456',
    symbol: 'SOLUSDT',
    side: 'SELL',
    positionSide: 'BOTH',
    type: 'STOP_MARKET',
    status: 'NEW',
    quantity: d('60'),
    triggerPrice: d('160.17'),
    orderId: null,
    createdAtMs: AT,
    updatedAtMs: AT + 500,
    ...traits,
  }
}

describe('rows of the exchange as events', () => {
  it('keeps fee and profit with the fill', () => {
    expect(fillEvent('main', aPastFill('6612345678901234567', 1000, { realizedPnl: d('-12.30') }))).toEqual({
      id: 'main fill SOLUSDT 6612345678901234567',
      atMs: AT,
      account: 'main',
      type: 'fill',
      symbol: 'SOLUSDT',
      side: 'BUY',
      before: null,
      after: null,
      note: null,
      figures: {
        quantity: '1',
        price: '100',
        fee: '0.05',
        feeAsset: 'USDT',
        realizedPnl: '-12.3',
        orderId: 'o6612345678901234567',
        positionSide: 'BOTH',
      },
    })
  })

  it.each([
    { name: 'funding', income: {}, type: 'funding', note: null },
    { name: 'a transfer', income: { type: 'TRANSFER', symbol: null }, type: 'transfer', note: 'TRANSFER' },
    {
      name: 'a transfer of a strategy',
      income: { type: 'STRATEGY_UMFUTURES_TRANSFER' },
      type: 'transfer',
      note: 'STRATEGY_UMFUTURES_TRANSFER',
    },
    { name: 'the fee of a liquidation', income: { type: 'INSURANCE_CLEAR' }, type: 'income', note: 'INSURANCE_CLEAR' },
    { name: 'a rebate', income: { type: 'COMMISSION_REBATE' }, type: 'income', note: 'COMMISSION_REBATE' },
    { name: 'a fee without a trade', income: { type: 'COMMISSION' }, type: 'income', note: 'COMMISSION' },
  ])('tells $name', ({ income, type, note }) => {
    const event = incomeEvent('main', anIncome(income))
    expect(event).toMatchObject({ type, note, figures: { amount: '-2.5', asset: 'USDT' } })
  })

  it.each(['COMMISSION', 'REALIZED_PNL'])('leaves %s of a trade to the trade', (type) => {
    expect(incomeEvent('main', anIncome({ type, tradeId: '12' }))).toBeNull()
  })

  it('tells apart what shares a transfer id across types', () => {
    const ids = ['FUNDING_FEE', 'INSURANCE_CLEAR', 'TRANSFER'].map(
      (type) => incomeEvent('main', anIncome({ type }))?.id,
    )
    expect(new Set(ids).size).toBe(3)
    expect(ids[0]).toContain('9007199254740993')
  })

  it.each([
    { kind: 'LIQUIDATION', note: 'liquidation', averagePrice: d('154.2'), price: '154.2' },
    { kind: 'ADL', note: 'auto-deleveraging', averagePrice: null, price: '150' },
  ] as const)('names a forced close by $kind', ({ kind, note, averagePrice, price }) => {
    const shared = { symbol: 'SOLUSDT', side: 'SELL', positionSide: 'BOTH', price: d('150'), atMs: AT } as const
    const order = { ...shared, orderId: '7', kind, averagePrice, quantity: d('60'), executedQuantity: d('58') }
    expect(forcedEvent('main', order)).toMatchObject({
      id: 'main forced SOLUSDT 7',
      type: 'forced-close',
      note,
      figures: { quantity: '58', price, orderId: '7' },
    })
  })

  it('numbers equal changes of margin of one millisecond, and keeps the marks of their hour', () => {
    const change: MarginChange = {
      symbol: 'SOLUSDT',
      positionSide: 'LONG',
      amount: d('120'),
      asset: 'USDT',
      reason: 'USER_ADJUST',
      atMs: AT,
    }
    const marks = { markLow: '150', markHigh: '152' }
    const events = marginEvents('main', [change, change, { ...change, amount: d('-120') }], () => marks)
    expect(new Set(events.map(({ id }) => id)).size).toBe(3)
    expect(events.map(({ figures }) => figures?.amount)).toEqual(['120', '120', '-120'])
    expect(events[0]?.figures).toEqual({ amount: '120', asset: 'USDT', positionSide: 'LONG', ...marks })
    expect(marginEvents('main', [change], () => null)[0]?.id).toBe(events[0]?.id)
  })

  it.each([
    { status: 'NEW', ending: null },
    { status: 'TRIGGERING', ending: 'triggered' },
    { status: 'TRIGGERED', ending: 'triggered' },
    { status: 'FINISHED', ending: 'triggered' },
    { status: 'CANCELED', ending: 'cancelled' },
    { status: 'EXPIRED', ending: 'expired' },
    { status: 'REJECTED', ending: 'rejected' },
    { status: 'SOMETHING_NEW', ending: null },
  ])('tells that an order was placed, and how $status ended it', ({ status, ending }) => {
    const [placed, ended] = orderEvents('main', anOrder({ status, orderId: '99' }))
    expect(placed).toMatchObject({ before: null, after: 'placed', atMs: AT, note: 'STOP_MARKET' })
    expect(placed?.figures).toEqual({ quantity: '60', price: '160.17', positionSide: 'BOTH' })
    expect(ended?.after ?? null).toBe(ending)
    if (ending !== null) expect(ended).toMatchObject({ before: 'placed', atMs: AT + 500, figures: { orderId: '99' } })
  })

  it('has no figures that an order does not have', () => {
    const [placed] = orderEvents('main', anOrder({ quantity: null, triggerPrice: null }))
    expect(placed?.figures).toEqual({ positionSide: 'BOTH' })
  })
})
