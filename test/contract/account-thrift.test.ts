import { afterEach, beforeEach, expect, it } from 'vitest'
import type { AccountSource } from '../../src/app/collect.ts'
import { observeAccount } from '../../src/app/observe.ts'
import { createAccountReference } from '../../src/app/reference.ts'
import { type DemoExchange, startDemoExchange } from '../../src/demo/server.ts'
import { Budget } from '../../src/exchange/binance/budget.ts'
import { type BinanceExchange, createBinanceExchange } from '../../src/exchange/binance/client.ts'
import { createReferenceData } from '../../src/exchange/reference-data.ts'
import type { Clock } from '../../src/ports/clock.ts'
import { tierTable } from '../support/builders.ts'

const TIERS = tierTable()
const MIDDAY_MS = Date.parse('2026-11-21T12:00:05Z')
const FIVE_SYMBOLS = {
  wallets: { USDT: '20000' },
  positions: [
    { symbol: 'BTCUSDT', quantity: '0.200', entryPrice: '95000', leverage: 20 },
    { symbol: 'ETHUSDT', quantity: '-3.000', entryPrice: '3350', leverage: 20 },
    { symbol: 'SOLUSDT', quantity: '60', entryPrice: '168', leverage: 20 },
    { symbol: 'XRPUSDT', quantity: '-2000', entryPrice: '2.2', leverage: 10 },
    { symbol: 'DOGEUSDT', quantity: '9000', entryPrice: '0.19', isolatedWallet: '300', leverage: 10 },
  ],
}

let venue: DemoExchange
let exchange: BinanceExchange

beforeEach(async () => {
  venue = await startDemoExchange({ speed: 0, startAtMs: MIDDAY_MS, account: FIVE_SYMBOLS })
})
afterEach(() => venue.close())

/** An account on the exchange whose memory outlasts the client, as files outlast a run. */
function sourceOn(files: Map<string, { fetchedAtMs: number; value: unknown }>): AccountSource {
  const clock: Clock = { nowMs: () => venue.nowMs(), sleep: async () => undefined }
  const { apiKey, apiSecret, endpoints } = venue
  exchange = createBinanceExchange({
    account: 'main',
    apiKey,
    apiSecret,
    environment: 'live',
    endpoints,
    clock,
    budget: new Budget(),
  })
  const memory = createReferenceData(
    {
      load: async (name) => files.get(name) ?? null,
      save: async (name, fetchedAtMs, value) => void files.set(name, { fetchedAtMs, value }),
    },
    () => clock.nowMs(),
  )
  const policy = { isLive: true, allowTradingKey: false, coinM: 'report' } as const
  return {
    account: 'main',
    exchange,
    clock,
    policy,
    reference: createAccountReference(exchange, memory, () => clock.nowMs()),
  }
}

/** Weight in the futures pool so far in this minute, as the exchange's own header tells it. */
function futuresWeight(): number {
  return exchange.budgets().find(({ pool }) => pool === 'futures')?.used ?? Number.NaN
}

it('weighs at most 45 with nothing remembered, and at most 30 after that, for five symbols', async () => {
  const files = new Map()
  await observeAccount(sourceOn(files), TIERS)
  const cold = futuresWeight()
  await observeAccount(sourceOn(files), TIERS)
  const warm = futuresWeight() - cold
  expect(cold).toBeGreaterThan(0)
  expect(cold).toBeLessThanOrEqual(45)
  expect(warm).toBeGreaterThan(0)
  expect(warm).toBeLessThanOrEqual(30)
})

it('remembers brackets for a day, and reads them anew in the same run when a price drifts', async () => {
  const files = new Map()
  const asked = () => venue.counters().requests.get('GET /fapi/v1/leverageBracket')
  await observeAccount(sourceOn(files), TIERS)
  venue.venue.advance(3_600_000)
  await observeAccount(sourceOn(files), TIERS)
  expect(asked()).toBe(1)
  venue.venue.setBrackets('DOGEUSDT', [
    { bracket: 1, notionalFloor: 0, notionalCap: 1e9, maintMarginRatio: 0.1, cum: 0, initialLeverage: 5 },
  ])
  const { risk } = await observeAccount(sourceOn(files), TIERS)
  const doge = risk.positions.find(({ position }) => position.symbol === 'DOGEUSDT')
  // (9000 × 0.19 − 300) ÷ (9000 × (1 − 0.1))
  expect(doge?.liquidation.status === 'price' ? doge.liquidation.price.toFixed(8) : null).toBe('0.17407407')
  expect([doge?.drift.isWarning, asked()]).toEqual([false, 2])
})
