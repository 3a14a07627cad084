import { describe, expect, it } from 'vitest'
import type { Decimal } from '../../../src/model/decimal.ts'
import type { AccountSnapshot } from '../../../src/model/snapshot.ts'
import { liquidationWalk } from '../../../src/risk/liquidation-steps.ts'
import { aContext, rowIn, someRules } from '../../support/acting.ts'
import { anOrder, aPosition, aRate, aSnapshot, aWallet, tierTable } from '../../support/builders.ts'

const text = (value: Decimal | null | undefined, places = 4) => value?.toDecimalPlaces(places).toFixed() ?? null
const ruled = (fee: string, ...symbols: readonly string[]) =>
  new Map(symbols.map((symbol) => [symbol, someRules(symbol, { liquidationFeeRate: fee })]))

describe('a liquidation in steps', () => {
  const walk = (snapshot: AccountSnapshot, symbol = 'BTCUSDT') =>
    liquidationWalk(snapshot, rowIn(aContext(snapshot), symbol), tierTable())

  it('shows the pool that dies, even where the greatest loser goes and the position itself survives', () => {
    // ETH has lost 50 and goes first: 50 − (100 − p) = 3.8 + 0.004 p at p = 54.0161; its 3.8 of maintenance are freed
    const snapshot = aSnapshot({
      wallets: [aWallet('USDT', '100')],
      positions: [aPosition(), aPosition({ symbol: 'ETHUSDT', quantity: '10', markPrice: '95', entryPrice: '100' })],
      rules: ruled('0.0001', 'BTCUSDT', 'ETHUSDT'),
    })
    const { why, casualties, steps } = walk(snapshot)
    expect([why, casualties.map(({ symbol }) => symbol)]).toEqual([null, ['ETHUSDT']])
    expect(text(steps[0]?.price)).toBe('54.0161')
  })

  it('takes the leg that it is about', () => {
    const legs = [
      aPosition({ positionSide: 'SHORT', side: 'SHORT', isolatedWallet: '10' }),
      aPosition({ positionSide: 'LONG', isolatedWallet: '10' }),
    ]
    const snapshot = aSnapshot({
      hedgeMode: true,
      positions: legs,
      wallets: [aWallet('USDT', '0', '20')],
      rules: ruled('0', 'BTCUSDT'),
    })
    const context = aContext(snapshot)
    const sides = context.risk.positions.map((row) => liquidationWalk(snapshot, row, tierTable()).casualties[0]?.side)
    expect(sides).toEqual(context.risk.positions.map(({ position }) => position.side))
  })

  it('knows no single sum at stake in multi-assets mode', () => {
    const rates = [aRate('USDT', '1', '1')]
    const snapshot = aSnapshot({
      multiAssetsMode: true,
      rates,
      wallets: [aWallet('USDT', '50')],
      positions: [aPosition()],
    })
    expect([walk(snapshot).atStake, walk({ ...snapshot, multiAssetsMode: false }).atStake?.toFixed()]).toEqual([
      null,
      '50',
    ])
  })

  it('says so when the position is no longer there', () => {
    const snapshot = aSnapshot({
      wallets: [aWallet('USDT', '0', '10')],
      positions: [aPosition({ isolatedWallet: '10' })],
    })
    const row = rowIn(aContext(snapshot), 'BTCUSDT')
    const gone = liquidationWalk({ ...snapshot, positions: [] }, row, tierTable())
    expect(gone).toMatchObject({ why: 'the simulation found nothing to liquidate at that price', steps: [] })
  })

  it('names a bankruptcy room only where there is a bankruptcy price, and why a price is not known', () => {
    const snapshot = aSnapshot({ positions: [aPosition({ isolatedWallet: '10' })], brackets: [] })
    expect(walk(snapshot)).toMatchObject({ why: 'its brackets are missing', roomPct: null })
  })

  it('of a flat pair has a trigger, and no bankruptcy price: it only pays maintenance', () => {
    // 1 = 0.008 p
    const snapshot = aSnapshot({
      hedgeMode: true,
      wallets: [aWallet('USDT', '1')],
      positions: [aPosition({ positionSide: 'LONG' }), aPosition({ positionSide: 'SHORT', side: 'SHORT' })],
    })
    const { why, steps, roomPct } = walk(snapshot)
    const prices = steps.filter(({ name }) => name !== 'close').map(({ name, price }) => [name, text(price)])
    expect([why, roomPct]).toEqual([null, null])
    expect(prices.slice(0, 3)).toEqual([
      ['trigger', '125'],
      ['orders-cancelled', null],
      ['bankruptcy', null],
    ])
  })

  it('begins at the mark where it can be liquidated as it stands, not at the price of recovery', () => {
    const snapshot = aSnapshot({
      wallets: [aWallet('USDT', '0', '10')],
      positions: [aPosition({ entryPrice: '100', markPrice: '90.2', isolatedWallet: '10' })],
    })
    expect(walk(snapshot).steps.map(({ name, price }) => [name, text(price)])[0]).toEqual(['trigger', '90.2'])
  })

  it('tells every figure of the steps between, and null where a step has none', () => {
    const snapshot = aSnapshot({
      wallets: [aWallet('USDT', '0', '10')],
      positions: [aPosition({ isolatedWallet: '10' })],
      rules: ruled('0.001', 'BTCUSDT'),
      orders: [anOrder(), anOrder()],
    })
    const blank = {
      price: null,
      marginBalance: null,
      maintenanceMargin: null,
      quantity: null,
      remaining: null,
      fee: null,
    }
    const shown = walk(snapshot).steps.map(({ name, symbol, ...figures }) => [
      name,
      symbol,
      Object.fromEntries(Object.entries(figures).map(([key, value]) => [key, text(value)])),
    ])
    // 90.3614 × 0.004 at the trigger, 90.3614 × 0.001 of it for the fee
    const atTrigger = { marginBalance: '0.3614', maintenanceMargin: '0.3614' }
    expect(shown).toEqual([
      ['trigger', 'BTCUSDT', { ...blank, ...atTrigger, price: '90.3614', remaining: '0.3614' }],
      ['orders-cancelled', 'BTCUSDT', { ...blank, ...atTrigger, quantity: '2' }],
      [
        'close',
        'BTCUSDT',
        {
          price: '90.3614',
          marginBalance: '0.2711',
          maintenanceMargin: '0',
          quantity: '1',
          fee: '0.0904',
          remaining: '0.2711',
        },
      ],
      ['bankruptcy', 'BTCUSDT', { ...blank, price: '90', marginBalance: '0', remaining: '0' }],
      ['insurance-fund', 'BTCUSDT', { ...blank, fee: '0.0904' }],
      ['auto-deleveraging', 'BTCUSDT', { ...blank, price: '90' }],
      ['left', 'BTCUSDT', { ...blank, marginBalance: '0.2711', remaining: '0.2711' }],
    ])
  })
})

describe('a liquidation beside others that die at once', () => {
  const walk = (snapshot: AccountSnapshot, symbol: string) =>
    liquidationWalk(snapshot, rowIn(aContext(snapshot), symbol), tierTable())

  it('of a cross position is that of its pool', () => {
    const snapshot = aSnapshot({
      wallets: [aWallet('USDT', '20', '25')],
      positions: [
        aPosition(),
        aPosition({ symbol: 'SOLUSDT', markPrice: '90', entryPrice: '100', isolatedWallet: '5' }),
      ],
    })
    expect(walk(snapshot, 'BTCUSDT').casualties.map(({ symbol }) => symbol)).toEqual(['BTCUSDT'])
  })

  it('of an isolated position is its own', () => {
    const snapshot = aSnapshot({
      wallets: [aWallet('USDT', '0.1', '10.1')],
      positions: [aPosition({ isolatedWallet: '10' }), aPosition({ symbol: 'ETHUSDT' })],
    })
    expect(walk(snapshot, 'BTCUSDT').casualties.map(({ symbol }) => symbol)).toEqual(['BTCUSDT'])
  })

  it('puts at stake the money and the orders of its own pool alone', () => {
    const snapshot = aSnapshot({
      wallets: [aWallet('USDC', '80'), aWallet('USDT', '50')],
      positions: [
        aPosition({ entryPrice: '100', markPrice: '110' }),
        aPosition({ symbol: 'XRPUSDC', marginAsset: 'USDC', entryPrice: '100', markPrice: '120' }),
      ],
      orders: [anOrder(), anOrder({ symbol: 'XRPUSDC' }), anOrder({ symbol: 'XRPUSDC' })],
    })
    const { atStake, cancelledOrders } = walk(snapshot, 'BTCUSDT')
    expect([text(atStake), cancelledOrders]).toEqual(['60', 1])
  })
})
