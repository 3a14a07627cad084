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
  return new Decimal(text)
}

export const ZERO = d('0')
export const ONE = d('1')
export const HUNDRED = d('100')

/** The sum of the values; 0 for none. */
export function sum(values: Iterable<Decimal>): Decimal {
  let total: Decimal = ZERO
  for (const value of values) total = total.plus(value)
  return total
}

/** The value cut (not rounded) to `places` decimals, as Binance does with maintenance margin and entry prices. */
export function cut(value: Decimal, places: number): Decimal {
  return value.toDecimalPlaces(places, Base.ROUND_DOWN)
}
