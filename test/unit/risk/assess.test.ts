import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import type { AccountSnapshot } from '../../../src/model/snapshot.ts'
import { agedRisk, assessAccount } from '../../../src/risk/assess.ts'
import { someRules } from '../../support/acting.ts'
import {
  aBracket,
  aMark,
  anOrder,
  aPosition,
  aSnapshot,
  aWallet,
  TAKEN_AT_MS,
  tierTable,
} from '../../support/builders.ts'
import { assess, isolatedAt, pool, row } from './assess-rows.ts'

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
    expect(sol.maintenanceMargin()?.toFixed()).toBe('49.59')
    expect(sol.marginRatio()?.toFixed(6)).toBe('0.073663') // 49.59 / 673.2
    expect(sol.effectiveLeverage()?.toFixed(4)).toBe('14.7326') // 9918 / 673.2
    expect(sol.liquidation).toMatchObject({ status: 'price', reason: null, edges: { above: null } })
    expect(sol.liquidation.status === 'price' && sol.liquidation.price.toFixed(8)).toBe('154.85427136')
    expect(sol.drift.driftPct?.toFixed(6)).toBe('0.002758')
    expect([sol.drift.isShown, sol.drift.isWarning]).toEqual([true, false])
    expect(sol.bankruptcyPrice()?.toFixed()).toBe('154.08')
    expect(sol.distancePct?.toFixed(4)).toBe('6.3193')
    expect(sol.distanceAtr()?.toFixed(4)).toBe('1.3057')
    expect(sol.tier?.toFixed()).toBe('10')
    expect([sol.fundingRate?.toFixed(), sol.fundingIntervalHours]).toEqual(['0.00021', 4])
    expect([sol.stop?.price.toFixed(), sol.stop?.coveredPct.toFixed()]).toEqual(['160', '50'])
    // 120 at 160.6 with 1027.2 + 900: (19272 − 1927.2) / (120 × 0.995)
    expect(sol.ifFilled?.liquidationPrice.toFixed(8)).toBe('145.26633166')
    expect(sol.dataAgeMs).toBe(1412)
  })

  it('later has older data, and stays what it was', () => {
    const later = agedRisk(risk, snapshot, TAKEN_AT_MS + 5000)
    expect(later.positions.map(({ dataAgeMs }) => dataAgeMs)).toEqual([6000])
    expect(later).toMatchObject({ verdict: 'CRITICAL', equity: risk.equity, pools: [] })
    const sol = row(later, 'SOLUSDT')
    expect(sol.distancePct?.toFixed(4)).toBe('6.3193')
    expect([sol.maintenanceMargin()?.toFixed(), sol.bankruptcyPrice()?.toFixed()]).toEqual(['49.59', '154.08'])
    expect([sol.marginRatio()?.toFixed(6), sol.effectiveLeverage()?.toFixed(4)]).toEqual(['0.073663', '14.7326'])
    expect(sol.distanceAtr()?.toFixed(4)).toBe('1.3057')
  })

  it('keeps the step of its quantities, and names no interval where it pays no funding', () => {
    const quarterly = { ...snapshot, marks: new Map(), rules: new Map([['SOLUSDT', someRules('SOLUSDT')]]) }
    const { stepSize, fundingRate, fundingIntervalHours } = row(assess(quarterly), 'SOLUSDT')
    expect([stepSize?.toFixed(), fundingRate, fundingIntervalHours]).toEqual(['0.01', null, null])
  })

  it('tells nothing of a fill where its brackets are missing', () => {
    const { ifFilled, liquidation } = row(assess({ ...snapshot, brackets: new Map() }), 'SOLUSDT')
    expect([ifFilled, liquidation.status]).toEqual([null, 'unknown'])
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
    expect(told.maintenanceMargin()?.toFixed()).toBe('11.95476475') // of 11.954764755
  })

  it('with no equity left has neither ratio nor leverage', () => {
    const lost = aPosition({ symbol: 'SOLUSDT', markPrice: '80', isolatedWallet: '10' })
    const told = row(assess(aSnapshot({ positions: [lost] })), 'SOLUSDT')
    expect([told.marginRatio(), told.effectiveLeverage()]).toEqual([null, null])
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
    expect(risk.positions.map((row) => row.marginRatio()?.toFixed())).toEqual(['0.03', '0.03'])
    expect(risk.positions.map((row) => row.effectiveLeverage())).toEqual([null, null])
    const winning = aSnapshot({
      positions: [aPosition({ entryPrice: '100', markPrice: '110' })],
      wallets: [aWallet('USDT', '20')],
    })
    expect(row(assess(winning), 'BTCUSDT').effectiveLeverage()).toBeNull()
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
