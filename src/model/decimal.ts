import { Decimal as Base } from 'decimal.js'

/** The project's own decimal class: 50 significant digits, half-up; other users of decimal.js keep their settings. */
export const Decimal = Base.clone({ precision: 50, rounding: Base.ROUND_HALF_UP, toExpNeg: -100, toExpPos: 100 })
export type Decimal = Base

const PLAIN_NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

/**
 * Reads a decimal from text, the only way amounts enter the program.
 *
 * @throws RangeError when the text is not a finite number
 */
export function d(text: string): Decimal {
  if (!PLAIN_NUMBER.test(text)) throw new RangeError(`not a number: ${JSON.stringify(text)}`)
  const number = new Decimal(text)
  // An exponent beyond the library's own becomes infinity or zero there.
  if (!number.isFinite() || (number.isZero() && /^[^e]*[1-9]/i.test(text))) {
    throw new RangeError(`a number beyond all bounds: ${JSON.stringify(text)}`)
  }
  return number
}

export const ZERO = d('0')
export const ONE = d('1')
export const HUNDRED = d('100')

/** The sum of the values; 0 for none. */
export function sum(values: Iterable<Decimal>): Decimal {
  let total: Decimal = ZERO
  // Most sums of the evaluator have one part, which then costs nothing.
  for (const value of values) total = Object.is(total, ZERO) ? value : total.plus(value)
  return total
}

/**
 * `one.cmp(other)` without the copy that the library makes of its argument: for the places that compare thousands of
 * values a second. Numbers of one sign compare by exponent, then digit group by digit group; all else is the library's.
 */
export function compare(one: Decimal, other: Decimal): number {
  if (Object.is(one, other) && !one.isNaN()) return 0
  if (one.s !== other.s || !isPlain(one) || !isPlain(other)) return one.cmp(other)
  if (one.e !== other.e) return one.e > other.e ? one.s : -one.s
  const groups = Math.min(one.d.length, other.d.length)
  for (let index = 0; index < groups; index += 1) {
    const difference = (one.d[index] ?? 0) - (other.d[index] ?? 0)
    if (difference !== 0) return difference > 0 ? one.s : -one.s
  }
  if (one.d.length === other.d.length) return 0
  return one.d.length > other.d.length ? one.s : -one.s
}

/** Zero has no leading digit to compare, and infinity no digits at all. */
function isPlain(value: Decimal): boolean {
  return value.isFinite() && !value.isZero()
}

/** True above 0. */
export function isAboveZero(value: Decimal): boolean {
  return value.isPositive() && !value.isZero()
}

/** True below 0. */
export function isBelowZero(value: Decimal): boolean {
  return value.isNegative() && !value.isZero()
}

/** The value cut (not rounded) to `places` decimals, as Binance does with maintenance margin and entry prices. */
export function cut(value: Decimal, places: number): Decimal {
  return value.toDecimalPlaces(places, Base.ROUND_DOWN)
}
