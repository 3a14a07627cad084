import type { BracketRow } from '../model/bracket.ts'
import { compare, type Decimal, isBelowZero, ONE, sum } from '../model/decimal.ts'
import { bracketRowOf, lastBracketRowOf } from './bracket-table.ts'
import { type ConcaveCurve, type Line, valueOn } from './concave-curve.ts'
import { atRate, type CollateralRates, entryValueOf, type Leg, netQuantityOf, type Stake } from './stake.ts'

/** Where a stake stands at its mark: what is known without its curve. */
export interface Standing {
  /** S(mark), pool's currency. */
  readonly surplus: Decimal
  /** The legs of the stake, each with the row that holds it at the mark. */
  readonly legs: readonly RowedLeg[]
}

/** A leg in a bracket row. */
interface RowedLeg {
  readonly quantity: Decimal
  readonly row: BracketRow
}

/**
 * The surplus S(p) of a stake: margin balance less maintenance margin, were its symbol's mark price p and every other
 * mark where it is. Liquidation is S(p) ≤ 0.
 *
 * Straight while every leg stays in one bracket row and the asset's balance keeps its sign; concave, because
 * maintenance grows faster with every row and money owed counts at the dearer rate.
 *
 * @param standing of this very stake, where it is known: its first piece is then drawn from there
 * @see Binance Futures FAQ, liquidation price of USDⓈ-M contracts
 */
export function surplusCurve(stake: Stake, standing: Standing | null = null): ConcaveCurve {
  const { legs, rates, markPrice } = stake
  const isOneRate = Object.is(rates.bidRate, rates.askRate)
  let balance: Line | null = null
  const balanceLine = (): Line => {
    balance ??= { intercept: stake.balance.minus(entryValueOf(legs)), slope: netQuantityOf(legs) }
    return balance
  }
  const rateAtPrice = (price: Decimal): Decimal =>
    isOneRate ? rates.bidRate : rateAt(rates, valueOn(balanceLine(), price))
  // A walk along the curve asks for the same piece again and again.
  let built: { readonly terms: PieceTerms; readonly line: Line } | null = null
  const pieceWith = (terms: PieceTerms): Line => {
    if (built === null || !isSamePiece(built.terms, terms))
      built = { terms, line: pieceOf(stake, balanceLine(), terms) }
    return built.line
  }
  if (standing !== null) {
    const terms = { rate: rateAtPrice(markPrice), legs: standing.legs }
    built = { terms, line: pieceThrough(standing.surplus, stake, terms) }
  }
  return {
    isOneWay: isOneRate && legs.length === 1 && legs.every(slopesOneWay),
    pieceAt: (price) => {
      const isAtMark = standing !== null && Object.is(price, markPrice)
      return pieceWith({
        rate: rateAtPrice(price),
        legs: isAtMark ? standing.legs : legs.map((leg) => inRowAt(leg, price)),
      })
    },
    lastPiece: () => {
      const { slope, intercept } = balanceLine()
      return pieceWith({
        rate: rateAt(rates, slope.isZero() ? intercept : slope),
        legs: legs.map(({ quantity, bracket }) => ({ quantity, row: lastBracketRowOf(bracket) })),
      })
    },
  }
}

function inRowAt({ quantity, bracket }: Leg, price: Decimal): RowedLeg {
  return { quantity, row: bracketRowOf(bracket, quantity.times(price)) }
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
  readonly rate: Decimal
  readonly legs: readonly RowedLeg[]
}

function pieceOf(stake: Stake, balance: Line, terms: PieceTerms): Line {
  const amounts = sum(terms.legs.map(({ row }) => row.maintAmount))
  return {
    intercept: stake.reserve.plus(atRate(balance.intercept, terms.rate)).plus(atRate(amounts, stake.rates.askRate)),
    slope: slopeOf(stake, terms),
  }
}

/** The piece at the mark, drawn through what the surplus is there. */
function pieceThrough(surplus: Decimal, stake: Stake, terms: PieceTerms): Line {
  const slope = slopeOf(stake, terms)
  return { intercept: surplus.minus(slope.times(stake.markPrice)), slope }
}

function slopeOf({ legs, rates }: Stake, terms: PieceTerms): Decimal {
  const ratePerPrice = sum(terms.legs.map(({ quantity, row }) => quantity.times(row.maintMarginRatio)))
  return atRate(netQuantityOf(legs), terms.rate).minus(atRate(ratePerPrice, rates.askRate))
}

function rateAt(rates: CollateralRates, balance: Decimal): Decimal {
  return isBelowZero(balance) ? rates.askRate : rates.bidRate
}
