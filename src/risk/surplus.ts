import type { BracketRow } from '../model/bracket.ts'
import { compare, type Decimal, isBelowZero, ONE, sum } from '../model/decimal.ts'
import { bracketRowOf, lastBracketRowOf } from './bracket-table.ts'
import { type ConcaveCurve, type Line, valueOn } from './concave-curve.ts'
import { atRate, type CollateralRates, entryValueOf, type Leg, netQuantityOf, type Stake } from './stake.ts'

/**
 * The surplus S(p) of a stake: margin balance less maintenance margin, were its symbol's mark price p and every other
 * mark where it is. Liquidation is S(p) ≤ 0.
 *
 * Straight while every leg stays in one bracket row and the asset's balance keeps its sign; concave, because
 * maintenance grows faster with every row and money owed counts at the dearer rate.
 *
 * @see Binance Futures FAQ, liquidation price of USDⓈ-M contracts
 */
export function surplusCurve(stake: Stake): ConcaveCurve {
  const { legs, rates } = stake
  const balance: Line = { intercept: stake.balance.minus(entryValueOf(legs)), slope: netQuantityOf(legs) }
  const isOneRate = Object.is(rates.bidRate, rates.askRate)
  // A walk along the curve asks for the same piece again and again.
  let built: { readonly terms: PieceTerms; readonly line: Line } | null = null
  const pieceWith = (terms: PieceTerms): Line => {
    if (built === null || !isSamePiece(built.terms, terms)) built = { terms, line: pieceOf(stake, terms) }
    return built.line
  }
  return {
    isOneWay: isOneRate && legs.length === 1 && legs.every(slopesOneWay),
    pieceAt: (price) =>
      pieceWith({
        balance,
        rate: isOneRate ? rates.bidRate : rateAt(rates, valueOn(balance, price)),
        legs: legs.map(({ quantity, bracket }) => ({ quantity, row: bracketRowOf(bracket, quantity.times(price)) })),
      }),
    lastPiece: () =>
      pieceWith({
        balance,
        rate: rateAt(rates, balance.slope.isZero() ? balance.intercept : balance.slope),
        legs: legs.map(({ quantity, bracket }) => ({ quantity, row: lastBracketRowOf(bracket) })),
      }),
  }
}

/** While the highest maintenance ratio is below 1, a long's surplus rises with the price in every row, a short's falls. */
function slopesOneWay({ bracket }: Leg): boolean {
  return compare(lastBracketRowOf(bracket).maintMarginRatio, ONE) < 0
}

function isSamePiece(one: PieceTerms, other: PieceTerms): boolean {
  return Object.is(one.rate, other.rate) && one.legs.every(({ row }, index) => row === other.legs[index]?.row)
}

/** The surplus of a stake at a price of its symbol, in the pool's currency. */
export function surplusAt(stake: Stake, price: Decimal): Decimal {
  return valueOn(surplusCurve(stake).pieceAt(price), price)
}

interface PieceTerms {
  readonly balance: Line
  readonly rate: Decimal
  readonly legs: readonly { readonly quantity: Decimal; readonly row: BracketRow }[]
}

function pieceOf(stake: Stake, { balance, rate, legs }: PieceTerms): Line {
  const amounts = sum(legs.map(({ row }) => row.maintAmount))
  const ratePerPrice = sum(legs.map(({ quantity, row }) => quantity.times(row.maintMarginRatio)))
  const { askRate } = stake.rates
  return {
    intercept: stake.reserve.plus(atRate(balance.intercept, rate)).plus(atRate(amounts, askRate)),
    slope: atRate(balance.slope, rate).minus(atRate(ratePerPrice, askRate)),
  }
}

function rateAt(rates: CollateralRates, balance: Decimal): Decimal {
  return isBelowZero(balance) ? rates.askRate : rates.bidRate
}
