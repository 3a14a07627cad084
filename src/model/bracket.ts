import type { Decimal } from './decimal.ts'

/** One row of a symbol's notional brackets: maintenance margin is notional × maintMarginRatio − maintAmount. */
export interface BracketRow {
  readonly bracket: number
  readonly notionalFloor: Decimal
  /** The row holds notionalFloor ≤ notional < notionalCap; the last row is open-ended for our purpose. */
  readonly notionalCap: Decimal
  readonly maintMarginRatio: Decimal
  /** Quote asset; the wire calls it `cum`. */
  readonly maintAmount: Decimal
  readonly initialLeverage: number
}

/** All rows of one symbol, lowest first. */
export interface LeverageBracket {
  readonly symbol: string
  readonly rows: readonly BracketRow[]
  /** A per-user multiplier that Binance may report; `null` when absent. Other than 1 deserves a warning. */
  readonly notionalCoef: Decimal | null
}
