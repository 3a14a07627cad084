import { compare, type Decimal } from './decimal.ts'

/** Alert tiers in percent points of distance, outermost (largest) first; a symbol's own list replaces the default. */
export interface TierTable {
  readonly default: readonly Decimal[]
  readonly bySymbol: ReadonlyMap<string, readonly Decimal[]>
}

/** The tiers that apply to a symbol. */
export function tiersOf(table: TierTable, symbol: string): readonly Decimal[] {
  return table.bySymbol.get(symbol) ?? table.default
}

/** The innermost tier that holds the distance, inclusive and unrounded; `null` outside all. */
export function innermostTier(distancePct: Decimal, tiers: readonly Decimal[]): Decimal | null {
  return tiers.findLast((tier) => compare(distancePct, tier) <= 0) ?? null
}
