import { Decimal, HUNDRED, sum } from '../model/decimal.ts'

/** The arithmetic mean; `null` for no values. */
export function mean(values: readonly Decimal[]): Decimal | null {
  return values.length === 0 ? null : sum(values).div(values.length)
}

/** The middle value, or the mean of the two in the middle; `null` for no values. */
export function median(values: readonly Decimal[]): Decimal | null {
  const sorted = ascending(values)
  const upper = sorted[Math.floor(sorted.length / 2)]
  const lower = sorted[Math.ceil(sorted.length / 2) - 1]
  return upper === undefined || lower === undefined ? null : lower.plus(upper).div(2)
}

/** The standard deviation of a sample, by n − 1; `null` for fewer than two values. */
export function standardDeviation(values: readonly Decimal[]): Decimal | null {
  const middle = mean(values)
  if (middle === null || values.length < 2) return null
  const squares = values.map((value) => value.minus(middle).pow(2))
  return sum(squares)
    .div(values.length - 1)
    .sqrt()
}

/**
 * The smallest value that at least `sharePct` of all values do not exceed (nearest rank, no interpolation); `null` for
 * no values.
 */
export function nearestRank(values: readonly Decimal[], sharePct: number): Decimal | null {
  const rank = Math.max(1, Math.ceil((values.length * sharePct) / 100))
  return ascending(values)[rank - 1] ?? null
}

/**
 * Where a value stands among others, in percent: those below it and half of those equal to it.
 *
 * @returns `null` for no values
 */
export function percentileRank(values: readonly Decimal[], value: Decimal): Decimal | null {
  if (values.length === 0) return null
  const below = values.filter((other) => other.lt(value)).length
  const equal = values.filter((other) => other.eq(value)).length
  return new Decimal(below).plus(new Decimal(equal).div(2)).times(HUNDRED).div(values.length)
}

/** How far a value moved, in percent of where it came from; `null` when that was not positive. */
export function changePct(from: Decimal, to: Decimal): Decimal | null {
  return from.lte('0') ? null : to.minus(from).times(HUNDRED).div(from)
}

function ascending(values: readonly Decimal[]): readonly Decimal[] {
  return [...values].sort((a, b) => a.cmp(b))
}
