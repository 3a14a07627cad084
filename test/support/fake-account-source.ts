import type { AccountSource } from '../../src/app/collect.ts'
import { createAccountReference } from '../../src/app/reference.ts'
import { createReferenceData } from '../../src/exchange/reference-data.ts'
import { d } from '../../src/model/decimal.ts'
import type { MarkPrice } from '../../src/model/market.ts'
import type { AccountReading, KeyPermissions, PositionRow, PositionsReading } from '../../src/model/readings.ts'
import { fakeClock } from './fake-clock.ts'

type FakeExchange = AccountSource['exchange']

/** A key that can only read. */
export const HARMLESS: KeyPermissions = {
  canRead: true,
  ipRestricted: true,
  moneyFlags: [],
  tradeFlags: [],
  unknownFlags: [],
}

/** A row of positionRisk: 1 SOLUSDT long, isolated with 20 USDT. */
export function aRow(changes: Partial<PositionRow> = {}): PositionRow {
  return {
    symbol: 'SOLUSDT',
    positionSide: 'BOTH',
    side: 'LONG',
    quantity: d('1'),
    entryPrice: d('160'),
    markPrice: d('165'),
    marginAsset: 'USDT',
    isolatedWallet: d('20'),
    unrealizedPnl: d('5'),
    exchange: { liquidationPrice: null, liquidationPriceReason: 'none', maintenanceMargin: null, adlQuantile: 1 },
    updatedAtMs: 0,
    ...changes,
  }
}

/** What the account says when it agrees with these rows. */
export function accountOf(rows: readonly PositionRow[]): AccountReading {
  return {
    wallets: [{ asset: 'USDT', walletBalance: d('100'), crossWallet: d('80'), availableBalance: null }],
    openPositions: rows.map(({ symbol, positionSide, side, quantity }) => ({
      symbol,
      positionSide,
      positionAmt: side === 'LONG' ? quantity : quantity.neg(),
    })),
    unreadable: [],
  }
}

export function aMark(symbol: string, markPrice = '165'): MarkPrice {
  return { symbol, markPrice: d(markPrice), indexPrice: null, fundingRate: null, nextFundingAtMs: null, atMs: 0 }
}

const rowsReading = (rows: readonly PositionRow[]): PositionsReading => ({ rows, unreadable: [] })

/** An exchange that holds these rows and answers everything; single calls can be replaced. */
export function fakeExchange(rows: readonly PositionRow[], changes: Partial<FakeExchange> = {}): FakeExchange {
  const symbols = [...new Set(rows.map(({ symbol }) => symbol))]
  return {
    syncClock: async () => ({ offsetMs: 0, roundTripMs: 1 }),
    fetchAccount: async () => accountOf(rows),
    fetchPositions: async () => rowsReading(rows),
    fetchAccountConfig: async () => ({ hedgeMode: false, multiAssetsMode: false }),
    fetchSymbolConfigs: async () =>
      new Map(
        symbols.map((symbol) => [symbol, { symbol, marginType: 'CROSSED', leverage: 10, isAutoAddMargin: false }]),
      ),
    fetchBrackets: async () => new Map(),
    fetchSymbolRules: async () => new Map(),
    fetchMark: async (symbol) => aMark(symbol),
    fetchAllMarks: async () => new Map(symbols.map((symbol) => [symbol, aMark(symbol)])),
    fetchFundingInfo: async () => new Map(),
    fetchAssetRate: async (asset) => ({ asset, index: d('1'), bidRate: d('1'), askRate: d('1') }),
    fetchAllAssetRates: async () => new Map(),
    fetchOpenOrders: async () => [],
    fetchOpenAlgoOrders: async () => [],
    fetchCandles: async () => [],
    fetchKeyPermissions: async () => HARMLESS,
    fetchCoinMSymbols: async () => [],
    fetchForceOrders: async () => [],
    fetchUserTrades: async () => [],
    budgets: () => [],
    ...changes,
  }
}

/** An account on that exchange, with a memory of its own. */
export function fakeSource(
  exchange: FakeExchange,
  policy: Partial<AccountSource['policy']> = {},
  clock = fakeClock(),
): AccountSource {
  const nowMs = () => clock.nowMs()
  const files = new Map<string, { fetchedAtMs: number; value: unknown }>()
  const memory = createReferenceData(
    {
      load: async (name) => files.get(name) ?? null,
      save: async (name, fetchedAtMs, value) => void files.set(name, { fetchedAtMs, value }),
    },
    nowMs,
  )
  return {
    account: 'main',
    exchange,
    reference: createAccountReference(exchange, memory, nowMs),
    clock,
    policy: { isLive: true, allowTradingKey: false, coinM: 'report', ...policy },
  }
}
