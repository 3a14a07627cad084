import { describe, expect, it } from 'vitest'
import type { AccountSnapshot } from '../../../src/model/snapshot.ts'
import { nearPositions } from '../../../src/risk/near.ts'
import { stakeSource } from '../../../src/risk/stake-reading.ts'
import { aBracket, aPosition, aRate, aSnapshot, aWallet, tierTable } from '../../support/builders.ts'
import { brokenRow } from './assess-rows.ts'

/** Symbols and sides of the positions that are near. */
const near = (snapshot: AccountSnapshot, tiers = tierTable()) =>
  nearPositions(stakeSource(snapshot), tiers).map(({ symbol, side }) => `${symbol} ${side}`)
/** One isolated position of 1 at 100, on a flat 0.4 % unless other rows are told. */
const isolated = (side: 'LONG' | 'SHORT', isolatedWallet: string, bracket = aBracket()) =>
  aSnapshot({ positions: [aPosition({ side, isolatedWallet })], brackets: [bracket] })

describe('an isolated position', () => {
  it.each([
    // Liquidated at 85: 15.34 − 15 = 0.004 × 85.
    { name: 'a long 15 % away', side: 'LONG', wallet: '15.34', isNear: true },
    // 15.4 − 0.4 is what a fall of 15 % takes, were the maintenance margin to stay; it is 15.06 % away.
    { name: 'a long hardly outside', side: 'LONG', wallet: '15.4', isNear: true },
    { name: 'a long outside', side: 'LONG', wallet: '15.41', isNear: false },
    // Liquidated at 115: 15.46 − 15 = 0.004 × 115.
    { name: 'a short 15 % away', side: 'SHORT', wallet: '15.46', isNear: true },
    { name: 'a short outside', side: 'SHORT', wallet: '15.47', isNear: false },
    { name: 'a long with its maintenance margin alone', side: 'LONG', wallet: '0.4', isNear: true },
    { name: 'a long with less', side: 'LONG', wallet: '0.3', isNear: true },
    { name: 'a short with less than nothing', side: 'SHORT', wallet: '-5', isNear: true },
  ] as const)('$name: $isNear', ({ side, wallet, isNear }) => {
    expect(near(isolated(side, wallet))).toEqual(isNear ? [`BTCUSDT ${side}`] : [])
  })

  // 10 % from 200 on, which a rise of 15 % does not reach: it counts as if all of the rise were margined so.
  it.each([
    { name: 'a short 15 % away', wallet: '15.46', isNear: true },
    { name: 'a short 16.4 % away, which steeper rows might have killed', wallet: '16.9', isNear: true },
    { name: 'a short that no row could kill', wallet: '16.91', isNear: false },
  ])('below steeper rows, $name: $isNear', ({ wallet, isNear }) => {
    const steeper = aBracket([
      ['0', '0.004', '0'],
      ['200', '0.1', '19.2'],
    ])
    expect(near(isolated('SHORT', wallet, steeper))).toEqual(isNear ? ['BTCUSDT SHORT'] : [])
  })

  it('is judged by its mark, not by its entry', () => {
    // At 80: 30 − 20 − 0.32 = 9.68 are left, of the 12 that a fall of 15 % takes.
    const fallen = aPosition({ isolatedWallet: '30', markPrice: '80' })
    const risen = aPosition({ symbol: 'ETHUSDT', isolatedWallet: '15.34', markPrice: '120' })
    expect(near(aSnapshot({ positions: [fallen, risen] }))).toEqual(['BTCUSDT LONG'])
  })
})

describe('positions of a cross pool', () => {
  const book = (usdt: string) =>
    aSnapshot({
      wallets: [aWallet('USDT', usdt), aWallet('USDC', '1000')],
      positions: [
        aPosition(),
        aPosition({ symbol: 'ETHUSDT', quantity: '2' }),
        aPosition({ symbol: 'XRPUSDC', marginAsset: 'USDC' }),
      ],
    })

  it('are near when their own move would use up what the whole pool has left', () => {
    // 31 − 0.4 − 0.8 = 29.8 are left: 15 % take 15 through BTC, 30 through ETH.
    expect(near(book('31'))).toEqual(['ETHUSDT LONG'])
    // 30.01 are left.
    expect(near(book('31.21'))).toEqual([])
    // 15 are left.
    expect(near(book('16.2'))).toEqual(['BTCUSDT LONG', 'ETHUSDT LONG'])
  })

  it('count both legs of a symbol against each of them', () => {
    const legs = [
      aPosition({ positionSide: 'LONG', quantity: '2' }),
      aPosition({ positionSide: 'SHORT', side: 'SHORT' }),
    ]
    const pair = (usdt: string) => aSnapshot({ hedgeMode: true, wallets: [aWallet('USDT', usdt)], positions: legs })
    // 200 + 100.4 per move of 1, 45.06 for 15 %; the maintenance margin is 1.2.
    expect(near(pair('46.26'))).toEqual(['BTCUSDT LONG', 'BTCUSDT SHORT'])
    expect(near(pair('46.27'))).toEqual([])
  })

  it('in multi-assets mode lose at the dearer rate of their asset', () => {
    const dear = (usdt: string, usdc: string, [bid, ask]: readonly [bid: string, ask: string]) =>
      aSnapshot({
        multiAssetsMode: true,
        wallets: [aWallet('USDT', usdt), aWallet('USDC', usdc)],
        positions: [aPosition({ symbol: 'XRPUSDC', marginAsset: 'USDC' })],
        rates: [aRate('USDT', '1', '1'), aRate('USDC', bid, ask)],
      })
    // 30.8 − 0.8 are left, and 15 % of 100 USDC that come to be owed cost 30.
    expect(near(dear('30.8', '0', ['0.5', '2']))).toEqual(['XRPUSDC LONG'])
    expect(near(dear('30.81', '0', ['0.5', '2']))).toEqual([])
    // 200 − 169.8 − 0.2 are left, and 15 % of 100 USDC that were owned are worth 30.
    expect(near(dear('-169.8', '100', ['2', '0.5']))).toEqual(['XRPUSDC LONG'])
    expect(near(dear('-169.79', '100', ['2', '0.5']))).toEqual([])
  })
})

describe('tiers', () => {
  // 15, 40 and 5 are left, of 100.
  const positions = [
    aPosition({ isolatedWallet: '15.4' }),
    aPosition({ symbol: 'SOLUSDT', isolatedWallet: '40.4' }),
    aPosition({ symbol: 'XRPUSDT', isolatedWallet: '5.4' }),
  ]

  it.each([
    { name: 'the default', own: {}, expected: ['BTCUSDT LONG', 'XRPUSDT LONG'] },
    { name: 'wider ones', own: { SOLUSDT: ['40', '5'] }, expected: ['BTCUSDT LONG', 'SOLUSDT LONG', 'XRPUSDT LONG'] },
    { name: 'narrower ones', own: { BTCUSDT: ['10'], XRPUSDT: ['5', '2'] }, expected: ['XRPUSDT LONG'] },
    { name: 'none', own: { BTCUSDT: [], XRPUSDT: [] }, expected: [] },
  ] as const)('of a symbol count by their outermost: $name', ({ own, expected }) => {
    expect(near(aSnapshot({ positions }), tierTable(own))).toEqual(expected)
  })

  it('that are none for all make nothing near, not even what is liquidatable', () => {
    expect(near(isolated('LONG', '0'), { default: [], bySymbol: new Map() })).toEqual([])
  })
})

describe('of what is unknown nothing is said', () => {
  const sound = aPosition({ symbol: 'SOUNDUSDT', isolatedWallet: '1' })
  const isolatedOne = aPosition({ isolatedWallet: '1' })
  const faulty = aBracket([['7', '0.004', '0']])

  it.each([
    { name: 'an isolated position without brackets', odd: isolatedOne, brackets: [], wallets: [] },
    { name: 'an isolated position with faulty brackets', odd: isolatedOne, brackets: [faulty], wallets: [] },
    { name: 'a cross position without brackets', odd: aPosition(), brackets: [], wallets: [aWallet('USDT', '1')] },
    { name: 'a pool without its wallet', odd: aPosition(), brackets: [aBracket()], wallets: [] },
  ])('$name', ({ odd, brackets, wallets }) => {
    const known = [aBracket(undefined, 'SOUNDUSDT'), ...brackets]
    expect(near(aSnapshot({ positions: [odd, sound], brackets: known, wallets }))).toEqual(['SOUNDUSDT LONG'])
  })

  it('a position that another source contradicts', () => {
    const contradicted = brokenRow({ symbol: 'BTCUSDT', marginType: 'ISOLATED' })
    expect(near(aSnapshot({ positions: [isolatedOne, sound], unreadable: [contradicted] }))).toEqual(['SOUNDUSDT LONG'])
  })

  it('a pool with a row that could not be read, while another is read on', () => {
    const positions = [aPosition(), aPosition({ symbol: 'XRPUSDC', marginAsset: 'USDC' })]
    const wallets = [aWallet('USDT', '1'), aWallet('USDC', '1')]
    expect(near(aSnapshot({ positions, wallets, unreadable: [brokenRow({})] }))).toEqual(['XRPUSDC LONG'])
  })

  it('a pool of multi-assets mode without a rate', () => {
    const account = { positions: [aPosition(), sound], wallets: [aWallet('USDT', '1')], multiAssetsMode: true }
    expect(near(aSnapshot(account))).toEqual(['SOUNDUSDT LONG'])
    expect(near(aSnapshot({ ...account, rates: [aRate('USDT', '1', '1')] }))).toHaveLength(2)
  })
})
