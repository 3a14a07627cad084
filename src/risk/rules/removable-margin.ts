import type { LeverageBracket } from '../../model/bracket.ts'
import { Decimal, ZERO } from '../../model/decimal.ts'
import { type Position, profitAt } from '../../model/position.ts'
import { maintenanceMarginOf } from '../bracket-table.ts'
import { liquidationOf } from '../liquidation.ts'
import type { Liquidation } from '../report.ts'
import { isolatedStake } from '../stake.ts'

/** Margin that could be taken out of an isolated position, and where liquidation would stand then. */
export interface RemovableMargin {
  /** Margin asset. */
  readonly amount: Decimal
  readonly after: Liquidation
}

/**
 * The most that can be taken out of an open isolated position: the smaller of wallet − maintenance margin and
 * wallet + profit − initial margin at the mark; never below 0.
 *
 * @returns `null` for a cross position or one of unknown leverage
 * @see Binance Futures FAQ 360038447311, adding to and removing from isolated margin
 */
export function removableMargin(position: Position, bracket: LeverageBracket): RemovableMargin | null {
  const { leverage, isolatedWallet, quantity, markPrice } = position
  if (leverage === null || position.marginType !== 'ISOLATED') return null
  const notional = quantity.times(markPrice)
  const aboveMaintenance = isolatedWallet.minus(maintenanceMarginOf(bracket, notional))
  const aboveInitial = isolatedWallet.plus(profitAt(position, markPrice)).minus(notional.div(leverage))
  const amount = Decimal.max(ZERO, Decimal.min(aboveMaintenance, aboveInitial))
  const rest = { ...position, isolatedWallet: isolatedWallet.minus(amount) }
  return { amount, after: liquidationOf(isolatedStake(rest, bracket)) }
}
