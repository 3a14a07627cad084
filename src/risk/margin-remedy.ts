import { Decimal, ONE, ZERO } from '../model/decimal.ts'
import type { MarginTotals } from './margin-level.ts'

/** Three ways to a wanted level, in the unit of the totals; 0 when it is reached, `null` where that way cannot. */
export interface MarginRemedy {
  readonly target: Decimal
  /** Collateral to move in. */
  readonly add: Decimal
  /** Debt to repay with money from outside the account. */
  readonly repay: Decimal
  /** Collateral to sell and repay with; `null` when the debt is more than what is held. */
  readonly sellAndRepay: Decimal | null
}

/** Money that must be enough is rounded up, at the precision of the venue. */
const PLACES = 8

/**
 * Money that brings the level to `target`:
 * added a: (A + a) = t·D; repaid r: A = t·(D − r); sold and repaid x: A − x = t·(D − x).
 *
 * Trading fees and slippage come on top.
 *
 * @throws RangeError for a target of 1 or less: selling to repay moves no level below 1
 */
export function marginRemedy({ assets, debt }: Pick<MarginTotals, 'assets' | 'debt'>, target: Decimal): MarginRemedy {
  if (target.lte(ONE)) throw new RangeError(`a margin level of ${target.toFixed()} cannot be aimed at`)
  const missing = debt.times(target).minus(assets)
  if (missing.lte(ZERO)) return { target, add: ZERO, repay: ZERO, sellAndRepay: ZERO }
  return {
    target,
    add: roundedUp(missing),
    repay: roundedUp(missing.div(target)),
    sellAndRepay: assets.lt(debt) ? null : roundedUp(missing.div(target.minus(ONE))),
  }
}

function roundedUp(amount: Decimal): Decimal {
  return amount.toDecimalPlaces(PLACES, Decimal.ROUND_UP)
}
