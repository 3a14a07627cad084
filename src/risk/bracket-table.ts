import type { BracketRow, LeverageBracket } from '../model/bracket.ts'
import { compare, type Decimal, d, ONE, ZERO } from '../model/decimal.ts'

/** Venue figures come from JSON numbers: a difference this small, relative to the amount, is their noise. */
const CUM_TOLERANCE = d('0.000001')

/**
 * The row that holds a notional: floor ≤ notional < cap, the last row open-ended. A negative notional falls in the
 * first row, so that a straight piece can be followed past price zero.
 *
 * @throws RangeError when the bracket has no rows
 */
export function bracketRowOf(bracket: LeverageBracket, notional: Decimal): BracketRow {
  let held = firstRowOf(bracket)
  for (const row of bracket.rows) {
    // Nothing is below the first row, so its floor need not be compared.
    if (row !== held && compare(notional, row.notionalFloor) < 0) break
    held = row
  }
  return held
}

/**
 * The row that holds every large enough notional.
 *
 * @throws RangeError when the bracket has no rows
 */
export function lastBracketRowOf(bracket: LeverageBracket): BracketRow {
  return bracket.rows.at(-1) ?? firstRowOf(bracket)
}

/**
 * Maintenance margin of a notional in the margin asset, uncut: notional × maintMarginRatio − maintAmount.
 *
 * @see Binance Futures FAQ, leverage and margin of USDⓈ-M futures
 * @throws RangeError when the bracket has no rows
 */
export function maintenanceMarginOf(bracket: LeverageBracket, notional: Decimal): Decimal {
  const row = bracketRowOf(bracket, notional)
  return notional.times(row.maintMarginRatio).minus(row.maintAmount)
}

/** Maintenance amounts that make the margin continuous from row to row, out of floors and rates alone, lowest first. */
export function recomputedMaintAmounts(
  rows: readonly Pick<BracketRow, 'notionalFloor' | 'maintMarginRatio'>[],
): readonly Decimal[] {
  let amount = ZERO
  let previousRatio = ZERO
  return rows.map((row) => {
    amount = amount.plus(row.notionalFloor.times(row.maintMarginRatio.minus(previousRatio)))
    previousRatio = row.maintMarginRatio
    return amount
  })
}

/**
 * Why the bracket cannot be trusted, naming the row, or `null` when it is sound: the first floor is 0, rows touch,
 * ratios never fall and stay below 1, and every maintenance amount is the one that floors and ratios imply.
 */
export function bracketFault(bracket: LeverageBracket): string | null {
  const seen = seenFaults.get(bracket)
  if (seen !== undefined) return seen
  const fault = findFault(bracket)
  seenFaults.set(bracket, fault)
  return fault
}

/** Brackets never change once read, and a watch evaluates them every second. */
const seenFaults = new WeakMap<LeverageBracket, string | null>()

function findFault(bracket: LeverageBracket): string | null {
  if (bracket.rows.length === 0) return 'it has no rows'
  const amounts = recomputedMaintAmounts(bracket.rows)
  for (const [index, row] of bracket.rows.entries()) {
    const fault = shapeFault(row, bracket.rows[index - 1]) ?? amountFault(row, amounts[index] ?? ZERO)
    if (fault !== null) return `row ${row.bracket}: ${fault}`
  }
  return null
}

function shapeFault(row: BracketRow, below: BracketRow | undefined): string | null {
  if (!row.notionalFloor.eq(below?.notionalCap ?? ZERO)) {
    return below === undefined ? 'the first floor is not 0' : 'its floor is not the cap of the row below'
  }
  if (row.notionalCap.lte(row.notionalFloor)) return 'its cap is not above its floor'
  if (row.maintMarginRatio.lte(ZERO) || row.maintMarginRatio.gte(ONE))
    return 'its maintenance ratio is not within 0 and 1'
  if (below !== undefined && row.maintMarginRatio.lt(below.maintMarginRatio)) return 'its maintenance ratio falls'
  return null
}

function amountFault(row: BracketRow, implied: Decimal): string | null {
  const difference = row.maintAmount.minus(implied).abs()
  const noise = implied.gt(ONE) ? implied.times(CUM_TOLERANCE) : CUM_TOLERANCE
  return difference.lte(noise) ? null : `its amount ${row.maintAmount.toFixed()} should be ${implied.toFixed()}`
}

function firstRowOf(bracket: LeverageBracket): BracketRow {
  const [first] = bracket.rows
  if (first === undefined) throw new RangeError(`bracket of ${bracket.symbol} has no rows`)
  return first
}
