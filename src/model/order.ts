import type { Decimal } from './decimal.ts'
import type { PositionSide } from './position.ts'

export type OrderSide = 'BUY' | 'SELL'
export type WorkingType = 'MARK_PRICE' | 'CONTRACT_PRICE'

/** A resting order, plain (openOrders) or conditional (openAlgoOrders), in one shape. */
export interface Order {
  readonly kind: 'PLAIN' | 'CONDITIONAL'
  /** orderId or algoId, as text: ids exceed 2^53. */
  readonly orderId: string
  readonly symbol: string
  readonly side: OrderSide
  readonly positionSide: PositionSide
  /** LIMIT, STOP, STOP_MARKET, TAKE_PROFIT, TAKE_PROFIT_MARKET, TRAILING_STOP_MARKET and others: open text. */
  readonly type: string
  readonly timeInForce: string
  /** Base units still open; 0 with closePosition. */
  readonly quantity: Decimal
  /** `null` for market types. */
  readonly price: Decimal | null
  /** `null` for plain limit orders. */
  readonly triggerPrice: Decimal | null
  readonly workingType: WorkingType
  readonly reduceOnly: boolean
  readonly closePosition: boolean
  /** Percent points of a trailing order; `null` otherwise or when the venue does not tell. */
  readonly callbackRatePct: Decimal | null
  /** Activation price of a trailing order; `null` otherwise. */
  readonly activationPrice: Decimal | null
  readonly createdAtMs: number
}
