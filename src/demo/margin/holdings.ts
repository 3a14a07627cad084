import { cut, type Decimal, d, sum, ZERO } from '../../model/decimal.ts'

/** What a margin pool holds and owes of one asset. */
export interface Holding {
  readonly asset: string
  readonly free: Decimal
  readonly locked: Decimal
  readonly borrowed: Decimal
  /** Interest that has accrued and is not repaid. */
  readonly interest: Decimal
}

/** The holdings of a pool by asset. */
export type Holdings = ReadonlyMap<string, Holding>

/** BTC for one unit of an asset: the venue adds both sides of a margin account up in bitcoin. */
export type Valuation = (asset: string) => Decimal

/** Both sides of a pool in BTC, 8 decimals. */
export interface PoolTotals {
  readonly assets: Decimal
  readonly liabilities: Decimal
}

/** The margin level that stands for "no debt". */
export const NO_DEBT = d('999')

/** Everything owned of an asset, in its own units. */
export function owned(holding: Holding): Decimal {
  return holding.free.plus(holding.locked)
}

/** Everything owed of an asset, interest included, in its own units. */
export function owed(holding: Holding): Decimal {
  return holding.borrowed.plus(holding.interest)
}

/** Assets and liabilities of a pool in BTC, each asset cut to a satoshi before it is added. */
export function totalsOf(holdings: Holdings, valuation: Valuation): PoolTotals {
  const rows = [...holdings.values()]
  const inBtc = (amount: Decimal, asset: string): Decimal =>
    amount.isZero() ? ZERO : cut(amount.times(valuation(asset)), 8)
  return {
    assets: sum(rows.map((row) => inBtc(owned(row), row.asset))),
    liabilities: sum(rows.map((row) => inBtc(owed(row), row.asset))),
  }
}

/** Assets over liabilities, 8 decimals; 999 without debt. @see Margin Level and Risk Control */
export function marginLevelOf(totals: PoolTotals): Decimal {
  return totals.liabilities.isZero() ? NO_DEBT : totals.assets.div(totals.liabilities).toDecimalPlaces(8)
}

/** An asset of which nothing is held or owed. */
export function emptyHolding(asset: string): Holding {
  return { asset, free: ZERO, locked: ZERO, borrowed: ZERO, interest: ZERO }
}

/** The holdings with one of them replaced. */
export function withHolding(holdings: Holdings, changed: Holding): Holdings {
  return new Map(holdings).set(changed.asset, changed)
}

/** The holding of an asset, an empty one when there is none. */
export function holdingOf(holdings: Holdings, asset: string): Holding {
  return holdings.get(asset) ?? emptyHolding(asset)
}
