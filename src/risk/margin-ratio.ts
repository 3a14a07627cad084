import { type Decimal, ZERO } from '../model/decimal.ts'

/**
 * Maintenance margin ÷ margin balance, as a fraction: 1 is liquidation.
 *
 * @returns `null` with no balance left: the ratio has no meaning beyond liquidation
 * @see Binance Futures FAQ, margin ratio
 */
export function marginRatioOf(maintenanceMargin: Decimal, marginBalance: Decimal): Decimal | null {
  return marginBalance.gt(ZERO) ? maintenanceMargin.div(marginBalance) : null
}

/** Gross notional ÷ equity: what the leverage setting does not tell. `null` with no equity left. */
export function effectiveLeverageOf(grossNotional: Decimal, equity: Decimal): Decimal | null {
  return equity.gt(ZERO) ? grossNotional.div(equity) : null
}
