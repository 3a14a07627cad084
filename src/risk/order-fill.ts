import { type Decimal, ONE, ZERO } from '../model/decimal.ts'
import type { BookLevel, OrderBook } from '../model/market-data.ts'
import type { Side } from '../model/position.ts'

/** The levels that a market order of a position's side takes: a long is opened from the asks and closed into the bids. */
export function levelsTaken(book: OrderBook, side: Side, purpose: 'open' | 'close'): readonly BookLevel[] {
  const buys = (side === 'LONG') === (purpose === 'open')
  return buys ? book.asks : book.bids
}

/** Base units that the visible levels hold. */
export function visibleQuantity(levels: readonly BookLevel[]): Decimal {
  return levels.reduce((total: Decimal, level) => total.plus(level.quantity), ZERO)
}

/**
 * How much worse than the best price a market order of this quantity fills on average, as a fraction of the best price.
 *
 * @param levels best first
 * @returns never negative; `null` when the visible levels do not hold the quantity
 */
export function slippageRateOf(levels: readonly BookLevel[], quantity: Decimal): Decimal | null {
  const [best] = levels
  if (best === undefined) return null
  let [open, cost]: [Decimal, Decimal] = [quantity, ZERO]
  for (const level of levels) {
    const taken = level.quantity.lt(open) ? level.quantity : open
    cost = cost.plus(taken.times(level.price))
    open = open.minus(taken)
    if (open.isZero()) return quantity.isZero() ? ZERO : cost.div(quantity).div(best.price).minus(ONE).abs()
  }
  return null
}
