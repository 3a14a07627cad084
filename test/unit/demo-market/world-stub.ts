import type { DemoRequest, Route } from '../../../src/demo/route.ts'
import { Refusal } from '../../../src/demo/route.ts'
import type { ScenarioName, SymbolSpec, World } from '../../../src/demo/world.ts'
import { d } from '../../../src/model/decimal.ts'

/** 2026-11-21 22:40:00 UTC. */
export const START_MS = 1_795_300_800_000

/** A contract with an eight-hour interval, ticks of 0.1 and a turnover of a billion, unless said otherwise. */
export function aSpec(change: Partial<SymbolSpec> = {}): SymbolSpec {
  return {
    symbol: 'BTCUSDT',
    baseAsset: 'BTC',
    quoteAsset: 'USDT',
    marginAsset: 'USDT',
    contractType: 'PERPETUAL',
    underlyingType: 'COIN',
    status: 'TRADING',
    onboardAtMs: 1_569_398_400_000,
    tickSize: '0.10',
    stepSize: '0.001',
    pricePrecision: 2,
    quantityPrecision: 3,
    maxQuantity: '1000',
    maxMarketQuantity: '120',
    minNotional: '100',
    liquidationFee: '0.012500',
    triggerProtect: '0.0500',
    fundingIntervalHours: 8,
    fundingCap: '0.00300000',
    isFundingAdjusted: false,
    multiplier: 1,
    dailyTurnover: 1e9,
    brackets: [],
    ...change,
  }
}

interface StubParts {
  readonly nowMs?: number
  readonly specs?: readonly SymbolSpec[]
  readonly account?: string
  readonly scenario?: ScenarioName
  /** Decimal text; every price of the symbol at the instant. */
  readonly price?: (symbol: string, atMs: number) => string
  readonly fundingRate?: (symbol: string, atMs: number) => string
  readonly chance?: number
}

/** A world of straight lines: one price for mark, index and last, noise that stands at its middle. */
export function aWorld(parts: StubParts = {}): World {
  const specs = parts.specs ?? [aSpec()]
  const price = parts.price ?? (() => '50000')
  const priceAt = (symbol: string, atMs: number) => d(price(symbol, atMs))
  return {
    scenario: parts.scenario ?? 'calm',
    seed: 1,
    startAtMs: START_MS,
    account: parts.account ?? 'default',
    nowMs: () => parts.nowMs ?? START_MS,
    symbols: () => specs,
    spec: (symbol) => specs.find((spec) => spec.symbol === symbol) ?? null,
    markPriceAt: priceAt,
    indexPriceAt: priceAt,
    lastPriceAt: priceAt,
    fundingRateAt: (symbol, atMs) => d(parts.fundingRate?.(symbol, atMs) ?? '0.0001'),
    nextFundingAtMs: (_symbol, atMs) => (Math.floor(atMs / 28_800_000) + 1) * 28_800_000,
    assetPriceAt: (asset, atMs) =>
      asset.startsWith('USD') || asset === 'FDUSD' ? d('1') : priceAt(`${asset}USDT`, atMs),
    chance: () => parts.chance ?? 0.5,
  }
}

/** The answer of the route with this path, as the server would ask for it. */
export function ask(
  routes: readonly Route[],
  path: string,
  to: {
    readonly world: World
    readonly query?: Readonly<Record<string, string>>
    readonly headers?: DemoRequest['headers']
  },
): unknown {
  const query = new Map(Object.entries(to.query ?? {}))
  return routeOf(routes, path).answer({ method: 'GET', path, query, headers: to.headers ?? {}, apiKey: null }, to.world)
}

/** The route with this path. */
export function routeOf(routes: readonly Route[], path: string): Route {
  const found = routes.find((route) => route.path === path)
  if (found === undefined) throw new Error(`no route ${path}`)
  return found
}

/** What a request with these parameters weighs. */
export function weightOf(routes: readonly Route[], path: string, query: Readonly<Record<string, string>> = {}): number {
  const { weight } = routeOf(routes, path)
  return typeof weight === 'number' ? weight : weight(new Map(Object.entries(query)))
}

/** The refusal that a call ends with. */
export function refusalOf(call: () => unknown): Refusal {
  try {
    call()
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown
    throw thrown
  }
  throw new Error('nothing was refused')
}
