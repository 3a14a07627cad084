import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import type { FundingSettlement } from '../../../src/model/market-data.ts'
import { readMacroCalendar } from '../../../src/risk/macro-window.ts'
import { combinedFactor, crowdingOf, fundingGuard, macroGuard } from '../../../src/risk/size-guard.ts'

describe('fundingGuard', () => {
  it.each([
    { name: 'a calm rate', side: 'LONG', rate: '0.0001', hours: 8, factor: null },
    { name: 'exactly at the limit', side: 'LONG', rate: '0.001', hours: 8, factor: null },
    { name: 'twice the limit', side: 'LONG', rate: '0.002', hours: 8, factor: '0.5' },
    { name: 'the same rate every 4 hours is twice as dear', side: 'LONG', rate: '0.001', hours: 4, factor: '0.5' },
    { name: 'every hour eight times', side: 'LONG', rate: '0.0005', hours: 1, factor: '0.25' },
    { name: 'a short receives it', side: 'SHORT', rate: '0.002', hours: 8, factor: null },
    { name: 'a short pays a negative one', side: 'SHORT', rate: '-0.004', hours: 8, factor: '0.25' },
    { name: 'a long receives a negative one', side: 'LONG', rate: '-0.004', hours: 8, factor: null },
  ] as const)('$name: $factor', ({ side, rate, hours, factor }) => {
    expect(fundingGuard(side, { rate: d(rate), intervalHours: hours })?.factor.toFixed() ?? null).toBe(factor)
  })
})

it.each([
  { side: 'LONG', rate: '0.002', why: 'longs pay unusually high funding' },
  { side: 'SHORT', rate: '-0.002', why: 'shorts pay unusually high funding' },
] as const)('says that $why', ({ side, rate, why }) => {
  expect(fundingGuard(side, { rate: d(rate), intervalHours: 8 })).toMatchObject({ name: 'funding', why })
})

describe('macroGuard', () => {
  const event = { kind: 'FOMC', name: 'FOMC statement', atMs: 100_000_000, isAllDay: false, source: 'a test' } as const
  const at = (nowMs: number) =>
    macroGuard(readMacroCalendar({ events: [event], problems: [] }, { nowMs, windowHours: 1 }))

  it.each([
    { name: 'an hour before the event', nowMs: 96_400_000, factor: '0.5' },
    { name: 'an hour after it', nowMs: 103_600_000, factor: '0.5' },
    { name: 'earlier', nowMs: 96_399_999, factor: null },
    { name: 'later', nowMs: 103_600_001, factor: null },
  ])('$name: $factor', ({ nowMs, factor }) => {
    expect(at(nowMs)?.factor.toFixed() ?? null).toBe(factor)
  })

  it('names the event', () => {
    expect(at(100_000_000)).toMatchObject({ name: 'macro', why: 'FOMC statement is near' })
  })
})

it('guards multiply', () => {
  const guards = ['0.5', '0.5'].map((factor) => ({ name: 'any', factor: d(factor), why: 'because' }))
  expect(combinedFactor(guards).toFixed()).toBe('0.25')
  expect(combinedFactor([]).toFixed()).toBe('1')
})

function settlements(rates: readonly string[], isSpecial = false): readonly FundingSettlement[] {
  return rates.map((rate, index) => ({
    symbol: 'BTCUSDT',
    fundingRate: d(rate),
    atMs: index * 28_800_000,
    markPrice: null,
    isSpecial,
  }))
}

const SIX_OF_NINE = ['0.0006', '0.0006', '0.0005', '0.0006', '0', '0.0006', '0.0006', '-0.001', '0.0006']

describe('crowdingOf', () => {
  it.each([
    { name: 'six of nine above 0.05 %', side: 'LONG', rates: SIX_OF_NINE, threshold: '0.05', beyond: 6, crowded: true },
    {
      name: 'only the last nine count',
      side: 'LONG',
      rates: [...SIX_OF_NINE, '0'],
      threshold: '0.05',
      beyond: 5,
      crowded: false,
    },
    { name: 'shorts below −0.07 %', side: 'SHORT', rates: SIX_OF_NINE, threshold: '-0.07', beyond: 1, crowded: false },
    { name: 'none known', side: 'LONG', rates: [], threshold: '0.05', beyond: 0, crowded: false },
  ] as const)('$name', ({ side, rates, threshold, beyond, crowded }) => {
    const found = crowdingOf(side, settlements(rates), { intervalHours: 8, thresholdPct: d(threshold) })
    expect(found).toMatchObject({ beyond, isPersistent: crowded })
  })

  it('leaves out special settlements: a dividend is no crowd', () => {
    const special = settlements(Array(9).fill('0.01'), true)
    expect(crowdingOf('LONG', special, { intervalHours: 8, thresholdPct: d('0.05') }).of).toBe(0)
  })
})
