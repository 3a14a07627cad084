import { describe, expect, it } from 'vitest'
import { type Decimal, d } from '../../../src/model/decimal.ts'
import type { AccountSnapshot } from '../../../src/model/snapshot.ts'
import { type BookMode, modeReadings } from '../../../src/risk/modes.ts'
import { aPosition, aRate, aSnapshot, aWallet, tierTable } from '../../support/builders.ts'

const text = (value: Decimal | null | undefined) => value?.toDecimalPlaces(6).toFixed() ?? null

/** A cross long in profit by 10, an isolated short that tops itself up, and an isolated long on another asset. */
const BOOK = aSnapshot({
  wallets: [aWallet('USDT', '50', '65'), aWallet('USDC', '5', '25')],
  positions: [
    aPosition({ entryPrice: '100', markPrice: '110' }),
    { ...aPosition({ symbol: 'ETHUSDT', side: 'SHORT', isolatedWallet: '15' }), isAutoAddMargin: true },
    aPosition({ symbol: 'SOLUSDC', marginAsset: 'USDC', isolatedWallet: '20', leverage: null }),
  ],
})

function readings(snapshot: AccountSnapshot, shocksPct: readonly Decimal[] = []) {
  return modeReadings(snapshot, { tiers: tierTable(), shocksPct })
}

function figuresIn(mode: BookMode, snapshot: AccountSnapshot = BOOK, shocksPct: readonly Decimal[] = []) {
  return readings(snapshot, shocksPct).find((one) => one.mode === mode)?.figures ?? null
}

function pricesIn(mode: BookMode) {
  const rows = figuresIn(mode)?.risk.positions ?? []
  return Object.fromEntries(
    rows.map(({ position, liquidation }) => [
      position.symbol,
      liquidation.status === 'price' ? text(liquidation.price) : liquidation.status,
    ]),
  )
}

describe('the same book in each margin mode', () => {
  it('comes as it is, all isolated and all cross', () => {
    expect(readings(BOOK).map(({ mode, why }) => [mode, why])).toEqual([
      ['current', null],
      ['isolated', null],
      ['cross', null],
    ])
  })

  it.each([
    // 110 ÷ 10 + 15 + 20; the cross wallet of USDC backs nothing: 15 + 50 + 20
    { mode: 'current', locked: '46', most: '85', adding: ['ETHUSDT'] },
    // 100 ÷ 10 + 15 + 20, and nothing more to lose
    { mode: 'isolated', locked: '45', most: '45', adding: ['ETHUSDT'] },
    // an unknown leverage ties up nobody knows what; both wallets whole
    { mode: 'cross', locked: null, most: '90', adding: [] },
  ] as const)('$mode ties up $locked and can lose $most', ({ mode, locked, most, adding }) => {
    const figures = figuresIn(mode)
    expect([text(figures?.lockedCapital), text(figures?.maxLoss), figures?.autoAdding]).toEqual([locked, most, adding])
  })

  it.each([
    // the isolated ones keep their wallets: 115 ÷ 1.004 and 80 ÷ 0.996; 50 + p − 100 = 0.004 p
    { mode: 'current', BTCUSDT: '50.200803', ETHUSDT: '114.541833', SOLUSDC: '80.321285' },
    // 90 ÷ 0.996 once the long has its own 10
    { mode: 'isolated', BTCUSDT: '90.361446', ETHUSDT: '114.541833', SOLUSDC: '80.321285' },
    // 65 + p − 100 = 0.004 p + 0.4; 65 + 10 + 100 − p = 0.004 p + 0.44; 25 + p − 100 = 0.004 p
    { mode: 'cross', BTCUSDT: '35.542169', ETHUSDT: '173.864542', SOLUSDC: '75.301205' },
  ] as const)('$mode is liquidated elsewhere', ({ mode, ...prices }) => {
    expect(pricesIn(mode)).toEqual(prices)
  })

  it('takes the same shocks in each, down together and against every leg', () => {
    const { market, adverse } = figuresIn('current', BOOK, [d('-10')]) ?? {}
    // 90 − 1 + 10 − 10, and 90 − 1 − 10 − 10
    expect([market?.mode, text(market?.rows[0]?.equity)]).toEqual(['market', '89'])
    expect([adverse?.mode, text(adverse?.rows[0]?.equity)]).toEqual(['adverse', '69'])
  })
})

describe('a book that cannot be isolated', () => {
  const cross = aPosition({ leverage: 10 })
  const spare = aPosition({ symbol: 'ETHUSDT', isolatedWallet: '20', leverage: 5 })

  it.each([
    // the isolated one has put its own in
    { name: 'its margins fit exactly', wallets: [aWallet('USDT', '10')], positions: [cross, spare], why: null },
    {
      name: 'they do not fit',
      wallets: [aWallet('USDC', '5'), aWallet('USDT', '9.99')],
      positions: [cross, spare],
      why: 'its initial margins need more USDT than the wallet has',
    },
    // what USDT must put in is not asked of USDC
    {
      name: 'another wallet is small',
      wallets: [aWallet('USDC', '5'), aWallet('USDT', '10')],
      positions: [cross],
      why: null,
    },
    {
      name: 'a leverage is not known',
      wallets: [aWallet('USDT', '100')],
      positions: [
        { ...spare, leverage: null },
        { ...cross, leverage: null },
      ],
      why: 'the leverage setting of BTCUSDT is not known',
    },
    {
      name: 'there is cross margin only',
      wallets: [aWallet('USDT', '100')],
      positions: [cross],
      multiAssetsMode: true,
      why: 'multi-assets mode has cross margin only',
    },
  ])('when $name: $why', ({ why, name: _, ...traits }) => {
    const [, isolated] = readings(aSnapshot(traits))
    expect([isolated?.mode, isolated?.why, isolated?.figures === null]).toEqual(['isolated', why, why !== null])
  })
})

describe('what multi-assets mode can lose', () => {
  const wallets = [aWallet('USDT', '100'), aWallet('BTC', '2')]
  const rates = [aRate('USDT', '1', '1'), aRate('BTC', '90', '110', '100')]
  const multi = { multiAssetsMode: true, wallets, rates }

  it.each([
    // 100 + 2 × 90
    { name: 'every asset, once something is open', positions: [aPosition()], most: '280' },
    { name: 'nothing, while nothing is open', positions: [], most: '0' },
  ])('is $name', ({ positions, most }) => {
    expect(text(figuresIn('current', aSnapshot({ ...multi, positions }))?.maxLoss)).toBe(most)
  })
})
