import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type DemoExchange, type DemoOptions, startDemoExchange } from '../../src/demo/server.ts'
import { Budget } from '../../src/exchange/binance/budget.ts'
import { type BinanceExchange, type BinanceOptions, createBinanceExchange } from '../../src/exchange/binance/client.ts'
import { realClock } from '../support/fake-clock.ts'

let venue: DemoExchange
let exchange: BinanceExchange
let warnings: string[]

beforeEach(async () => {
  warnings = []
  venue = await startDemoExchange()
  exchange = clientOf(venue)
})
afterEach(() => venue.close())

function clientOf(server: DemoExchange, options: Partial<BinanceOptions> = {}): BinanceExchange {
  return createBinanceExchange({
    account: 'demo',
    apiKey: server.apiKey,
    apiSecret: server.apiSecret,
    environment: 'live',
    endpoints: server.endpoints,
    clock: realClock,
    budget: new Budget(),
    warn: (message) => void warnings.push(message),
    ...options,
  })
}

async function restart(options: DemoOptions): Promise<void> {
  await venue.close()
  venue = await startDemoExchange(options)
  exchange = clientOf(venue)
}

describe('our client against the embedded exchange', () => {
  it('reads the account and agrees with itself about positions', async () => {
    const [account, positions] = await Promise.all([exchange.fetchAccount(), exchange.fetchPositions()])
    expect([...account.unreadable, ...positions.unreadable, ...warnings]).toEqual([])
    expect(positions.rows.length).toBeGreaterThan(0)
    expect(positions.rows.map((row) => row.symbol).sort()).toEqual(
      account.openPositions.map((row) => row.symbol).sort(),
    )
    expect(account.wallets.map((wallet) => wallet.asset)).toContain('USDT')
  })

  it('finds configuration, brackets, rules, marks and orders of every held symbol', async () => {
    const { rows } = await exchange.fetchPositions()
    const [configs, brackets, rules, marks, plain, conditional] = await Promise.all([
      exchange.fetchSymbolConfigs(),
      exchange.fetchBrackets(),
      exchange.fetchSymbolRules(),
      exchange.fetchAllMarks(),
      exchange.fetchOpenOrders(null),
      exchange.fetchOpenAlgoOrders(null),
    ])
    const held = rows.map((row) => row.symbol)
    const missing = [configs, brackets, rules, marks].map((known) => held.filter((symbol) => !known.has(symbol)))
    expect(missing).toEqual([[], [], [], []])
    expect(plain.length).toBeGreaterThan(0)
    expect(conditional.length).toBeGreaterThan(0)
    expect(warnings).toEqual([])
  })

  it('reads everything else that the commands use', async () => {
    const day = await exchange.fetchCandles('BTCUSDT', '1d', 99)
    expect(day).toHaveLength(99)
    await Promise.all([
      exchange.syncClock(),
      exchange.fetchAccountConfig(),
      exchange.fetchMark('BTCUSDT'),
      exchange.fetchFundingInfo(),
      exchange.fetchAssetRate('BTC'),
      exchange.fetchAllAssetRates(),
      exchange.fetchOpenOrders('BTCUSDT'),
      exchange.fetchOpenAlgoOrders('BTCUSDT'),
      exchange.fetchKeyPermissions(),
      exchange.fetchCoinMSymbols(),
      exchange.fetchFundingHistory('BTCUSDT', 10),
      exchange.fetchOpenInterest('BTCUSDT'),
      exchange.fetchOpenInterestHistory('BTCUSDT', '1h', 30),
      exchange.fetchDepth('BTCUSDT', 5),
      exchange.fetchTicker24h('BTCUSDT'),
      exchange.fetchConstituents('BTCUSDT'),
      exchange.fetchInsuranceFunds('BTCUSDT'),
      exchange.fetchSymbolAdlRisk('BTCUSDT'),
      exchange.fetchUserTrades('BTCUSDT', {}),
      exchange.fetchIncome(null, {}),
      exchange.fetchForceOrders(null, {}),
      exchange.fetchMarginChanges('BTCUSDT', {}),
      exchange.fetchCommissionRate('BTCUSDT'),
      exchange.fetchAdlQuantiles(),
    ])
    expect(warnings).toEqual([])
  })

  it('counts request weight as the exchange does', async () => {
    await exchange.syncClock()
    await exchange.fetchAccount()
    await exchange.fetchPositions()
    await exchange.fetchAllMarks()
    expect(exchange.budgets()).toEqual([{ pool: 'futures', used: 21, limit: 2_400 }])
    expect(venue.counters().totalWeight).toBe(21)
  })

  it('makes and keeps a listen key, and never deletes it', async () => {
    const listenKey = await exchange.createListenKey()
    await exchange.keepListenKeyAlive(listenKey)
    expect(venue.counters().listenKeys).toEqual({ posted: 1, extended: 1, deleted: 0 })
    expect(venue.counters().mutationAttempts).toBe(0)
  })

  it('recognises portfolio margin', async () => {
    await restart({ account: 'portfolio-margin' })
    await expect(exchange.fetchAccount()).rejects.toMatchObject({ code: 'portfolio-margin-unsupported' })
  })

  it('recognises COIN-M positions', async () => {
    await restart({ account: 'coin-m' })
    expect((await exchange.fetchCoinMSymbols()).length).toBeGreaterThan(0)
  })

  it('has no key permissions where the exchange has no such page', async () => {
    await restart({ permissions: 'absent' })
    expect(await exchange.fetchKeyPermissions()).toBeNull()
  })

  it.each([
    { name: 'an unknown key', wrong: { apiKey: 'x'.repeat(64) }, code: 'api-key-rejected' },
    { name: 'a wrong secret', wrong: { apiSecret: 'y'.repeat(64) }, code: 'signature-rejected' },
  ])('exits with 4 for $name', async ({ wrong, code }) => {
    await expect(clientOf(venue, wrong).fetchAccount()).rejects.toMatchObject({ code, exitCode: 4 })
  })

  it('mends a clock that is behind by itself', async () => {
    const behind = { ...realClock, nowMs: () => Date.now() - 60_000 }
    await expect(clientOf(venue, { clock: behind }).fetchAccount()).resolves.toMatchObject({ unreadable: [] })
  })
})
