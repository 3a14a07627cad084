import { describe, expect, it } from 'vitest'
import type { UnreadablePosition } from '../../../src/model/position.ts'
import type { AccountSnapshot } from '../../../src/model/snapshot.ts'
import { aContext } from '../../support/acting.ts'
import { aPosition, aRate, aSnapshot, aWallet } from '../../support/builders.ts'

const text = (value: { toFixed(): string } | null) => value?.toFixed() ?? null
const broken = (fields: Partial<UnreadablePosition> = {}): UnreadablePosition => ({
  symbol: 'XUSDT',
  positionSide: 'BOTH',
  marginType: 'CROSSED',
  marginAsset: 'USDT',
  why: 'entryPrice is missing',
  ...fields,
})
const account = (fields: Parameters<typeof aSnapshot>[0] = {}): AccountSnapshot =>
  aSnapshot({
    wallets: [aWallet('USDT', '50')],
    positions: [aPosition({ markPrice: '110', entryPrice: '100' })],
    ...fields,
  })
const totals = (snapshot: AccountSnapshot) => {
  const { equity, walletBalance, unrealizedPnl, grossNotional, effectiveLeverage } = aContext(snapshot).risk
  return [equity, walletBalance, unrealizedPnl, grossNotional, effectiveLeverage?.toDecimalPlaces(4) ?? null].map(text)
}

describe('the account line', () => {
  it('adds up wallets, profit and notional', () => {
    // 110 ÷ 60
    expect(totals(account())).toEqual(['60', '50', '10', '110', '1.8333'])
  })

  it('with a row that cannot be read knows the wallet alone', () => {
    expect(totals(account({ unreadable: [broken()] }))).toEqual([null, '50', null, null, null])
  })

  it('is not troubled by COIN-M positions, which are no part of it', () => {
    const coin = broken({ isCoinM: true })
    expect(totals(account({ unreadable: [coin] }))).toEqual(['60', '50', '10', '110', '1.8333'])
    expect(totals(account({ unreadable: [coin, broken()] }))).toEqual([null, '50', null, null, null])
  })

  it('knows nothing of an asset without a rate that is no dollar', () => {
    expect(totals(account({ wallets: [aWallet('USDT', '50'), aWallet('BNB', '1')] }))).toEqual([
      null,
      null,
      null,
      null,
      null,
    ])
    const rates = [aRate('BNB', '600', '600')]
    expect(totals(account({ wallets: [aWallet('USDT', '50'), aWallet('BNB', '1')], rates }))[0]).toBe('660')
  })

  it('counts a dollar coin without a rate at one, and says so', () => {
    const { risk } = aContext(account({ wallets: [aWallet('USDT', '50'), aWallet('USDC', '7')] }))
    expect([text(risk.equity), risk.isApproximate]).toEqual(['67', true])
    expect(aContext(account()).risk.isApproximate).toBe(false)
  })

  it('has no leverage without equity', () => {
    expect(totals(account({ wallets: [aWallet('USDT', '-10')] }))[4]).toBeNull()
  })
})

describe('pools of multi-assets mode', () => {
  const rates = [aRate('USDT', '1', '1')]
  const multi = (fields: Parameters<typeof aSnapshot>[0] = {}) => account({ multiAssetsMode: true, rates, ...fields })
  const pools = (snapshot: AccountSnapshot) =>
    aContext(snapshot).risk.pools.map(({ asset, isUnknown, why }) => [asset, isUnknown, why])
  const unplaced = broken({ marginType: null, marginAsset: null })

  it('a row of unknown asset belongs to the one pool', () => {
    expect(pools(multi({ unreadable: [unplaced] }))).toEqual([['USD', true, 'XUSDT: entryPrice is missing']])
  })

  it('with nothing held there is no pool to name', () => {
    expect(pools(multi({ positions: [], unreadable: [unplaced] }))).toEqual([])
  })

  it('another row of the symbol tells where it belongs', () => {
    const twin = broken({ symbol: 'BTCUSDT', positionSide: 'SHORT', marginType: null, marginAsset: null })
    expect(pools(account({ unreadable: [twin] }))).toEqual([['USDT', true, 'BTCUSDT: entryPrice is missing']])
    const isolated = aPosition({ isolatedWallet: '10' })
    expect(pools(account({ positions: [isolated, aPosition({ symbol: 'ETHUSDT' })], unreadable: [twin] }))).toEqual([
      ['USDT', false, null],
    ])
  })
})
