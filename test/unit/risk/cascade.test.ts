import { describe, expect, it } from 'vitest'
import { type Decimal, d } from '../../../src/model/decimal.ts'
import { cascadeOf } from '../../../src/risk/cascade.ts'
import { type LivePool, liquidatePool, poolPathCurve } from '../../../src/risk/cascade-pool.ts'
import { adversePath, betaPath, markAt, marketPath } from '../../../src/risk/mark-path.ts'
import { AT_PAR } from '../../../src/risk/stake.ts'
import { stressReport } from '../../../src/risk/stress.ts'
import { someRules } from '../../support/acting.ts'
import { aBracket, aPosition, aRate, aSnapshot, aWallet, tierTable } from '../../support/builders.ts'

const text = (value: Decimal | null | undefined, places = 4) => value?.toDecimalPlaces(places).toFixed() ?? null
const ruled = (fee: string, ...symbols: readonly string[]) =>
  new Map(symbols.map((symbol) => [symbol, someRules(symbol, { liquidationFeeRate: fee })]))

describe('a pool that is under water', () => {
  // 5 − 10 at the mark: nothing is left to pay with
  const dead = aSnapshot({
    wallets: [aWallet('USDT', '5')],
    positions: [aPosition({ markPrice: '90', entryPrice: '100' }), aPosition({ symbol: 'ETHUSDT' })],
    rules: ruled('0.0125', 'BTCUSDT', 'ETHUSDT'),
  })

  it('is taken over by the fund, which bears what is missing; nobody pays a fee', () => {
    const [death, ...more] = cascadeOf(dead, marketPath(d('-5'))).deaths
    expect([text(death?.fundPays), text(death?.at), more]).toEqual(['5', '0', []])
    expect(death?.casualties.map(({ symbol, closed }) => [symbol, text(closed)])).toEqual([
      ['BTCUSDT', '1'],
      ['ETHUSDT', '1'],
    ])
    expect(death?.casualties.flatMap(({ orders }) => orders.map(({ fee }) => text(fee)))).toEqual(['0', '0'])
  })

  it('leaves an empty wallet, and owes nothing', () => {
    const { after } = cascadeOf(dead, marketPath(d('-5')))
    expect([after.positions, after.wallets.map(({ crossWallet }) => text(crossWallet))]).toEqual([[], ['0']])
  })

  it('in another currency is made whole at its ask', () => {
    const rates = [aRate('USDT', '0.9', '1.25', '1')]
    const [death] = cascadeOf(
      { ...dead, multiAssetsMode: true, rates: new Map(rates.map((rate) => [rate.asset, rate])) },
      marketPath(d('-5')),
    ).deaths
    // −5 at 1.25
    expect(text(death?.fundPays)).toBe('6.25')
  })
})

describe('what cannot be followed', () => {
  it('is named: isolated positions without sound brackets, pools, rows', () => {
    const snapshot = aSnapshot({
      positions: [aPosition({ isolatedWallet: '10' }), aPosition({ symbol: 'ETHUSDT' })],
      brackets: [aBracket([['5', '0.004', '0']])],
      unreadable: [
        { symbol: 'XUSDT', positionSide: 'BOTH', marginType: 'ISOLATED', marginAsset: 'USDT', why: 'no mark' },
      ],
    })
    const { deaths, unknown, after } = cascadeOf(snapshot, marketPath(d('-99')))
    expect([deaths, after.positions.length]).toEqual([[], 2])
    expect(unknown).toEqual([
      { what: 'the USDT pool', why: 'ETHUSDT: its brackets are missing' },
      { what: 'BTCUSDT', why: 'its brackets cannot be used' },
      { what: 'XUSDT', why: 'no mark' },
    ])
  })

  it.each(['ISOLATED', 'CROSSED'] as const)('%s legs without brackets do not stop an adverse move', (marginType) => {
    const leg = { marginType, isolatedWallet: '10' }
    const positions = [
      aPosition({ ...leg, positionSide: 'LONG' }),
      aPosition({ ...leg, positionSide: 'SHORT', side: 'SHORT', quantity: '2' }),
    ]
    const path = adversePath({ positions, brackets: new Map(), decidedAt: () => d('0.1') }, d('10'))
    // isolated legs of unknown distance: the first; cross legs: where the larger one loses
    expect(path.slopeOf('BTCUSDT').toFixed()).toBe(marginType === 'ISOLATED' ? '-1' : '1')
    expect(path.slopeOf('ETHUSDT').toFixed()).toBe('0')
  })

  const pool: LivePool = {
    asset: 'USDT',
    wallets: new Map([['USDT', d('5')]]),
    rates: new Map([['USDT', AT_PAR]]),
    positions: [aPosition()],
  }
  const path = marketPath(d('-10'))

  it('in a pool is a bug of the caller: no brackets, no rate', () => {
    const at = { path, contracts: { brackets: new Map(), rules: new Map() }, x: d('0') }
    expect(() => liquidatePool(pool, at)).toThrow('no brackets for BTCUSDT')
    const brackets = new Map([['BTCUSDT', aBracket()]])
    const curve = poolPathCurve({ ...pool, rates: new Map() }, path, { brackets, rules: new Map() })
    expect(() => curve.pieceAt(d('0'))).toThrow('no rate for USDT')
  })
})

describe('marks on a path', () => {
  const at = { symbol: 'BTCUSDT', markPrice: d('100') }

  it('stand still without a shock, whatever the beta', () => {
    expect(markAt(betaPath(new Map([['BTCUSDT', d('9')]]), d('0')), at, d('0')).toFixed()).toBe('100')
  })

  it('never fall below zero', () => {
    expect(markAt(marketPath(d('-150')), at, d('1.5')).toFixed()).toBe('0')
  })
})

describe('money that an isolated death gives back', () => {
  const lonely = (...symbols: readonly string[]) =>
    aSnapshot({
      wallets: [aWallet('USDT', '1', '11')],
      positions: symbols.map((symbol) => aPosition({ symbol, isolatedWallet: '10' })),
      rules: ruled('0', ...symbols),
    })

  it('lies in the wallet where no pool is', () => {
    // 90.3614 × 0.004
    const { after } = cascadeOf(lonely('BTCUSDT'), marketPath(d('-20')))
    expect(after.wallets.map(({ crossWallet, walletBalance }) => [text(crossWallet), text(walletBalance)])).toEqual([
      ['1.3614', '1.3614'],
    ])
  })

  it('adds up over several deaths', () => {
    const { after } = cascadeOf(lonely('BTCUSDT', 'ETHUSDT'), marketPath(d('-20')))
    expect(text(after.wallets[0]?.crossWallet)).toBe('1.7229')
  })
})

describe('an isolated position in a steep bracket', () => {
  // Above 1,000 of notional the rate is 10 %: 2,000 at 90 % ask for 84 of a balance that is 84 there.
  const steep = aBracket([
    ['0', '0.004', '0'],
    ['1000', '0.1', '96'],
  ])
  const snapshot = aSnapshot({
    wallets: [aWallet('USDT', '0', '284')],
    positions: [aPosition({ quantity: '20', isolatedWallet: '284' })],
    brackets: [steep],
    rules: ruled('0.0125', 'BTCUSDT'),
  })

  it('is reduced to the lower bracket and lives on with what is left', () => {
    const { deaths, after } = cascadeOf(snapshot, marketPath(d('-10')))
    expect(
      deaths.map(({ at, casualties }) => [text(at), text(casualties[0]?.closed), casualties[0]?.orders.length]),
    ).toEqual([['0.1', '8.89', 1]])
    // 284 − 8.89 × 10 − 8.89 × 90 × 0.0125
    expect(after.positions.map(({ quantity, isolatedWallet }) => [text(quantity), text(isolatedWallet, 5)])).toEqual([
      ['11.11', '185.09875'],
    ])
  })

  it('dies of the next fall, and its first death comes first', () => {
    const { deaths, after } = cascadeOf(snapshot, marketPath(d('-60')))
    expect([deaths.length, after.positions]).toEqual([2, []])
    expect(deaths.map(({ casualties }) => text(casualties[0]?.held))).toEqual(['20', '11.11'])
    // 185.09875 − 11.11 × (100 − p) = 0.004 × 11.11 × p at p = 83.67414
    expect(text(deaths[1]?.at, 6)).toBe('0.163259')
  })
})

describe('two pools', () => {
  it('die each by itself, the nearer first', () => {
    const usdc = aPosition({ symbol: 'ETHUSDC', marginAsset: 'USDC' })
    const snapshot = aSnapshot({
      wallets: [aWallet('USDT', '50'), aWallet('USDC', '20')],
      positions: [aPosition(), usdc],
      rules: ruled('0.0125', 'BTCUSDT', 'ETHUSDC'),
    })
    expect(cascadeOf(snapshot, marketPath(d('-60'))).deaths.map(({ poolAsset }) => poolAsset)).toEqual(['USDC', 'USDT'])
  })
})

describe('a position that is hit twice', () => {
  it('keeps its place and its first move, with all that was closed', () => {
    const steep = aBracket([
      ['0', '0.004', '0'],
      ['1000', '0.1', '96'],
    ])
    const snapshot = aSnapshot({
      wallets: [aWallet('USDT', '284')],
      positions: [aPosition({ quantity: '20' })],
      brackets: [steep],
      rules: ruled('0.0125', 'BTCUSDT'),
    })
    const options = {
      mode: 'market',
      shocksPct: [d('-60')],
      scenarios: [],
      betas: new Map(),
      tiers: tierTable(),
    } as const
    const [row] = stressReport(snapshot, options).rows
    expect(row?.liquidated.map(({ movePct, closedPct }) => [text(movePct), text(closedPct)])).toEqual([['-10', '100']])
  })
})
