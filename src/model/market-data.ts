import type { Decimal } from './decimal.ts'

/** One funding settlement of a symbol. */
export interface FundingSettlement {
  readonly symbol: string
  /** Fraction of the notional; longs pay when positive. */
  readonly fundingRate: Decimal
  readonly atMs: number
  /** Mark at the settlement; `null` where the venue told none (older rows). */
  readonly markPrice: Decimal | null
  /** A stock dividend of a TradFi contract, not to be averaged into a rate. */
  readonly isSpecial: boolean
}

/** Contracts open now, in base units. */
export interface OpenInterest {
  readonly symbol: string
  readonly quantity: Decimal
  readonly atMs: number
}

/** One point of the open-interest history. */
export interface OpenInterestPoint {
  readonly symbol: string
  /** Base units. */
  readonly quantity: Decimal
  /** Quote asset. */
  readonly notional: Decimal
  readonly atMs: number
}

/** Periods of the open-interest history. */
export type OpenInterestPeriod = '5m' | '15m' | '30m' | '1h' | '2h' | '4h' | '6h' | '12h' | '1d'

export interface BookLevel {
  readonly price: Decimal
  /** Base units. */
  readonly quantity: Decimal
}

/** The order book, best levels first. */
export interface OrderBook {
  readonly bids: readonly BookLevel[]
  readonly asks: readonly BookLevel[]
  /** `null` when the venue gave no time. */
  readonly atMs: number | null
}

/** The last 24 hours of a symbol. */
export interface DayTicker {
  readonly symbol: string
  readonly lastPrice: Decimal
  /** Quote asset. */
  readonly quoteVolume: Decimal
}

/** One spot market that an index price is made of. */
export interface IndexConstituent {
  readonly exchange: string
  readonly symbol: string
  /** `null` when the venue hides it (TradFi contracts: −1). */
  readonly price: Decimal | null
  /** Fraction of the index; `null` when the venue tells none. */
  readonly weight: Decimal | null
}

/** What an index price is made of. */
export interface IndexConstituents {
  readonly symbol: string
  readonly atMs: number
  readonly constituents: readonly IndexConstituent[]
}

/** Money of one insurance fund, which serves several symbols. */
export interface InsuranceFund {
  readonly symbols: readonly string[]
  readonly assets: readonly { readonly asset: string; readonly balance: Decimal; readonly updatedAtMs: number }[]
}

/** The venue's own word for how near a symbol is to auto-deleveraging: low, medium, high; open text. */
export interface SymbolAdlRisk {
  readonly symbol: string
  readonly adlRisk: string
  readonly updatedAtMs: number
}
