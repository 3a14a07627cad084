import { compare, type Decimal, isAboveZero, isBelowZero, sum, ZERO } from '../model/decimal.ts'

/** A straight line: intercept + slope · x. */
export interface Line {
  readonly intercept: Decimal
  readonly slope: Decimal
}

/** A concave function made of straight pieces: no piece's line ever runs below it. */
export interface ConcavePieces {
  /** A piece that holds x; at a joint of two pieces either one. */
  pieceAt(x: Decimal): Line
}

/** Such a function over all prices. */
export interface ConcaveCurve extends ConcavePieces {
  /** The piece that runs on for ever towards larger x. */
  lastPiece(): Line
  /** True when every piece slopes the same way: the curve then has one end. Absent where that is not known. */
  readonly isOneWay?: boolean
}

/** Where a curve is positive: one interval, since it is concave. `null` where it has no end above 0, or is empty. */
export interface PositiveInterval {
  /** Whether the curve is above 0 at the point that was asked for. */
  readonly isInside: boolean
  readonly low: Decimal | null
  readonly high: Decimal | null
}

export function valueOn(line: Line, x: Decimal): Decimal {
  return line.slope.times(x).plus(line.intercept)
}

/** The line that is lowest at x; among equals the one that falls fastest. */
export function lowestLine(lines: readonly Line[], x: Decimal): Line {
  return lines.reduce((low, line) => {
    const order = valueOn(line, x).cmp(valueOn(low, x))
    return order < 0 || (order === 0 && line.slope.lt(low.slope)) ? line : low
  })
}

/** The sum of the lines; level at 0 for none. */
export function sumOfLines(lines: readonly Line[]): Line {
  return { intercept: sum(lines.map(({ intercept }) => intercept)), slope: sum(lines.map(({ slope }) => slope)) }
}

/**
 * The ends of the interval of positive x on which the curve is above 0, found by walking its pieces outward from `at`.
 *
 * The walk starts on the piece at `at` where that leads to the end, else on the outermost piece.
 *
 * @param value the curve's at `at`, where it is known
 */
export function positiveIntervalAround(curve: ConcaveCurve, at: Decimal, value?: Decimal): PositiveInterval {
  const piece = curve.pieceAt(at)
  const isOneWay = curve.isOneWay === true
  const [rises, falls] = [isAboveZero(piece.slope), isBelowZero(piece.slope)]
  return {
    isInside: isAboveZero(value ?? valueOn(piece, at)),
    low: rises ? positive(zeroAlong(curve, piece)) : isOneWay ? null : lowEnd(curve),
    high: falls ? positive(zeroAlong(curve, piece)) : isOneWay ? null : highEnd(curve),
  }
}

/**
 * The zero of the curve that is reached by following lines: the zero of a piece lies at or outside the true one, since
 * no line runs below a concave curve, so the piece found there leads closer, until a piece holds its own zero.
 *
 * @returns `null` when the curve stays at or below 0
 * @throws RangeError when `start` is level
 */
export function zeroAlong(curve: ConcavePieces, start: Line): Decimal | null {
  const inward = signOf(start.slope)
  let piece = start
  let zero = zeroOf(start)
  for (;;) {
    const next = curve.pieceAt(zero)
    if (isSame(piece, next)) return zero
    if (signOf(next.slope) !== inward) return null
    const closer = zeroOf(next)
    // At a joint, rounding in the last digit may point outward again: there the zero is found.
    if (compare(closer, zero) !== inward) return zero
    piece = next
    zero = closer
  }
}

function signOf(value: Decimal): number {
  return value.isZero() ? 0 : value.s
}

function lowEnd(curve: ConcaveCurve): Decimal | null {
  const piece = curve.pieceAt(ZERO)
  if (!isBelowZero(piece.intercept) || !isAboveZero(piece.slope)) return null
  return positive(zeroAlong(curve, piece))
}

function highEnd(curve: ConcaveCurve): Decimal | null {
  const piece = curve.lastPiece()
  return isBelowZero(piece.slope) ? positive(zeroAlong(curve, piece)) : null
}

function zeroOf(line: Line): Decimal {
  if (line.slope.isZero()) throw new RangeError('a level line has no zero')
  return line.intercept.neg().div(line.slope)
}

function isSame(one: Line, other: Line): boolean {
  return one === other || (one.slope.eq(other.slope) && one.intercept.eq(other.intercept))
}

function positive(x: Decimal | null): Decimal | null {
  return x !== null && isAboveZero(x) ? x : null
}
