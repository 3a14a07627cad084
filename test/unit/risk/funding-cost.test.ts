import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { d, ZERO } from '../../../src/model/decimal.ts'
import { fundingCost } from '../../../src/risk/funding-cost.ts'
import { isolatedStake } from '../../../src/risk/stake.ts'
import { aBracket, aPosition, aStake } from '../../support/builders.ts'

const TIERS = ['15', '10', '5'].map(d)
const sol = aPosition({
  symbol: 'SOLUSDT',
  quantity: '60',
  entryPrice: '171.2',
  markPrice: '165.3',
  isolatedWallet: '1027.2',
})
const solStake = isolatedStake(sol, aBracket([['0', '0.005', '0']], 'SOLUSDT'))
const solCase = { position: sol, stake: solStake, rate: d('0.00021'), intervalHours: 4, tiers: TIERS }

describe('what funding does to a position', () => {
  it('costs an isolated long rate × notional at each settlement', () => {
    const cost = fundingCost(solCase)
    // 9,918 × 0.00021, six times a day
    expect(cost.nextPayment.toFixed()).toBe('-2.08278')
    expect(cost.perDay.toFixed()).toBe('-12.49668')
    // 12.49668 ÷ (1,027.2 − 354 − 49.59)
    expect(cost.cushionPctPerDay?.toFixed(8)).toBe('-2.00392553')
    // 12.49668 ÷ (60 × 0.995)
    expect(cost.liquidationDrift?.price.toFixed(8)).toBe('0.20932462')
    expect(cost.liquidationDrift?.distancePct.toFixed(8)).toBe('-0.12663317')
    // at 157.035, 5 % away, 130.1895 of room are left
    expect(cost.next?.tierPct?.toFixed()).toBe('5')
    expect(cost.next?.days.toFixed(6)).toBe('10.417927')
  })

  it('names liquidation itself inside the innermost tier', () => {
    const { next } = fundingCost({ ...solCase, tiers: ['15', '10', '7'].map(d) })
    expect(next?.tierPct).toBeNull()
    // the whole cushion of 623.61
    expect(next?.days.toFixed(6)).toBe('49.902054')
  })

  it.each([
    { name: 'a long at a negative rate', side: 'LONG', rate: '-0.0001', payment: '0.01' },
    { name: 'a short at a positive rate', side: 'SHORT', rate: '0.0001', payment: '0.01' },
    { name: 'a short at a negative rate', side: 'SHORT', rate: '-0.0001', payment: '-0.01' },
  ] as const)('signs the payment of $name', ({ side, rate, payment }) => {
    const position = aPosition({ side, isolatedWallet: '20' })
    const stake = isolatedStake(position, aBracket())
    const cost = fundingCost({ position, stake, rate: d(rate), intervalHours: 8, tiers: TIERS })
    expect(cost.nextPayment.toFixed()).toBe(payment)
    expect(cost.next === null).toBe(cost.perDay.gt(ZERO))
  })

  it('takes the money of a cross position from the pool', () => {
    const position = aPosition({ quantity: '2', entryPrice: '100', markPrice: '100' })
    const legs = [{ side: 'LONG', quantity: '2', entryPrice: '100' }] as const
    const stake = aStake({ markPrice: '100', balance: '50', legs, reserve: '10' })
    const cost = fundingCost({ position, stake, rate: d('0.001'), intervalHours: 8, tiers: TIERS })
    // −0.6 of 50 + 10 − 200 × 0.004
    expect(cost.cushionPctPerDay?.toFixed(8)).toBe('-1.01351351')
  })

  it('knows no cushion where it is gone, and no next tier where liquidation is reached', () => {
    const position = aPosition({ markPrice: '89', entryPrice: '100', isolatedWallet: '10' })
    const stake = isolatedStake(position, aBracket())
    const cost = fundingCost({ position, stake, rate: d('0.001'), intervalHours: 8, tiers: TIERS })
    expect([cost.cushionPctPerDay, cost.next]).toEqual([null, null])
  })

  it('still knows the payment where the account is not known', () => {
    const cost = fundingCost({ ...solCase, stake: null })
    expect([cost.nextPayment.toFixed(), cost.cushionPctPerDay, cost.liquidationDrift, cost.next]).toEqual([
      '-2.08278',
      null,
      null,
      null,
    ])
  })

  it('moves the price of a fully funded long nowhere', () => {
    const position = aPosition({ isolatedWallet: '200' })
    const stake = isolatedStake(position, aBracket())
    const cost = fundingCost({ position, stake, rate: d('0.0001'), intervalHours: 8, tiers: TIERS })
    expect([cost.liquidationDrift, cost.next]).toEqual([null, null])
  })

  it.each([
    // 100.01 cover a fall to zero, 99.98 of tomorrow do not
    { name: 'only tomorrow', wallet: '100.01', rate: '0.0001' },
    // 99.99 do not, 100.02 do
    { name: 'only today', wallet: '99.99', rate: '-0.0001' },
  ])('has no drift where there is a liquidation price $name', ({ wallet, rate }) => {
    const position = aPosition({ isolatedWallet: wallet })
    const stake = isolatedStake(position, aBracket())
    const cost = fundingCost({ position, stake, rate: d(rate), intervalHours: 8, tiers: TIERS })
    expect([cost.liquidationDrift, cost.next]).toEqual([null, null])
  })

  it('stands exactly at the tier after the days it names', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 8, max: 60 }), (rate, wallet) => {
        const position = aPosition({ isolatedWallet: String(wallet) })
        const stake = isolatedStake(position, aBracket())
        const cost = fundingCost({ position, stake, rate: d(`${rate}e-5`), intervalHours: 8, tiers: TIERS })
        if (cost.next === null || cost.next.tierPct === null) return
        const drained = position.isolatedWallet.plus(cost.perDay.times(cost.next.days))
        // (100 − wallet) ÷ 0.996 is the liquidation price of one unit bought at 100
        const liquidation = d('100').minus(drained).div('0.996')
        expect(d('100').minus(liquidation).minus(cost.next.tierPct).abs().lt('1e-20')).toBe(true)
      }),
      { numRuns: 100 },
    )
  })
})
