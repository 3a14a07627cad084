import { describe, expect, it } from 'vitest'
import type { Decimal } from '../../../src/model/decimal.ts'
import { d } from '../../../src/model/decimal.ts'
import { crossPoolOf, crossStake } from '../../../src/risk/cross-pool.ts'
import { distanceAtrOf, distancePctOf, liquidationOf, nearestEdge } from '../../../src/risk/liquidation.ts'
import type { Liquidation } from '../../../src/risk/report.ts'
import { AT_PAR, isolatedStake } from '../../../src/risk/stake.ts'
import { surplusAt } from '../../../src/risk/surplus.ts'
import { aBracket, aPosition, aStake, BTC_ROWS, type RowText } from '../../support/builders.ts'

const shown = (price: Decimal | null, places = 8) => price?.toFixed(places) ?? null

function priced(liquidation: Liquidation) {
  if (liquidation.status !== 'price') throw new Error(`status is ${liquidation.status}`)
  return liquidation
}

describe('an isolated position', () => {
  it.each([
    // (50000 − 5000) / (1 − 0.004)
    {
      name: '10x long',
      side: 'LONG',
      quantity: '1',
      entryPrice: '50000',
      isolatedWallet: '5000',
      price: '45180.72289157',
    },
    {
      name: '10x short',
      side: 'SHORT',
      quantity: '1',
      entryPrice: '50000',
      isolatedWallet: '5000',
      price: '54780.87649402',
    },
    {
      name: 'long with double margin',
      side: 'LONG',
      quantity: '1',
      entryPrice: '50000',
      isolatedWallet: '10000',
      price: '40160.64257028',
    },
    {
      name: 'recorded short',
      side: 'SHORT',
      quantity: '0.002',
      entryPrice: '66351.2',
      isolatedWallet: '13.21988880',
      price: '72670.46254980',
    },
    // entry notional 810,000 is row 3, at liquidation it is row 2
    {
      name: 'long that falls into a lower row',
      side: 'LONG',
      quantity: '9',
      entryPrice: '90000',
      isolatedWallet: '90000',
      price: '80368.50921273',
    },
    // entry notional 776,000 is row 2, at liquidation it is row 3
    {
      name: 'short that climbs into a higher row',
      side: 'SHORT',
      quantity: '8',
      entryPrice: '97000',
      isolatedWallet: '150000',
      price: '115188.77297566',
    },
  ] as const)('$name liquidates at $price', ({ price, ...traits }) => {
    const stake = isolatedStake(aPosition(traits), aBracket(BTC_ROWS))
    const liquidation = priced(liquidationOf(stake))
    expect(shown(liquidation.price)).toBe(price)
    expect(shown(traits.side === 'LONG' ? liquidation.edges.below : liquidation.edges.above)).toBe(price)
    expect(traits.side === 'LONG' ? liquidation.edges.above : liquidation.edges.below).toBeNull()
    expect(liquidation.reason).toBeNull()
  })

  it.each([
    { name: 'exactly its entry value', isolatedWallet: '50000' },
    { name: 'more than its entry value', isolatedWallet: '60000' },
  ])('long backed by $name has none', ({ isolatedWallet }) => {
    const stake = isolatedStake(aPosition({ entryPrice: '50000', isolatedWallet }), aBracket(BTC_ROWS))
    expect(liquidationOf(stake)).toEqual({ status: 'none', reason: 'fully-funded' })
  })

  it('short always has one, however rich', () => {
    const position = aPosition({ side: 'SHORT', entryPrice: '50000', isolatedWallet: '1000000' })
    expect(shown(priced(liquidationOf(isolatedStake(position, aBracket()))).price, 4)).toBe('1045816.7331')
  })

  it('each leg of a recorded hedge pair has its own price', () => {
    const rows: readonly RowText[] = [['0', '0.015', '0']]
    const long = aPosition({ side: 'LONG', quantity: '14', entryPrice: '0.721575', isolatedWallet: '2.52551250' })
    const short = aPosition({ side: 'SHORT', quantity: '28', entryPrice: '0.72165', isolatedWallet: '5.04210448' })
    expect(shown(priced(liquidationOf(isolatedStake(long, aBracket(rows)))).price)).toBe('0.54942259')
    expect(shown(priced(liquidationOf(isolatedStake(short, aBracket(rows)))).price)).toBe('0.88839917')
  })
})

describe('a cross pool', () => {
  const faqPair = crossPoolOf({
    asset: 'USDT',
    wallets: new Map([['USDT', d('1535443.01')]]),
    rates: new Map([['USDT', AT_PAR]]),
    positions: [
      {
        position: aPosition({ symbol: 'ETHUSDT', quantity: '3683.979', entryPrice: '1456.84', markPrice: '1335.18' }),
        bracket: aBracket([['0', '0.1', '135365']]),
      },
      {
        position: aPosition({ symbol: 'BTCUSDT', quantity: '109.488', entryPrice: '32481.98', markPrice: '31967.27' }),
        bracket: aBracket([['0', '0.025', '16300']]),
      },
    ],
  })

  it.each([
    { symbol: 'ETHUSDT', price: '1153.26' },
    { symbol: 'BTCUSDT', price: '26316.89' },
  ])('of the published pair liquidates $symbol at $price', ({ symbol, price }) => {
    expect(shown(priced(liquidationOf(crossStake(faqPair, symbol).stake)).price, 2)).toBe(price)
  })

  it('sums maintenance margin and profit as published', () => {
    const eth = faqPair.holdings.get('ETHUSDT')
    const btc = faqPair.holdings.get('BTCUSDT')
    expect(shown(eth?.maintenanceMargin ?? null, 3)).toBe('356512.508')
    expect(shown(btc?.maintenanceMargin ?? null, 5)).toBe('71200.81144')
    expect(shown(eth?.unrealizedPnl ?? null, 2)).toBe('-448192.89')
    expect(shown(btc?.unrealizedPnl ?? null, 2)).toBe('-56354.57')
    expect(shown(faqPair.maintenanceMargin, 2)).toBe('427713.32')
  })

  it('values both legs of a symbol at one mark', () => {
    const legs = [
      aPosition({ positionSide: 'LONG', markPrice: '110' }),
      aPosition({ positionSide: 'SHORT', side: 'SHORT', markPrice: '111' }),
    ]
    const pool = crossPoolOf({
      asset: 'USDT',
      wallets: new Map([['USDT', d('50')]]),
      rates: new Map([['USDT', AT_PAR]]),
      positions: legs.map((position) => ({ position, bracket: aBracket() })),
    })
    expect(pool.marginBalance.toFixed()).toBe('50')
    expect(pool.maintenanceMargin.toFixed()).toBe('0.88')
  })

  it('refuses a position whose asset has no wallet, and a symbol it does not hold', () => {
    const parts = { asset: 'USDT', wallets: new Map(), rates: new Map([['USDT', AT_PAR]]) }
    const positions = [{ position: aPosition(), bracket: aBracket() }]
    expect(() => crossPoolOf({ ...parts, positions })).toThrow('no wallet for USDT')
    expect(() => crossStake(faqPair, 'SOLUSDT').stake).toThrow('no holding for SOLUSDT')
  })
})

describe('both legs of a symbol in one pool', () => {
  const rows: readonly RowText[] = [
    ['0', '0.01', '0'],
    ['1500', '0.1', '135'],
  ]
  const pair = (markPrice: string) =>
    aStake({
      markPrice,
      balance: '30',
      legs: [
        { side: 'LONG', quantity: '10', entryPrice: '100', rows },
        { side: 'SHORT', quantity: '9', entryPrice: '100', rows },
      ],
    })

  it.each([
    // 30 + (p − 100) − 0.19p below, 30 + (p − 100) − (1.9p − 270) above the kinks at 150 and 166.67
    { name: 'the lower edge when it is nearer', markPrice: '100', price: '86.41975309' },
    { name: 'the upper edge when it is nearer', markPrice: '200', price: '222.22222222' },
    { name: 'an edge one piece away', markPrice: '160', price: '222.22222222' },
  ])('shows $name', ({ markPrice, price }) => {
    const liquidation = priced(liquidationOf(pair(markPrice)))
    expect(shown(liquidation.edges.below)).toBe('86.41975309')
    expect(shown(liquidation.edges.above)).toBe('222.22222222')
    expect(shown(liquidation.price)).toBe(price)
  })

  it('with equal quantities is liquidated by a rise, through maintenance alone', () => {
    const legs = [
      { side: 'LONG', quantity: '1', entryPrice: '100' },
      { side: 'SHORT', quantity: '1', entryPrice: '100' },
    ] as const
    const liquidation = priced(liquidationOf(aStake({ markPrice: '100', balance: '100', legs })))
    // 100 − 0.008p
    expect(shown(liquidation.price)).toBe('12500.00000000')
    expect(liquidation.edges.below).toBeNull()
  })

  it.each([
    { name: 'nearly flat', short: '8', reason: 'hedged-flat' },
    { name: 'hardly hedged', short: '1', reason: 'fully-funded' },
  ] as const)('$name and funded: none, $reason', ({ short, reason }) => {
    const stake = aStake({
      markPrice: '100',
      balance: '1000',
      legs: [
        { side: 'LONG', quantity: '10', entryPrice: '100' },
        { side: 'SHORT', quantity: short, entryPrice: '100' },
      ],
    })
    expect(liquidationOf(stake)).toEqual({ status: 'none', reason })
  })
})

describe('multi-assets mode', () => {
  const stake = aStake({
    markPrice: '20000',
    balance: '200',
    // 220 USDC less the maintenance margin of the other contract
    reserve: '100',
    rates: ['0.9801', '0.99495'],
    legs: [{ side: 'LONG', quantity: '0.5', entryPrice: '20000', rows: [['0', '0.008', '0']] }],
  })

  it('solves the published account through the change of sign', () => {
    expect(shown(priced(liquidationOf(stake)).price)).toBe('19555.42830001')
  })

  it('values what is left at the bid, what is owed at the ask', () => {
    // +100: 100 × 0.9801 + 100 − 79.2 × 0.99495; −100: −100 × 0.99495 + 100 − 78.4 × 0.99495
    expect(surplusAt(stake, d('19800')).toFixed()).toBe('119.20996')
    expect(surplusAt(stake, d('19400')).toFixed()).toBe('-76.70312')
  })
})

describe('already liquidatable', () => {
  const long = { side: 'LONG', quantity: '1', entryPrice: '100' } as const
  const short = { side: 'SHORT', quantity: '1', entryPrice: '100' } as const

  it.each([
    // 95 / 0.996 and 105 / 1.004
    { name: 'long', legs: [long], markPrice: '95', price: '95.38152610', side: 'below' },
    { name: 'short', legs: [short], markPrice: '105', price: '104.58167331', side: 'above' },
  ] as const)('a $name names the price of recovery', ({ legs, markPrice, price, side }) => {
    const liquidation = priced(liquidationOf(aStake({ markPrice, balance: '5', legs })))
    expect(liquidation.reason).toBe('already-liquidatable')
    expect(shown(liquidation.price)).toBe(price)
    expect(shown(liquidation.edges[side])).toBe(price)
    expect(distancePctOf(liquidation, d(markPrice))?.toFixed()).toBe('0')
    expect(distanceAtrOf(liquidation, d(markPrice), d('2'))?.toFixed()).toBe('0')
  })

  it('holds exactly on the line', () => {
    const liquidation = priced(liquidationOf(aStake({ markPrice: '100', balance: '0.4', legs: [long] })))
    expect(liquidation.reason).toBe('already-liquidatable')
    expect(shown(liquidation.price)).toBe('100.00000000')
  })

  it('is the mark itself when no price of the symbol could save it', () => {
    const liquidation = priced(liquidationOf(aStake({ markPrice: '100', balance: '-50', legs: [long, short] })))
    expect(liquidation).toMatchObject({ reason: 'already-liquidatable', edges: { below: null, above: null } })
    expect(shown(liquidation.price)).toBe('100.00000000')
  })

  it('holds for a short in a pool that is lost at any price', () => {
    const liquidation = priced(liquidationOf(aStake({ markPrice: '100', balance: '-150', legs: [short] })))
    expect(liquidation).toMatchObject({ reason: 'already-liquidatable', edges: { below: null, above: null } })
  })

  it('names the far end of the safe interval too', () => {
    const rows: readonly RowText[] = [
      ['0', '0.01', '0'],
      ['1500', '0.1', '135'],
    ]
    const legs = [
      { ...long, quantity: '10', rows },
      { ...short, quantity: '9', rows },
    ]
    const below = priced(liquidationOf(aStake({ markPrice: '80', balance: '30', legs })))
    expect([shown(below.price), shown(below.edges.above)]).toEqual(['86.41975309', '222.22222222'])
    const above = priced(liquidationOf(aStake({ markPrice: '250', balance: '30', legs })))
    expect([shown(above.price), shown(above.edges.below)]).toEqual(['222.22222222', '86.41975309'])
  })
})

describe('distance', () => {
  const at = (price: string): Liquidation => ({
    status: 'price',
    price: d(price),
    edges: { below: d(price), above: null },
    reason: null,
  })

  it.each([
    { name: 'below the mark', price: '90', pct: '10', atr: '4' },
    { name: 'above the mark', price: '115', pct: '15', atr: '6' },
  ])('$name', ({ price, pct, atr }) => {
    expect(distancePctOf(at(price), d('100'))?.toFixed()).toBe(pct)
    expect(distanceAtrOf(at(price), d('100'), d('2.5'))?.toFixed()).toBe(atr)
  })

  it('is absent with none, unknown, or an unusable ATR', () => {
    expect(distancePctOf({ status: 'none', reason: 'fully-funded' }, d('100'))).toBeNull()
    expect(distancePctOf({ status: 'unknown', reason: 'no brackets' }, d('100'))).toBeNull()
    expect(distanceAtrOf(at('90'), d('100'), null)).toBeNull()
    expect(distanceAtrOf(at('90'), d('100'), d('0'))).toBeNull()
    expect(distanceAtrOf({ status: 'none', reason: 'fully-funded' }, d('100'), d('2'))).toBeNull()
  })
})

it.each([
  { below: '90', above: '111', nearest: '90' },
  { below: '90', above: '109', nearest: '109' },
  { below: '90', above: '110', nearest: '90' },
  { below: null, above: '300', nearest: '300' },
  { below: null, above: null, nearest: null },
])('the nearest of $below and $above to 100 is $nearest', ({ below, above, nearest }) => {
  const edges = { below: below === null ? null : d(below), above: above === null ? null : d(above) }
  expect(nearestEdge(edges, d('100'))?.toFixed() ?? null).toBe(nearest)
})
