import * as z from 'zod/mini'
import { type Decimal, d, isBelowZero } from '../../model/decimal.ts'
import { neutralise } from '../../model/plain-text.ts'
import type { MarginType, PositionSide } from '../../model/position.ts'

/**
 * A schema for objects with these fields; others are ignored, since the venue adds some every month. A field that is
 * absent is handed to its reader as `undefined`, which then says what is missing.
 */
export function record<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const names = Object.keys(shape)
  const pick = z.transform((value: unknown, context) => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      const picked: Record<string, unknown> = {}
      for (const name of names) picked[name] = fieldOf(value, name)
      return picked
    }
    context.issues.push({
      code: 'custom',
      message: value === undefined ? 'is missing' : 'is not an object',
      input: value,
    })
    return z.NEVER
  })
  return z.pipe(pick, z.object(shape))
}

/** A field of an object whose shape is not known; `undefined` when there is none. */
export function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

/** A number with any sign. */
export const amount = field(readDecimal)
/** A number that is zero or more. */
export const nonNegative = field(readNonNegative)
/** A price or quantity that must be more than zero. */
export const positive = field(readPositive)
/** `null` when absent or empty text; an unreadable one spoils the row. */
export const optionalAmount = field(orNull(readDecimal))
/** A price where the venue writes zero or nothing for "none": `null`. */
export const priceOrNone = field(orNull(zeroAsNull(readNonNegative)))
/** A figure kept only for comparison: `null` when absent or unreadable. */
export const comparedAmount = field(orNullWhenBroken(readDecimal))
/** An instant in milliseconds since 1970. */
export const instant = field(readCount)
/** `null` when absent or 0. */
export const optionalInstant = field(orNull((value) => readCount(value) || null))
/** A whole number of at least 0. */
export const count = field(readCount)
/** `null` when absent. */
export const optionalCount = field((value) => (value === undefined ? null : readCount(value)))
export const comparedCount = field(orNullWhenBroken(readCount))
/** True and false, also as text. */
export const flag = field(readFlag)
export const optionalFlag = field(orNull(readFlag))
/** A symbol or asset, with harmful characters written out. */
export const symbolName = field(readName)
export const optionalSymbolName = field(orNull(readName))
/** A word of the venue, possibly empty. */
export const word = field(readWord)
export const optionalWord = field(orNull(readWord))
/** An id as text; ids exceed 2^53. */
export const id = field(readId)
/** `null` when absent, empty, or 0, with which the venue says that there is none. */
export const optionalId = field(orNull((value) => (readId(value) === '0' ? null : readId(value))))
export const positionSide = field((value): PositionSide => oneOf(value, ['BOTH', 'LONG', 'SHORT']))

/** CROSSED and ISOLATED in configurations, cross and isolated elsewhere. */
export const marginType = field(readMarginType)
/** A share of something: more than 0, less than 1. */
export const fraction = field(readFraction)

/** A list of objects of which every one is needed. */
export function listField<T extends z.core.$ZodType>(row: T) {
  return z.array(row, 'is not a list')
}

/** The key of a user stream: it becomes part of an address. */
export const listenKeyText = field((value) => {
  if (typeof value === 'string' && /^[\w-]{8,256}$/.test(value)) return value
  throw new RangeError(value === undefined ? 'is missing' : 'is not a listen key')
})

/** A field that must be one of these words. */
export function choice<const T extends string>(words: readonly T[]) {
  return field((value) => oneOf(value, words))
}

/** A field read by a function that throws RangeError with what is wrong, e.g. "is missing". */
export function field<T>(readField: (value: unknown) => T) {
  return z.transform((value, context): T => {
    try {
      return readField(value)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      context.issues.push({ code: 'custom', message: error.message, input: value })
      return z.NEVER
    }
  })
}

/**
 * A number of the wire as a decimal: text or JSON number. A JSON number has to come from `parseExactJson` or the
 * client's own parser, which make texts of those that need all digits.
 */
export function readDecimal(value: unknown): Decimal {
  const text = numberText(value)
  try {
    const number = d(text)
    if (number.e > MOST_DIGITS || number.e < -MOST_DIGITS) throw new RangeError('is out of range')
    return number
  } catch (error) {
    const isRange = error instanceof RangeError && error.message === 'is out of range'
    throw isRange ? error : new RangeError(`is not a number: ${quoted(text)}`)
  }
}

const MOST_DIGITS = 40
const LONGEST_NUMBER = 80
const LONGEST_NAME = 64

function numberText(value: unknown): string {
  if (value === undefined || value === null) throw new RangeError('is missing')
  if (typeof value === 'string' && value.length <= LONGEST_NUMBER) return value
  if (typeof value === 'number') return String(value)
  throw new RangeError('is not a number')
}

function readNonNegative(value: unknown): Decimal {
  const number = readDecimal(value)
  if (isBelowZero(number)) throw new RangeError(`is negative: ${number.toFixed()}`)
  return number
}

function readPositive(value: unknown): Decimal {
  const number = readNonNegative(value)
  if (number.isZero()) throw new RangeError('is zero')
  return number
}

function readFraction(value: unknown): Decimal {
  const number = readPositive(value)
  if (number.gte('1')) throw new RangeError(`is not below 1: ${number.toFixed()}`)
  return number
}

function readMarginType(value: unknown): MarginType {
  const text = typeof value === 'string' ? value.toUpperCase() : value
  return text === 'CROSS' ? 'CROSSED' : oneOf(text, ['CROSSED', 'ISOLATED'])
}

function readCount(value: unknown): number {
  const text = numberText(value)
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (!Number.isSafeInteger(number)) throw new RangeError(`is not a whole number: ${quoted(text)}`)
  return number
}

function readFlag(value: unknown): boolean {
  if (value === undefined || value === null) throw new RangeError('is missing')
  if (value === true || value === 'true') return true
  if (value === false || value === 'false') return false
  throw new RangeError('is neither true nor false')
}

function readWord(value: unknown): string {
  if (value === undefined || value === null) throw new RangeError('is missing')
  if (typeof value !== 'string' || value.length > LONGEST_NAME) throw new RangeError('is not a short text')
  return neutralise(value)
}

function readName(value: unknown): string {
  const name = readWord(value)
  if (name.trim() === '') throw new RangeError('is empty')
  return name
}

function readId(value: unknown): string {
  const text = numberText(value)
  if (text === '') throw new RangeError('is empty')
  return neutralise(text)
}

/**
 * The word that the value is.
 *
 * @throws RangeError when it is none of them
 */
export function oneOf<T extends string>(value: unknown, words: readonly T[]): T {
  if (value === undefined || value === null) throw new RangeError('is missing')
  const found = words.find((word) => word === value)
  if (found === undefined)
    throw new RangeError(`is none of ${words.join(', ')}: ${typeof value === 'string' ? quoted(value) : typeof value}`)
  return found
}

function orNull<T>(readField: (value: unknown) => T): (value: unknown) => T | null {
  return (value) => (value === undefined || value === null || value === '' ? null : readField(value))
}

function orNullWhenBroken<T>(readField: (value: unknown) => T): (value: unknown) => T | null {
  return (value) => {
    try {
      return readField(value)
    } catch (error) {
      if (error instanceof RangeError) return null
      throw error
    }
  }
}

function zeroAsNull(readField: (value: unknown) => Decimal): (value: unknown) => Decimal | null {
  return (value) => {
    const number = readField(value)
    return number.isZero() ? null : number
  }
}

function quoted(text: string): string {
  return JSON.stringify(neutralise(text.slice(0, LONGEST_NAME)))
}
