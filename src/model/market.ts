import type { Decimal } from './decimal.ts'

/** Mark and index of one symbol. */
export interface MarkPrice {
  readonly symbol: string
  readonly markPrice: Decimal
  /** `null` when the venue gave none. */
  readonly indexPrice: Decimal | null
  /** The running estimate for `nextFundingAtMs`, as a fraction per interval; `null` for delivery contracts. */
  readonly fundingRate: Decimal | null
  readonly nextFundingAtMs: number | null
  /** The venue's own time stamp. */
  readonly atMs: number
}

/** Symbols whose funding was adjusted; one that is absent settles every 8 hours. */
export interface FundingInfo {
  readonly symbol: string
  readonly fundingIntervalHours: number
  /** Fractions per interval; `null` when absent. */
  readonly rateCap: Decimal | null
  readonly rateFloor: Decimal | null
}

export const DEFAULT_FUNDING_INTERVAL_HOURS = 8

/** Value of one unit of an asset in USD, with the buffers of multi-assets mode. */
export interface AssetRate {
  readonly asset: string
  readonly index: Decimal
  readonly bidRate: Decimal
  readonly askRate: Decimal
}

/** What exchangeInfo says about trading a symbol. */
export interface SymbolRules {
  readonly symbol: string
  /** TRADING, SETTLING, CLOSE and others: open text. */
  readonly status: string
  readonly baseAsset: string
  readonly quoteAsset: string
  readonly marginAsset: string
  readonly tickSize: Decimal
  readonly stepSize: Decimal
  readonly minQuantity: Decimal
  readonly maxQuantity: Decimal
  readonly maxMarketQuantity: Decimal
  /** `null` when the symbol has no such filter. */
  readonly minNotional: Decimal | null
  /** Fraction of the liquidated amount taken as clearance fee. */
  readonly liquidationFeeRate: Decimal | null
}

/** Lengths of candles that the venue offers. */
export const CANDLE_INTERVALS = [
  '1m',
  '3m',
  '5m',
  '15m',
  '30m',
  '1h',
  '2h',
  '4h',
  '6h',
  '8h',
  '12h',
  '1d',
  '3d',
  '1w',
  '1M',
] as const

/** One closed or running candle. */
export interface Candle {
  readonly openAtMs: number
  readonly closeAtMs: number
  readonly open: Decimal
  readonly high: Decimal
  readonly low: Decimal
  readonly close: Decimal
  /** Base units. */
  readonly volume: Decimal
}
