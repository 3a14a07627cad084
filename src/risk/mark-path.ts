import type { LeverageBracket } from '../model/bracket.ts'
import { Decimal, d, HUNDRED, ONE, ZERO } from '../model/decimal.ts'
import { type Position, profitAt, type Side } from '../model/position.ts'
import { maintenanceMarginOf } from './bracket-table.ts'
import { distancePctOf, liquidationOf } from './liquidation.ts'
import { isolatedStake, withVenueEntryPrice } from './stake.ts'

/**
 * A way on which all marks move at once: at x the mark of a symbol is mark × (1 + slope × x), from x = 0 to the end.
 * x counts the size of the shock as a fraction, 0.05 for 5 %.
 */
export interface MarkPath {
  readonly end: Decimal
  readonly slopeOf: (symbol: string) => Decimal
}

/** Where a mark stands on the path; never below 0. */
export function markAt(
  path: MarkPath,
  { symbol, markPrice }: Pick<Position, 'symbol' | 'markPrice'>,
  x: Decimal,
): Decimal {
  const moved = markPrice.times(path.slopeOf(symbol).times(x).plus(ONE))
  return moved.lt(ZERO) ? ZERO : moved
}

/** All marks fall (negative) or rise by the same percentage. */
export function marketPath(shockPct: Decimal): MarkPath {
  const slope = shockPct.lt(ZERO) ? ONE.neg() : ONE
  return { end: shockPct.abs().div(HUNDRED), slopeOf: () => slope }
}

/** What decides where a symbol goes that is held both ways. */
export interface AdverseBook {
  readonly positions: readonly Position[]
  readonly brackets: ReadonlyMap<string, LeverageBracket>
  /** The move at which its cross legs are compared, as a fraction. */
  readonly decidedAt: (symbol: string) => Decimal
}

/**
 * Every symbol goes against its holder by the same percentage. One that is held both ways goes where its cross legs
 * together lose more; with isolated legs alone, where the nearer liquidation is.
 */
export function adversePath(book: AdverseBook, sizePct: Decimal): MarkPath {
  const slopes = new Map<string, Decimal>()
  for (const [symbol, legs] of bySymbol(book.positions)) slopes.set(symbol, adverseSlope(legs, book))
  return { end: sizePct.abs().div(HUNDRED), slopeOf: (symbol) => slopes.get(symbol) ?? ZERO }
}

function adverseSlope(legs: readonly Position[], book: AdverseBook): Decimal {
  const cross = legs.filter(({ marginType }) => marginType === 'CROSSED')
  const sides = new Set<Side>(legs.map(({ side }) => side))
  if (sides.size === 1) return slopeAgainst(legs)
  if (cross.length === 0) return slopeAgainst(nearestFirst(legs, book))
  const down = ONE.neg()
  return surplusMoved(cross, book, down).lte(surplusMoved(cross, book, ONE)) ? down : ONE
}

function slopeAgainst([leg]: readonly Position[]): Decimal {
  return leg?.side === 'SHORT' ? ONE : ONE.neg()
}

function nearestFirst(legs: readonly Position[], { brackets }: AdverseBook): readonly Position[] {
  const distance = (leg: Position): Decimal => {
    const bracket = brackets.get(leg.symbol)
    if (bracket === undefined) return HUNDRED
    const stake = isolatedStake(withVenueEntryPrice(leg), bracket)
    return distancePctOf(liquidationOf(stake), leg.markPrice) ?? HUNDRED
  }
  return [...legs].sort((one, other) => distance(one).cmp(distance(other)))
}

function surplusMoved(legs: readonly Position[], { brackets, decidedAt }: AdverseBook, slope: Decimal): Decimal {
  return legs.reduce((total: Decimal, leg) => {
    const price = leg.markPrice.times(decidedAt(leg.symbol).times(slope).plus(ONE))
    const bracket = brackets.get(leg.symbol)
    const maintenance = bracket === undefined ? ZERO : maintenanceMarginOf(bracket, leg.quantity.times(price))
    return total.plus(profitAt(leg, price)).minus(maintenance)
  }, ZERO)
}

function bySymbol(positions: readonly Position[]): ReadonlyMap<string, readonly Position[]> {
  const legs = new Map<string, Position[]>()
  for (const position of positions) {
    const held = legs.get(position.symbol)
    if (held === undefined) legs.set(position.symbol, [position])
    else held.push(position)
  }
  return legs
}

/** Marks move by their beta times the move of the reference coin; a price that would go below zero ends at zero. */
export function betaPath(betas: ReadonlyMap<string, Decimal>, shockPct: Decimal): MarkPath {
  const end = shockPct.abs().div(HUNDRED)
  const direction = shockPct.lt(ZERO) ? ONE.neg() : ONE
  return { end, slopeOf: (symbol) => notBelowZero((betas.get(symbol) ?? ONE).times(direction), end) }
}

/**
 * The largest move of the reference one way, in signed percent, at which no price has fallen to zero: beyond it betas
 * mean nothing.
 */
export function furthestBetaPct(betas: ReadonlyMap<string, Decimal>, furthestPct: Decimal): Decimal {
  const direction = furthestPct.lt(ZERO) ? ONE.neg() : ONE
  let furthest = furthestPct.abs()
  for (const beta of betas.values()) {
    const fall = beta.times(direction).neg()
    if (fall.gt(ZERO)) furthest = Decimal.min(furthest, HUNDRED.div(fall))
  }
  return furthest.times(direction)
}

/** Each symbol moves by a percentage of its own, all of them together from 0 to 100 % of it. */
export function customPath(movesPct: (symbol: string) => Decimal): MarkPath {
  return { end: ONE, slopeOf: (symbol) => notBelowZero(movesPct(symbol).div(HUNDRED), ONE) }
}

/** One symbol alone moves to a price; everything else stands still. */
export function singlePath({ symbol, markPrice }: Position, price: Decimal): MarkPath {
  const share = price.minus(markPrice).div(markPrice)
  const slope = share.lt(ZERO) ? ONE.neg() : ONE
  return { end: share.abs(), slopeOf: (other) => (other === symbol ? slope : ZERO) }
}

/** A rise has no natural end: beyond tenfold it is called none. */
export const FURTHEST_RISE_PCT = d('900')

function notBelowZero(slope: Decimal, end: Decimal): Decimal {
  if (end.isZero()) return slope
  const lowest = ONE.neg().div(end)
  return slope.lt(lowest) ? lowest : slope
}
