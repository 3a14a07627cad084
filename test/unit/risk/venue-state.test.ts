import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import type { Candle } from '../../../src/model/market.ts'
import { bracketChanges } from '../../../src/risk/bracket-change.ts'
import { gapPast, markLastGapPct } from '../../../src/risk/mark-last-gap.ts'
import { assessVenue, type BracketMemory, bracketMemory, type VenueReading } from '../../../src/risk/venue-state.ts'
import { someRules } from '../../support/acting.ts'
import { aBracket } from '../../support/builders.ts'
import { aPositionRisk, SOL } from '../view/reports.ts'

const HOUR_MS = 3_600_000
const NOW_MS = 1_795_302_000_000

describe('bracket changes', () => {
  const before = aBracket([
    ['0', '0.005', '0'],
    ['50000', '0.01', '250'],
  ])
  it.each([
    { name: 'nothing', after: before, changed: [] },
    {
      name: 'a rate',
      after: aBracket([
        ['0', '0.005', '0'],
        ['50000', '0.02', '250'],
      ]),
      changed: [2],
    },
    {
      name: 'a floor, and so the cap below it',
      after: aBracket([
        ['0', '0.005', '0'],
        ['40000', '0.01', '250'],
      ]),
      changed: [1, 2],
    },
    {
      name: 'a new row, and so the cap below it',
      after: aBracket([
        ['0', '0.005', '0'],
        ['50000', '0.01', '250'],
        ['90000', '0.02', '1150'],
      ]),
      changed: [2, 3],
    },
    { name: 'a row that went', after: aBracket([['0', '0.005', '0']]), changed: [1, 2] },
  ])('finds $name', ({ after, changed }) => {
    expect(bracketChanges(before, after).map(({ bracket }) => bracket)).toEqual(changed)
  })

  it('are remembered for a week with what stood there before', () => {
    const after = aBracket([['0', '0.006', '0']])
    const first = bracketMemory(null, before, NOW_MS)
    expect(first).toEqual({ current: before, change: null })
    const changed = bracketMemory({ memory: first, seenAtMs: NOW_MS }, after, NOW_MS + HOUR_MS)
    expect(changed.change).toEqual({ before, lastSeenAtMs: NOW_MS, noticedAtMs: NOW_MS + HOUR_MS })
    const later = (hours: number): BracketMemory =>
      bracketMemory({ memory: changed, seenAtMs: NOW_MS }, after, NOW_MS + hours * HOUR_MS)
    expect(later(24 * 7).change).toEqual(changed.change)
    expect(later(24 * 7 + 1).change).toBeNull()
  })

  it('are none at a second look that found nothing new', () => {
    const memory = { current: before, change: null }
    expect(bracketMemory({ memory, seenAtMs: NOW_MS }, before, NOW_MS + HOUR_MS)).toEqual(memory)
  })
})

describe('mark against last', () => {
  it('measures the gap of this moment with its sign', () => {
    expect(markLastGapPct(d('99.5'), d('100')).toFixed()).toBe('-0.5')
  })

  function candles(count: number, close: (index: number) => string): readonly Candle[] {
    return Array.from({ length: count }, (_, index) => {
      const openAtMs = NOW_MS - (count - index) * HOUR_MS
      const price = d(close(index))
      return {
        openAtMs,
        closeAtMs: openAtMs + HOUR_MS - 1,
        open: price,
        high: price,
        low: price,
        close: price,
        volume: d('0'),
      }
    })
  }

  it('takes the nearest rank over the hours that both series hold', () => {
    // gaps of 0.01 % to 2 % in 200 hours: the 198th is the 99th percentile
    const last = candles(200, (index) =>
      (index % 2 === 0
        ? d('100').plus(d(String(index + 1)).div('100'))
        : d('100').minus(d(String(index + 1)).div('100'))
      ).toFixed(),
    )
    const found = gapPast(
      last,
      candles(200, () => '100'),
      NOW_MS,
    )
    expect([found?.hours, found?.p99Pct.toFixed(), found?.largestPct.toFixed()]).toEqual([200, '1.98', '2'])
  })

  it('leaves out the running hour, and hours that one series lacks', () => {
    const mark = candles(150, () => '100').slice(10)
    const found = gapPast(
      candles(150, () => '101'),
      mark,
      NOW_MS - HOUR_MS,
    )
    expect(found?.hours).toBe(139)
  })

  it('says nothing with less than a hundred hours', () => {
    expect(
      gapPast(
        candles(99, () => '101'),
        candles(99, () => '100'),
        NOW_MS,
      ),
    ).toBeNull()
    const hundred = (nowMs: number) => {
      const found = gapPast(
        candles(100, () => '101'),
        candles(100, () => '100'),
        nowMs,
      )
      return found?.hours ?? null
    }
    // The hour that ends this very millisecond still runs.
    expect([hundred(NOW_MS), hundred(NOW_MS - 1)]).toEqual([100, null])
  })
})

describe('auto-deleveraging', () => {
  const base: VenueReading = {
    symbol: 'SOLUSDT',
    rules: null,
    adlRisk: null,
    funds: null,
    fundSamples: [],
    openInterest: null,
    markPrice: null,
    lastPrice: null,
    gapPast: null,
    gapPastAtMs: null,
    brackets: null,
    bracketsAtMs: null,
    holdings: [],
    nowMs: NOW_MS,
  }

  function held(adlQuantile: number | null, unrealizedPnl: string, adlRisk: string | null) {
    const risk = aPositionRisk({ ...SOL, unrealizedPnl })
    const position = { ...risk.position, exchange: { ...risk.position.exchange, adlQuantile } }
    const rated = adlRisk === null ? null : { symbol: 'SOLUSDT', adlRisk, updatedAtMs: NOW_MS }
    return assessVenue({ ...base, holdings: [{ ...risk, position }], adlRisk: rated }).held[0]
  }

  it.each([
    { name: 'in profit and first in the queue', quantile: 4, pnl: '10', risk: 'low', isNear: true },
    { name: 'in profit while the risk is high', quantile: 1, pnl: '10', risk: 'high', isNear: true },
    { name: 'in profit and third', quantile: 3, pnl: '10', risk: 'medium', isNear: false },
    { name: 'losing and first', quantile: 4, pnl: '-10', risk: 'high', isNear: false },
    { name: 'in profit with nothing known', quantile: null, pnl: '10', risk: null, isNear: false },
  ])('is near for a position $name: $isNear', ({ quantile, pnl, risk, isNear }) => {
    expect(held(quantile, pnl, risk)?.isAdlNear).toBe(isNear)
  })

  it('marks the bracket that holds the notional', () => {
    const current = aBracket(
      [
        ['0', '0.005', '0'],
        ['9918', '0.01', '49.59'],
      ],
      'SOLUSDT',
    )
    const found = assessVenue({ ...base, holdings: [aPositionRisk(SOL)], brackets: { current, change: null } })
    expect(found.held[0]?.bracket).toBe(2)
  })

  it('marks none where the brackets came without a row', () => {
    const current = { ...aBracket(), rows: [] }
    const found = assessVenue({ ...base, holdings: [aPositionRisk(SOL)], brackets: { current, change: null } })
    expect(found.held[0]?.bracket).toBeNull()
  })

  describe('with everything read', () => {
    const before = aBracket([['0', '0.005', '0']], 'SOLUSDT')
    const current = aBracket([['0', '0.006', '0']], 'SOLUSDT')
    const whole: VenueReading = {
      ...base,
      rules: someRules('SOLUSDT', { liquidationFeeRate: '0.015' }),
      funds: [{ symbols: ['SOLUSDT'], assets: [{ asset: 'USDT', balance: d('44'), updatedAtMs: 1 }] }],
      openInterest: d('4'),
      markPrice: d('110'),
      lastPrice: d('111.1'),
      brackets: { current, change: { before, lastSeenAtMs: 1, noticedAtMs: 2 } },
    }

    it('values open interest at the mark, the fund against it, last against mark, and the fee in percent', () => {
      const found = assessVenue(whole)
      // 4 × 110; 44 of 440; 1.1 of 110
      expect([
        found.openInterestNotional?.toFixed(),
        found.fund?.ofOpenInterestPct?.toFixed(),
        found.markLastGapPct?.toFixed(),
        found.liquidationFeePct?.toFixed(),
      ]).toEqual(['440', '10', '1', '1.5'])
      expect([
        found.bracketChange?.rows.length,
        found.bracketChange?.lastSeenAtMs,
        found.bracketChange?.noticedAtMs,
      ]).toEqual([1, 1, 2])
    })

    it.each([
      { name: 'open interest', change: { openInterest: null }, left: [null, '44', null, '1'] },
      { name: 'the mark', change: { markPrice: null }, left: [null, '44', null, null] },
      { name: 'the last price', change: { lastPrice: null }, left: ['440', '44', '10', null] },
      { name: 'the rules of the symbol', change: { rules: null }, left: ['440', null, null, '1'] },
      { name: 'the funds', change: { funds: null }, left: ['440', null, null, '1'] },
    ])('lacks only what needs $name', ({ change, left }) => {
      const { openInterestNotional, fund, markLastGapPct: gap } = assessVenue({ ...whole, ...change })
      const found = [openInterestNotional, fund?.balance, fund?.ofOpenInterestPct, gap]
      expect(found.map((one) => one?.toFixed() ?? null)).toEqual(left)
    })

    it('tells no fee and no change of brackets where there is none', () => {
      const rules = someRules('SOLUSDT', { liquidationFeeRate: null })
      const found = assessVenue({ ...whole, rules, brackets: { current, change: null } })
      expect([found.liquidationFeePct, found.bracketChange]).toEqual([null, null])
    })
  })

  it('knows nothing where nothing could be read', () => {
    const { held: places, rules: _, ...rest } = assessVenue(base)
    expect(places).toEqual([])
    expect(Object.entries(rest).filter(([name, value]) => value !== null && name !== 'symbol')).toEqual([])
  })
})
