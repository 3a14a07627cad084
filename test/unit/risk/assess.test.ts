import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import type { UnreadablePosition } from '../../../src/model/position.ts'
import type { AccountSnapshot } from '../../../src/model/snapshot.ts'
import { assessAccount } from '../../../src/risk/assess.ts'
import type { AccountRisk } from '../../../src/risk/report.ts'
import {
  aBracket,
  aMark,
  anOrder,
  aPosition,
  aRate,
  aSnapshot,
  aWallet,
  TAKEN_AT_MS,
  tierTable,
} from '../../support/builders.ts'

const assess = (snapshot: AccountSnapshot, tiers = tierTable()) =>
  assessAccount(snapshot, { tiers, nowMs: TAKEN_AT_MS + 412 })

const order = (risk: AccountRisk) => risk.positions.map(({ position }) => position.symbol)
const only = <T>([first]: readonly T[]): T => {
  if (first === undefined) throw new Error('nothing there')
  return first
}
const row = (risk: AccountRisk, symbol: string) =>
  only(risk.positions.filter(({ position }) => position.symbol === symbol))
const pool = (risk: AccountRisk, asset: string) => only(risk.pools.filter((candidate) => candidate.asset === asset))

/** An isolated 100 long whose liquidation stands `distancePct` below its mark, with a ratio of 0.4 %. */
function isolatedAt(distancePct: string, symbol: string) {
  const liquidation = d('100').minus(d(distancePct))
  return aPosition({
    symbol,
    isolatedWallet: d('100')
      .minus(liquidation.times(d('0.996')))
      .toFixed(),
  })
}

const brokenRow = (traits: Partial<UnreadablePosition>): UnreadablePosition => ({
  symbol: 'XUSDT',
  positionSide: 'BOTH',
  marginType: 'CROSSED',
  marginAsset: 'USDT',
  why: 'entryPrice is missing',
  ...traits,
})

describe('one isolated position', () => {
  const solana = aPosition({
    symbol: 'SOLUSDT',
    quantity: '60',
    entryPrice: '171.2',
    markPrice: '165.3',
    isolatedWallet: '1027.2',
    exchangePrice: '154.85',
  })
  const snapshot = aSnapshot({
    positions: [solana],
    wallets: [aWallet('USDT', '0', '1027.2')],
    brackets: [aBracket([['0', '0.005', '0']], 'SOLUSDT')],
    marks: [aMark('SOLUSDT', { fundingRate: '0.00021', atMs: TAKEN_AT_MS - 1000 })],
    fundingInfo: new Map([['SOLUSDT', { symbol: 'SOLUSDT', fundingIntervalHours: 4, rateCap: null, rateFloor: null }]]),
    dailyAtr: new Map([['SOLUSDT', d('8')]]),
    orders: [
      anOrder({ symbol: 'SOLUSDT', triggerPrice: '160', quantity: '30' }),
      anOrder({ symbol: 'SOLUSDT', side: 'BUY', type: 'LIMIT', price: '150', quantity: '60' }),
    ],
  })
  const risk = assess(snapshot)

  it('is told completely', () => {
    const sol = row(risk, 'SOLUSDT')
    expect(sol.notional.toFixed()).toBe('9918')
    expect(sol.unrealizedPnl.toFixed()).toBe('-354')
    expect(sol.maintenanceMargin?.toFixed()).toBe('49.59')
    expect(sol.marginRatio?.toFixed(6)).toBe('0.073663') // 49.59 / 673.2
    expect(sol.effectiveLeverage?.toFixed(4)).toBe('14.7326') // 9918 / 673.2
    expect(sol.liquidation).toMatchObject({ status: 'price', reason: null, edges: { above: null } })
    expect(sol.liquidation.status === 'price' && sol.liquidation.price.toFixed(8)).toBe('154.85427136')
    expect(sol.drift.driftPct?.toFixed(6)).toBe('0.002758')
    expect([sol.drift.isShown, sol.drift.isWarning]).toEqual([true, false])
    expect(sol.bankruptcyPrice?.toFixed()).toBe('154.08')
    expect(sol.distancePct?.toFixed(4)).toBe('6.3193')
    expect(sol.distanceAtr?.toFixed(4)).toBe('1.3057')
    expect(sol.tier?.toFixed()).toBe('10')
    expect([sol.fundingRate?.toFixed(), sol.fundingIntervalHours]).toEqual(['0.00021', 4])
    expect([sol.stop?.price.toFixed(), sol.stop?.coveredPct.toFixed()]).toEqual(['160', '50'])
    // 120 at 160.6 with 1027.2 + 900: (19272 − 1927.2) / (120 × 0.995)
    expect(sol.ifFilled?.liquidationPrice.toFixed(8)).toBe('145.26633166')
    expect(sol.dataAgeMs).toBe(1412)
  })

  it('makes the account critical, without any pool', () => {
    expect([risk.verdict, risk.pools.length]).toEqual(['CRITICAL', 0])
    expect(risk.equity?.toFixed()).toBe('673.2')
    expect(risk.effectiveLeverage?.toFixed(4)).toBe('14.7326')
    expect(risk.isApproximate).toBe(false)
  })

  it('settles every 8 hours without an entry of its own, at an unknown interval without the list', () => {
    const interval = (fundingInfo: AccountSnapshot['fundingInfo']) =>
      row(assess({ ...snapshot, fundingInfo }), 'SOLUSDT').fundingIntervalHours
    expect([interval(new Map()), interval(null)]).toEqual([8, null])
  })

  it('without its mark is as old as the snapshot, and never of the future', () => {
    expect(row(assess({ ...snapshot, marks: new Map() }), 'SOLUSDT').dataAgeMs).toBe(412)
    const early = assessAccount(snapshot, { tiers: tierTable(), nowMs: 0 })
    expect(row(early, 'SOLUSDT').dataAgeMs).toBe(0)
  })

  it('cuts its maintenance margin to 8 decimals, as reported', () => {
    const wld = aPosition({ symbol: 'WLDUSDT', quantity: '1', entryPrice: '1992.4607925', isolatedWallet: '100' })
    const brackets = [aBracket([['0', '0.006', '0']], 'WLDUSDT')]
    const told = row(assess(aSnapshot({ positions: [wld], brackets })), 'WLDUSDT')
    expect(told.maintenanceMargin?.toFixed()).toBe('11.95476475') // of 11.954764755
  })

  it('with no equity left has neither ratio nor leverage', () => {
    const lost = aPosition({ symbol: 'SOLUSDT', markPrice: '80', isolatedWallet: '10' })
    const told = row(assess(aSnapshot({ positions: [lost] })), 'SOLUSDT')
    expect([told.marginRatio, told.effectiveLeverage]).toEqual([null, null])
    expect(told.liquidation).toMatchObject({ status: 'price', reason: 'already-liquidatable' })
  })
})

describe('a cross pool', () => {
  const positions = [aPosition({ symbol: 'AUSDT' }), aPosition({ symbol: 'BUSDT', side: 'SHORT', entryPrice: '50' })]
  const risk = assess(aSnapshot({ positions, wallets: [aWallet('USDT', '20')] }))

  it('is told with ratio, joint distance, hedge and leverage', () => {
    const usdt = pool(risk, 'USDT')
    expect(usdt.symbols).toEqual(['AUSDT', 'BUSDT'])
    expect(usdt.marginBalance?.toFixed()).toBe('20')
    expect(usdt.maintenanceMargin?.toFixed()).toBe('0.6')
    expect(usdt.marginRatio?.toFixed()).toBe('0.03')
    expect(usdt.jointDistancePct?.toFixed(6)).toBe('12.950601')
    expect(usdt.jointTier?.toFixed()).toBe('15')
    expect(usdt.netToGross?.toFixed(4)).toBe('0.3333')
    expect(usdt.effectiveLeverage?.toFixed()).toBe('7.5')
  })

  it('gives its rows the ratio of the pool and no leverage of their own', () => {
    expect(risk.positions.map(({ marginRatio }) => marginRatio?.toFixed())).toEqual(['0.03', '0.03'])
    expect(risk.positions.map(({ effectiveLeverage }) => effectiveLeverage)).toEqual([null, null])
  })

  it('solves each symbol with the other at its mark', () => {
    // (100 − 20 + 0.2) / 0.996 and (50 + 20 − 0.4) / 1.004
    const price = (symbol: string) => {
      const { liquidation } = row(risk, symbol)
      return liquidation.status === 'price' ? liquidation.price.toFixed(6) : liquidation.status
    }
    expect([price('AUSDT'), price('BUSDT')]).toEqual(['80.522088', '69.322709'])
  })

  it('warns of the joint move although each position alone is far away', () => {
    expect(risk.positions.every(({ tier }) => tier === null)).toBe(true)
    expect(risk.verdict).toBe('WARNING')
  })

  it('makes both legs of a symbol share one price', () => {
    const legs = [
      aPosition({ positionSide: 'LONG', quantity: '3' }),
      aPosition({ positionSide: 'SHORT', side: 'SHORT' }),
    ]
    const hedged = assess(aSnapshot({ hedgeMode: true, positions: legs, wallets: [aWallet('USDT', '50')] }))
    // 50 + 2(p − 100) − 0.016p
    const prices = hedged.positions.map(
      ({ liquidation }) => liquidation.status === 'price' && liquidation.price.toFixed(6),
    )
    expect(prices).toEqual(['75.604839', '75.604839'])
  })

  it('never mixes margin assets', () => {
    const usdc = aPosition({ symbol: 'AUSDC', marginAsset: 'USDC' })
    const wallets = [aWallet('USDT', '20'), aWallet('USDC', '60')]
    const both = assess(aSnapshot({ positions: [...positions, usdc], wallets }))
    expect(both.pools.map(({ asset }) => asset)).toEqual(['USDT', 'USDC'])
    expect(pool(both, 'USDT').jointDistancePct?.toFixed(6)).toBe('12.950601')
    expect(pool(both, 'USDC').marginRatio?.toFixed(6)).toBe('0.006667') // 0.4 / 60
  })
})

describe('the verdict', () => {
  it.each([
    { name: 'far away', distances: ['20'], verdict: 'OK' },
    { name: 'in the outermost tier', distances: ['12'], verdict: 'WARNING' },
    { name: 'in an inner tier', distances: ['20', '9'], verdict: 'CRITICAL' },
    { name: 'no positions', distances: [], verdict: 'OK' },
  ])('$name: $verdict', ({ distances, verdict }) => {
    const positions = distances.map((distance, index) => isolatedAt(distance, `S${index}USDT`))
    expect(assess(aSnapshot({ positions })).verdict).toBe(verdict)
  })

  it('uses the own tiers of a symbol', () => {
    const snapshot = aSnapshot({ positions: [isolatedAt('4', 'BTCUSDT')] })
    expect(assess(snapshot, tierTable({ BTCUSDT: ['3', '2', '1'] })).verdict).toBe('OK')
    expect(assess(snapshot, tierTable({ BTCUSDT: ['5'] })).verdict).toBe('CRITICAL')
  })

  it.each([
    { name: 'drift above 1 %', exchangePrice: '78', verdict: 'WARNING' },
    { name: 'Binance saying none', exchangePrice: null, verdict: 'WARNING' },
    { name: 'a drift of less', exchangePrice: '80.1', verdict: 'OK' },
  ])('with $name: $verdict', ({ exchangePrice, verdict }) => {
    const { exchange } = aPosition({ exchangePrice })
    expect(assess(aSnapshot({ positions: [{ ...isolatedAt('20', 'AUSDT'), exchange }] })).verdict).toBe(verdict)
  })

  it('is critical when already liquidatable, even without tiers', () => {
    const lost = aPosition({ symbol: 'AUSDT', markPrice: '90', isolatedWallet: '5' })
    const none = { default: [], bySymbol: new Map() }
    expect(assess(aSnapshot({ positions: [lost] }), none).verdict).toBe('CRITICAL')
  })

  it.each([
    { name: 'needed', needed: true, distance: '20', verdict: 'UNKNOWN' },
    { name: 'needed', needed: true, distance: '12', verdict: 'UNKNOWN' },
    { name: 'needed', needed: true, distance: '3', verdict: 'CRITICAL' },
    { name: 'optional', needed: false, distance: '20', verdict: 'OK' },
  ])('with a $name gap and $distance % left: $verdict', ({ needed, distance, verdict }) => {
    const gaps = [{ what: 'openAlgoOrders', why: 'HTTP 503', needed }]
    expect(assess(aSnapshot({ positions: [isolatedAt(distance, 'AUSDT')], gaps })).verdict).toBe(verdict)
  })

  it('is capped at a warning by the joint distance of a hedged pool', () => {
    const pair = [aPosition({ symbol: 'AUSDT' }), aPosition({ symbol: 'BUSDT', side: 'SHORT' })]
    const risk = assess(
      aSnapshot({ positions: pair, wallets: [aWallet('USDT', '20')] }),
      tierTable({ AUSDT: ['1'], BUSDT: ['1'] }),
    )
    expect(pool(risk, 'USDT').jointDistancePct?.lt(d('10'))).toBe(true)
    expect(pool(risk, 'USDT').netToGross?.toFixed()).toBe('0')
    expect(risk.verdict).toBe('WARNING')
  })

  it('is critical by the joint distance of a book that is not hedged', () => {
    const both = [aPosition({ symbol: 'AUSDT' }), aPosition({ symbol: 'BUSDT' })]
    const risk = assess(
      aSnapshot({ positions: both, wallets: [aWallet('USDT', '18')] }),
      tierTable({ AUSDT: ['1'], BUSDT: ['1'] }),
    )
    expect(pool(risk, 'USDT').jointDistancePct?.lt(d('10'))).toBe(true)
    expect(risk.verdict).toBe('CRITICAL')
  })
})

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
    expect(row(risk, 'AUSDT')).toMatchObject({
      marginRatio: null,
      bankruptcyPrice: null,
      distancePct: null,
      tier: null,
    })
    expect(row(risk, 'AUSDT').maintenanceMargin?.toFixed()).toBe('0.4')
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
    expect(row(risk, 'AUSDT').maintenanceMargin).toBeNull()
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

describe('account totals', () => {
  const isolatedPart = aPosition({ symbol: 'ISOUSDT', markPrice: '99', isolatedWallet: '30' })
  const positions = [aPosition({ symbol: 'AUSDT', markPrice: '110' }), isolatedPart]

  it('sum pool and isolated positions', () => {
    const risk = assess(aSnapshot({ positions, wallets: [aWallet('USDT', '50', '80')] }))
    expect(risk.walletBalance?.toFixed()).toBe('80')
    expect(risk.unrealizedPnl?.toFixed()).toBe('9')
    expect(risk.equity?.toFixed()).toBe('89')
    expect(risk.maintenanceMargin?.toFixed()).toBe('0.836')
    expect(risk.grossNotional?.toFixed()).toBe('209')
    expect(risk.effectiveLeverage?.toFixed(6)).toBe('2.348315')
    expect(risk.isApproximate).toBe(false)
  })

  it.each([
    {
      name: 'a stablecoin without a rate counts 1, marked',
      extra: ['USDC', '20'],
      rates: [],
      equity: '109',
      approximate: true,
    },
    {
      name: 'rates of both convert into USDT',
      extra: ['BNB', '2'],
      rates: [aRate('BNB', '600', '600'), aRate('USDT', '1.5', '1.5')],
      equity: '889',
      approximate: false,
    },
    {
      name: 'without a USDT rate the dollar stands in for it',
      extra: ['BNB', '2'],
      rates: [aRate('BNB', '600', '600')],
      equity: '1289',
      approximate: true,
    },
    {
      name: 'anything else without a rate hides all',
      extra: ['BNB', '2'],
      rates: [],
      equity: null,
      approximate: false,
    },
    { name: 'an empty wallet needs no rate', extra: ['BNB', '0'], rates: [], equity: '89', approximate: false },
  ] as const)('of further assets: $name', ({ extra: [asset, balance], rates, equity, approximate }) => {
    const wallets = [aWallet('USDT', '50', '80'), aWallet(asset, balance)]
    const risk = assess(aSnapshot({ positions, wallets, rates }))
    expect(risk.equity?.toFixed() ?? null).toBe(equity)
    expect(risk.isApproximate).toBe(approximate)
  })
})

describe('multi-assets mode', () => {
  const positions = [
    aPosition({ symbol: 'BTCUSDT', quantity: '0.5', entryPrice: '20000' }),
    aPosition({ symbol: 'ETHUSDC', marginAsset: 'USDC', quantity: '20', entryPrice: '600', markPrice: '590' }),
  ]
  const rates = [aRate('USDT', '0.9801', '0.99495', '0.99'), aRate('USDC', '0.9', '1.1', '1')]
  const account = aSnapshot({
    multiAssetsMode: true,
    positions,
    wallets: [aWallet('USDT', '200'), aWallet('USDC', '150')],
    rates,
    brackets: [aBracket([['0', '0.008', '0']], 'BTCUSDT'), aBracket([['0', '0.01', '0']], 'ETHUSDC')],
  })

  it('holds one pool in USD and values what is owed at the ask', () => {
    const risk = assess(account)
    // 200 × 0.9801 and (150 − 200) × 1.1; 80 × 0.99495 + 118 × 1.1
    expect(pool(risk, 'USD').marginBalance?.toFixed()).toBe('141.02')
    expect(pool(risk, 'USD').maintenanceMargin?.toFixed()).toBe('209.396')
    expect(risk.equity?.toFixed()).toBe('141.02')
    expect(risk.maintenanceMargin?.toFixed()).toBe('209.396')
    expect(risk.unrealizedPnl?.toFixed()).toBe('-220')
    expect(risk.walletBalance?.toFixed()).toBe('331.02')
    expect(risk.grossNotional?.toFixed()).toBe('21700') // 10000 × 0.99 + 11800
    expect(risk.positions.map(({ liquidation }) => liquidation.reason)).toEqual(Array(2).fill('already-liquidatable'))
    expect(pool(risk, 'USD').jointDistancePct?.toFixed()).toBe('0')
    expect(risk.verdict).toBe('CRITICAL')
  })

  it('needs a rate of every asset that holds money, and of no other', () => {
    const [usdt] = rates
    if (usdt === undefined) throw new Error('no rate')
    const rateless = assess({ ...account, rates: new Map([['USDT', usdt]]) })
    expect(pool(rateless, 'USD')).toMatchObject({ isUnknown: true, why: 'the rate of USDC is missing' })
    expect([rateless.verdict, rateless.equity]).toEqual(['UNKNOWN', null])
    const withDust = assess({ ...account, wallets: [...account.wallets, aWallet('BNB', '0')] })
    expect(pool(withDust, 'USD').isUnknown).toBe(false)
  })

  it('a broken cross row of any asset makes the one pool unknown', () => {
    const risk = assess({ ...account, unreadable: [brokenRow({ marginAsset: null })] })
    expect(pool(risk, 'USD').why).toBe('XUSDT: entryPrice is missing')
    expect(risk.verdict).toBe('UNKNOWN')
  })
})

it('lists rows by danger: liquidatable, in a tier, unknown, calm, without a price', () => {
  const positions = [
    aPosition({ symbol: 'NONE', isolatedWallet: '200' }),
    isolatedAt('40', 'CALM40'),
    isolatedAt('30', 'CALM30'),
    aPosition({ symbol: 'UNKNOWN', isolatedWallet: '10' }),
    isolatedAt('12', 'WARN'),
    isolatedAt('4', 'CRITICAL'),
    aPosition({ symbol: 'LOST', markPrice: '90', isolatedWallet: '5' }),
  ]
  const brackets = positions
    .filter(({ symbol }) => symbol !== 'UNKNOWN')
    .map(({ symbol }) => aBracket(undefined, symbol))
  expect(order(assess(aSnapshot({ positions, brackets })))).toEqual([
    'LOST',
    'CRITICAL',
    'WARN',
    'UNKNOWN',
    'CALM30',
    'CALM40',
    'NONE',
  ])
})
