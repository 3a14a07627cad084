import { describe, expect, it } from 'vitest'
import { type Decimal, d } from '../../../src/model/decimal.ts'
import type { AccountSnapshot } from '../../../src/model/snapshot.ts'
import { positionRemedies } from '../../../src/risk/remedy.ts'
import type { RemedyKind } from '../../../src/risk/remedy-option.ts'
import { type PoolRemedy, poolRemedies } from '../../../src/risk/remedy-pool.ts'
import { aContext, rowIn } from '../../support/acting.ts'
import { aBracket, aPosition, aSnapshot, aWallet } from '../../support/builders.ts'
import { aMixedBook, ruled } from './mixed-book.ts'

const text = (value: Decimal | null | undefined, places = 4) => value?.toDecimalPlaces(places).toFixed() ?? null

function ofPool(snapshot: AccountSnapshot, asset: string, target: string): readonly PoolRemedy[] {
  const context = aContext(snapshot, '0')
  const pool = context.risk.pools.find((each) => each.asset === asset)
  if (pool === undefined) throw new Error(`no pool in ${asset}`)
  return poolRemedies({ pool, targetPct: d(target) }, context)
}

function ofPosition(snapshot: AccountSnapshot, symbol: string, target: string) {
  const context = aContext(snapshot)
  const options = positionRemedies({ row: rowIn(context, symbol), targetPct: d(target) }, context)
  return (kind: RemedyKind) => {
    const option = options.find((each) => each.kind === kind)
    if (option === undefined) throw new Error(`no ${kind}`)
    return option
  }
}

describe('a pool beside another one and an isolated position', () => {
  it('is helped by its own members alone', () => {
    const shown = ofPool(aMixedBook(), 'USDT', '40').map(({ kind, scope, stops, closes, addMargin, transfer }) => [
      `${kind} ${scope}`,
      stops.map(({ symbol }) => symbol).join(' '),
      closes.map(({ symbol, quantity }) => `${symbol} ${quantity.toFixed()}`).join(' '),
      text(addMargin),
      text(transfer),
    ])
    // 30.8 ÷ 80.8 of each; 30.8 ÷ 40.56 of ETH; 0.19 of each leaves 50 − 0.81 × 80.8 to be brought; 80.8 − 50
    expect(shown).toEqual([
      ['stop null', 'BTCUSDT ETHUSDT', '', null, '0'],
      ['close all', '', 'BTCUSDT 0.39 ETHUSDT 0.39', null, '0'],
      ['close one', '', 'ETHUSDT 0.76', null, '0'],
      ['mixed all', '', 'BTCUSDT 0.19 ETHUSDT 0.19', '15.45', '15.45'],
      ['add-margin null', '', '', '30.8', '30.8'],
    ])
  })

  it('says what can be done now, and that no other pool notices', () => {
    const options = ofPool(aMixedBook(), 'USDT', '40')
    expect(options.map(({ isFeasible }) => isFeasible)).toEqual([true, true, true, false, false])
    expect(options.flatMap(({ pools }) => pools)).toEqual([])
    expect(options.flatMap(({ kind, stops }) => (kind === 'stop' ? [] : stops))).toEqual([])
  })

  it('reads its own joint distance, also where the other pool is nearer', () => {
    const options = ofPool(aMixedBook(), 'USDC', '90')
    // 80 − 90 − 0.04
    const money = options.find(({ kind }) => kind === 'add-margin')
    expect([text(money?.addMargin), text(money?.after.jointDistancePct)]).toEqual(['10.04', '90'])
  })
})

describe('shares of a pool that are too small to order', () => {
  const closes = (...minimums: readonly [btc: string, eth: string]) =>
    ofPool(aMixedBook({ rules: ruled(['BTCUSDT', minimums[0]], ['ETHUSDT', minimums[1]]) }), 'USDT', '40')
      .filter(({ scope }) => scope === 'all')
      .map(({ kind, closes: parts }) => [kind, parts.map(({ symbol, quantity }) => `${symbol} ${quantity.toFixed()}`)])

  it('are left out of the half, and are the smallest order where all must be closed', () => {
    expect(closes('0.01', '0.5')).toEqual([
      ['close', ['BTCUSDT 0.39', 'ETHUSDT 0.5']],
      ['mixed', ['BTCUSDT 0.19']],
    ])
  })

  it('leave no half at all where every one of them is', () => {
    expect(closes('0.5', '0.5')).toEqual([['close', ['BTCUSDT 0.5', 'ETHUSDT 0.5']]])
  })

  it('are not offered where the smallest order closes a hedge and so misses the target', () => {
    // Upwards 30 − 80 − 2.24 asks for 1.29 of the short; of the smallest order, 3, only a long is left: 30 − 40 − 0.24.
    const hedged = aSnapshot({
      hedgeMode: true,
      wallets: [aWallet('USDT', '30')],
      positions: [
        aPosition({ positionSide: 'LONG' }),
        aPosition({ positionSide: 'SHORT', side: 'SHORT', quantity: '3' }),
      ],
      rules: ruled(['BTCUSDT', '3']),
    })
    expect(ofPool(hedged, 'USDT', '40').map(({ kind, scope }) => `${kind} ${scope}`)).toEqual([
      'stop null',
      'close all',
      'add-margin null',
    ])
  })
})

describe('a position beside others', () => {
  it('takes free money of its own margin asset, and knows none where its wallet was not read', () => {
    // 10 − 15 − 0.34 at 85; 3 USDT are free
    expect(text(ofPosition(aMixedBook(), 'SOLUSDT', '15')('add-margin').transfer)).toBe('2.34')
    expect(ofPosition(aMixedBook({ wallets: [aWallet('USDC', '80')] }), 'SOLUSDT', '15')('add-margin').transfer).toBe(
      null,
    )
  })

  it('tells only what changes: no price that is none before and after, no pool of another asset', () => {
    const snapshot = aMixedBook({
      wallets: [aWallet('USDC', '80'), { ...aWallet('USDT', '50', '60'), availableBalance: d('50') }],
      positions: [
        aPosition({ symbol: 'XRPUSDC', marginAsset: 'USDC' }),
        aPosition({ symbol: 'ADAUSDT', quantity: '0.1' }),
        aPosition({ symbol: 'SOLUSDT', isolatedWallet: '10' }),
        aPosition(),
      ],
    })
    const { positions, pools } = ofPosition(snapshot, 'SOLUSDT', '15')('add-margin')
    const moved = positions.map(({ symbol, before, after }) =>
      before.status === 'price' && after.status === 'price'
        ? [symbol, text(before.price), text(after.price)]
        : [symbol, before.status, after.status],
    )
    // 5.34 less: (100 − 49.96) ÷ 0.996, (100 − 44.62) ÷ 0.996
    expect(moved).toEqual([['BTCUSDT', '50.241', '55.6024']])
    // (50 − 0.44) ÷ (110 − 0.44), (44.66 − 0.44) ÷ (110 − 0.44)
    expect(pools.map(({ asset, before, after }) => [asset, text(before), text(after)])).toEqual([
      ['USDT', '45.2355', '40.3614'],
    ])
  })

  it('has a joint distance afterwards when it is cross', () => {
    const lonely = aMixedBook({ wallets: [aWallet('USDT', '20')], positions: [aPosition()] })
    // 30.28 − 100 x − 0.4 (1 − x)
    expect(text(ofPosition(lonely, 'BTCUSDT', '30')('add-margin').after.jointDistancePct)).toBe('30')
  })

  it.each([
    { name: 'isolated', symbol: 'SOLUSDT', target: '15' },
    // (50 − 0.4 − 0.4) ÷ 99.6 = 49.4 % now
    { name: 'cross', symbol: 'BTCUSDT', target: '60' },
  ])('$name, closed whole because the smallest order asks for it, has nothing left to liquidate', (row) => {
    const rules = ruled([row.symbol, '1'])
    const { closes, stops, after, released } = ofPosition(aMixedBook({ rules }), row.symbol, row.target)('close')
    expect([closes.map(({ quantity }) => quantity.toFixed()), stops]).toEqual([['1'], []])
    expect([after, released]).toEqual([{ liquidation: null, distancePct: null, jointDistancePct: null }, null])
  })

  it('closes nothing for a stop', () => {
    expect(ofPosition(aMixedBook(), 'SOLUSDT', '15')('stop').closes).toEqual([])
  })

  it('comes into a cheaper bracket row when its margin leaves with a close', () => {
    // At 80: 300 − 400 − (160 − 96) = −164; each unit closed saves 20 + 8: 5.857…
    const steep = aSnapshot({
      wallets: [aWallet('USDT', '0', '300')],
      positions: [aPosition({ quantity: '20', isolatedWallet: '300' })],
      brackets: [
        aBracket([
          ['0', '0.004', '0'],
          ['1000', '0.1', '96'],
        ]),
      ],
      rules: ruled(['BTCUSDT', '0.01']),
    })
    const { closes, after, released } = ofPosition(steep, 'BTCUSDT', '20')('close')
    expect(closes.map(({ quantity }) => quantity.toFixed())).toEqual(['5.86'])
    // (1,414 − 300 − 96) ÷ (14.14 × 0.9); with 212.1 left of the margin (1,414 − 212.1 − 96) ÷ 12.726
    expect(text(after.distancePct)).toBe('20.0063')
    expect(released?.liquidation.status === 'price' && text(released.liquidation.price)).toBe('86.9008')
    // at 80: 212.1 − 282.8 − (113.12 − 96)
    expect(text(released?.addBack)).toBe('87.82')
  })
})
