import { EXIT, ExchangeError, LiqwatchError, type RetryClass } from '../../errors.ts'
import { neutralise } from '../../model/plain-text.ts'
import { venueVerdict } from './failure-codes.ts'
import type { ReplyHead } from './gate.ts'
import type { Environment } from './hosts.ts'
import { networkVerdict } from './network-failures.ts'
import { redact } from './redact.ts'

/** What a failed attempt is judged by. */
export interface FailureContext {
  readonly account: string
  readonly environment: Environment
  readonly method: string
  readonly host: string
  readonly path: string
  /** How many tries were made, this one included. */
  readonly tries: number
  readonly timeoutMs: number
  readonly nowMs: number
  /** True when this key's signature was accepted before in this process. */
  readonly keyWorkedBefore: boolean
  readonly secrets: readonly string[]
  /** 0 to 1, for jitter. */
  random(): number
}

/** What came back, stripped of everything that could hold a secret. */
export interface RawFailure {
  readonly status: number | null
  readonly venueCode: number | null
  /** Binance's words, or the first words of what is not JSON. */
  readonly text: string
  /** A reply that should have been JSON and is not. */
  readonly isGarbled: boolean
}

/** A failure judged: what to tell, and whether trying again can help. */
export interface Verdict {
  readonly code: string
  readonly message: string
  readonly hint: string
  readonly retry: RetryClass
  readonly retryAfterMs?: number
  readonly keyRefused?: boolean
}

const LONGEST_QUOTE = 200

/**
 * Turns what an attempt threw into the error that the rest of the program sees, with its retry class; the message
 * names the path without its query and quotes Binance without keys, signatures and control characters.
 */
export function exchangeFailure(thrown: unknown, head: ReplyHead | null, context: FailureContext): LiqwatchError {
  if (thrown instanceof LiqwatchError) return thrown
  const raw = rawFailure(thrown, head, context)
  const verdict = networkVerdict(thrown, raw, context) ?? venueVerdict(raw, head, context)
  const tries = context.tries > 1 ? ` (after ${context.tries} tries)` : ''
  return new ExchangeError(`${verdict.message}${tries}`, {
    code: verdict.code,
    hint: verdict.hint,
    retry: verdict.retry,
    retryAfterMs: verdict.retryAfterMs ?? null,
    status: raw.status,
    venueCode: raw.venueCode,
    path: context.path,
    ...(verdict.keyRefused === true ? { exitCode: EXIT.keyRefused } : {}),
    ...causeOf(thrown, context.secrets),
  })
}

function rawFailure(thrown: unknown, head: ReplyHead | null, { secrets }: FailureContext): RawFailure {
  const { message, code, responseText, text } = isRecord(thrown) ? thrown : {}
  // The library rejects with a plain object, not an Error, when a reply of status 200 is not JSON.
  const garbled = typeof responseText === 'string' ? responseText : typeof text === 'string' ? text : null
  return {
    status: head?.status ?? null,
    venueCode: Number.isInteger(code) ? Number(code) : null,
    text: quote(garbled ?? String(message ?? ''), secrets),
    isGarbled: garbled !== null || (thrown instanceof Error === false && head !== null),
  }
}

function quote(text: string, secrets: readonly string[]): string {
  const line = redact(text, secrets).replace(/\s+/g, ' ').trim()
  return neutralise(line.length > LONGEST_QUOTE ? `${line.slice(0, LONGEST_QUOTE)}…` : line)
}

/** The original may carry the signed URL in its message and the reply in its fields: only its name and words are kept. */
function causeOf(thrown: unknown, secrets: readonly string[]): { cause?: Error } {
  if (!(thrown instanceof Error)) return {}
  const cause = new Error(quote(thrown.message, secrets))
  cause.name = thrown.name
  return { cause }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
