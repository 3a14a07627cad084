import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import { bankruptcyPriceOf } from '../../../src/risk/bankruptcy.ts'
import { driftOf } from '../../../src/risk/drift.ts'
import { poolEffects, poolWith, positionEffects, riskOf } from '../../../src/risk/remedy-option.ts'
import { atRate, collateralValue, entryValueOf, netQuantityOf, withVenueEntryPrice } from '../../../src/risk/stake.ts'
import { surplusAt } from '../../../src/risk/surplus.ts'
import { aContext, rowIn } from '../../support/acting.ts'
import { aPosition, aRate, aSnapshot, aStake, aWallet } from '../../support/builders.ts'

const text = (value: { toDecimalPlaces(places: number): { toFixed(): string } } | null | undefined) =>
  value?.toDecimalPlaces(6).toFixed() ?? null
const RATES = { bidRate: d('0.9'), askRate: d('1.1') }

describe('a stake', () => {
  it('of an isolated position takes its entry with eight decimals, cut; a cross one as it is', () => {
    const entryPrice = '100.123456789'
    const cut = (marginType: 'ISOLATED' | 'CROSSED') =>
      withVenueEntryPrice(aPosition({ entryPrice, marginType })).entryPrice.toFixed()
    expect([cut('ISOLATED'), cut('CROSSED')]).toEqual(['100.12345678', entryPrice])
    const exact = aPosition({ entryPrice: '100.5', marginType: 'ISOLATED' })
    expect(withVenueEntryPrice(exact)).toBe(exact)
  })

  it('counts money owned at the bid, and owed at the ask', () => {
    const worth = (amount: string) => collateralValue(d(amount), RATES).toFixed()
    expect([worth('10'), worth('-10'), worth('0')]).toEqual(['9', '-11', '0'])
    expect([atRate(d('10'), d('1')).toFixed(), atRate(d('10'), d('0.5')).toFixed()]).toEqual(['10', '5'])
  })

  it('nets its legs', () => {
    const { legs } = aStake({
      markPrice: '100',
      balance: '0',
      legs: [
        { side: 'LONG', quantity: '3', entryPrice: '100' },
        { side: 'SHORT', quantity: '1', entryPrice: '110' },
      ],
    })
    expect([netQuantityOf(legs).toFixed(), entryValueOf(legs).toFixed()]).toEqual(['2', '190'])
  })

  it('has a surplus at each price: balance and profit less maintenance margin, at its rates', () => {
    const stake = aStake({
      markPrice: '100',
      balance: '20',
      legs: [{ side: 'LONG', quantity: '1', entryPrice: '100' }],
      rates: ['0.9', '1.1'],
      reserve: '5',
    })
    // 5 + 0.9 × 30 − 1.1 × 0.44 and 5 − 1.1 × 10 − 1.1 × 0.28
    expect([text(surplusAt(stake, d('110'))), text(surplusAt(stake, d('70')))]).toEqual(['31.516', '-6.308'])
  })
})

describe('the bankruptcy price', () => {
  const priceAt = (reserve: string, legs: Parameters<typeof aStake>[0]['legs'], balance = '20') =>
    text(bankruptcyPriceOf(aStake({ markPrice: '100', balance, legs, reserve, rates: ['0.8', '1.25'] })))
  const LONG = { side: 'LONG', quantity: '1', entryPrice: '100' } as const

  it.each([
    { name: 'of the balance alone', reserve: '0', is: '80' },
    // what others add pays debts at the ask: 5 ÷ 1.25
    { name: 'with help', reserve: '5', is: '76' },
    // what others lack has to be met at the bid: 4 ÷ 0.8
    { name: 'with a burden', reserve: '-4', is: '85' },
  ])('$name: $is', ({ reserve, is }) => {
    expect(priceAt(reserve, [LONG])).toBe(is)
  })

  it('is none for legs that offset each other, or below zero', () => {
    expect(priceAt('0', [LONG, { ...LONG, side: 'SHORT' }])).toBeNull()
    expect([priceAt('0', [LONG], '100'), priceAt('0', [LONG], '99')]).toEqual([null, '1'])
  })
})

describe('drift where nothing liquidates', () => {
  const none = { status: 'none', reason: 'fully-funded' } as const

  it('is none where Binance says the same', () => {
    expect(driftOf(aPosition({ exchangePrice: null }), none)).toMatchObject({
      driftPct: null,
      isShown: false,
      isWarning: false,
    })
  })
})

describe('what one position says of its margin', () => {
  it('a cross one shows the ratio of its pool and no leverage of its own, an isolated one its own', () => {
    const positions = [
      aPosition(),
      aPosition({ symbol: 'ETHUSDT', isolatedWallet: '10', markPrice: '98', entryPrice: '100' }),
    ]
    const context = aContext(aSnapshot({ wallets: [aWallet('USDT', '50', '60')], positions }))
    const [cross, isolated] = [rowIn(context, 'BTCUSDT'), rowIn(context, 'ETHUSDT')]
    // 0.4 ÷ 50; 0.392 ÷ 8; 98 ÷ 8
    expect([
      text(cross.marginRatio()),
      cross.effectiveLeverage(),
      text(isolated.marginRatio()),
      text(isolated.effectiveLeverage()),
    ]).toEqual(['0.008', null, '0.049', '12.25'])
  })
})

describe('what a change does to others', () => {
  const book = (balance: string, ...quantities: readonly string[]) => {
    const positions = quantities.map((quantity, index) => aPosition({ symbol: `C${index}USDT`, quantity }))
    return aContext(aSnapshot({ wallets: [aWallet('USDT', balance)], positions })).risk
  }
  const [before, poorer, richer, fewer] = [
    book('50', '1', '1'),
    book('40', '1', '1'),
    book('900', '1', '1'),
    book('50', '1'),
  ]

  it('is told of positions whose price moves, appears or goes away, but for the one that is changed', () => {
    const moved = (after: typeof before, but: Parameters<typeof positionEffects>[2] = null) =>
      positionEffects(before, after, but).map(({ symbol, before: was, after: now }) => [symbol, was.status, now.status])
    expect(moved(before)).toEqual([])
    expect(moved(richer)).toEqual([
      ['C0USDT', 'price', 'none'],
      ['C1USDT', 'price', 'none'],
    ])
    expect(positionEffects(richer, richer, null)).toEqual([])
    expect(moved(poorer, { symbol: 'C0USDT', positionSide: 'BOTH' }).map(([symbol]) => symbol)).toEqual(['C1USDT'])
    expect(moved(fewer).map(([symbol]) => symbol)).toEqual(['C0USDT'])
  })

  it('is told of pools whose joint distance changes', () => {
    const changed = (from: typeof before, to: typeof before) =>
      poolEffects(from, to).map(({ asset, before: was, after: now }) => [asset, text(was), text(now)])
    // 50 = 200 x + 0.8 (1 − x)
    expect(changed(before, poorer)).toEqual([['USDT', '24.698795', '19.678715']])
    expect(changed(before, richer)).toEqual([['USDT', '24.698795', null]])
    expect(changed(richer, before)).toEqual([['USDT', null, '24.698795']])
    expect([changed(before, before), changed(richer, richer)]).toEqual([[], []])
    expect(changed(before, { ...before, pools: [] })).toEqual([['USDT', '24.698795', null]])
    const blind = { ...before, pools: before.pools.map((pool) => ({ ...pool, isUnknown: true })) }
    expect(changed(blind, poorer)).toEqual([])
  })

  it('finds the row and the pool of a slot', () => {
    const slot = { symbol: 'C1USDT', positionSide: 'BOTH' } as const
    expect(riskOf(before, slot)?.position.symbol).toBe('C1USDT')
    expect(riskOf(before, { ...slot, positionSide: 'LONG' })).toBeNull()
    const [row] = before.positions
    if (row === undefined) throw new Error('no row')
    expect(poolWith(before, row)?.asset).toBe('USDT')
    expect(poolWith(before, { ...row, position: { ...row.position, marginType: 'ISOLATED' } })).toBeNull()
    expect(poolWith({ ...before, pools: [] }, row)).toBeNull()
  })

  it('in multi-assets mode knows one pool', () => {
    const rates = [aRate('USDT', '1', '1')]
    const snapshot = aSnapshot({
      multiAssetsMode: true,
      rates,
      wallets: [aWallet('USDT', '50')],
      positions: [aPosition()],
    })
    const context = aContext(snapshot)
    expect(poolWith(context.risk, rowIn(context, 'BTCUSDT'))?.asset).toBe('USD')
  })
})
