import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import type { AccountSnapshot } from '../../../src/model/snapshot.ts'
import { assessAccount } from '../../../src/risk/assess.ts'
import {
  closesFirst,
  type Entry,
  enteredSnapshot,
  entryEffect,
  heldRow,
  maxNotionalAt,
  moneyOnly,
} from '../../../src/risk/entry.ts'
import { stopOutOf } from '../../../src/risk/stop-out.ts'
import { aBracket, anOrder, aPosition, aSnapshot, aWallet, TAKEN_AT_MS, tierTable } from '../../support/builders.ts'

function anEntry(traits: Partial<Entry> = {}): Entry {
  return {
    symbol: 'BTCUSDT',
    side: 'LONG',
    quantity: d('1'),
    price: d('100'),
    fee: d('0'),
    marginType: 'CROSSED',
    marginAsset: 'USDT',
    leverage: 10,
    bracket: aBracket(),
    ...traits,
  }
}

function effectIn(snapshot: AccountSnapshot, entry: Entry) {
  const tiers = tierTable()
  return entryEffect({ snapshot, tiers, risk: assessAccount(snapshot, { tiers, nowMs: TAKEN_AT_MS }) }, entry)
}

function priceOf(effect: ReturnType<typeof effectIn>): string | null {
  const { liquidation } = effect.opened
  return liquidation.status === 'price' ? liquidation.price.toFixed(8) : null
}

describe('enteredSnapshot', () => {
  it('moves the initial margin and the fee of an isolated entry out of the wallet', () => {
    const before = aSnapshot({ wallets: [aWallet('USDT', '1000')] })
    const { wallets, positions } = enteredSnapshot(before, anEntry({ marginType: 'ISOLATED', fee: d('0.05') }))
    expect(wallets[0]?.walletBalance.toFixed()).toBe('999.95')
    expect(wallets[0]?.crossWallet.toFixed()).toBe('989.95')
    expect(positions[0]?.isolatedWallet.toFixed()).toBe('10')
  })

  it('averages the entry price of what is held already', () => {
    const held = aPosition({ quantity: '3', entryPrice: '80', isolatedWallet: '24' })
    const before = aSnapshot({ wallets: [aWallet('USDT', '1000')], positions: [held] })
    const [merged] = enteredSnapshot(before, anEntry({ marginType: 'ISOLATED' })).positions
    expect(merged?.quantity.toFixed()).toBe('4')
    expect(merged?.entryPrice.toFixed()).toBe('85')
    expect(merged?.isolatedWallet.toFixed()).toBe('34')
  })

  it('opens its own leg in hedge mode', () => {
    const held = aPosition({ side: 'SHORT', positionSide: 'SHORT' })
    const before = aSnapshot({ hedgeMode: true, wallets: [aWallet('USDT', '1000')], positions: [held] })
    const after = enteredSnapshot(before, anEntry())
    expect(after.positions.map(({ positionSide }) => positionSide)).toEqual(['SHORT', 'LONG'])
  })

  it('refuses what would close the other side first', () => {
    const before = aSnapshot({ positions: [aPosition({ side: 'SHORT' })] })
    expect(closesFirst(before, anEntry())).toBe(true)
    expect(() => enteredSnapshot(before, anEntry())).toThrow(RangeError)
  })

  it('closes nothing of another symbol, and opens both sides in hedge mode', () => {
    const other = aPosition({ symbol: 'ETHUSDT', side: 'SHORT' })
    expect(closesFirst(aSnapshot({ positions: [other] }), anEntry())).toBe(false)
    const short = aPosition({ side: 'SHORT', positionSide: 'SHORT' })
    expect(closesFirst(aSnapshot({ hedgeMode: true, positions: [short] }), anEntry())).toBe(false)
  })

  it('opens the one slot of one-way mode, and leaves other money alone', () => {
    const before = aSnapshot({ wallets: [aWallet('USDC', '7'), aWallet('USDT', '1000')] })
    const { wallets, positions } = enteredSnapshot(before, anEntry({ marginType: 'ISOLATED' }))
    expect(positions.map(({ positionSide }) => positionSide)).toEqual(['BOTH'])
    expect(wallets.map(({ asset, crossWallet }) => `${asset} ${crossWallet.toFixed()}`)).toEqual(['USDC 7', 'USDT 990'])
  })

  it('pays out of a wallet that was empty until now', () => {
    const { wallets } = enteredSnapshot(aSnapshot(), anEntry({ fee: d('0.05') }))
    expect(
      wallets.map(({ asset, crossWallet, walletBalance }) => [asset, crossWallet.toFixed(), walletBalance.toFixed()]),
    ).toEqual([['USDT', '-0.05', '-0.05']])
  })

  it('moves the mark of the other leg to the entry price, and no other mark', () => {
    const held = [aPosition({ side: 'SHORT', positionSide: 'SHORT' }), aPosition({ symbol: 'ETHUSDT' })]
    const before = aSnapshot({ hedgeMode: true, wallets: [aWallet('USDT', '1000')], positions: held })
    const marks = enteredSnapshot(before, anEntry({ price: d('110') })).positions.map(({ markPrice }) =>
      markPrice.toFixed(),
    )
    expect(marks).toEqual(['110', '100', '110'])
  })

  it('refuses an isolated entry without a leverage', () => {
    const entry = anEntry({ marginType: 'ISOLATED', leverage: null })
    expect(() => enteredSnapshot(aSnapshot(), entry)).toThrow(RangeError)
  })
})

describe('entryEffect', () => {
  it.each([
    // (100 − 10) ÷ 0.996
    { name: 'isolated at 10x', entry: { marginType: 'ISOLATED' }, wallet: '1000', price: '90.36144578' },
    // (100 − 50) ÷ 0.996
    { name: 'cross, backed by 50', entry: {}, wallet: '50', price: '50.20080321' },
    // (100 + 50) ÷ 1.004
    { name: 'a cross short', entry: { side: 'SHORT' }, wallet: '50', price: '149.40239044' },
    { name: 'a cross long that is wholly backed', entry: {}, wallet: '101', price: null },
  ] as const)('$name: $price', ({ entry, wallet, price }) => {
    expect(priceOf(effectIn(aSnapshot({ wallets: [aWallet('USDT', wallet)] }), anEntry(entry)))).toBe(price)
  })

  it('shows what the others lose: the new maintenance margin backs them no more', () => {
    const eth = aPosition({ symbol: 'ETHUSDT' })
    const effect = effectIn(aSnapshot({ wallets: [aWallet('USDT', '50')], positions: [eth] }), anEntry())
    const [moved] = effect.others
    // 50 ÷ 0.996 before, (50 + 0.4) ÷ 0.996 after
    expect([moved?.symbol, moved?.before?.toFixed(8), moved?.after?.toFixed(8)]).toEqual([
      'ETHUSDT',
      '50.20080321',
      '50.60240964',
    ])
    expect(priceOf(effect)).toBe('50.60240964')
  })

  it('tells of a liquidation price that only the entry brings about, and of none that stays none', () => {
    const eth = aPosition({ symbol: 'ETHUSDT' })
    const moved = (wallet: string) =>
      effectIn(aSnapshot({ wallets: [aWallet('USDT', wallet)], positions: [eth] }), anEntry()).others
    // (100 + 0.4 − 100.1) ÷ 0.996
    expect(moved('100.1').map(({ before, after }) => [before, after?.toFixed(8)])).toEqual([[null, '0.30120482']])
    expect(moved('900')).toEqual([])
  })

  it('tells of a liquidation price that the entry takes away: half of the leg is hedged', () => {
    const long = aPosition({ positionSide: 'LONG' })
    const snapshot = aSnapshot({ hedgeMode: true, wallets: [aWallet('USDT', '99')], positions: [long] })
    const { others } = effectIn(snapshot, anEntry({ side: 'SHORT', quantity: d('0.5') }))
    // 1 ÷ 0.996 before; 49 + 0.494 p is above 0 at every price
    expect(others.map(({ side, before, after }) => [side, before?.toFixed(8), after])).toEqual([
      ['LONG', '1.00401606', null],
    ])
  })

  it('does not count what it enlarges among the others', () => {
    const snapshot = aSnapshot({ wallets: [aWallet('USDT', '50')], positions: [aPosition()] })
    expect(effectIn(snapshot, anEntry()).others).toEqual([])
  })

  it('finds the row of a side that is held, and no other', () => {
    const { after } = effectIn(aSnapshot({ wallets: [aWallet('USDT', '50')] }), anEntry())
    expect(heldRow(after, { symbol: 'BTCUSDT', side: 'LONG' }).position.quantity.toFixed()).toBe('1')
    expect(() => heldRow(after, { symbol: 'BTCUSDT', side: 'SHORT' })).toThrow('no short of BTCUSDT is held')
  })

  it('leaves isolated positions alone', () => {
    const eth = aPosition({ symbol: 'ETHUSDT', isolatedWallet: '20' })
    const effect = effectIn(aSnapshot({ wallets: [aWallet('USDT', '50')], positions: [eth] }), anEntry())
    expect(effect.others).toEqual([])
  })

  it('plans without an account in money alone', () => {
    const money = moneyOnly({ asset: 'USDT', equity: d('50'), atMs: TAKEN_AT_MS })
    expect(priceOf(effectIn(money, anEntry({ leverage: null })))).toBe('50.20080321')
  })
})

describe('maxNotionalAt', () => {
  const [low, high] = aBracket([
    ['0', '0.004', '0'],
    ['10000', '0.01', '60'],
  ]).rows
  const rows =
    low && high
      ? [
          { ...low, initialLeverage: 50 },
          { ...high, notionalCap: d('50000') },
        ]
      : []
  const bracket = { ...aBracket(), rows }
  it.each([
    { leverage: 50, most: '10000' },
    { leverage: 21, most: '10000' },
    { leverage: 20, most: '50000' },
    { leverage: null, most: '50000' },
    { leverage: 51, most: null },
  ])('at $leverage: $most', ({ leverage, most }) => {
    expect(maxNotionalAt(bracket, leverage)?.toFixed() ?? null).toBe(most)
  })
})

describe('stopOutOf', () => {
  const stopped = (snapshot: AccountSnapshot) => {
    const outcome = stopOutOf(assessAccount(snapshot, { tiers: tierTable(), nowMs: TAKEN_AT_MS }), snapshot)
    return {
      atStops: outcome.atStops.toFixed(),
      atLiquidation: outcome.atLiquidation.toFixed(),
      unbounded: outcome.unbounded.map(({ symbol }) => symbol),
      unknown: outcome.unknown.map(({ symbol }) => symbol),
    }
  }
  const isolated = aPosition({ markPrice: '90', isolatedWallet: '20' })
  const cross = aPosition({ markPrice: '90' })
  const NONE = { atStops: '0', atLiquidation: '0', unbounded: [], unknown: [] }

  it.each([
    { name: 'covered', position: cross, orders: [anOrder({ triggerPrice: '85' })], outcome: { ...NONE, atStops: '5' } },
    {
      name: 'covered by two',
      position: cross,
      orders: [anOrder({ triggerPrice: '85', quantity: '0.5' }), anOrder({ triggerPrice: '80', quantity: '3' })],
      outcome: { ...NONE, atStops: '7.5' },
    },
    {
      name: 'covered by a closing order without a quantity',
      position: cross,
      orders: [anOrder({ triggerPrice: '85', quantity: '0', closePosition: true })],
      outcome: { ...NONE, atStops: '5' },
    },
    // half at its stop, half of the margin that is left: 20 − 10
    {
      name: 'isolated, half covered',
      position: isolated,
      orders: [anOrder({ triggerPrice: '85', quantity: '0.5' })],
      outcome: { ...NONE, atStops: '2.5', atLiquidation: '5' },
    },
    { name: 'isolated without a stop', position: isolated, orders: [], outcome: { ...NONE, atLiquidation: '10' } },
    { name: 'cross without a stop', position: cross, orders: [], outcome: { ...NONE, unbounded: ['BTCUSDT'] } },
  ])('$name', ({ position, orders, outcome }) => {
    const snapshot = aSnapshot({ wallets: [aWallet('USDT', '1000')], positions: [position], orders })
    expect(stopped(snapshot)).toEqual(outcome)
  })

  it('says where orders could not be read', () => {
    const snapshot = { ...aSnapshot({ wallets: [aWallet('USDT', '1000')], positions: [cross] }), orders: new Map() }
    expect(stopped(snapshot)).toEqual({ ...NONE, unknown: ['BTCUSDT'] })
  })
})
