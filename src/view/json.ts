import type { Decimal } from '../model/decimal.ts'
import type { Gap } from '../model/snapshot.ts'
import type { Verdict } from '../risk/report.ts'
import { isoTime } from './format.ts'

/** A value of a document: amounts are decimal strings, counts and settings numbers. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }

/** The part that every `--json` document has. */
export interface Head {
  readonly command: string
  readonly asOfMs: number
  /** `null` where a verdict makes no sense. */
  readonly verdict: Verdict | null
  readonly accounts?: readonly Json[]
  readonly error?: Json
}

/** The shared head; a command spreads it and adds its one member. */
export function headDocument({ command, asOfMs, verdict, accounts = [], error = null }: Head): Record<string, Json> {
  return { schema: 'liqwatch/1', command, asOf: isoTime(asOfMs), verdict, accounts, error }
}

/** What is told about a failure, wherever one stands in a document. */
export interface FailureFacts {
  readonly code: string
  readonly message: string
  readonly hint: string
  readonly retryable: boolean
}

/** The document of a command that failed as a whole. */
export function failureDocument(
  head: { readonly command: string; readonly asOfMs: number; readonly verdict: Verdict | null },
  failure: FailureFacts,
): Record<string, Json> {
  return headDocument({ ...head, error: failureJson(failure) })
}

/** What an answer says of a failure. */
export function failureJson({ code, message, hint, retryable }: FailureFacts): Json {
  return { code, message, hint, retryable }
}

/** What an answer says of something that could not be read. */
export function gapJson({ what, why, needed }: Gap): Json {
  return { what, why, needed }
}

// Characters that JSON leaves as they are but that steer a terminal: C1 controls, bidi and other format characters.
const STEERING = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu

/** One line of JSON, with every steering character escaped: programs read the true text, terminals are left alone. */
export function jsonLine(document: Json): string {
  return JSON.stringify(document).replace(STEERING, escaped)
}

/** JSON for people and programs, indented, ending with a line break. */
export function jsonText(document: Json): string {
  return `${JSON.stringify(document, null, 2).replace(STEERING, escaped)}\n`
}

function escaped(character: string): string {
  return [...Array(character.length).keys()]
    .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
    .join('')
}

/** An exact amount, as it came from the wire: every digit, never an exponent; `null` stays `null`. */
export function exactJson(value: Decimal | null): string | null {
  return value?.toFixed() ?? null
}

const PLACES = 8

/** A computed amount: at least 8 decimals of precision, without superfluous zeros; `null` stays `null`. */
export function figureJson(value: Decimal | null): string | null {
  return value === null ? null : value.toDecimalPlaces(placesFor(value)).toFixed()
}

/** A computed price: at least 8 decimals, more for coins worth a fraction of a cent, never on the symbol's grid. */
export function priceJson(value: Decimal | null): string | null {
  return value === null ? null : value.toFixed(placesFor(value))
}

/** Decimals that leave 11 significant digits of a small number, and 8 decimals of any other. */
function placesFor(value: Decimal): number {
  return value.isZero() ? PLACES : Math.max(PLACES, 10 - value.e)
}
