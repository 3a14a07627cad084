import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import type { PoolRisk } from '../../../src/risk/report.ts'
import { poolVerdict, positionVerdict, tierVerdict, worstVerdict } from '../../../src/risk/verdict.ts'
import { aContext, rowIn } from '../../support/acting.ts'
import { aPosition, aSnapshot, aWallet } from '../../support/builders.ts'

describe('worstVerdict', () => {
  it.each([
    { name: 'nothing', verdicts: [], worst: 'OK' },
    { name: 'all calm', verdicts: ['OK', 'OK'], worst: 'OK' },
    { name: 'a warning among calm', verdicts: ['OK', 'WARNING'], worst: 'WARNING' },
    { name: 'missing data outranks a warning', verdicts: ['UNKNOWN', 'WARNING'], worst: 'UNKNOWN' },
    { name: 'but never a critical reading', verdicts: ['CRITICAL', 'UNKNOWN'], worst: 'CRITICAL' },
  ] as const)('$name: $worst', ({ verdicts, worst }) => {
    expect(worstVerdict(verdicts)).toBe(worst)
  })
})

describe('tierVerdict', () => {
  it.each([
    { name: 'outside', distance: '15.0000000001', tiers: ['15', '10', '5'], verdict: 'OK' },
    { name: 'on the outermost', distance: '15', tiers: ['15', '10', '5'], verdict: 'WARNING' },
    { name: 'between', distance: '10.01', tiers: ['15', '10', '5'], verdict: 'WARNING' },
    { name: 'on an inner tier', distance: '10', tiers: ['15', '10', '5'], verdict: 'CRITICAL' },
    { name: 'on the line', distance: '0', tiers: ['15', '10', '5'], verdict: 'CRITICAL' },
    { name: 'inside a single tier', distance: '9', tiers: ['10'], verdict: 'CRITICAL' },
    { name: 'outside a single tier', distance: '11', tiers: ['10'], verdict: 'OK' },
    { name: 'no tiers', distance: '0.1', tiers: [], verdict: 'OK' },
  ])('$name: $verdict', ({ distance, tiers, verdict }) => {
    expect(tierVerdict(d(distance), tiers.map(d))).toBe(verdict)
  })
})

describe('the verdict on one position', () => {
  const tiers = ['15', '10', '5'].map(d)
  const verdictOf = (isolatedWallet: string, traits: Parameters<typeof aPosition>[0] = {}) => {
    const position = aPosition({ isolatedWallet, ...traits })
    const context = aContext(aSnapshot({ wallets: [aWallet('USDT', '0', isolatedWallet)], positions: [position] }))
    return positionVerdict(rowIn(context, 'BTCUSDT'), tiers)
  }

  it.each([
    { name: 'far away', wallet: '30', traits: {}, verdict: 'OK' },
    { name: 'in the outermost tier', wallet: '13', traits: {}, verdict: 'WARNING' },
    { name: 'in an inner tier', wallet: '10', traits: {}, verdict: 'CRITICAL' },
    { name: 'liquidatable', wallet: '10', traits: { markPrice: '89', entryPrice: '100' }, verdict: 'CRITICAL' },
    { name: 'that nothing liquidates', wallet: '100', traits: {}, verdict: 'OK' },
    // 70.28 here
    { name: 'far away, another price at Binance', wallet: '30', traits: { exchangePrice: '60' }, verdict: 'WARNING' },
    {
      name: 'that nothing liquidates but at Binance',
      wallet: '100',
      traits: { exchangePrice: '60' },
      verdict: 'WARNING',
    },
  ])('$name: $verdict', ({ wallet, traits, verdict }) => {
    expect(verdictOf(wallet, traits)).toBe(verdict)
  })

  it('is UNKNOWN without brackets', () => {
    const snapshot = aSnapshot({ positions: [aPosition({ isolatedWallet: '10' })], brackets: [] })
    expect(positionVerdict(rowIn(aContext(snapshot), 'BTCUSDT'), tiers)).toBe('UNKNOWN')
  })
})

describe('the verdict on a pool', () => {
  const tiers = ['15', '10', '5'].map(d)
  const pool = (jointDistancePct: string | null, netToGross: string | null = '1', isUnknown = false): PoolRisk => ({
    asset: 'USDT',
    symbols: ['BTCUSDT'],
    dataAgeMs: 0,
    marginBalance: null,
    maintenanceMargin: null,
    marginRatio: null,
    jointTier: null,
    effectiveLeverage: null,
    jointDistancePct: jointDistancePct === null ? null : d(jointDistancePct),
    netToGross: netToGross === null ? null : d(netToGross),
    isUnknown,
    why: null,
  })

  it.each([
    { name: 'far away', risk: pool('20'), verdict: 'OK' },
    { name: 'in the outermost tier', risk: pool('15'), verdict: 'WARNING' },
    { name: 'in an inner tier', risk: pool('10'), verdict: 'CRITICAL' },
    { name: 'that no joint move kills', risk: pool(null), verdict: 'OK' },
    { name: 'not known', risk: pool('20', '1', true), verdict: 'UNKNOWN' },
    { name: 'hedged, in an inner tier', risk: pool('4', '0.29'), verdict: 'WARNING' },
    { name: 'hardly hedged, in an inner tier', risk: pool('4', '0.3'), verdict: 'CRITICAL' },
    { name: 'of no known hedge', risk: pool('4', null), verdict: 'CRITICAL' },
    { name: 'hedged and far away', risk: pool('20', '0.1'), verdict: 'OK' },
  ])('$name: $verdict', ({ risk, verdict }) => {
    expect(poolVerdict(risk, tiers)).toBe(verdict)
  })
})
