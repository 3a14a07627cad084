import { describe, expect, it } from 'vitest'
import { type Decimal, d } from '../../../src/model/decimal.ts'
import { budgetPlaces, removables } from '../../../src/risk/remedy-now.ts'
import { quantityToTarget } from '../../../src/risk/remedy-solve.ts'
import { aContext } from '../../support/acting.ts'
import { aPosition, aRate, aSnapshot, aStake, aWallet } from '../../support/builders.ts'
import { aMixedBook } from './mixed-book.ts'

const text = (value: Decimal | null | undefined, places = 4) => value?.toDecimalPlaces(places).toFixed() ?? null

describe('where money helps in a mixed book', () => {
  it('compares each pool with itself', () => {
    const places = budgetPlaces(d('10'), aContext(aMixedBook()))
    // SOL: 10 ÷ 0.996; USDC: 10 ÷ 99.6; USDT: 10 ÷ 200
    expect(places.map(({ kind, poolAsset, gain }) => [kind, poolAsset, text(gain)])).toEqual([
      ['position', null, '10.0402'],
      ['pool', 'USDC', '10.0402'],
      ['pool', 'USDT', '5'],
    ])
  })

  it('brings USDT to the one pool of multi-assets mode', () => {
    const positions = [aPosition(), aPosition({ symbol: 'ETHUSDT', side: 'SHORT' })]
    const snapshot = aSnapshot({
      multiAssetsMode: true,
      wallets: [aWallet('USDT', '50')],
      positions,
      rates: [aRate('USDT', '1', '1')],
    })
    const [place] = budgetPlaces(d('30.8'), aContext(snapshot))
    expect([place?.poolAsset, text(place?.before), text(place?.after)]).toEqual(['USD', '24.6', '40'])
  })

  it('passes over what no price liquidates, and what cannot be computed', () => {
    const wallets = [aWallet('USDT', '0', '110')]
    const positions = [aPosition({ isolatedWallet: '100' })]
    expect(budgetPlaces(d('10'), aContext(aSnapshot({ wallets, positions })))).toEqual([])
    expect(budgetPlaces(d('10'), aContext(aSnapshot({ wallets, positions, brackets: [] })))).toEqual([])
  })

  it('takes nothing out of a position that has no more than its initial margin, or is not understood', () => {
    const takeable = (brackets?: []) => {
      const positions = [aPosition({ isolatedWallet: '10' })]
      const traits = { wallets: [aWallet('USDT', '0', '10')], positions }
      const snapshot = aSnapshot(brackets === undefined ? traits : { ...traits, brackets })
      return removables(aContext(snapshot).risk.positions, snapshot)
    }
    expect([takeable(), takeable([])]).toEqual([[], []])
  })
})

it('of two prices that ask for a close, the one that asks for more decides', () => {
  // Half of the notional is maintenance: at 85 400 − 150 − 425, at 115 400 + 150 − 575; a unit saves 57.5 or 42.5.
  const legs = [{ side: 'LONG', quantity: '10', entryPrice: '100', rows: [['0', '0.5', '0']] }] as const
  const stake = aStake({ markPrice: '100', balance: '400', legs })
  expect(text(quantityToTarget(stake, { side: 'LONG', targetPct: d('15'), feeRate: d('0') }))).toBe('3.0435')
})
