import type { Decimal } from '../model/decimal.ts'

/** Names of the scripted markets. */
export const SCENARIOS = [
  'calm',
  'flash-crash',
  'squeeze',
  'funding-spike',
  'hedge-breaks',
  'collateral-depeg',
  'flapping',
  'dead-stream',
  'blackout',
  'margin-call',
] as const
export type ScenarioName = (typeof SCENARIOS)[number]

/** One notional bracket, in the wire's own words and JSON numbers. */
export interface BracketSpec {
  readonly bracket: number
  readonly initialLeverage: number
  readonly notionalCap: number
  readonly notionalFloor: number
  readonly maintMarginRatio: number
  readonly cum: number
}

/** What exchangeInfo and leverageBracket say of one USDⓈ-M contract. Amounts are decimal text, ready for the wire. */
export interface SymbolSpec {
  readonly symbol: string
  readonly baseAsset: string
  readonly quoteAsset: string
  readonly marginAsset: string
  /** PERPETUAL or TRADIFI_PERPETUAL. */
  readonly contractType: string
  /** COIN or EQUITY. */
  readonly underlyingType: string
  /** TRADING; SETTLING once delisted by a test. */
  readonly status: string
  readonly onboardAtMs: number
  readonly tickSize: string
  readonly stepSize: string
  readonly pricePrecision: number
  readonly quantityPrecision: number
  readonly maxQuantity: string
  readonly maxMarketQuantity: string
  readonly minNotional: string
  readonly liquidationFee: string
  readonly triggerProtect: string
  readonly fundingIntervalHours: number
  /** Fraction per interval; the floor is its negative. */
  readonly fundingCap: string
  /** True when fundingInfo lists the symbol (interval or cap was adjusted). */
  readonly isFundingAdjusted: boolean
  /** Coins in one base unit: 1000 for 1000PEPEUSDT. */
  readonly multiplier: number
  /** Typical 24 h turnover in quote asset, a plain figure to scale volumes, depth and open interest by. */
  readonly dailyTurnover: number
  readonly brackets: readonly BracketSpec[]
}

/**
 * Read-only view of the simulated world. Every price is a pure function of (seed, scenario, time since the start), so
 * past and future instants can be asked for: history is the same function at earlier times. At the start the marks
 * are exactly the scenario's opening prices.
 *
 * Price functions throw RangeError for a symbol that is not listed: check with `spec` first.
 */
export interface World {
  readonly scenario: ScenarioName
  readonly seed: number
  /** Exchange time at which the scenario begins. */
  readonly startAtMs: number
  /** Name of the account variant: lets the spot-margin rooms choose their own balances. */
  readonly account: string
  /** The exchange's clock (accelerated, or moved by hand). */
  nowMs(): number
  /** USDⓈ-M contracts, in listing order. */
  symbols(): readonly SymbolSpec[]
  /** `null` for an unknown symbol. */
  spec(symbol: string): SymbolSpec | null
  /** USDⓈ-M mark price, 8 decimals. */
  markPriceAt(symbol: string, atMs: number): Decimal
  /** Price index of the underlying, 8 decimals. */
  indexPriceAt(symbol: string, atMs: number): Decimal
  /** Last traded price, on the tick; in a crash its wicks go beyond the mark. */
  lastPriceAt(symbol: string, atMs: number): Decimal
  /** The running estimate for the settlement that follows `atMs`, as a fraction per interval, 8 decimals. */
  fundingRateAt(symbol: string, atMs: number): Decimal
  /** The first settlement after `atMs`. */
  nextFundingAtMs(symbol: string, atMs: number): number
  /** USD value of one unit of a collateral asset (USDT, USDC, BTC, ETH, SOL, BNB, USDe …); `null` when unknown. */
  assetPriceAt(asset: string, atMs: number): Decimal | null
  /** A repeatable number in [0, 1) for this seed, the name of a thing, and an integer (an index or a time bucket). */
  chance(name: string, index: number): number
}
