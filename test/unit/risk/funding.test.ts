import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import type { FundingSettlement } from '../../../src/model/market-data.ts'
import { assessFunding, type FundingReading, fundingPaid } from '../../../src/risk/funding.ts'
import { HOUR_MS, settlements, storedFunding } from '../../support/series.ts'
import { aPositionRisk, SOL } from '../view/reports.ts'

/** 2026-11-21 16:00 UTC. */
const LAST_MS = 1_795_276_800_000

function reading(change: Partial<FundingReading> & { readonly rate?: string | null } = {}): FundingReading {
  const { rate = '0.0001', ...rest } = change
  return {
    symbol: 'BTCUSDT',
    mark: {
      symbol: 'BTCUSDT',
      markPrice: d('94000'),
      indexPrice: null,
      fundingRate: rate === null ? null : d(rate),
      nextFundingAtMs: LAST_MS + 8 * HOUR_MS,
      atMs: LAST_MS + HOUR_MS,
    },
    table: new Map(),
    history: storedFunding(),
    historyAtMs: LAST_MS,
    holdings: [],
    thresholds: { longPct: d('0.05'), shortPct: d('-0.07') },
    nowMs: LAST_MS + HOUR_MS,
    ...rest,
  }
}

function series(...ratesPct: string[]): readonly FundingSettlement[] {
  return settlements(ratesPct, { hours: 8, lastMs: LAST_MS })
}

const dividend: FundingSettlement = {
  symbol: 'BTCUSDT',
  fundingRate: d('-0.0025'),
  atMs: LAST_MS - 16 * HOUR_MS,
  markPrice: null,
  isSpecial: true,
}

const limits = new Map([
  ['BTCUSDT', { symbol: 'BTCUSDT', fundingIntervalHours: 8, rateCap: d('0.003'), rateFloor: d('-0.003') }],
])

describe('funding of a symbol', () => {
  it('says what the present rate is per 8 hours and per year', () => {
    const found = assessFunding(reading())
    expect([found.interval.hours, found.rate8hPct?.toFixed(), found.ratePerYearPct?.toFixed()]).toEqual([
      8,
      '0.01',
      '10.95',
    ])
    expect(found.history?.last90?.percentile?.toFixed(12)).toBe('61.111111111111')
  })

  it('keeps special settlements out of the averages and shows them', () => {
    const { history, flags } = assessFunding(reading({ history: [...series('0.01', '0.01', '0.01'), dividend] }))
    expect(history?.last30?.meanPct.toFixed()).toBe('0.01')
    expect(history?.special).toEqual([dividend])
    expect(flags).toEqual(['special-settlement'])
  })

  it.each([
    { name: 'nothing special', change: { history: series('0.01', '0.01') }, flags: [] },
    { name: 'a bias', change: { history: series(...Array(9).fill('0.06')) }, flags: ['persistent-positive'] },
    {
      name: 'a bias against shorts',
      change: { history: series(...Array(9).fill('-0.08')), rate: '-0.0008' },
      flags: ['persistent-negative'],
    },
    { name: 'a flip of today', change: { history: series('-0.01', '-0.01', '0.01') }, flags: ['flip'] },
    { name: 'a flip of yesterday', change: { history: series('-0.01', '0.01', '0.01', '0.01', '0.01') }, flags: [] },
    { name: 'a flip ahead', change: { history: series('0.01', '0.01'), rate: '-0.0001' }, flags: ['flip-ahead'] },
    {
      name: 'a change of interval',
      change: {
        history: [...settlements(['0.01', '0.01'], { hours: 4, lastMs: LAST_MS - 8 * HOUR_MS }), ...series('0.01')],
      },
      flags: ['interval-changed'],
    },
    {
      name: 'a table that is wrong',
      change: {
        history: settlements(Array(5).fill('0.01'), { hours: 8, lastMs: LAST_MS }),
        table: new Map([['BTCUSDT', { symbol: 'BTCUSDT', fundingIntervalHours: 4, rateCap: null, rateFloor: null }]]),
      },
      flags: ['interval-differs'],
    },
    { name: 'the cap', change: { history: series('0.01', '0.01'), table: limits, rate: '0.003' }, flags: ['at-limit'] },
    {
      name: 'the floor',
      change: { history: series('-0.01', '-0.01'), table: limits, rate: '-0.003' },
      flags: ['at-limit'],
    },
  ])('flags $name', ({ change, flags }) => {
    expect(assessFunding(reading(change)).flags).toEqual(flags)
  })

  it('does not call an old change of interval news', () => {
    const before = settlements(['0.01', '0.01'], { hours: 8, lastMs: LAST_MS - 8 * 24 * HOUR_MS })
    const after = settlements(Array(48).fill('0.01'), { hours: 4, lastMs: LAST_MS })
    const table = new Map([['BTCUSDT', { symbol: 'BTCUSDT', fundingIntervalHours: 4, rateCap: null, rateFloor: null }]])
    const found = assessFunding(
      reading({
        history: [...before, ...after],
        table,
        mark: { ...reading().mark, nextFundingAtMs: LAST_MS + 4 * HOUR_MS },
      }),
    )
    expect([found.interval.change?.fromHours, found.interval.change?.toHours, found.flags]).toEqual([8, 4, []])
  })

  it('knows nothing per 8 hours without an interval', () => {
    const mark = { ...reading().mark, nextFundingAtMs: null }
    for (const history of [null, series('0.01')]) {
      const found = assessFunding(reading({ table: null, history, mark }))
      expect([found.interval.hours, found.rate8hPct, found.ratePerYearPct, found.history, found.flags]).toEqual([
        null,
        null,
        null,
        null,
        [],
      ])
    }
  })

  it('is not at a limit without a rate, or without a table', () => {
    expect(assessFunding(reading({ table: limits, rate: null, history: null })).flags).toEqual([])
    expect(assessFunding(reading({ table: null, rate: '0.003', history: series('0.01', '0.01') })).flags).toEqual([])
  })

  it('tells the cost of what is held, beside what was paid', () => {
    const risk = aPositionRisk(SOL)
    const paid = { amount: d('-1'), sinceMs: 1, why: null }
    const [held] = assessFunding(reading({ holdings: [{ risk, stake: null, tiers: [], paid }] })).positions
    // 9,918 × 0.01 %
    expect([held?.risk, held?.cost?.nextPayment.toFixed(), held?.paid]).toEqual([risk, '-0.9918', paid])
  })

  it('still tells the rate without history, and nothing for a contract without funding', () => {
    const blind = assessFunding(reading({ history: null }))
    expect([blind.rate8hPct?.toFixed(), blind.history, blind.flags]).toEqual(['0.01', null, []])
    const none = assessFunding(reading({ rate: null }))
    expect([none.rate, none.rate8hPct, none.ratePerYearPct]).toEqual([null, null, null])
  })
})

describe('funding since entry', () => {
  it('adds every payment from the entry on, special ones too, and nothing else', () => {
    const row = (type: string, amount: string, atMs: number) => ({
      tranId: String(atMs),
      type,
      symbol: 'BTCUSDT',
      amount: d(amount),
      asset: 'USDT',
      atMs,
    })
    const income = [
      row('FUNDING_FEE', '-5', 99),
      row('FUNDING_FEE', '-2.5', 100),
      row('COMMISSION', '-1', 150),
      row('FUNDING_FEE', '0.75', 200),
    ]
    expect(fundingPaid(income, 100).amount?.toFixed()).toBe('-1.75')
  })
})
