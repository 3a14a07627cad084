import { type Decimal, d, HUNDRED, ONE, sum, ZERO } from '../model/decimal.ts'
import { type MarginHolding, ownedOf } from '../model/margin-account.ts'
import type { AssetPrices } from './margin-prices.ts'

/** Both sides of a margin account in one unit. */
export interface MarginTotals {
  readonly assets: Decimal
  readonly principal: Decimal
  readonly interest: Decimal
  /** Principal and interest. */
  readonly debt: Decimal
}

/** The two sides, or the assets that have no price. */
export type TotalsReading = { readonly totals: MarginTotals } | { readonly unpriced: readonly string[] }

/** Adds both sides up; a sum that lacks a part is no sum. */
export function marginTotals(holdings: readonly MarginHolding[], prices: AssetPrices): TotalsReading {
  const unpriced = holdings.filter(({ asset }) => !prices.has(asset)).map(({ asset }) => asset)
  if (unpriced.length > 0) return { unpriced }
  const worthOf = (amountOf: (holding: MarginHolding) => Decimal): Decimal =>
    sum(holdings.map((holding) => amountOf(holding).times(prices.get(holding.asset) ?? ZERO)))
  const [principal, interest] = [worthOf(({ borrowed }) => borrowed), worthOf((holding) => holding.interest)]
  return { totals: { assets: worthOf(ownedOf), principal, interest, debt: principal.plus(interest) } }
}

/**
 * Assets over liabilities with their interest; `null` without debt, where Binance prints 999.
 *
 * @see Binance FAQ, Margin Level and Risk Control
 */
export function marginLevelOf({ assets, debt }: Pick<MarginTotals, 'assets' | 'debt'>): Decimal | null {
  return debt.isZero() ? null : assets.div(debt)
}

/** Where a level stands between its two lines; both belong to the worse side. */
export type MarginZone = 'normal' | 'margin-call' | 'liquidation'

/** The zone of a level. @see Binance FAQ, Margin Level and Risk Control */
export function marginZone(
  level: Decimal,
  lines: { readonly call: Decimal; readonly liquidation: Decimal },
): MarginZone {
  if (level.lte(lines.liquidation)) return 'liquidation'
  return level.lte(lines.call) ? 'margin-call' : 'normal'
}

/**
 * Share of the collateral, in percent, that may be lost before the level reaches the line: 1 − line ÷ level, the debt
 * staying as it is. 0 when the line is reached.
 */
export function fallToPct(level: Decimal, line: Decimal): Decimal {
  if (level.lte(line)) return ZERO
  return ONE.minus(line.div(level)).times(HUNDRED)
}

/** What Cross Pro tells about itself. */
export interface ProLevels {
  readonly marginLevel: Decimal
  /** Collateral after haircuts over liabilities; `null` when it could not be read. */
  readonly collateralMarginLevel: Decimal | null
}

/**
 * The same share in Cross Pro, whose level is (collateral − liabilities) ÷ maintenance margin. The maintenance margin
 * follows from the two levels that Binance shows. Not verified against a recorded account.
 *
 * @returns 0 when the line is reached, whatever the haircuts; `null` when the second level is missing or contradicts the
 *   first
 * @see Binance, Cross Margin Pro: margin level since January 2025
 */
export function proFallToPct({ marginLevel, collateralMarginLevel }: ProLevels, line: Decimal): Decimal | null {
  if (marginLevel.lte(line)) return ZERO
  if (collateralMarginLevel === null || collateralMarginLevel.lte(ONE)) return null
  const maintenancePerDebt = collateralMarginLevel.minus(ONE).div(marginLevel)
  const needed = ONE.plus(line.times(maintenancePerDebt))
  return ONE.minus(needed.div(collateralMarginLevel)).times(HUNDRED)
}

const MOST_LEVEL = d('999')

/** Whether a level as Binance prints it stands for "no debt". */
export function isNoDebtLevel(level: Decimal): boolean {
  return level.gte(MOST_LEVEL)
}
