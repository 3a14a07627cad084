import type { Decimal } from './decimal.ts'
import { ONE } from './decimal.ts'

export type Side = 'LONG' | 'SHORT'
/** The venue's slot: BOTH in one-way mode, LONG or SHORT in hedge mode. */
export type PositionSide = 'BOTH' | 'LONG' | 'SHORT'
export type MarginType = 'CROSSED' | 'ISOLATED'

/** An open USDⓈ-M position as Binance reports it, with everything that its liquidation price needs. */
export interface Position {
  readonly symbol: string
  readonly positionSide: PositionSide
  readonly side: Side
  /** Base units, positive. */
  readonly quantity: Decimal
  readonly entryPrice: Decimal
  readonly markPrice: Decimal
  readonly marginType: MarginType
  readonly marginAsset: string
  /** Money in the position's own wallet, without unrealized profit; 0 for a cross position. */
  readonly isolatedWallet: Decimal
  /** The leverage setting; `null` when it could not be read. It plays no part in liquidation. */
  readonly leverage: number | null
  /** `null` when it could not be read. */
  readonly isAutoAddMargin: boolean | null
  readonly exchange: ExchangeFigures
  /** When the venue last changed the position. */
  readonly updatedAtMs: number
}

/** What Binance itself says of the position, kept for comparison only. */
export interface ExchangeFigures {
  /** `null` with reason `none` when Binance printed "0"; with any other reason when it could not be read. */
  readonly liquidationPrice: Decimal | null
  readonly liquidationPriceReason: string | null
  readonly maintenanceMargin: Decimal | null
  /** Auto-deleveraging quantile, 0 to 4; `null` when absent. */
  readonly adlQuantile: number | null
}

/** A row of the account that exists but cannot be computed; it is shown as n/a and makes the verdict UNKNOWN. */
export interface UnreadablePosition {
  readonly symbol: string
  readonly positionSide: PositionSide | null
  /** `null` when unknown: it may then belong to any pool. */
  readonly marginType: MarginType | null
  readonly marginAsset: string | null
  /** Names the field, for people: "entryPrice is missing". */
  readonly why: string
  /** True for a COIN-M position: it is listed, and no figure of the USDⓈ-M account lacks it. */
  readonly isCoinM?: boolean
}

/** +1 for a long, −1 for a short: the only source of a sign. */
export function sideSign(position: { readonly side: Side }): Decimal {
  return position.side === 'LONG' ? ONE : ONE.neg()
}

/** Signed profit at `price`, in the margin asset. */
export function profitAt(position: Pick<Position, 'side' | 'quantity' | 'entryPrice'>, price: Decimal): Decimal {
  const gain = position.side === 'LONG' ? price.minus(position.entryPrice) : position.entryPrice.minus(price)
  return gain.times(position.quantity)
}

/** Identifies a position inside an account: the key of its readings, e.g. `SOLUSDT/long`. */
export function positionKey(position: { readonly symbol: string; readonly side: Side }): string {
  return `${position.symbol}/${position.side.toLowerCase()}`
}
