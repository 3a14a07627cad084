import { UsageError } from '../errors.ts'
import { type Decimal, d } from '../model/decimal.ts'
import type { Side } from '../model/position.ts'

const MOST_SHOCKS = 20
/** Tenfold. */
const FURTHEST_RISE = '900'
const PLAIN = /^[+-]?(\d+\.?\d*|\.\d+)$/

/**
 * A price, quantity or sum of money that was typed with a flag.
 *
 * @param what named in the refusal: `a price`, `an amount`
 * @throws UsageError for anything but a number above 0
 */
export function typedAmount(flag: string, text: string, what: string): Decimal {
  const value = typedNumber(text)
  if (value?.gt('0')) return value
  throw refused(flag, `takes ${what} above 0`, text)
}

/**
 * Percent points that were typed with a flag, with or without their sign.
 *
 * @throws UsageError for anything but a number above 0, at most 100
 */
export function typedPercent(flag: string, text: string): Decimal {
  const value = typedNumber(text.replace(/\s*%$/, ''))
  if (value?.gt('0') && value.lte('100')) return value
  throw refused(flag, 'takes a percentage above 0, at most 100', text)
}

/**
 * Percentages that were typed with a flag, separated by commas, with or without their sign.
 *
 * @throws UsageError for anything but numbers above -100 that are not 0
 */
export function typedShocks(flag: string, text: string): readonly Decimal[] {
  const words = text.split(',').map((word) => word.trim().replace(/\s*%$/, ''))
  if (words.length > MOST_SHOCKS) {
    throw new UsageError(`${flag} takes at most ${MOST_SHOCKS} shocks, not ${words.length}`, { hint: 'run it twice' })
  }
  return words.map((word) => shockOf(flag, word))
}

/**
 * One move in percent.
 *
 * @throws UsageError for anything but a number above -100, at most 900, that is not 0
 */
function shockOf(flag: string, word: string): Decimal {
  const value = typedNumber(word)
  if (value !== null && !value.isZero() && value.gt('-100') && value.lte(FURTHEST_RISE)) return value
  throw new UsageError(`${flag} takes percentages above -100 other than 0, not ${JSON.stringify(word)}`, {
    hint: 'write them with a point and separated by commas, like -5,-10,-20',
  })
}

/**
 * A whole number that was typed with a flag.
 *
 * @throws UsageError for anything else, or outside the bounds
 */
export function typedWhole(
  flag: string,
  text: string,
  bounds: { readonly least: number; readonly most: number },
): number {
  const value = /^\d{1,9}$/.test(text.trim()) ? Number(text) : Number.NaN
  if (value >= bounds.least && value <= bounds.most) return value
  throw refused(flag, `takes a whole number from ${bounds.least} to ${bounds.most}`, text)
}

/**
 * The side of a position that was typed.
 *
 * @throws UsageError for anything but long and short
 */
export function typedSide(text: string): Side {
  const word = text.trim().toLowerCase()
  if (word === 'long') return 'LONG'
  if (word === 'short') return 'SHORT'
  throw new UsageError(`--side takes long or short, not ${JSON.stringify(text)}`, {
    hint: 'say --side long or --side short',
  })
}

function typedNumber(text: string): Decimal | null {
  return PLAIN.test(text.trim()) ? d(text.trim()) : null
}

function refused(flag: string, takes: string, text: string): UsageError {
  return new UsageError(`${flag} ${takes}, not ${JSON.stringify(text)}`, {
    hint: 'write numbers with a point and without separators, like 1234.5',
  })
}
