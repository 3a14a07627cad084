import { Account } from '../../../src/demo/account.ts'
import type { EngineBooks } from '../../../src/demo/engine/forced-trade.ts'
import { Ledger } from '../../../src/demo/ledger.ts'
import type { UserEvent } from '../../../src/demo/user-events.ts'
import type { PublicEvent } from '../../../src/demo/venue.ts'
import type { BracketSpec, SymbolSpec, World } from '../../../src/demo/world.ts'
import { type Decimal, d } from '../../../src/model/decimal.ts'

const HOUR_MS = 3_600_000

/** A contract with the given brackets as [floor, cap, ratio, cum]. */
export function aContract(
  symbol: string,
  rows: readonly (readonly [number, number, number, number])[],
  change: Partial<SymbolSpec> = {},
): SymbolSpec {
  const quoteAsset = symbol.endsWith('USDC') ? 'USDC' : 'USDT'
  const brackets: readonly BracketSpec[] = rows.map(([notionalFloor, notionalCap, maintMarginRatio, cum], index) => ({
    bracket: index + 1,
    initialLeverage: 20,
    notionalFloor,
    notionalCap,
    maintMarginRatio,
    cum,
  }))
  return {
    symbol,
    baseAsset: symbol.slice(0, -4),
    quoteAsset,
    marginAsset: quoteAsset,
    contractType: 'PERPETUAL',
    underlyingType: 'COIN',
    status: 'TRADING',
    onboardAtMs: 0,
    tickSize: '0.01',
    stepSize: '0.01',
    pricePrecision: 2,
    quantityPrecision: 2,
    maxQuantity: '100000',
    maxMarketQuantity: '100000',
    minNotional: '5',
    liquidationFee: '0.0001',
    triggerProtect: '0.05',
    fundingIntervalHours: 8,
    fundingCap: '0.003',
    isFundingAdjusted: false,
    multiplier: 1,
    dailyTurnover: 1e9,
    brackets,
    ...change,
  }
}

/** A world whose prices are whatever the test says. */
export class StillWorld implements World {
  readonly scenario = 'calm'
  readonly seed = 1
  readonly startAtMs = 0
  readonly account = 'custom'
  readonly specs: readonly SymbolSpec[]
  readonly marks = new Map<string, Decimal>()
  /** Last prices that differ from the mark. */
  readonly lasts = new Map<string, Decimal>()
  readonly rates = new Map<string, Decimal>()
  readonly assets = new Map<string, Decimal>()

  constructor(specs: readonly SymbolSpec[], marks: Readonly<Record<string, string>>) {
    this.specs = specs
    for (const [symbol, mark] of Object.entries(marks)) this.marks.set(symbol, d(mark))
  }

  nowMs(): number {
    return 0
  }

  symbols(): readonly SymbolSpec[] {
    return this.specs
  }

  spec(symbol: string): SymbolSpec | null {
    return this.specs.find((spec) => spec.symbol === symbol) ?? null
  }

  markPriceAt(symbol: string): Decimal {
    return this.marks.get(symbol) ?? d('1')
  }

  indexPriceAt(symbol: string): Decimal {
    return this.markPriceAt(symbol)
  }

  lastPriceAt(symbol: string): Decimal {
    return this.lasts.get(symbol) ?? this.markPriceAt(symbol)
  }

  fundingRateAt(symbol: string): Decimal {
    return this.rates.get(symbol) ?? d('0')
  }

  nextFundingAtMs(_symbol: string, atMs: number): number {
    return (Math.floor(atMs / (8 * HOUR_MS)) + 1) * 8 * HOUR_MS
  }

  assetPriceAt(asset: string): Decimal | null {
    return this.assets.get(asset) ?? null
  }

  chance(): number {
    return 0.5
  }
}

/** Books that keep what was published. */
export class KeptBooks implements EngineBooks {
  readonly account = new Account()
  readonly ledger = new Ledger()
  readonly world: StillWorld
  insuranceFund = d('1000')
  readonly events: UserEvent[] = []
  readonly publicEvents: PublicEvent[] = []

  constructor(world: StillWorld) {
    this.world = world
  }

  publish(event: UserEvent): void {
    this.events.push(event)
  }

  publishPublic(event: PublicEvent): void {
    this.publicEvents.push(event)
  }
}
