import type { LeverageBracket } from '../model/bracket.ts'
import { Decimal, ZERO } from '../model/decimal.ts'
import type { SymbolRules } from '../model/market.ts'
import { bracketRowOf } from './bracket-table.ts'
import { stepOf } from './trading-grid.ts'

/** One forced order of a liquidation. */
export interface ForcedClose {
  /** Base units. */
  readonly quantity: Decimal
  /** The mark: what the book would fill at is not known beforehand. */
  readonly price: Decimal
  /** Clearance fee that was taken, margin asset. */
  readonly fee: Decimal
  /** Of the position or pool after the order, in its own currency. */
  readonly marginBalance: Decimal
  readonly maintenanceMargin: Decimal
}

/**
 * How much of a position goes next: down to the floor of its present bracket, since less notional asks for less
 * maintenance margin; in the lowest bracket all of it.
 *
 * @see Binance, Futures Liquidation Protocols: reduced as far as needed
 */
export function nextToClose(
  held: { readonly quantity: Decimal; readonly price: Decimal },
  bracket: LeverageBracket,
  rules: SymbolRules | undefined,
): Decimal {
  const floor = bracketRowOf(bracket, held.quantity.times(held.price)).notionalFloor
  if (floor.isZero()) return held.quantity
  const step = stepOf(rules)
  const kept = floor.div(held.price).div(step).toDecimalPlaces(0, Decimal.ROUND_DOWN).times(step)
  const excess = held.quantity.minus(kept)
  // A notional that stands on the floor belongs to the upper bracket still: one step less brings it down.
  return excess.gt(ZERO) ? excess : Decimal.min(step, held.quantity)
}

/** The clearance fee of a forced order: a share of its value, at most what is left; all that is left when unknown. */
export function clearanceFee(value: Decimal, left: Decimal, rules: SymbolRules | undefined): Decimal {
  const most = left.gt(ZERO) ? left : ZERO
  const rate = rules?.liquidationFeeRate ?? null
  return rate === null ? most : Decimal.min(value.times(rate), most)
}
