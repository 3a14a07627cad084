import type { Decimal } from '../../../src/model/decimal.ts'
import type { Place } from './json-tree.ts'
import type { Refusal } from './outcome.ts'
import type { Token } from './tokens.ts'

/** A parser of JSON text, with a text that it takes. */
export interface FuzzedParser {
  /** The name that it is exported by. */
  readonly name: string
  readonly text: string
  parse(text: string): unknown
  readonly refusals: readonly Refusal[]
  /** What else an answer may hold because of a number in the text, beside the number and its opposite. */
  readonly derived?: (value: Decimal, tree: unknown, place: Place) => readonly Decimal[]
  /** Fields that decide over the sign of others. */
  readonly signs?: readonly string[]
  /** Any JSON goes through it as it is: only what it makes of numbers can be wrong. */
  readonly isShapeless?: boolean
  /** Fields in whose absence another one of the text is read. */
  readonly fallbacks?: readonly string[]
  /** Rows that cannot be read are left out without a word. */
  readonly leavesOut?: boolean
  /** Numbers by which the venue says that it does not tell: one is like the other. */
  readonly isHidden?: (value: Decimal) => boolean
  /** The number in a token as this parser is meant to read it, as exact text; exact reading unless given. */
  readonly reads?: (token: Token) => string | null
}

/** A parser of other text. */
export interface FuzzedTextParser {
  readonly name: string
  readonly text: string
  parse(text: string): unknown
  readonly refusals: readonly Refusal[]
}
