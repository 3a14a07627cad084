import { type PlainBook, type PlainLeg, profitOf, rowAt } from './plain-book.ts'

const signOf = (leg: PlainLeg): number => Math.sign(leg.quantity)

/**
 * ccxt's form for one cross position (binance.js, parseAccountPosition): the whole cross wallet stands behind this
 * position alone, at the rate of the bracket row of today's notional, without the row's amount.
 *
 *   long:  wallet / (Q (r − 1)) − entry / (r − 1)        short: wallet / (Q (r + 1)) + entry / (r + 1)
 *
 * @returns `null` where the form gives a negative price, which it prints as none; the mark once its price is passed
 */
export function ccxtPrice({ wallet }: PlainBook, leg: PlainLeg): number | null {
  const quantity = Math.abs(leg.quantity)
  const { rate } = rowAt(leg.rows, quantity * leg.markPrice)
  const slope = rate - signOf(leg)
  const price = wallet / (quantity * slope) - (signOf(leg) * leg.entryPrice) / slope
  return told(price, leg)
}

/**
 * freqtrade's form for one cross position (exchange/binance.py, dry_run_liquidation_price): the exchange's published
 * formula with one bracket row fixed beforehand, and the others' profit counted as if every position were long.
 *
 *   (wallet + Σ others (Q (mark − entry)) − Σ others (Q mark r − k) + k − s Q entry) / (Q r − s Q)
 *
 * It looks the row up with the collateral; here with the entry notional, which serves it better.
 *
 * @returns `null` where the form gives a negative price; the mark once its price is passed
 */
export function freqtradePrice({ wallet, legs }: PlainBook, leg: PlainLeg): number | null {
  const others = legs.filter(({ symbol }) => symbol !== leg.symbol)
  const othersShare = others.reduce((share, other) => {
    const quantity = Math.abs(other.quantity)
    const row = rowAt(other.rows, quantity * other.entryPrice)
    const profit = profitOf({ ...other, quantity }, other.markPrice)
    return share + profit - (quantity * other.markPrice * row.rate - row.amount)
  }, 0)
  const quantity = Math.abs(leg.quantity)
  const row = rowAt(leg.rows, quantity * leg.entryPrice)
  const sign = signOf(leg)
  const price = (wallet + othersShare + row.amount - sign * quantity * leg.entryPrice) / (quantity * (row.rate - sign))
  return told(price, leg)
}

/** Such a form knows one edge, below a long and above a short: a price on the far side has been passed already. */
function told(price: number, leg: PlainLeg): number | null {
  if (price < 0) return null
  return signOf(leg) > 0 ? Math.min(price, leg.markPrice) : Math.max(price, leg.markPrice)
}
