import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import type { AccountSnapshot } from '../../../src/model/snapshot.ts'
import { assessAccount } from '../../../src/risk/assess.ts'
import {
  freeBalance,
  planSize,
  type SizePlan,
  type SizeRefusal,
  type SizeRequest,
  stopMultipleOf,
} from '../../../src/risk/size-plan.ts'
import { aBracket, aPosition, aSnapshot, aWallet, TAKEN_AT_MS, tierTable } from '../../support/builders.ts'
import { someRules } from './some-rules.ts'

const terms: SizeRequest['terms'] = {
  side: 'LONG',
  entryPrice: d('100'),
  stopPrice: d('95'),
  entryType: 'LIMIT',
  feeRate: d('0'),
  book: null,
}

/** 1 % of 1,000, 10 at risk: 2 at 5 each. */
function aRequest(traits: Partial<SizeRequest> = {}): SizeRequest {
  return {
    symbol: 'BTCUSDT',
    terms,
    targetPrice: null,
    riskPct: d('1'),
    equity: d('1000'),
    guards: [],
    rules: someRules(),
    bracket: aBracket(),
    setting: { marginType: 'ISOLATED', leverage: 10 },
    ...traits,
  }
}

const RISING = [
  { price: d('100'), quantity: d('1') },
  { price: d('101'), quantity: d('50') },
]

const empty = aSnapshot({ wallets: [aWallet('USDT', '1000')] })

function planned(request: SizeRequest, snapshot: AccountSnapshot = empty): SizePlan | SizeRefusal {
  const tiers = tierTable()
  return planSize(request, { snapshot, tiers, risk: assessAccount(snapshot, { tiers, nowMs: TAKEN_AT_MS }) })
}

function sized(request: SizeRequest, snapshot?: AccountSnapshot): SizePlan {
  const plan = planned(request, snapshot)
  if (plan.status !== 'sized') throw new Error(plan.status)
  return plan
}

describe('planSize', () => {
  it('sizes by the budget and shows the rest', () => {
    const plan = sized(aRequest({ targetPrice: d('110') }))
    expect(plan.quantity.toFixed()).toBe('2')
    expect(plan.notional.toFixed()).toBe('200')
    expect(plan.riskBudget.toFixed()).toBe('10')
    expect(plan.realRiskPct.toFixed()).toBe('1')
    expect(plan.initialMargin?.toFixed()).toBe('20')
    expect(plan.maintenance?.margin.toFixed()).toBe('0.8')
    expect(plan.maintenance?.marginRatio?.toFixed()).toBe('0.04')
    expect(plan.reward?.rMultiple.toFixed()).toBe('2')
    // (200 − 20) ÷ (2 × 0.996) = 90.3614…, 9.6386 away from the entry, 5 is the stop's distance
    expect(stopMultipleOf(plan)?.toFixed(4)).toBe('1.9277')
  })

  it('shrinks the budget by its guards, and says what it would have been', () => {
    const plan = sized(aRequest({ guards: [{ name: 'funding', factor: d('0.5'), why: 'longs pay' }] }))
    expect(plan.quantity.toFixed()).toBe('1')
    expect(plan.unguardedQuantity.toFixed()).toBe('2')
    expect(plan.riskBudget.toFixed()).toBe('10')
  })

  it('counts what is held against the bracket', () => {
    const [row] = aBracket().rows
    if (row === undefined) throw new Error('no row')
    const bracket = { ...aBracket(), rows: [{ ...row, notionalCap: d('250') }] }
    const held = aPosition({ quantity: '1', isolatedWallet: '20' })
    const snapshot = aSnapshot({ wallets: [aWallet('USDT', '980', '1000')], positions: [held] })
    const plan = sized(aRequest({ bracket }), snapshot)
    expect([plan.quantity.toFixed(), plan.limitedBy]).toEqual(['1.5', 'bracket'])
  })

  it.each([
    {
      name: 'a stop beyond liquidation',
      request: { setting: { marginType: 'ISOLATED', leverage: 50 } },
      // (200 − 4) ÷ (2 × 0.996)
      refusal: { status: 'stop-beyond-liquidation', liquidationPrice: '98.39357430' },
    },
    {
      name: 'a margin below maintenance',
      request: { setting: { marginType: 'ISOLATED', leverage: 300 } },
      refusal: { status: 'liquidatable-at-once' },
    },
    {
      name: 'a budget below the smallest order',
      request: { rules: someRules({ minNotional: '500' }) },
      // 5 of them risk 25
      refusal: { status: 'too-small', smallest: '5', neededRiskPct: '2.5' },
    },
  ] as const)('refuses $name', ({ request, refusal }) => {
    const found = planned(aRequest(request))
    const texts = Object.entries(found).map(([key, value]) => [key, d0(value)])
    expect(Object.fromEntries(texts)).toMatchObject(refusal)
  })

  it('knows no liquidation of an isolated plan without a leverage', () => {
    const plan = sized(aRequest({ setting: { marginType: 'ISOLATED', leverage: null } }))
    expect([plan.effect, plan.initialMargin, plan.maintenance?.marginRatio ?? null]).toEqual([null, null, null])
    expect(stopMultipleOf(plan)).toBeNull()
  })

  it('offers what hedges a larger opposite leg: its only edge is on the winning side', () => {
    const held = aPosition({ side: 'SHORT', positionSide: 'SHORT', quantity: '5' })
    const snapshot = aSnapshot({ hedgeMode: true, wallets: [aWallet('USDT', '1000')], positions: [held] })
    const plan = sized(aRequest({ setting: { marginType: 'CROSSED', leverage: 10 } }), snapshot)
    const { liquidation } = plan.effect?.opened ?? {}
    expect(liquidation?.status === 'price' && [liquidation.edges.below, liquidation.edges.above === null]).toEqual([
      null,
      false,
    ])
    expect(stopMultipleOf(plan)).toBeNull()
  })

  it('is bounded by the largest market order, for the stop is one', () => {
    const bounded = (fields: object) => sized(aRequest({ rules: { ...someRules(), ...fields } }))
    const most = (fields: object) => [bounded(fields).quantity.toFixed(), bounded(fields).limitedBy]
    expect(most({ maxMarketQuantity: d('1.5') })).toEqual(['1.5', 'max-quantity'])
    expect(most({ maxQuantity: d('1.2') })).toEqual(['1.2', 'max-quantity'])
  })

  it('of a short that slips enters below its price, and is refused by the edge above', () => {
    const book = {
      bids: [
        { price: d('100'), quantity: d('1') },
        { price: d('99'), quantity: d('50') },
      ],
      asks: [{ price: d('101'), quantity: d('50') }],
      atMs: 0,
    }
    const short = { ...terms, side: 'SHORT', stopPrice: d('105'), entryType: 'MARKET', book } as const
    const plan = sized(aRequest({ terms: short }))
    // 5 × 1.8 at risk and 0.8 lost on the way in, 1.9 would lose 10.4; (100 + 0.8 × 99) ÷ 1.8
    expect([plan.quantity.toFixed(), plan.effect?.opened.position.entryPrice.toFixed(6)]).toEqual(['1.8', '99.555556'])
    const long = {
      ...short,
      side: 'LONG',
      stopPrice: d('95'),
      book: { ...book, bids: book.asks, asks: RISING },
    } as const
    // the same from above: (100 + 0.8 × 101) ÷ 1.8
    expect(sized(aRequest({ terms: long })).effect?.opened.position.entryPrice.toFixed(6)).toBe('100.444444')
    const tight = planned(aRequest({ terms: short, setting: { marginType: 'ISOLATED', leverage: 50 } }))
    expect(tight.status).toBe('stop-beyond-liquidation')
  })

  it('has no multiple where nothing can liquidate it', () => {
    const plan = sized(aRequest({ setting: { marginType: 'CROSSED', leverage: 10 } }))
    expect([plan.effect?.opened.liquidation.status, stopMultipleOf(plan)]).toEqual(['none', null])
  })

  it('counts only what is held of the same symbol and side', () => {
    const [row] = aBracket().rows
    if (row === undefined) throw new Error('no row')
    const bracket = { ...aBracket(), rows: [{ ...row, notionalCap: d('250') }] }
    const held = [
      aPosition({ symbol: 'ETHUSDT', quantity: '9' }),
      aPosition({ side: 'SHORT', positionSide: 'SHORT', quantity: '9' }),
    ]
    const snapshot = aSnapshot({ hedgeMode: true, wallets: [aWallet('USDT', '1000')], positions: held })
    const plan = sized(aRequest({ bracket, setting: { marginType: 'CROSSED', leverage: 10 } }), snapshot)
    expect([plan.quantity.toFixed(), plan.limitedBy]).toEqual(['2', 'risk'])
  })

  it('cannot tell what the smallest order needs where the book does not hold it', () => {
    const book = {
      bids: [{ price: d('100'), quantity: d('1') }],
      asks: [{ price: d('100'), quantity: d('1') }],
      atMs: 0,
    }
    const found = planned(aRequest({ terms: { ...terms, book }, rules: someRules({ minNotional: '500' }) }))
    expect(found).toMatchObject({ status: 'too-small', neededRiskPct: null })
  })

  it('knows what is free of the margin asset; nothing where there is no wallet, not known in multi-assets mode', () => {
    const plan = sized(aRequest())
    const free = (snapshot: AccountSnapshot) => freeBalance(plan, snapshot)?.toFixed() ?? null
    const wallet = { ...aWallet('USDT', '1000'), availableBalance: d('700') }
    expect([
      free(aSnapshot({ wallets: [wallet] })),
      free(empty),
      free(aSnapshot()),
      free(aSnapshot({ multiAssetsMode: true })),
    ]).toEqual(['700', null, '0', null])
  })

  it('finds the margin asset among several', () => {
    const wallet = { ...aWallet('USDT', '1000'), availableBalance: d('700') }
    const other = { ...aWallet('USDC', '50'), availableBalance: d('40') }
    expect(freeBalance(sized(aRequest()), aSnapshot({ wallets: [other, wallet] }))?.toFixed()).toBe('700')
  })

  it('is bounded by the bracket of the leverage that is set', () => {
    const [row] = aBracket().rows
    if (row === undefined) throw new Error('no row')
    const rows = [
      { ...row, notionalCap: d('150') },
      { ...row, bracket: 2, notionalFloor: d('150'), initialLeverage: 5 },
    ]
    const most = (leverage: number | null) => {
      const plan = sized(aRequest({ bracket: { ...aBracket(), rows }, setting: { marginType: 'CROSSED', leverage } }))
      return [plan.quantity.toFixed(), plan.limitedBy]
    }
    // 10x is granted up to 150, 5x beyond it too
    expect([most(10), most(5), most(null)]).toEqual([
      ['1.5', 'bracket'],
      ['2', 'risk'],
      ['2', 'risk'],
    ])
  })

  it('knows the liquidation of a cross plan without a leverage, and the margin of one without sound brackets', () => {
    const cross = sized(aRequest({ setting: { marginType: 'CROSSED', leverage: null } }))
    expect(cross.effect?.opened.position.quantity.toFixed()).toBe('2')
    const unsound = sized(aRequest({ bracket: aBracket([['5', '0.004', '0']]) }))
    expect([unsound.initialMargin?.toFixed(), unsound.maintenance]).toEqual(['20', null])
  })

  it('refuses to flip what is held', () => {
    const snapshot = aSnapshot({ wallets: [aWallet('USDT', '1000')], positions: [aPosition({ side: 'SHORT' })] })
    expect(planned(aRequest(), snapshot).status).toBe('opposite-held')
  })

  it.each([
    { name: 'brackets', traits: { bracket: null } },
    { name: 'the margin mode', traits: { setting: null } },
    { name: 'sound brackets', traits: { bracket: aBracket([['5', '0.004', '0']]) } },
  ])('without $name says that liquidation is not known', ({ traits }) => {
    expect(sized(aRequest(traits)).effect).toBeNull()
  })
})

function d0(value: unknown): unknown {
  const isDecimal = typeof value === 'object' && value !== null && 'toFixed' in value
  if (!isDecimal) return value
  const decimal = d(String(value))
  return decimal.decimalPlaces() > 8 ? decimal.toFixed(8) : decimal.toFixed()
}
