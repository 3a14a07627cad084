import { describe, expect, it } from 'vitest'
import type { AccountRisk } from '../../../src/risk/report.ts'
import { aBracket, aPosition, aSnapshot, aWallet } from '../../support/builders.ts'
import { assess, brokenRow, isolatedAt, pool, row } from './assess-rows.ts'

describe('what cannot be known', () => {
  const cross = aPosition({ symbol: 'AUSDT' })
  const isolated = isolatedAt('20', 'ISOUSDT')
  const usdc = aPosition({ symbol: 'AUSDC', marginAsset: 'USDC' })
  const wallets = [aWallet('USDT', '60'), aWallet('USDC', '60')]
  const positions = [cross, isolated, usdc]
  const statuses = (risk: AccountRisk) =>
    ['AUSDT', 'ISOUSDT', 'AUSDC'].map((symbol) => row(risk, symbol).liquidation.status)

  it.each([
    { name: 'a broken cross row', broken: brokenRow({}), statuses: ['unknown', 'price', 'price'] },
    {
      name: 'one of another pool',
      broken: brokenRow({ marginAsset: 'USDC' }),
      statuses: ['price', 'price', 'unknown'],
    },
    {
      name: 'one of an unknown pool',
      broken: brokenRow({ marginAsset: null }),
      statuses: ['unknown', 'price', 'unknown'],
    },
    {
      name: 'one of unknown margin type',
      broken: brokenRow({ marginType: null }),
      statuses: ['unknown', 'price', 'price'],
    },
    { name: 'an isolated one', broken: brokenRow({ marginType: 'ISOLATED' }), statuses: ['price', 'price', 'price'] },
  ])('$name takes only its pool along', ({ broken, statuses: expected }) => {
    const risk = assess(aSnapshot({ positions, wallets, unreadable: [broken] }))
    expect(statuses(risk)).toEqual(expected)
    expect(risk.verdict).toBe('UNKNOWN')
    expect([risk.equity, risk.grossNotional]).toEqual([null, null])
    expect(risk.walletBalance?.toFixed()).toBe('120')
  })

  it('is said of the pool and of each of its rows, with the cause', () => {
    const risk = assess(aSnapshot({ positions, wallets, unreadable: [brokenRow({})] }))
    expect(pool(risk, 'USDT')).toMatchObject({
      isUnknown: true,
      why: 'XUSDT: entryPrice is missing',
      marginRatio: null,
      jointDistancePct: null,
      symbols: ['AUSDT', 'XUSDT'],
    })
    expect(row(risk, 'AUSDT').liquidation).toEqual({
      status: 'unknown',
      reason: 'the USDT pool is unknown: XUSDT: entryPrice is missing',
    })
    expect(row(risk, 'AUSDT')).toMatchObject({ distancePct: null, tier: null })
    expect(row(risk, 'AUSDT').marginRatio()).toBeNull()
    expect(row(risk, 'AUSDT').bankruptcyPrice()).toBeNull()
    expect(row(risk, 'AUSDT').maintenanceMargin()?.toFixed()).toBe('0.4')
  })

  it('names a pool of which nothing but a broken row is known', () => {
    const risk = assess(aSnapshot({ wallets, unreadable: [brokenRow({})] }))
    expect(pool(risk, 'USDT')).toMatchObject({ isUnknown: true, symbols: ['XUSDT'] })
    expect(risk.verdict).toBe('UNKNOWN')
  })

  it('does not doubt pools for a row whose twin is isolated', () => {
    const broken = brokenRow({ symbol: 'ISOUSDT', marginType: null, marginAsset: null, positionSide: 'SHORT' })
    expect(statuses(assess(aSnapshot({ positions, wallets, unreadable: [broken] })))).toEqual([
      'price',
      'price',
      'price',
    ])
  })

  it('doubts a row that another source contradicts', () => {
    const broken = brokenRow({ symbol: 'ISOUSDT', marginType: null, why: 'two sources disagree about its quantity' })
    const risk = assess(aSnapshot({ positions, wallets, unreadable: [broken] }))
    expect(row(risk, 'ISOUSDT').liquidation).toEqual({
      status: 'unknown',
      reason: 'two sources disagree about its quantity',
    })
    expect(statuses(risk)).toEqual(['price', 'unknown', 'price'])
  })

  it.each([
    { name: 'missing', brackets: [], reason: 'its brackets are missing' },
    {
      name: 'inconsistent',
      brackets: [aBracket([['0', '0.004', '9']], 'AUSDT')],
      reason: 'its brackets are inconsistent: row 1: its amount 9 should be 0',
    },
  ])('brackets that are $name hide a row, its pool and the total', ({ brackets, reason }) => {
    const others = [aBracket(undefined, 'ISOUSDT'), aBracket(undefined, 'AUSDC')]
    const risk = assess(aSnapshot({ positions, wallets, brackets: [...brackets, ...others] }))
    expect(statuses(risk)).toEqual(['unknown', 'price', 'price'])
    expect(row(risk, 'AUSDT').liquidation).toEqual({ status: 'unknown', reason })
    expect(row(risk, 'AUSDT').maintenanceMargin()).toBeNull()
    expect(pool(risk, 'USDT').why).toBe(`AUSDT: ${reason}`)
    expect(risk.maintenanceMargin).toBeNull()
    expect(risk.equity?.toFixed()).toBe('120')
    expect(risk.verdict).toBe('UNKNOWN')
  })

  it('brackets of an isolated position hide only it', () => {
    const brackets = [aBracket(undefined, 'AUSDT'), aBracket(undefined, 'AUSDC')]
    expect(statuses(assess(aSnapshot({ positions, wallets, brackets })))).toEqual(['price', 'unknown', 'price'])
  })

  it('a missing wallet hides its pool and the totals', () => {
    const risk = assess(aSnapshot({ positions, wallets: [aWallet('USDC', '60')] }))
    expect(pool(risk, 'USDT').why).toBe('the wallet of USDT is missing')
    expect(statuses(risk)).toEqual(['unknown', 'price', 'price'])
    expect([risk.equity, risk.walletBalance]).toEqual([null, null])
  })
})
