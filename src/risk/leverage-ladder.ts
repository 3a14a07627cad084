import type { LeverageBracket } from '../model/bracket.ts'
import { type Decimal, d, HUNDRED, ZERO } from '../model/decimal.ts'
import type { Side } from '../model/position.ts'
import { bracketRowOf } from './bracket-table.ts'
import { distancePctOf, liquidationOf } from './liquidation.ts'
import type { Liquidation } from './report.ts'
import { AT_PAR } from './stake.ts'

/** A trade of which only the leverage is open. */
export interface LeverageQuestion {
  readonly side: Side
  readonly entryPrice: Decimal
  readonly stopPrice: Decimal
  readonly quantity: Decimal
  readonly bracket: LeverageBracket
  /** The symbol's present setting, which gets a row of its own; `null` when it is not known. */
  readonly setting: number | null
}

/**
 * `safe`: liquidation lies at least two stop distances away. `tight`: beyond the stop, but nearer than that.
 * `liquidated-first`: at the stop or before it. `not-allowed`: more than the bracket of this notional grants.
 */
export type LeverageVerdict = 'safe' | 'tight' | 'liquidated-first' | 'not-allowed'

/** What one leverage means for the trade, as an isolated position with exactly its initial margin. */
export interface LeverageRow {
  readonly leverage: number
  /** `null` when no price liquidates. */
  readonly liquidationPrice: Decimal | null
  /** From the entry, in percent; 0 when liquidated at once, `null` when no price liquidates. */
  readonly distancePct: Decimal | null
  /** Liquidation distance ÷ stop distance; `null` when no price liquidates. */
  readonly stopMultiple: Decimal | null
  readonly initialMargin: Decimal
  readonly verdict: LeverageVerdict
}

export interface LeverageLadder {
  readonly rows: readonly LeverageRow[]
  /** The highest whole leverage that is safe; `null` when none is. */
  readonly highestSafe: number | null
  /** What the bracket of this notional grants. */
  readonly maxLeverage: number
}

/** Liquidation has to stay so many stop distances away. */
export const SAFE_STOP_MULTIPLE = d('2')

const USUAL = [1, 2, 3, 5, 10, 15, 20, 25, 50, 75, 100, 125, 150]

/**
 * The liquidation price of a trade by leverage, from 1x to the most that any of the symbol's brackets grants.
 *
 * Steps are the usual ones, with the present setting, the highest safe one and the bracket's own maximum among them.
 *
 * @see Binance Futures FAQ, leverage and margin of USDⓈ-M futures
 */
export function leverageLadder(question: LeverageQuestion): LeverageLadder {
  const { bracket, quantity, entryPrice, setting } = question
  const maxLeverage = bracketRowOf(bracket, quantity.times(entryPrice)).initialLeverage
  const most = Math.max(...bracket.rows.map((row) => row.initialLeverage))
  const highestSafe = highestSafeLeverage(question, maxLeverage)
  const wanted = [...USUAL.filter((leverage) => leverage <= most), maxLeverage, setting, highestSafe]
  const steps = [...new Set(wanted.filter((leverage) => leverage !== null))].sort((a, b) => a - b)
  return { rows: steps.map((leverage) => leverageRow(question, leverage, maxLeverage)), highestSafe, maxLeverage }
}

/** Less leverage never brings liquidation nearer: the search walks down from the most. */
function highestSafeLeverage(question: LeverageQuestion, maxLeverage: number): number | null {
  for (let leverage = maxLeverage; leverage >= 1; leverage -= 1) {
    if (leverageRow(question, leverage, maxLeverage).verdict === 'safe') return leverage
  }
  return null
}

function leverageRow(question: LeverageQuestion, leverage: number, maxLeverage: number): LeverageRow {
  const { entryPrice, stopPrice, quantity } = question
  const initialMargin = quantity.times(entryPrice).div(leverage)
  const liquidation = isolatedLiquidation(question, initialMargin)
  const distancePct = distancePctOf(liquidation, entryPrice)
  const stopDistancePct = entryPrice.minus(stopPrice).abs().times(HUNDRED).div(entryPrice)
  const stopMultiple = distancePct?.div(stopDistancePct) ?? null
  return {
    leverage,
    liquidationPrice: liquidation.status === 'price' ? liquidation.price : null,
    distancePct,
    stopMultiple,
    initialMargin,
    verdict: leverage > maxLeverage ? 'not-allowed' : verdictOn(stopMultiple),
  }
}

function isolatedLiquidation(question: LeverageQuestion, balance: Decimal): Liquidation {
  const { side, quantity, entryPrice, bracket } = question
  const legs = [{ side, quantity, entryPrice, bracket }]
  return liquidationOf({ markPrice: entryPrice, legs, balance, rates: AT_PAR, reserve: ZERO })
}

function verdictOn(stopMultiple: Decimal | null): LeverageVerdict {
  if (stopMultiple === null || stopMultiple.gte(SAFE_STOP_MULTIPLE)) return 'safe'
  return stopMultiple.gt('1') ? 'tight' : 'liquidated-first'
}
