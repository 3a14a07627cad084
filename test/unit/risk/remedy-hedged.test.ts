import { describe, expect, it } from 'vitest'
import { type Decimal, d } from '../../../src/model/decimal.ts'
import type { AccountSnapshot } from '../../../src/model/snapshot.ts'
import { positionRemedies } from '../../../src/risk/remedy.ts'
import { poolRemedies } from '../../../src/risk/remedy-pool.ts'
import { holdsAtTarget, moneyToTarget, quantityToTarget } from '../../../src/risk/remedy-solve.ts'
import { stopBefore } from '../../../src/risk/remedy-stop.ts'
import { aContext, someRules } from '../../support/acting.ts'
import { anOrder, aPosition, aRate, aSnapshot, aStake, aWallet } from '../../support/builders.ts'

const text = (value: Decimal | null | undefined) => value?.toDecimalPlaces(6).toFixed() ?? null
const rules = (...symbols: readonly string[]) => new Map(symbols.map((symbol) => [symbol, someRules(symbol)]))
const LONG_LEG = { side: 'LONG', quantity: '1', entryPrice: '100' } as const
const SHORT_LEG = { side: 'SHORT', quantity: '3', entryPrice: '100' } as const

describe('a position held both ways', () => {
  // Net short 2: 40 of balance die at (300 − 100 + 40) ÷ (2 + 4 × 0.004), above the mark alone.
  const hedged = aSnapshot({
    hedgeMode: true,
    wallets: [aWallet('USDT', '40')],
    positions: [
      aPosition({ positionSide: 'LONG' }),
      aPosition({ positionSide: 'SHORT', side: 'SHORT', quantity: '3' }),
    ],
    rules: rules('BTCUSDT'),
  })
  const rowOf = (side: 'LONG' | 'SHORT') => {
    const context = aContext(hedged)
    const row = context.risk.positions.find(({ position }) => position.side === side)
    if (row === undefined) throw new Error('no row')
    return { context, row }
  }

  it('has no stop for the leg that wins as the pool dies', () => {
    expect(stopBefore(rowOf('LONG').row, hedged)).toBeNull()
    // (100 + 119.0476) ÷ 2, down to the tick
    expect(text(stopBefore(rowOf('SHORT').row, hedged)?.price)).toBe('109.52')
  })

  it('is not helped by closing the leg that hedges it', () => {
    const kinds = (side: 'LONG' | 'SHORT') => {
      const { context, row } = rowOf(side)
      return positionRemedies({ row, targetPct: d('30') }, context).map(({ kind }) => kind)
    }
    expect([kinds('LONG'), kinds('SHORT')]).toEqual([['add-margin'], ['stop', 'close', 'mixed', 'add-margin']])
  })

  it('counts the maintenance margin of both legs', () => {
    const stake = aStake({ markPrice: '100', balance: '40', legs: [LONG_LEG, SHORT_LEG] })
    const closing = { side: 'SHORT', targetPct: d('30'), feeRate: d('0') } as const
    // at 130: 40 − 60 − 4 × 0.52 = −22.08; each unit closed saves 30 + 0.52
    const quantity = quantityToTarget(stake, closing)
    expect(text(quantity)).toBe('0.72346')
    expect(quantity !== null && holdsAtTarget(stake, closing, quantity)).toBe(true)
    // all of it closed leaves a naked long: at 70 20 − 30 − 0.28
    expect(holdsAtTarget({ ...stake, balance: d('20') }, closing, d('3'))).toBe(false)
  })
})

describe('money that is lacking', () => {
  const long = aStake({ markPrice: '100', balance: '30.1', legs: [LONG_LEG] })

  it('for maintenance alone counts at the bid', () => {
    // at 70: 30.1 − 30 − 0.28; of an asset at 0.9: (0.09 − 0.308) ÷ 0.9
    expect(text(moneyToTarget(long, d('30')))).toBe('0.18')
    const rates = { bidRate: d('0.9'), askRate: d('1.1') }
    expect(text(moneyToTarget({ ...long, rates }, d('30')))).toBe('0.242222')
  })

  it('for a debt counts at the ask until it is paid', () => {
    // at 70: −10 owed at 1.1; 11 + 0.308 lack with a reserve of 5: 6.308 ÷ 1.1
    const rates = { bidRate: d('0.9'), askRate: d('1.1') }
    expect(text(moneyToTarget({ ...long, balance: d('20'), rates, reserve: d('5') }, d('30')))).toBe('5.734545')
  })
})

describe('a pool', () => {
  const pool = (crossWallet: string, overrides: Parameters<typeof aSnapshot>[0] = {}): AccountSnapshot =>
    aSnapshot({
      wallets: [aWallet('USDT', crossWallet)],
      positions: [aPosition(), aPosition({ symbol: 'ETHUSDT', side: 'SHORT' })],
      rules: rules('BTCUSDT', 'ETHUSDT'),
      ...overrides,
    })
  const remedies = (snapshot: AccountSnapshot, target = '40') => {
    const context = aContext(snapshot, '0')
    const [found] = context.risk.pools
    if (found === undefined) throw new Error('no pool')
    return poolRemedies({ pool: found, targetPct: d(target) }, context)
  }
  const kinds = (snapshot: AccountSnapshot, target?: string) => remedies(snapshot, target).map(({ kind }) => kind)

  it('that stands at the target needs nothing', () => {
    expect([kinds(pool('50'), '20'), kinds(pool('50'), '24.6')]).toEqual([[], []])
    expect(kinds(pool('900'))).toEqual([])
    expect(kinds(pool('50', { brackets: [] }))).toEqual([])
  })

  it('that can be liquidated now has no room for a stop', () => {
    expect(kinds(pool('0.5'))).toEqual(['close', 'mixed', 'add-margin'])
  })

  it('in debt is saved by money alone', () => {
    expect(kinds(pool('-5'))).toEqual(['add-margin'])
  })

  it('counts a symbol held both ways where it hurts more', () => {
    const positions = [
      aPosition({ positionSide: 'LONG' }),
      aPosition({ positionSide: 'SHORT', side: 'SHORT', quantity: '3' }),
    ]
    const found = remedies(pool('50', { hedgeMode: true, positions }))
    // upwards: 50 − 2 × 40 − 4 × 0.56
    expect(text(found.find(({ kind }) => kind === 'add-margin')?.addMargin)).toBe('32.24')
    // of the short alone: 32.24 ÷ (40 + 0.56)
    const single = found.find(({ scope }) => scope === 'one')
    expect(single?.closes.map(({ side, quantity }) => [side, quantity.toFixed()])).toEqual([['SHORT', '0.8']])
  })

  it('counts it downwards where the long is larger', () => {
    const positions = [
      aPosition({ positionSide: 'LONG', quantity: '3' }),
      aPosition({ positionSide: 'SHORT', side: 'SHORT' }),
    ]
    const found = remedies(pool('50', { hedgeMode: true, positions }))
    // 50 − 2 × 40 − 4 × 0.24
    expect(text(found.find(({ kind }) => kind === 'add-margin')?.addMargin)).toBe('30.96')
    // of the long alone: 30.96 ÷ (40 + 0.24)
    const single = found.find(({ scope }) => scope === 'one')
    expect(single?.closes.map(({ side, quantity }) => [side, quantity.toFixed()])).toEqual([['LONG', '0.77']])
  })

  it('of several margin assets closes in each', () => {
    const positions = [aPosition(), aPosition({ symbol: 'ETHUSDC', marginAsset: 'USDC' })]
    const multi = pool('30', {
      multiAssetsMode: true,
      positions,
      wallets: [aWallet('USDT', '30'), aWallet('USDC', '20')],
      rates: [aRate('USDT', '1', '1'), aRate('USDC', '1', '1')],
      rules: rules('BTCUSDT', 'ETHUSDC'),
    })
    const found = remedies(multi)
    // 50 − 80 − 2 × 0.24 over 80 + 0.48
    expect(found.find(({ scope }) => scope === 'all')?.closes.map(({ quantity }) => quantity.toFixed())).toEqual([
      '0.38',
      '0.38',
    ])
    expect(text(found.find(({ kind }) => kind === 'add-margin')?.addMargin)).toBe('30.48')
  })

  it('keeps a stop that closes everything', () => {
    const orders = [anOrder({ triggerPrice: '95', quantity: '0', closePosition: true })]
    const [stop] = remedies(pool('50', { orders }))
    expect(stop?.stops.map(({ symbol, isInPlace, price }) => [symbol, isInPlace, price.toFixed()])).toEqual([
      ['BTCUSDT', true, '95'],
      ['ETHUSDT', false, '112.3'],
    ])
  })
})
