import { describe, expect, it } from 'vitest'
import { type Decimal, d } from '../../../src/model/decimal.ts'
import type { AccountSnapshot } from '../../../src/model/snapshot.ts'
import { adversePath, furthestBetaPct } from '../../../src/risk/mark-path.ts'
import { type StressOptions, stressReport } from '../../../src/risk/stress.ts'
import { someRules } from '../../support/acting.ts'
import { aBracket, aPosition, aSnapshot, aWallet, tierTable } from '../../support/builders.ts'

const text = (value: Decimal | null | undefined, places = 4) => value?.toDecimalPlaces(places).toFixed() ?? null
const betas = new Map([['SOLUSDT', d('1.5')]])

function stressed(snapshot: AccountSnapshot, options: Partial<Omit<StressOptions, 'shocksPct'>>, ...shocks: string[]) {
  const defaults: StressOptions = {
    mode: 'market',
    shocksPct: shocks.map(d),
    scenarios: [],
    betas: new Map(),
    tiers: tierTable(),
  }
  return stressReport(snapshot, { ...defaults, ...options })
}

/** Long 1 BTC and 1 SOL, both at 100, on 50. */
const pair = aSnapshot({
  wallets: [aWallet('USDT', '50')],
  positions: [aPosition(), aPosition({ symbol: 'SOLUSDT' })],
})

describe('a stress by betas', () => {
  it('moves each coin by its own multiple, one without a beta by the shock', () => {
    const { mode, rows } = stressed(pair, { mode: 'beta', betas }, '-10')
    // 50 − 10 − 15
    expect([mode, rows.map(({ equity }) => text(equity))]).toEqual(['beta', ['25']])
  })

  it('looks as far as no price falls below zero, and finds the death by the multiples', () => {
    const { limits } = stressed(pair, { mode: 'beta', betas }, '-10')
    // 50 − 250 x = 0.004 × (200 − 250 x); 100 ÷ 1.5
    expect(limits.map(({ way, furthestPct, poolDeathPct }) => [way, text(furthestPct), text(poolDeathPct)])).toEqual([
      ['down', '-66.6667', '-19.759'],
      ['up', '900', null],
    ])
  })

  it('of the market leaves them out of account', () => {
    const { mode, limits } = stressed(pair, { betas }, '-10')
    // 50 − 200 x = 0.8 (1 − x)
    expect([mode, limits.map(({ furthestPct, poolDeathPct }) => [text(furthestPct), text(poolDeathPct)])]).toEqual([
      'market',
      [
        ['-100', '-24.6988'],
        ['900', null],
      ],
    ])
  })

  it('takes from a long no more than its price', () => {
    const steep = aSnapshot({ wallets: [aWallet('USDT', '110')], positions: [aPosition()] })
    const [row] = stressed(steep, { mode: 'beta', betas: new Map([['BTCUSDT', d('6')]]) }, '-20').rows
    expect([row?.liquidated, text(row?.equity)]).toEqual([[], '10'])
  })

  it('is not bounded by coins that rise as the reference falls', () => {
    const against = new Map([...betas, ['HEDGEUSDT', d('-0.5')] as const])
    expect([furthestBetaPct(against, d('-100')), furthestBetaPct(against, d('900'))].map((pct) => text(pct))).toEqual([
      '-66.6667',
      '200',
    ])
  })
})

describe('the table', () => {
  it('begins its limits with the way of the first shock', () => {
    expect(stressed(pair, {}, '10', '-10').limits.map(({ way }) => way)).toEqual(['up', 'down'])
  })

  it('counts a size against you once, whatever its sign', () => {
    const { mode, rows } = stressed(pair, { mode: 'adverse' }, '-5', '5', '-10')
    expect([mode, rows.map(({ shockPct }) => text(shockPct))]).toEqual(['adverse', ['5', '10']])
  })

  it('shows the margin ratio of the worst pool', () => {
    const snapshot = aSnapshot({
      wallets: [aWallet('USDT', '50'), aWallet('USDC', '20')],
      positions: [aPosition(), aPosition({ symbol: 'ETHUSDC', marginAsset: 'USDC' })],
    })
    // 0.36 ÷ 40 and 0.36 ÷ 10
    expect(stressed(snapshot, {}, '-10').rows.map(({ crossMarginRatio }) => text(crossMarginRatio))).toEqual(['0.036'])
  })

  it('tells isolated deaths from those of a pool', () => {
    const snapshot = aSnapshot({
      wallets: [aWallet('USDT', '0', '10')],
      positions: [aPosition({ isolatedWallet: '10' })],
      rules: new Map([['BTCUSDT', someRules('BTCUSDT')]]),
    })
    expect(stressed(snapshot, {}, '-10').rows[0]?.liquidated.map(({ kind }) => kind)).toEqual(['isolated'])
  })
})

describe('a move against you', () => {
  it('takes a pair the way on which its pool dies, though a small move hurts more on the other', () => {
    // Net long 1, but above 1,200 a leg half of its notional is maintenance: up it dies first, at
    // 100 + 100 x = 0.5 × 2,100 (1 + x) − 2 × 595.2
    const hedged = aSnapshot({
      hedgeMode: true,
      wallets: [aWallet('USDT', '100')],
      positions: [
        aPosition({ positionSide: 'LONG', quantity: '11' }),
        aPosition({ positionSide: 'SHORT', side: 'SHORT', quantity: '10' }),
      ],
      brackets: [
        aBracket([
          ['0', '0.004', '0'],
          ['1200', '0.5', '595.2'],
        ]),
      ],
    })
    const { rows, limits } = stressed(hedged, { mode: 'adverse' }, '5')
    expect(rows.map(({ equity }) => text(equity))).toEqual(['105'])
    expect(limits.map(({ poolDeathPct }) => text(poolDeathPct))).toEqual(['25.3053'])
  })

  it('of a short goes up, also where its pool can be liquidated as it stands', () => {
    const path = adversePath(
      { positions: [aPosition({ side: 'SHORT' })], brackets: new Map(), decidedAt: () => d('0') },
      d('5'),
    )
    expect(path.slopeOf('BTCUSDT').toFixed()).toBe('1')
  })
})
