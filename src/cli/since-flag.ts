import { InvalidArgumentError } from 'commander'
import { durationFlag } from './duration-flag.ts'

/** A time to look back to: so long ago, or an instant in milliseconds. */
export type Since = { readonly agoMs: number } | { readonly atMs: number }

const DAY = /^\d{4}-\d{2}-\d{2}$/
const HAS_ZONE = /(Z|[+-]\d{2}:?\d{2})$/i

/**
 * Reads `7d`, `12h`, `2026-11-01` or an ISO 8601 time; without a zone it is UTC.
 *
 * @throws InvalidArgumentError for anything else
 */
export function sinceFlag(text: string): Since {
  const plain = text.trim()
  if (/^\d{4}-/.test(plain)) return { atMs: instantOf(plain) }
  try {
    return { agoMs: durationFlag(plain) }
  } catch {
    throw new InvalidArgumentError('It takes a length of time (7d, 12h), a day (2026-11-01) or an ISO 8601 time.')
  }
}

function instantOf(text: string): number {
  if (!isInCalendar(text)) throw new InvalidArgumentError('There is no such day or time.')
  const atMs = Date.parse(DAY.test(text) || HAS_ZONE.test(text) ? text : `${text}Z`)
  if (Number.isFinite(atMs)) return atMs
  throw new InvalidArgumentError('There is no such day or time.')
}

/** The 30th of February would be understood as a day in March. */
function isInCalendar(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})/.exec(text) ?? []
  return (
    day === undefined || new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day)
  )
}

/** The instant that is meant. */
export function sinceMs(since: Since, nowMs: number): number {
  return 'atMs' in since ? since.atMs : nowMs - since.agoMs
}
