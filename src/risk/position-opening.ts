import type { Fill } from '../model/account-history.ts'
import { type Decimal, ZERO } from '../model/decimal.ts'
import { type Position, sideSign } from '../model/position.ts'

/**
 * When a position was last opened from nothing, found by undoing its fills from the newest back.
 *
 * @param fills of the symbol, oldest first, complete up to now
 * @returns `null` when the fills do not reach back that far
 */
export function openedAtMs(position: Position, fills: readonly Fill[]): number | null {
  const own = fills.filter(({ positionSide }) => positionSide === position.positionSide)
  let held: Decimal = position.quantity
  for (const fill of own.toReversed()) {
    const bought = fill.side === 'BUY' ? fill.quantity : fill.quantity.neg()
    held = held.minus(bought.times(sideSign(position)))
    if (held.lte(ZERO)) return fill.atMs
  }
  return null
}
