import { describe, expect, it } from 'vitest'
import type { FundingInfo } from '../../../src/model/market.ts'
import type { FundingSettlement } from '../../../src/model/market-data.ts'
import { fundingInterval } from '../../../src/risk/funding-interval.ts'
import { HOUR_MS, settlements } from '../../support/series.ts'

/** 2026-11-21 16:00 UTC. */
const LAST_MS = 1_795_276_800_000
const RATES = ['0.01', '0.01', '0.01', '0.01']

function table(hours: number | null): ReadonlyMap<string, FundingInfo> {
  if (hours === null) return new Map()
  return new Map([['BTCUSDT', { symbol: 'BTCUSDT', fundingIntervalHours: hours, rateCap: null, rateFloor: null }]])
}

function every(hours: number, lastMs = LAST_MS): readonly FundingSettlement[] {
  return settlements(RATES, { hours, lastMs })
}

interface Case {
  readonly name: string
  readonly table: ReadonlyMap<string, FundingInfo> | null
  readonly history: readonly FundingSettlement[] | null
  readonly nextInHours: number | null
  readonly hours: number | null
  readonly confirmation: string
}

describe('the funding interval', () => {
  it.each<Case>([
    {
      name: 'absent from the table',
      table: table(null),
      history: every(8),
      nextInHours: 8,
      hours: 8,
      confirmation: 'confirmed',
    },
    { name: 'every 4 hours', table: table(4), history: every(4), nextInHours: 4, hours: 4, confirmation: 'confirmed' },
    { name: 'every hour', table: table(1), history: every(1), nextInHours: 1, hours: 1, confirmation: 'confirmed' },
    { name: 'every day', table: table(24), history: every(24), nextInHours: 24, hours: 24, confirmation: 'confirmed' },
    {
      name: 'a settlement that is listed twice',
      table: table(null),
      history: [...every(8), ...every(8).slice(-1)],
      nextInHours: null,
      hours: 8,
      confirmation: 'confirmed',
    },
    {
      name: 'settlements alone, the last of them twice',
      table: null,
      history: [...every(4), ...every(4).slice(-1)],
      nextInHours: null,
      hours: 4,
      confirmation: 'unconfirmed',
    },
    {
      name: 'just changed to 4 hours',
      table: table(4),
      history: every(8),
      nextInHours: 4,
      hours: 4,
      confirmation: 'confirmed',
    },
    {
      name: 'a settlement that is not listed yet',
      table: table(4),
      history: every(4),
      nextInHours: 8,
      hours: 4,
      confirmation: 'confirmed',
    },
    {
      name: 'a table that settlements contradict',
      table: table(8),
      history: every(4),
      nextInHours: 4,
      hours: 4,
      confirmation: 'differs',
    },
    {
      name: 'one odd spacing only',
      table: table(8),
      history: every(4),
      nextInHours: 2,
      hours: 8,
      confirmation: 'unconfirmed',
    },
    { name: 'no history', table: table(4), history: null, nextInHours: 4, hours: 4, confirmation: 'unconfirmed' },
    { name: 'no table', table: null, history: every(4), nextInHours: 4, hours: 4, confirmation: 'unconfirmed' },
    { name: 'neither', table: null, history: null, nextInHours: null, hours: null, confirmation: 'unconfirmed' },
    {
      name: 'a single settlement',
      table: null,
      history: every(4).slice(-1),
      nextInHours: 1,
      hours: 1,
      confirmation: 'unconfirmed',
    },
  ])('of $name', ({ table: known, history, nextInHours, hours, confirmation }) => {
    const nextFundingAtMs = nextInHours === null ? null : LAST_MS + nextInHours * HOUR_MS
    const interval = fundingInterval({ symbol: 'BTCUSDT', table: known, history, nextFundingAtMs })
    expect([interval.hours, interval.confirmation]).toEqual([hours, confirmation])
  })

  it('takes settlements a little early or late for what they are', () => {
    const history = every(4).map((row, index) => ({ ...row, atMs: row.atMs + (index % 2) * 9 }))
    const interval = fundingInterval({
      symbol: 'BTCUSDT',
      table: table(4),
      history,
      nextFundingAtMs: LAST_MS + 4 * HOUR_MS,
    })
    expect([interval.settledHours, interval.change]).toEqual([4, null])
  })

  it('notices a change and where it began', () => {
    const changedAtMs = LAST_MS - 12 * HOUR_MS
    const history = [...every(8, changedAtMs), ...every(4).slice(-3)]
    const interval = fundingInterval({
      symbol: 'BTCUSDT',
      table: table(4),
      history,
      nextFundingAtMs: LAST_MS + 4 * HOUR_MS,
    })
    expect(interval.change).toEqual({ fromHours: 8, toHours: 4, atMs: changedAtMs })
  })

  it('notices a change that the next settlement will be the first to show', () => {
    const evidence = { symbol: 'BTCUSDT', table: table(1), history: every(4), nextFundingAtMs: LAST_MS + HOUR_MS }
    expect(fundingInterval(evidence).change).toEqual({ fromHours: 4, toHours: 1, atMs: LAST_MS })
  })

  it('is not misled by a special settlement between two ordinary ones, or at the same time as one', () => {
    const special = { ...every(8).slice(-1)[0], isSpecial: true } as FundingSettlement
    const history = [...every(8), special, { ...special, atMs: LAST_MS + HOUR_MS }]
    const interval = fundingInterval({
      symbol: 'BTCUSDT',
      table: table(null),
      history,
      nextFundingAtMs: LAST_MS + 8 * HOUR_MS,
    })
    expect([interval.hours, interval.confirmation, interval.change]).toEqual([8, 'confirmed', null])
  })

  it('does not take a hole of days for an interval', () => {
    const history = [...every(8, LAST_MS - 72 * HOUR_MS), ...every(8).slice(-2)]
    expect(fundingInterval({ symbol: 'BTCUSDT', table: table(null), history, nextFundingAtMs: null }).change).toBeNull()
  })
})
