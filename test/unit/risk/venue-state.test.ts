import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import type { Candle } from '../../../src/model/market.ts'
import { bracketChanges } from '../../../src/risk/bracket-change.ts'
import { fundState, withSample } from '../../../src/risk/insurance-fund.ts'
import { gapPast, markLastGapPct } from '../../../src/risk/mark-last-gap.ts'
import { assessVenue, type BracketMemory, bracketMemory, type VenueReading } from '../../../src/risk/venue-state.ts'
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
  })
})

describe('the insurance fund', () => {
  const funds = [
    {
      symbols: ['BTCUSDT', 'ETHUSDT'],
      assets: [
        { asset: 'USDC', balance: d('5'), updatedAtMs: 1 },
        { asset: 'USDT', balance: d('1100'), updatedAtMs: 2 },
      ],
    },
  ]
  const reading = { marginAsset: 'USDT', funds, samples: [], openInterestNotional: d('4400'), nowMs: NOW_MS }

  it('is the one in the margin asset of the symbol, against its open interest', () => {
    const found = fundState(reading)
    expect([
      found?.asset,
      found?.balance.toFixed(),
      found?.symbols.length,
      found?.ofOpenInterestPct?.toFixed(),
    ]).toEqual(['USDT', '1100', 2, '25'])
    expect([found?.sinceLastSeen, found?.sinceADayAgo]).toEqual([null, null])
    expect(fundState({ ...reading, marginAsset: 'FDUSD' })).toBeNull()
  })

  it('changes since the last sample, and since one about a day old', () => {
    const samples = [
      { atMs: NOW_MS - 31 * HOUR_MS, balance: d('1') },
      { atMs: NOW_MS - 25 * HOUR_MS, balance: d('1000') },
      { atMs: NOW_MS - 2 * HOUR_MS, balance: d('2200') },
    ]
    const found = fundState({ ...reading, samples })
    expect([found?.sinceLastSeen?.amount.toFixed(), found?.sinceLastSeen?.pct?.toFixed()]).toEqual(['-1100', '-50'])
    expect([found?.sinceADayAgo?.sinceMs, found?.sinceADayAgo?.pct?.toFixed()]).toEqual([NOW_MS - 25 * HOUR_MS, '10'])
  })

  it('keeps at most one sample an hour', () => {
    const first = { atMs: NOW_MS, balance: d('1') }
    const soon = withSample([first], { atMs: NOW_MS + HOUR_MS - 1, balance: d('2') })
    expect(soon).toEqual([first])
    expect(withSample(soon, { atMs: NOW_MS + HOUR_MS, balance: d('3') })).toHaveLength(2)
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

  it('knows nothing where nothing could be read', () => {
    const { held: places, rules: _, ...rest } = assessVenue(base)
    expect(places).toEqual([])
    expect(Object.entries(rest).filter(([name, value]) => value !== null && name !== 'symbol')).toEqual([])
  })
})
