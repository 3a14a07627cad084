import { afterEach, describe, expect, it } from 'vitest'
import { type MarginSource, readMargin } from '../../src/app/collect-margin.ts'
import { readMarginDetails } from '../../src/app/margin-detail.ts'
import { type DemoExchange, type DemoOptions, startDemoExchange } from '../../src/demo/server.ts'
import { Budget } from '../../src/exchange/binance/budget.ts'
import { createBinanceExchange } from '../../src/exchange/binance/client.ts'
import { createReferenceData } from '../../src/exchange/reference-data.ts'
import { d } from '../../src/model/decimal.ts'
import type { ReferenceCache } from '../../src/ports/reference.ts'
import { assessMargin } from '../../src/risk/margin-standing.ts'
import { tierTable } from '../support/builders.ts'

let venue: DemoExchange

afterEach(() => venue.close())

/** A cache in memory: what one run leaves, the next one finds. */
function memoryCache(): ReferenceCache {
  const entries = new Map<string, { readonly fetchedAtMs: number; readonly value: unknown }>()
  return {
    load: async (name) => entries.get(name) ?? null,
    save: async (name, fetchedAtMs, value) => void entries.set(name, { fetchedAtMs, value }),
  }
}

async function open(options: DemoOptions) {
  venue = await startDemoExchange({ speed: 0, ...options })
  const clock = { nowMs: () => venue.nowMs(), sleep: () => new Promise<void>((resolve) => setTimeout(resolve, 1)) }
  const margin = createBinanceExchange({
    account: 'main',
    apiKey: venue.apiKey,
    apiSecret: venue.apiSecret,
    environment: 'live',
    endpoints: venue.endpoints,
    clock,
    budget: new Budget(),
    timeoutMs: 60_000,
  })
  await margin.syncClock()
  const cache = memoryCache()
  /** As a new process would see it. */
  const source = () => ({ account: 'main', clock, margin, memory: createReferenceData(cache, clock.nowMs) })
  return { margin, source }
}

const options = { tiers: tierTable(), target: d('1.5') }
async function standingOf(source: MarginSource) {
  const snapshot = await readMargin(source)
  return snapshot === null ? null : assessMargin(snapshot, options.tiers.default)
}

const weight = () => venue.counters().totalWeight

async function weightOf(work: () => Promise<unknown>): Promise<number> {
  const before = weight()
  await work()
  return weight() - before
}

describe('the margin side of the embedded exchange', () => {
  it.each([
    ['default', '3x', '2.4500', 1],
    ['cross', '5x', '1.8500', 0],
  ] as const)('account %s: level and lines of a %s account', async (account, _mode, level, pairs) => {
    const { source } = await open({ account })
    const standing = await standingOf(source())
    const cross = standing?.rows.find(({ symbol }) => symbol === null)
    expect(cross?.exchangeLevel?.toFixed(4)).toBe(level)
    expect([cross?.mode, cross?.bars.callFrom]).toEqual(['classic', 'binance'])
    expect(standing?.rows.length).toBe(1 + pairs)
    expect(standing?.gaps).toEqual([])
  })

  it.each(['default', 'cross', 'isolated', 'multi-assets'] as const)(
    'account %s: our own level is the one that Binance shows, and so is the liquidation price',
    async (account) => {
      const { source } = await open({ account })
      const details = await readMarginDetails(source(), options)
      expect(details?.gaps).toEqual([])
      expect(details?.accounts.length).toBeGreaterThan(0)
      for (const { figures, pair, row, gaps } of details?.accounts ?? []) {
        expect(gaps).toEqual([])
        // Thin coins trade a little below what dollar prices imply; all else agrees to a hundredth of a percent.
        const most = row.holdings.some(({ asset }) => ['FET', 'SUPER'].includes(asset)) ? '0.3' : '0.01'
        expect(figures?.driftPct?.abs().lt(most), `${row.symbol}: ${figures?.driftPct?.toFixed(6)}`).toBe(true)
        const base = figures?.coins.find(({ asset }) => asset === pair?.base.asset)
        if (pair?.liquidatePrice == null) continue
        expect(base?.status === 'price' && base.liquidationPrice.toFixed(6)).toBe(pair.liquidatePrice.toFixed(6))
      }
    },
  )

  it('a Pro account leads with the level of Binance, and its fall satisfies that very formula', async () => {
    const { source } = await open({ account: 'hedge' })
    const details = await readMarginDetails(source(), options)
    const [account] = details?.accounts ?? []
    expect([account?.row.mode, account?.row.exchangeLevel?.toFixed(2), account?.figures?.level]).toEqual([
      'pro',
      '17.89',
      null,
    ])
    expect(account?.row.bars.liquidation.toFixed()).toBe('1')
    expect(account?.row.fallToLiquidationPct?.gt(0)).toBe(true)
    expect(account?.figures?.toTarget).toBeNull()
  })

  it('no debt is 999 and calm', async () => {
    const { source } = await open({ account: 'usdc' })
    const standing = await standingOf(source())
    expect(standing?.rows.map(({ zone, verdict }) => [zone, verdict])).toEqual([
      ['no-debt', 'OK'],
      ['no-debt', 'OK'],
    ])
  })

  it('an account that was never opened costs two calls a day', async () => {
    const { source } = await open({ account: 'large', symbols: 20, positions: 5 })
    expect(await weightOf(() => standingOf(source()))).toBe(20)
    for (let run = 0; run < 5; run += 1) {
      expect(await weightOf(() => standingOf(source()))).toBe(0)
    }
    venue.venue.advance(25 * 3_600_000)
    expect(await weightOf(() => standingOf(source()))).toBe(20)
  })

  it('weighs 31 cold and 20 warm for a cross account with one isolated pair, all in the sapi pool', async () => {
    const { source } = await open({ account: 'default' })
    expect(await weightOf(() => standingOf(source()))).toBe(31)
    expect(await weightOf(() => standingOf(source()))).toBe(20)
    const paths = [...venue.counters().requests.keys()].filter((request) => request.includes('/fapi/'))
    expect(paths).toEqual(['GET /fapi/v1/time'])
  })

  it('the whole picture remembers what weighs a hundred', async () => {
    const { source } = await open({ account: 'default' })
    const cold = await weightOf(() => readMarginDetails(source(), options))
    const warm = await weightOf(() => readMarginDetails(source(), options))
    // Remembered: haircuts 100, two rates 200, pairs 1, lines 10, tiers 1.
    expect(cold - warm).toBe(312)
  })

  it('an outage of one account leaves the other standing', async () => {
    const { source } = await open({ account: 'default' })
    await standingOf(source())
    venue.faults.http({ kind: 'status', path: '/sapi/v1/margin/account', status: 503 })
    const standing = await standingOf(source())
    expect(standing?.rows.map(({ symbol }) => symbol)).toEqual(['SOLUSDT'])
    expect(standing?.gaps.map(({ what, needed }) => [what, needed])).toEqual([['cross margin account', true]])
    expect(standing?.verdict).toBe('UNKNOWN')
  })

  it('lines that cannot be read are those of the published table', async () => {
    const { source } = await open({ account: 'default' })
    venue.faults.http({ kind: 'status', path: '/sapi/v1/margin/tradeCoeff', status: 503 })
    const snapshot = await readMargin(source())
    expect(snapshot?.coefficients).toBeNull()
    const standing = await standingOf(source())
    expect(standing?.rows.find(({ symbol }) => symbol === null)?.bars.callFrom).toBe('published')
    expect(standing?.gaps.every(({ needed }) => !needed)).toBe(true)
  })

  it('a liquidation leaves orders, a takeover leaves flows', async () => {
    const { margin } = await open({ account: 'default', scenario: 'margin-call' })
    venue.venue.advance(60 * 60_000)
    const orders = await margin.fetchForcedMarginOrders({})
    expect(orders.length).toBeGreaterThan(0)
    await venue.close()
    const other = await open({ account: 'multi-assets', scenario: 'margin-call' })
    venue.venue.advance(60 * 60_000)
    expect(await other.margin.fetchForcedMarginOrders({})).toEqual([])
    const flows = await other.margin.fetchMarginFlows(null, {}, 'OTHER_LIQUIDATION')
    expect(flows.map(({ asset }) => asset)).toContain('SUPER')
  })
})
