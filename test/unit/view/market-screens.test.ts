import { describe, expect, it } from 'vitest'
import { type Decimal, d } from '../../../src/model/decimal.ts'
import type { MarkPrice } from '../../../src/model/market.ts'
import { assessCrossCheck, type CrossCheckReport } from '../../../src/risk/cross-check.ts'
import { assessFunding, type FundingReport } from '../../../src/risk/funding.ts'
import { assessOpenInterest, type OpenInterestReport } from '../../../src/risk/open-interest.ts'
import { isolatedStake } from '../../../src/risk/stake.ts'
import { assessVenue, type VenueReport } from '../../../src/risk/venue-state.ts'
import { crossCheckScreen } from '../../../src/view/cross-check-screen.ts'
import { fundingScreen } from '../../../src/view/funding-screen.ts'
import { openInterestScreen } from '../../../src/view/open-interest-screen.ts'
import { widthOf } from '../../../src/view/screen.ts'
import { venueScreen } from '../../../src/view/venue-screen.ts'
import { aBracket } from '../../support/builders.ts'
import { HOUR_MS, settlements, storedFunding, storedOpenInterest } from '../../support/series.ts'
import { expectGolden } from './golden.ts'
import { aPositionRisk, aScreen, BTC, SOL } from './reports.ts'

/** 2026-11-21 17:00 UTC. */
const NOW_MS = 1_795_280_400_000
const LAST_MS = NOW_MS - HOUR_MS
const GAP = { what: 'fundingRate DOGEUSDT', why: 'Binance gave no answer within 10 s', needed: false }

function mark(
  symbol: string,
  markPrice: string,
  traits: { index?: string; rate?: string; nextInHours?: number } = {},
): MarkPrice {
  return {
    symbol,
    markPrice: d(markPrice),
    indexPrice: traits.index === undefined ? null : d(traits.index),
    fundingRate: traits.rate === undefined ? null : d(traits.rate),
    nextFundingAtMs: LAST_MS + (traits.nextInHours ?? 8) * HOUR_MS,
    atMs: NOW_MS,
  }
}

function fundingReport(): FundingReport {
  const thresholds = { longPct: d('0.05'), shortPct: d('-0.07') }
  const sol = aPositionRisk(SOL)
  const tiers = ['15', '10', '5'].map(d)
  const stake = isolatedStake(sol.position, aBracket([['0', '0.005', '0']], 'SOLUSDT'))
  const paid = { amount: d('-14.3'), sinceMs: NOW_MS - 30 * HOUR_MS, why: null }
  const older = settlements(Array(6).fill('-0.02'), { hours: 8, lastMs: LAST_MS - 28 * HOUR_MS })
  const newer = settlements(['-0.01', '0.03', '0.03', '0.035', '0.04', '0.03', '0.031'], { hours: 4, lastMs: LAST_MS })
  const special = {
    symbol: 'SOLUSDT',
    fundingRate: d('-0.0025'),
    atMs: LAST_MS - 20 * HOUR_MS,
    markPrice: null,
    isSpecial: true,
  }
  return {
    asOfMs: NOW_MS,
    symbols: [
      assessFunding({
        symbol: 'SOLUSDT',
        mark: mark('SOLUSDT', '165.3', { rate: '0.00021', nextInHours: 4 }),
        table: new Map([
          ['SOLUSDT', { symbol: 'SOLUSDT', fundingIntervalHours: 4, rateCap: d('0.02'), rateFloor: d('-0.02') }],
        ]),
        history: [...older, ...newer, special],
        historyAtMs: LAST_MS,
        holdings: [{ risk: sol, stake, tiers, paid }],
        thresholds,
        nowMs: NOW_MS,
      }),
    ],
    gaps: [],
  }
}

function heldFundingReport(): FundingReport {
  const one = fundingReport()
  const btc = assessFunding({
    symbol: 'BTCUSDT',
    mark: mark('BTCUSDT', '94180.5', { rate: '-0.0001' }),
    table: null,
    history: storedFunding(),
    historyAtMs: LAST_MS,
    holdings: [
      {
        risk: aPositionRisk(BTC),
        stake: null,
        tiers: [],
        paid: { amount: null, sinceMs: null, why: 'it was opened before the three months that Binance keeps' },
      },
    ],
    thresholds: { longPct: d('0.05'), shortPct: d('-0.07') },
    nowMs: NOW_MS,
  })
  return { ...one, symbols: [...one.symbols, btc], gaps: [GAP] }
}

function openInterestReport(): OpenInterestReport {
  const hourly = storedOpenInterest().filter(({ atMs }) => atMs <= NOW_MS)
  const hourAgo = hourly.at(-2)
  const dayAgo = hourly.at(-25)
  const row = assessOpenInterest({
    symbol: 'BTCUSDT',
    present: { symbol: 'BTCUSDT', quantity: d('93900.123'), atMs: NOW_MS },
    mark: mark('BTCUSDT', '95800.4'),
    recent: [dayAgo, hourAgo].filter((point) => point !== undefined),
    hourly,
    hourlyAtMs: NOW_MS - 40 * 60_000,
    spikeFrom: d('3'),
  })
  return { asOfMs: NOW_MS, spikeFrom: d('3'), symbols: [row], gaps: [] }
}

function crossCheckReport(): CrossCheckReport {
  const base = { currency: 'USD', readAtMs: NOW_MS, why: null } as const
  const amount = (text: string): Decimal => d(text)
  const row = assessCrossCheck({
    symbol: '1000PEPEUSDT',
    baseAsset: '1000PEPE',
    mark: mark('1000PEPEUSDT', '0.006124', { index: '0.00612511' }),
    constituents: {
      symbol: '1000PEPEUSDT',
      atMs: NOW_MS,
      constituents: [
        { exchange: 'binance', symbol: 'PEPEUSDT', price: amount('0.0000061252'), weight: amount('0.6') },
        { exchange: 'okx', symbol: 'PEPE-USDT', price: amount('0.0000061249'), weight: amount('0.4') },
      ],
    },
    references: [
      {
        name: 'Binance spot',
        price: amount('0.00000613'),
        currency: 'quote',
        quoteInUsd: null,
        ageSeconds: 0,
        readAtMs: NOW_MS,
        why: null,
      },
      { ...base, name: 'CoinGecko', price: amount('0.00000608'), quoteInUsd: amount('0.9998'), ageSeconds: 53 },
      {
        name: 'CryptoCompare',
        price: null,
        currency: 'USD',
        quoteInUsd: null,
        ageSeconds: null,
        readAtMs: null,
        why: 'it answers with a key only: set crossCheck.cryptocompareKey',
      },
    ],
    turnover24h: amount('6e8'),
    thresholds: { thresholdPct: amount('0.3'), smallCapPct: amount('1.5') },
  })
  return { asOfMs: NOW_MS, symbols: [row], gaps: [{ ...GAP, what: 'ticker 1000PEPEUSDT' }] }
}

function venueReport(): VenueReport {
  const risk = aPositionRisk({ ...SOL, unrealizedPnl: '120' })
  const held = { ...risk, position: { ...risk.position, exchange: { ...risk.position.exchange, adlQuantile: 4 } } }
  const before = aBracket(
    [
      ['0', '0.005', '0'],
      ['50000', '0.01', '250'],
    ],
    'SOLUSDT',
  )
  const current = aBracket(
    [
      ['0', '0.005', '0'],
      ['9000', '0.0065', '13.5'],
      ['50000', '0.01', '188.5'],
    ],
    'SOLUSDT',
  )
  const row = assessVenue({
    symbol: 'SOLUSDT',
    rules: {
      symbol: 'SOLUSDT',
      status: 'TRADING',
      baseAsset: 'SOL',
      quoteAsset: 'USDT',
      marginAsset: 'USDT',
      tickSize: d('0.01'),
      stepSize: d('0.01'),
      minQuantity: d('0.01'),
      maxQuantity: d('1'),
      maxMarketQuantity: d('1'),
      minNotional: null,
      liquidationFeeRate: d('0.015'),
    },
    adlRisk: { symbol: 'SOLUSDT', adlRisk: 'high', updatedAtMs: NOW_MS - 12 * 60_000 },
    funds: [
      {
        symbols: ['SOLUSDT', 'XRPUSDT', 'DOGEUSDT'],
        assets: [{ asset: 'USDT', balance: d('168886307'), updatedAtMs: NOW_MS }],
      },
    ],
    fundSamples: [
      { atMs: NOW_MS - 25 * HOUR_MS, balance: d('170000000') },
      { atMs: NOW_MS - 3 * HOUR_MS, balance: d('168000000') },
    ],
    openInterest: d('13223631'),
    markPrice: d('165.3'),
    lastPrice: d('165.32'),
    gapPast: { hours: 719, p99Pct: d('0.21'), largestPct: d('0.64') },
    gapPastAtMs: NOW_MS - 20 * 60_000,
    brackets: { current, change: { before, lastSeenAtMs: NOW_MS - 49 * HOUR_MS, noticedAtMs: NOW_MS - HOUR_MS } },
    bracketsAtMs: NOW_MS - 5 * HOUR_MS,
    holdings: [held],
    nowMs: NOW_MS,
  })
  return { asOfMs: NOW_MS, symbols: [row], gaps: [] }
}

const SCREENS = [
  { name: 'funding', screen: (columns: number | null) => fundingScreen(fundingReport(), aScreen(columns)) },
  { name: 'funding-held', screen: (columns: number | null) => fundingScreen(heldFundingReport(), aScreen(columns)) },
  { name: 'oi', screen: (columns: number | null) => openInterestScreen(openInterestReport(), aScreen(columns)) },
  { name: 'xcheck', screen: (columns: number | null) => crossCheckScreen(crossCheckReport(), aScreen(columns)) },
  { name: 'exchange', screen: (columns: number | null) => venueScreen(venueReport(), aScreen(columns)) },
]

describe.each(SCREENS)('the screen of $name', ({ name, screen }) => {
  it.each([60, 80, 140])('at %i columns', (columns) => {
    const text = screen(columns)
    expect(text.split('\n').filter((line) => widthOf(line) > columns)).toEqual([])
    expectGolden(`market-${name}-${columns}`, text)
  })

  it('into a pipe has no line break inside a sentence', () => {
    expect(screen(null).split('\n').length).toBeLessThanOrEqual(screen(140).split('\n').length)
  })
})

describe('what is not known', () => {
  it('is n/a on every screen, never zero', () => {
    const blank = assessVenue({
      symbol: 'XUSDT',
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
    })
    const text = venueScreen({ asOfMs: NOW_MS, symbols: [blank], gaps: [GAP] }, aScreen(140))
    expect(text).toContain('insurance fund n/a')
    expect(text).toContain('brackets n/a')
    expect(text).toContain('could not be read: fundingRate DOGEUSDT (Binance gave no answer within 10 s)')
    expect(text).not.toMatch(/\b0(\.0+)?%/)
  })
})
