import { describe, expect, it } from 'vitest'
import { type Decimal, d } from '../../../src/model/decimal.ts'
import type { AccountSnapshot } from '../../../src/model/snapshot.ts'
import { type FixSubject, fixReport } from '../../../src/risk/fix.ts'
import { aContext, rowIn } from '../../support/acting.ts'
import { aPosition, aRate, aSnapshot, aWallet } from '../../support/builders.ts'

const free = (asset: string, available: string) => ({ ...aWallet(asset, '50', '80'), availableBalance: d(available) })

/** Two isolated positions that money can be taken out of, and a cross one on another asset. */
const BOOK = aSnapshot({
  wallets: [free('USDT', '7'), free('USDC', '9')],
  positions: [
    aPosition({ markPrice: '104', isolatedWallet: '10' }),
    aPosition({ symbol: 'ETHUSDT', side: 'SHORT', markPrice: '96', isolatedWallet: '10' }),
    aPosition({ symbol: 'SOLUSDC', marginAsset: 'USDC' }),
  ],
})

interface Asked {
  readonly snapshot?: AccountSnapshot
  /** A symbol, or the account. */
  readonly of: string
  readonly target?: Decimal
  readonly budget?: Decimal
}

function fixOf({ snapshot = BOOK, of, target = d('15'), budget }: Asked) {
  const context = aContext(snapshot)
  const [pool] = context.risk.pools
  if (pool === undefined) throw new Error('no pool')
  const subject: FixSubject =
    of === 'account' ? { kind: 'account', pool } : { kind: 'position', row: rowIn(context, of) }
  return fixReport({ subject, targetPct: target, budget: budget ?? null }, context, [])
}

describe('what fix says of its subject', () => {
  // 104 − 90.361446 = 13.638554 of 104
  it.each([
    { name: 'nearer than the target', target: '13.2', isReached: false },
    { name: 'beyond it', target: '13.1', isReached: true },
  ])('is reached: $isReached, $name', ({ target, isReached }) => {
    const report = fixOf({ of: 'BTCUSDT', target: d(target) })
    expect([report.distancePct?.toFixed(4), report.isReached]).toEqual(['13.1140', isReached])
  })

  it('is reached at exactly the target, and where nothing liquidates it', () => {
    const { distancePct } = fixOf({ of: 'BTCUSDT' })
    if (distancePct === null) throw new Error('no distance')
    expect(fixOf({ of: 'BTCUSDT', target: distancePct }).isReached).toBe(true)
    const funded = aSnapshot({
      wallets: [aWallet('USDT', '0', '200')],
      positions: [aPosition({ isolatedWallet: '200' })],
    })
    const report = fixReport(
      { subject: { kind: 'position', row: rowIn(aContext(funded), 'BTCUSDT') }, targetPct: d('15'), budget: null },
      aContext(funded),
      [],
    )
    expect([report.distancePct, report.isReached]).toEqual([null, true])
  })

  it('measures an account by its joint distance', () => {
    // 50 = 100 x + 0.4 (1 − x)
    expect(fixOf({ of: 'account' }).distancePct?.toFixed(4)).toBe('49.7992')
  })
})

describe('what fix says of the money at hand', () => {
  const rates = [aRate('USDT', '1', '1'), aRate('USDC', '1', '1')]
  const multi = aSnapshot({
    multiAssetsMode: true,
    rates,
    wallets: [free('USDC', '9'), free('USDT', '7')],
    positions: [aPosition()],
  })

  it.each([
    { name: 'a position', asked: { of: 'ETHUSDT' }, amount: '7', asset: 'USDT' },
    { name: 'a position on another asset', asked: { of: 'SOLUSDC' }, amount: '9', asset: 'USDC' },
    { name: 'a pool', asked: { of: 'account' }, amount: '9', asset: 'USDC' },
    { name: 'multi-assets mode', asked: { of: 'account', snapshot: multi }, amount: '7', asset: 'USDT' },
  ])('is free $asset of $name', ({ asked, amount, asset }) => {
    const { free: found } = fixOf(asked)
    expect([found.amount?.toFixed(), found.asset]).toEqual([amount, asset])
  })

  it.each([
    { of: 'BTCUSDT', rows: ['BTCUSDT 3.6', 'ETHUSDT 4.4'] },
    { of: 'ETHUSDT', rows: ['ETHUSDT 4.4', 'BTCUSDT 3.6'] },
  ])('could be taken out of $of first', ({ of, rows }) => {
    const { removables } = fixOf({ of })
    expect(removables.map(({ row, amount }) => `${row.position.symbol} ${amount.toFixed()}`)).toEqual(rows)
  })

  it('could be taken out of every isolated position for the account', () => {
    const { removables } = fixOf({ of: 'account' })
    expect(removables.map(({ row }) => row.position.symbol).toSorted()).toEqual(['BTCUSDT', 'ETHUSDT'])
  })

  it('is spent only where a sum was named', () => {
    const places = (budget?: Decimal) => fixOf({ of: 'BTCUSDT', ...(budget === undefined ? {} : { budget }) }).places
    expect(places()).toEqual([])
    expect(places(d('10')).map(({ row, poolAsset }) => row?.position.symbol ?? poolAsset)).toHaveLength(3)
  })
})
