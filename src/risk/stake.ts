import type { LeverageBracket } from '../model/bracket.ts'
import { cut, type Decimal, isBelowZero, ONE, sum, ZERO } from '../model/decimal.ts'
import type { Position, Side } from '../model/position.ts'

/** What one unit of a margin asset counts for: at the bid while its balance is positive, at the ask when owed. */
export interface CollateralRates {
  readonly bidRate: Decimal
  readonly askRate: Decimal
}

/** Single-asset mode: money counts at its own value. */
export const AT_PAR: CollateralRates = { bidRate: ONE, askRate: ONE }

/** One held side of a symbol, with the brackets that its maintenance margin climbs. */
export interface Leg {
  readonly side: Side
  /** Base units, positive. */
  readonly quantity: Decimal
  readonly entryPrice: Decimal
  readonly bracket: LeverageBracket
}

/** Everything that decides over one symbol while only its own price moves. */
export interface Stake {
  readonly markPrice: Decimal
  /** One leg, or both of hedge mode when they share a cross pool. */
  readonly legs: readonly Leg[]
  /** Margin asset: the wallet, and in a pool the profit of the other positions margined in the same asset. */
  readonly balance: Decimal
  readonly rates: CollateralRates
  /** What the rest of the pool adds: other assets' value less the maintenance margin of all other positions. */
  readonly reserve: Decimal
}

/**
 * The position as Binance's own formula takes it: an isolated entry price counts with 8 decimals, cut. Recorded
 * isolated prices come out to the last digit only so; for cross positions no such cut is on record.
 */
export function withVenueEntryPrice(position: Position): Position {
  if (position.marginType === 'CROSSED') return position
  const entryPrice = cut(position.entryPrice, 8)
  return entryPrice.eq(position.entryPrice) ? position : { ...position, entryPrice }
}

/** The stake of an isolated position: only its own wallet counts. */
export function isolatedStake(position: Position, bracket: LeverageBracket): Stake {
  const { markPrice, isolatedWallet, side, quantity, entryPrice } = position
  return {
    markPrice,
    legs: [{ side, quantity, entryPrice, bracket }],
    balance: isolatedWallet,
    rates: AT_PAR,
    reserve: ZERO,
  }
}

/** An amount at a rate; at par it is left alone, which spares most of the multiplications of single-asset mode. */
export function atRate(amount: Decimal, rate: Decimal): Decimal {
  return Object.is(rate, ONE) || rate.eq(ONE) ? amount : amount.times(rate)
}

/** An amount of a margin asset in the pool's currency: at the bid while positive, at the ask while owed. */
export function collateralValue(amount: Decimal, rates: CollateralRates): Decimal {
  return atRate(amount, isBelowZero(amount) ? rates.askRate : rates.bidRate)
}

/** Base units held long less those held short. */
export function netQuantityOf(legs: readonly Leg[]): Decimal {
  return sum(legs.map(signedQuantity))
}

/** What the legs cost at their entry prices, short ones negative: profit at p is net quantity × p − this. */
export function entryValueOf(legs: readonly Leg[]): Decimal {
  return sum(legs.map((leg) => signedQuantity(leg).times(leg.entryPrice)))
}

function signedQuantity(leg: Leg): Decimal {
  return leg.side === 'LONG' ? leg.quantity : leg.quantity.neg()
}
