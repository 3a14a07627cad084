import { describe, expect, it } from 'vitest'
import { jointKey, type Reading, readingsOf, sightLost, sightOf } from '../../../src/alerts/readings.ts'
import { d } from '../../../src/model/decimal.ts'
import type { AccountSnapshot } from '../../../src/model/snapshot.ts'
import { assessAccount } from '../../../src/risk/assess.ts'
import type { AccountRisk } from '../../../src/risk/report.ts'
import { anOrder, aPosition, aSnapshot, aWallet, TAKEN_AT_MS, tierTable } from '../../support/builders.ts'

const TIERS = tierTable({ BTCUSDT: ['3', '2', '1'] })
const assess = (snapshot: AccountSnapshot): AccountRisk =>
  assessAccount(snapshot, { tiers: TIERS, nowMs: TAKEN_AT_MS + 412 })

function reading(risk: AccountRisk, key: string): Reading {
  const found = readingsOf(risk, TIERS).find((candidate) => candidate.key === key)
  if (found === undefined) throw new Error(`no reading ${key}`)
  return found
}

// An isolated long from 100 with its margin such that it is liquidated at 90: 100 − 90 · 0.996 = 10.36.
const isolated = aPosition({ symbol: 'SOLUSDT', isolatedWallet: '10.36', exchangePrice: '90' })
// A cross long with 1000 behind one unit of 100: fully funded.
const cross = aPosition({ symbol: 'BTCUSDT', quantity: '1', entryPrice: '100' })

describe('readings of an account', () => {
  const book = assess(
    aSnapshot({
      positions: [isolated, cross],
      wallets: [aWallet('USDT', '20', '30.36')],
      orders: [anOrder({ symbol: 'BTCUSDT', triggerPrice: '95' })],
    }),
  )

  it('are its positions and pools under stable keys', () => {
    expect(readingsOf(book, TIERS).map(({ key }) => key)).toEqual([
      'main/SOLUSDT/long',
      'main/BTCUSDT/long',
      'main/joint',
    ])
  })

  it('of a position carry its distance, its own tiers and its pool', () => {
    const sol = reading(book, 'main/SOLUSDT/long')
    const btc = reading(book, 'main/BTCUSDT/long')
    expect(sol.distance).toEqual({ status: 'known', distancePct: d('10') })
    expect(sol).toMatchObject({ poolKey: null, hasOwnTiers: false, stop: 'none', drift: { status: 'agrees' } })
    expect(btc).toMatchObject({ poolKey: 'main/joint', hasOwnTiers: true, stop: 'set', drift: { status: 'unknown' } })
    expect([sol, btc].map(({ tiers }) => tiers.map((tier) => tier.toFixed()))).toEqual([
      ['15', '10', '5'],
      ['3', '2', '1'],
    ])
    expect(sol.dataAtMs).toBe(TAKEN_AT_MS - (book.positions[0]?.dataAgeMs ?? 0))
  })

  it('of a pool take the default tiers', () => {
    const joint = reading(book, 'main/joint')
    expect(joint).toMatchObject({ kind: 'joint', symbols: ['BTCUSDT'], isHedged: false })
    expect(joint.tiers.map((tier) => tier.toFixed())).toEqual(['15', '10', '5'])
  })

  it("carry the liquidation price, the grid and the venue's time", () => {
    expect(reading(book, 'main/SOLUSDT/long')).toMatchObject({
      kind: 'position',
      account: 'main',
      symbol: 'SOLUSDT',
      side: 'LONG',
      quantity: d('1'),
      liquidationPrice: d('90'),
      updatedAtMs: TAKEN_AT_MS,
      forced: null,
    })
    const safe = assess(aSnapshot({ positions: [cross], wallets: [aWallet('USDT', '1000')] }))
    expect(reading(safe, 'main/BTCUSDT/long')).toMatchObject({ liquidationPrice: null, drift: { status: 'agrees' } })
  })

  it('of a pool carry the joint distance', () => {
    // 20 of 100 at a rate of 0.4 %: (20 − 0.4) ÷ (100 × 0.996)
    const { distance } = reading(book, 'main/joint')
    expect(distance.status === 'known' && distance.distancePct.toFixed(4)).toBe('19.6787')
  })

  it('without a liquidation price are calm', () => {
    const safe = assess(aSnapshot({ positions: [cross], wallets: [aWallet('USDT', '1000')] }))
    expect(readingsOf(safe, TIERS).map(({ distance }) => distance)).toEqual([{ status: 'calm' }, { status: 'calm' }])
  })

  it('without brackets are unknown, and say why', () => {
    const blind = assess(aSnapshot({ positions: [cross], wallets: [aWallet('USDT', '1000')], brackets: [] }))
    expect(readingsOf(blind, TIERS).map(({ distance }) => distance.status)).toEqual(['unknown', 'unknown'])
    const problems = sightOf(blind).problems.map(({ what }) => what)
    expect(problems).toEqual(expect.arrayContaining(['BTCUSDT long', 'USDT cross pool']))
  })

  it('whose price has no distance yet are unknown, and say so', () => {
    const undone = { ...book, positions: book.positions.map((row) => ({ ...row, distancePct: null })) }
    expect(reading(undone, 'main/SOLUSDT/long').distance).toEqual({
      status: 'unknown',
      why: 'the distance could not be computed',
    })
  })

  it('of a pool that could not be computed say why, or that they do not know why', () => {
    const poolWithout = (why: string | null) => ({
      ...book,
      pools: book.pools.map((pool) => ({ ...pool, isUnknown: true, why })),
    })
    const distanceOf = (why: string | null) => reading(poolWithout(why), 'main/joint').distance
    expect(distanceOf('no rate')).toEqual({ status: 'unknown', why: 'no rate' })
    expect(distanceOf(null)).toEqual({ status: 'unknown', why: 'the pool could not be computed' })
    expect(sightOf(poolWithout(null)).problems).toContainEqual({
      what: 'USDT cross pool',
      why: 'could not be computed',
    })
  })

  it('of a pool are as old as its data', () => {
    const aged = { ...book, pools: book.pools.map((pool) => ({ ...pool, dataAgeMs: 2500 })) }
    expect(reading(aged, 'main/joint').dataAtMs).toBe(book.takenAtMs - 2500)
  })

  it('do not claim that a stop is missing when orders could not be read', () => {
    const gap = { what: 'openAlgoOrders', why: 'HTTP 503', needed: false }
    const risk = assess(aSnapshot({ positions: [isolated], wallets: [aWallet('USDT', '0', '10.36')], gaps: [gap] }))
    expect(reading(risk, 'main/SOLUSDT/long')).toMatchObject({ stop: 'unknown' })
  })

  it('claim it when only the orders of another symbol could not be read', () => {
    const gap = { what: 'openAlgoOrders DOGEUSDT', why: 'HTTP 503', needed: false }
    const risk = assess(aSnapshot({ positions: [isolated], wallets: [aWallet('USDT', '0', '10.36')], gaps: [gap] }))
    expect(reading(risk, 'main/SOLUSDT/long')).toMatchObject({ stop: 'none' })
  })

  it('tell drift, and what Binance shows', () => {
    const drifting = { ...isolated, exchange: { ...isolated.exchange, liquidationPrice: d('80') } }
    const risk = assess(aSnapshot({ positions: [drifting], wallets: [aWallet('USDT', '0', '10.36')] }))
    expect(reading(risk, 'main/SOLUSDT/long')).toMatchObject({
      drift: { status: 'warning', driftPct: d('12.5'), exchangePrice: d('80') },
    })
  })

  it('of a hedged pool say so', () => {
    const short = aPosition({ symbol: 'ETHUSDT', side: 'SHORT', quantity: '0.9', entryPrice: '100' })
    const risk = assess(aSnapshot({ positions: [cross, short], wallets: [aWallet('USDT', '20')] }))
    expect(reading(risk, 'main/joint')).toMatchObject({ isHedged: true })
  })
})

describe('keys of pools', () => {
  it.each([
    { asset: 'USDT', key: 'main/joint' },
    { asset: 'USD', key: 'main/joint' },
    { asset: 'USDC', key: 'main/joint/USDC' },
  ])('of $asset: $key', ({ asset, key }) => {
    expect(jointKey('main', asset)).toBe(key)
  })
})

describe('sight', () => {
  const clear = aSnapshot({ positions: [isolated], wallets: [aWallet('USDT', '0', '10.36')] })

  it('is clear when all that matters was read', () => {
    expect(sightOf(assess(clear)).problems).toEqual([])
  })

  it('is troubled by needed gaps and unreadable rows, not by optional gaps', () => {
    const gaps = [
      { what: 'symbolConfig', why: 'HTTP 503', needed: true },
      { what: 'fundingInfo', why: 'HTTP 503', needed: false },
    ]
    const row = { symbol: 'XUSDT', marginType: 'ISOLATED', marginAsset: 'USDT', why: 'entryPrice is missing' } as const
    const unreadable = [
      { ...row, positionSide: 'BOTH' },
      { ...row, positionSide: 'SHORT' },
    ] as const
    expect(sightOf(assess({ ...clear, gaps, unreadable })).problems).toEqual([
      { what: 'symbolConfig', why: 'HTTP 503' },
      { what: 'XUSDT', why: 'entryPrice is missing' },
      { what: 'XUSDT short', why: 'entryPrice is missing' },
    ])
  })

  it('is as old as the oldest figures, and of no age without any', () => {
    const risk = assess({ ...clear, positions: [isolated, { ...isolated, symbol: 'ETHUSDT' }] })
    const aged = { ...risk, positions: risk.positions.map((row, index) => ({ ...row, dataAgeMs: 100 + index })) }
    expect(sightOf(aged).dataAgeMs).toBe(101)
    expect(sightOf({ ...risk, positions: [] }).dataAgeMs).toBeNull()
  })

  it('names the leg of hedge mode', () => {
    const row = { symbol: 'XUSDT', marginType: 'ISOLATED', marginAsset: 'USDT', why: 'no mark' } as const
    const legs = (['LONG', 'SHORT', 'BOTH'] as const).map((positionSide) => ({ ...row, positionSide }))
    expect(sightOf(assess({ ...clear, unreadable: legs })).problems.map(({ what }) => what)).toEqual([
      'XUSDT long',
      'XUSDT short',
      'XUSDT',
    ])
  })

  it('is lost when the account did not answer', () => {
    expect(sightLost('main', 'HTTP 503')).toEqual({
      account: 'main',
      problems: [{ what: 'account', why: 'HTTP 503' }],
      dataAgeMs: null,
    })
  })
})
