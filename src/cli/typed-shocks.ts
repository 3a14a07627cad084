import { UsageError } from '../errors.ts'
import { type Decimal, d } from '../model/decimal.ts'

const MOST_SHOCKS = 20
/** Tenfold. */
const FURTHEST_RISE = '900'
const PLAIN = /^[+-]?(\d+\.?\d*|\.\d+)$/

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
  const value = PLAIN.test(word) ? d(word) : null
  if (value !== null && !value.isZero() && value.gt('-100') && value.lte(FURTHEST_RISE)) return value
  throw new UsageError(`${flag} takes percentages above -100 other than 0, not ${JSON.stringify(word)}`, {
    hint: 'write them with a point and separated by commas, like -5,-10,-20',
  })
}
