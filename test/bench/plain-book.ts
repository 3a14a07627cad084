import type { AccountVector } from './account-vectors.ts'

/** One row of a contract's maintenance brackets, in plain numbers. */
export interface PlainRow {
  readonly floor: number
  readonly rate: number
  /** Maintenance margin is notional × rate − amount. */
  readonly amount: number
}

/** A cross position in plain numbers; the quantity is signed. */
export interface PlainLeg {
  readonly symbol: string
  readonly positionSide: string
  readonly quantity: number
  readonly entryPrice: number
  readonly markPrice: number
  readonly rows: readonly PlainRow[]
}

/** One cross pool in plain numbers. */
export interface PlainBook {
  readonly wallet: number
  readonly legs: readonly PlainLeg[]
}

/** The account of a vector with one pool of cross positions. */
export function plainBook({
  account,
  positions,
  brackets,
}: Pick<AccountVector, 'account' | 'positions' | 'brackets'>): PlainBook {
  return {
    wallet: Number(account.crossWallets.USDT),
    legs: positions.map((position) => ({
      symbol: position.symbol,
      positionSide: position.positionSide,
      quantity: Number(position.positionAmt),
      entryPrice: Number(position.entryPrice),
      markPrice: Number(position.markPrice),
      rows: (brackets[position.symbol] ?? []).map(({ floor, mmr, cum }) => ({
        floor: Number(floor),
        rate: Number(mmr),
        amount: Number(cum ?? 0),
      })),
    })),
  }
}

/** The row that holds a notional. */
export function rowAt(rows: readonly PlainRow[], notional: number): PlainRow {
  const row = rows.findLast(({ floor }) => floor <= notional)
  if (row === undefined) throw new RangeError(`no bracket row for ${notional}`)
  return row
}

/** Profit of a leg at a price. */
export function profitOf({ quantity, entryPrice }: PlainLeg, price: number): number {
  return quantity * (price - entryPrice)
}

const ROUNDS_OF_BISECTION = 200
const HIGHEST_MULTIPLE = 1e6

/**
 * The price of `symbol` at which the pool's balance falls to its maintenance margin, nearest to the mark, found by
 * bisection of the definition itself: no formula is solved. `null` when neither fall nor rise reaches it.
 */
export function bisectedPrice(book: PlainBook, symbol: string): number | null {
  const mark = book.legs.find((leg) => leg.symbol === symbol)?.markPrice ?? Number.NaN
  const isSafe = (price: number): boolean => surplusAt(book, symbol, price) > 0
  if (!isSafe(mark)) return mark
  const below = isSafe(0) ? null : edgeBetween(mark, 0, isSafe)
  const above = isSafe(mark * HIGHEST_MULTIPLE) ? null : edgeBetween(mark, mark * HIGHEST_MULTIPLE, isSafe)
  if (below === null || above === null) return below ?? above
  return mark - below < above - mark ? below : above
}

/** Balance less maintenance margin of the pool with one symbol at `price` and the others at their marks. */
function surplusAt({ wallet, legs }: PlainBook, symbol: string, price: number): number {
  return legs.reduce((surplus, leg) => {
    const at = leg.symbol === symbol ? price : leg.markPrice
    return surplus + profitOf(leg, at) - marginalMaintenance(leg.rows, Math.abs(leg.quantity) * at)
  }, wallet)
}

/** Each row's rate on the part of the notional inside it; the amounts printed in the rows are not used. */
function marginalMaintenance(rows: readonly PlainRow[], notional: number): number {
  return rows.reduce((margin, { floor, rate }, index) => {
    const cap = rows[index + 1]?.floor ?? Number.POSITIVE_INFINITY
    return margin + rate * Math.max(0, Math.min(notional, cap) - floor)
  }, 0)
}

/** Concave surplus: between a safe and an unsafe price there is one edge. */
function edgeBetween(safe: number, unsafe: number, isSafe: (price: number) => boolean): number {
  let [inside, outside] = [safe, unsafe]
  for (let round = 0; round < ROUNDS_OF_BISECTION; round += 1) {
    const middle = (inside + outside) / 2
    if (isSafe(middle)) inside = middle
    else outside = middle
  }
  return inside
}
