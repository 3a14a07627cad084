import { type Decimal, HUNDRED, sum } from '../model/decimal.ts'
import type { AccountRisk } from './report.ts'

/**
 * Share of the equity, in percent, that no open position uses as initial margin, counted as notional ÷ leverage. Below 0
 * once losses have eaten into it; `null` when equity, a leverage or a row is not known, or there is no equity.
 */
export function freeMarginPct({ equity, positions, unreadable }: AccountRisk): Decimal | null {
  if (equity === null || !equity.gt('0') || unreadable.some(({ isCoinM }) => isCoinM !== true)) return null
  const used = positions.map(({ notional, position: { leverage } }) =>
    leverage === null || leverage <= 0 ? null : notional.abs().div(leverage),
  )
  if (used.some((one) => one === null)) return null
  return HUNDRED.minus(
    sum(used.filter((one) => one !== null))
      .times(HUNDRED)
      .div(equity),
  )
}
