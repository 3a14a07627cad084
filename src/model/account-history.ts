import type { Decimal } from './decimal.ts'
import type { OrderSide } from './order.ts'
import type { PositionSide } from './position.ts'

/** A span of time; both ends inclusive, either may be absent. */
export interface TimeSpan {
  readonly fromMs?: number
  readonly toMs?: number
}

/** One execution of one of the account's orders. */
export interface Fill {
  /** As text: ids exceed 2^53. */
  readonly tradeId: string
  readonly orderId: string
  readonly symbol: string
  readonly side: OrderSide
  readonly positionSide: PositionSide
  readonly price: Decimal
  /** Base units. */
  readonly quantity: Decimal
  readonly realizedPnl: Decimal
  /** Positive when paid, in `commissionAsset`. */
  readonly commission: Decimal
  readonly commissionAsset: string
  readonly atMs: number
}

/** A close that the venue forced. */
export interface ForceOrder {
  readonly orderId: string
  readonly symbol: string
  readonly kind: 'LIQUIDATION' | 'ADL'
  readonly side: OrderSide
  readonly positionSide: PositionSide
  /** The limit it was sent with. */
  readonly price: Decimal
  /** `null` when nothing was filled. */
  readonly averagePrice: Decimal | null
  /** Base units. */
  readonly quantity: Decimal
  readonly executedQuantity: Decimal
  readonly atMs: number
}

/** One movement of money in the futures account. */
export interface Income {
  /** Unique only together with `type`. */
  readonly tranId: string
  /** FUNDING_FEE, REALIZED_PNL, COMMISSION, TRANSFER, INSURANCE_CLEAR and others: open text. */
  readonly type: string
  /** `null` when the movement belongs to no symbol. */
  readonly symbol: string | null
  /** Positive when received. */
  readonly amount: Decimal
  readonly asset: string
  /** The fill that it echoes; absent when it echoes none. */
  readonly tradeId?: string
  readonly atMs: number
}

/** A conditional order with what became of it. */
export interface AlgoRecord {
  readonly algoId: string
  readonly symbol: string
  readonly side: OrderSide
  readonly positionSide: PositionSide
  /** STOP_MARKET, TAKE_PROFIT, TRAILING_STOP_MARKET and others: open text. */
  readonly type: string
  /** NEW, CANCELED, TRIGGERED, FINISHED, EXPIRED and others: open text. */
  readonly status: string
  /** Base units; `null` when it closes the whole position. */
  readonly quantity: Decimal | null
  /** `null` where there is none, as with a trailing order. */
  readonly triggerPrice: Decimal | null
  /** The order that it became; `null` before it triggered. */
  readonly orderId: string | null
  readonly createdAtMs: number
  /** When its status last changed. */
  readonly updatedAtMs: number
}

/** One open slot of the book. */
export interface BookSlot {
  readonly symbol: string
  readonly positionSide: PositionSide
  /** Base units, signed: positive for a long. */
  readonly quantity: Decimal
  readonly entryPrice: Decimal
}

/** Money put into or taken out of an isolated position. */
export interface MarginChange {
  readonly symbol: string
  readonly positionSide: PositionSide
  /** Positive when added. */
  readonly amount: Decimal
  readonly asset: string
  /** The venue's reason, e.g. USER_ADJUST or TRADE: open text. */
  readonly reason: string
  readonly atMs: number
}

/** Why isolated margin moves along with every trade. It tells nothing that the trade's fills do not. */
export const MARGIN_OF_TRADE = 'TRADE'

/** The account's fee rate of a symbol, as a fraction of the notional. */
export interface CommissionRate {
  readonly symbol: string
  readonly takerRate: Decimal
}

/** Place in the auto-deleveraging queue, 0 to 4 (4 goes first); `null` for a side the venue did not list. */
export interface AdlQuantile {
  readonly symbol: string
  readonly long: number | null
  readonly short: number | null
  /** One-way mode. */
  readonly both: number | null
}
