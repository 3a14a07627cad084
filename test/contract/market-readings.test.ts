import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readCrossCheck } from '../../src/app/market/cross-check.ts'
import { readFunding } from '../../src/app/market/funding.ts'
import { readFundingPaid } from '../../src/app/market/funding-paid.ts'
import { readOpenInterest } from '../../src/app/market/open-interest.ts'
import { readVenue } from '../../src/app/market/venue.ts'
import { observeAccount } from '../../src/app/observe.ts'
import { createAccountReference } from '../../src/app/reference.ts'
import { type DemoExchange, startDemoExchange } from '../../src/demo/server.ts'
import { Budget } from '../../src/exchange/binance/budget.ts'
import { createBinanceExchange } from '../../src/exchange/binance/client.ts'
import { createReferenceData } from '../../src/exchange/reference-data.ts'
import { d } from '../../src/model/decimal.ts'
import type { ReferenceCache } from '../../src/ports/reference.ts'
import { aPosition, tierTable } from '../support/builders.ts'

/** 2026-11-21 22:40 UTC. */
const START_MS = 1_795_300_800_000
const THRESHOLDS = { longPct: d('0.05'), shortPct: d('-0.07') }

let venue: DemoExchange
let files: Map<string, { fetchedAtMs: number; value: unknown }>

beforeEach(async () => {
  venue = await startDemoExchange({ startAtMs: START_MS, speed: 0 })
  files = new Map()
})
afterEach(() => venue.close())

const cache: ReferenceCache = {
  load: async (name) => files.get(name) ?? null,
  save: async (name, fetchedAtMs, value) => void files.set(name, { fetchedAtMs, value }),
}

/** One run of the program: a fresh client on the cache that earlier runs left. */
function aRun() {
  const clock = { nowMs: () => venue.nowMs(), sleep: async () => undefined }
  const exchange = createBinanceExchange({
    account: 'demo',
    apiKey: venue.apiKey,
    apiSecret: venue.apiSecret,
    environment: 'live',
    endpoints: venue.endpoints,
    clock,
    budget: new Budget(),
    random: () => 0,
  })
  const reference = createAccountReference(exchange, createReferenceData(cache, clock.nowMs), clock.nowMs)
  const policy = { isLive: true, allowTradingKey: false, coinM: 'report' } as const
  return { account: 'demo', exchange, reference, clock, policy }
}

const requestsTo = (path: string): number => venue.counters().requests.get(`GET ${path}`) ?? 0

async function fundingOf(...symbols: string[]) {
  const run = aRun()
  const observation = await observeAccount(run, tierTable())
  return readFunding(run, { observation, symbols, tiers: tierTable(), thresholds: THRESHOLDS })
}

describe('funding', () => {
  it.each([
    { symbol: 'SOLUSDT', hours: 4, change: [8, 4] },
    { symbol: 'BTCUSDT', hours: 8, change: null },
    { symbol: '币安人生USDT', hours: 1, change: null },
  ])('confirms $hours h of $symbol by its settlements', async ({ symbol, hours, change }) => {
    const [found] = (await fundingOf(symbol)).symbols
    expect([found?.interval.hours, found?.interval.confirmation]).toEqual([hours, 'confirmed'])
    expect(found?.interval.change && [found.interval.change.fromHours, found.interval.change.toHours]).toEqual(change)
  })

  it('keeps the dividend of a stock out of the averages', async () => {
    const [found] = (await fundingOf('AAPLUSDT')).symbols
    expect(found?.history?.special).toHaveLength(1)
    expect(found?.history?.settled.every(({ rate8hPct }) => rate8hPct.gt('-0.1'))).toBe(true)
  })

  it('adds up what a position paid since it was opened', async () => {
    const [sol] = (await fundingOf('SOLUSDT')).symbols
    const paid = sol?.positions[0]?.paid
    // opened 27 hours ago; settled at 20, 0, 4, 8, 12, 16 and 20 UTC
    expect(paid?.sinceMs).toBe(START_MS - 27 * 3_600_000)
    expect(paid?.amount?.gt('-16') && paid.amount.lt('-13')).toBe(true)
    expect(requestsTo('/fapi/v1/income')).toBe(1)
  })

  it('stands without history, table and income, and names what is missing', async () => {
    venue.faults.http({ kind: 'status', status: 400, path: '/fapi/v1/fundingRate', body: { code: -1130, msg: 'bad' } })
    venue.faults.http({ kind: 'status', status: 400, path: '/fapi/v1/fundingInfo', body: { code: -1130, msg: 'bad' } })
    venue.faults.http({ kind: 'status', status: 400, path: '/fapi/v1/userTrades', body: { code: -1130, msg: 'bad' } })
    const report = await fundingOf('SOLUSDT')
    const [sol] = report.symbols
    expect([sol?.rate?.toFixed(5), sol?.interval.hours, sol?.history]).toEqual(['0.00021', null, null])
    expect(sol?.positions[0]?.cost).toBeNull()
    expect([sol?.positions[0]?.paid.amount, typeof sol?.positions[0]?.paid.why]).toEqual([null, 'string'])
    expect(report.gaps.map(({ what }) => what)).toEqual(['fundingInfo', 'fundingRate SOLUSDT'])
  })

  it('does not share out the payments of long and short', async () => {
    const positions = [
      aPosition({ symbol: 'BTCUSDT', positionSide: 'LONG' }),
      aPosition({ symbol: 'BTCUSDT', positionSide: 'SHORT', side: 'SHORT' }),
    ]
    const fill = {
      tradeId: '1',
      orderId: '1',
      symbol: 'BTCUSDT',
      price: d('100'),
      quantity: d('1'),
      realizedPnl: d('0'),
      commission: d('0'),
      commissionAsset: 'USDT',
      atMs: 5,
    } as const
    const history = {
      ...aRun().exchange,
      fetchUserTrades: async () => [
        { ...fill, side: 'BUY', positionSide: 'LONG' } as const,
        { ...fill, side: 'SELL', positionSide: 'SHORT' } as const,
      ],
      fetchIncome: async () => [],
    }
    const paid = await readFundingPaid(history, positions, START_MS)
    expect(positions.map((position) => paid.get(position)?.amount)).toEqual([null, null])
  })
})

describe('open interest', () => {
  it('reads a whole month and remembers it until the hour ends', async () => {
    const read = () => readOpenInterest(aRun(), { symbols: ['BTCUSDT'], spikeFrom: d('3'), nowMs: venue.nowMs() })
    const [first] = (await read()).symbols
    expect(first?.past?.changes).toBe(719)
    expect(first?.hour.quantityPct).not.toBeNull()
    expect(first?.day.quantityPct).not.toBeNull()
    const asked = requestsTo('/futures/data/openInterestHist')
    await read()
    expect(requestsTo('/futures/data/openInterestHist')).toBe(asked + 1)
    venue.venue.advance(20 * 60_000)
    const [later] = (await read()).symbols
    expect([later?.hourlyAtMs, requestsTo('/futures/data/openInterestHist')]).toEqual([venue.nowMs(), asked + 4])
  })

  it('shows the present without the past, and the others without a broken one', async () => {
    venue.faults.http({ kind: 'html', path: '/futures/data/openInterestHist' })
    venue.faults.http({
      kind: 'status',
      status: 400,
      path: '/fapi/v1/openInterest',
      forSymbol: 'ETHUSDT',
      body: { code: -1121, msg: 'no' },
    })
    const symbols = ['BTCUSDT', 'ETHUSDT']
    const report = await readOpenInterest(aRun(), { symbols, spikeFrom: d('3'), nowMs: venue.nowMs() })
    expect(report.symbols.map(({ symbol, zScore30d }) => [symbol, zScore30d])).toEqual([['BTCUSDT', null]])
    expect(report.gaps.map(({ what }) => what)).toContain('openInterest ETHUSDT')
  })

  it('fails when nothing at all can be read', async () => {
    venue.faults.http({ kind: 'status', status: 400, path: '/fapi/v1/openInterest', body: { code: -1121, msg: 'no' } })
    const asked = readOpenInterest(aRun(), { symbols: ['BTCUSDT'], spikeFrom: d('3'), nowMs: venue.nowMs() })
    await expect(asked).rejects.toMatchObject({ venueCode: -1121 })
  })
})

describe('the cross-check', () => {
  const question = { thresholds: { thresholdPct: d('0.3'), smallCapPct: d('1.5') }, nowMs: START_MS }

  it('leaves the rest standing when sources are missing', async () => {
    venue.faults.http({ kind: 'html', path: '/fapi/v1/constituents' })
    const run = aRun()
    const rules = (await run.reference.symbolRules()).value
    const broken = {
      name: 'CoinGecko',
      fetchUsdQuotes: () => Promise.reject(new Error('CoinGecko: it limits requests')),
    }
    const off = { name: 'CryptoCompare', off: 'no key' }
    const report = await readCrossCheck(run, { ...question, symbols: ['1000PEPEUSDT'], rules, sources: [broken, off] })
    const [found] = report.symbols
    expect(found?.sources.map(({ name, status, why }) => [name, status, why])).toEqual([
      ['constituents', 'unavailable', 'they could not be read'],
      ['Binance spot', 'agrees', null],
      ['CoinGecko', 'unavailable', 'it limits requests'],
      ['CryptoCompare', 'unavailable', 'no key'],
    ])
    expect([found?.result, found?.lot.toFixed(), report.gaps.length]).toEqual(['agreement', '1000', 1])
  })
})

describe('the exchange', () => {
  async function venueOf(symbol: string) {
    const run = aRun()
    const observation = await observeAccount(run, tierTable())
    const [row] = (await readVenue(run, { observation, symbols: [symbol] })).symbols
    return { row, run }
  }

  it('remembers the fund and its time from run to run', async () => {
    expect((await venueOf('SOLUSDT')).row?.fund?.sinceLastSeen).toBeNull()
    venue.venue.advance(2 * 3_600_000)
    const { row } = await venueOf('SOLUSDT')
    expect(row?.fund?.sinceLastSeen?.sinceMs).toBe(START_MS)
    expect(row?.fund?.symbols).toContain('SOLUSDT')
  })

  it('notices changed brackets and goes on showing them', async () => {
    const { row: before, run } = await venueOf('SOLUSDT')
    expect([before?.held[0]?.bracket, before?.bracketChange]).toEqual([1, null])
    venue.venue.setBrackets('SOLUSDT', [
      { bracket: 1, initialLeverage: 50, notionalCap: 5000, notionalFloor: 0, maintMarginRatio: 0.005, cum: 0 },
      { bracket: 2, initialLeverage: 20, notionalCap: 900000, notionalFloor: 5000, maintMarginRatio: 0.01, cum: 25 },
    ])
    venue.venue.advance(3_600_000)
    run.reference.forgetConfiguration()
    await run.reference.brackets()
    const { row: after } = await venueOf('SOLUSDT')
    expect(after?.held[0]?.bracket).toBe(2)
    expect([after?.bracketChange?.lastSeenAtMs, after?.bracketChange?.noticedAtMs]).toEqual([START_MS, venue.nowMs()])
    venue.venue.advance(3_600_000)
    expect((await venueOf('SOLUSDT')).row?.bracketChange?.lastSeenAtMs).toBe(START_MS)
  })

  it('measures mark against last over thirty days', async () => {
    const { row } = await venueOf('BTCUSDT')
    expect(row?.gapPast?.hours).toBe(719)
    expect(row?.gapPast?.p99Pct.lte(row.gapPast.largestPct)).toBe(true)
    expect(row?.liquidationFeePct?.toFixed()).toBe('1.25')
  })

  it('names everything that could not be read', async () => {
    for (const path of [
      '/fapi/v1/symbolAdlRisk',
      '/fapi/v1/insuranceBalance',
      '/fapi/v1/openInterest',
      '/fapi/v1/ticker/24hr',
      '/fapi/v1/markPriceKlines',
    ]) {
      venue.faults.http({ kind: 'status', status: 400, path, body: { code: -1130, msg: 'bad' } })
    }
    const run = aRun()
    const observation = await observeAccount(run, tierTable())
    const report = await readVenue(run, { observation, symbols: ['SOLUSDT'] })
    const calls = report.gaps.map(({ what }) => what.split(' ')[0])
    expect(calls.sort()).toEqual(['insuranceBalance', 'klines', 'openInterest', 'symbolAdlRisk', 'ticker'])
    const [row] = report.symbols
    expect([row?.fund, row?.adlRisk, row?.gapPast, row?.markLastGapPct]).toEqual([null, null, null, null])
    expect(row?.held[0]?.bracket).toBe(1)
  })
})
