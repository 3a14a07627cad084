import type { ReplyHead } from './gate.ts'

const SECOND_MS = 1_000
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
/** Shortest pause after a 429 that names none: Binance does not promise Retry-After on futures. */
const SHORTEST_LIMIT_PAUSE_MS = 30_000
const JITTER_MS = 5_000
/** Bans begin with two minutes and grow to three days. */
const FIRST_BAN_MS = 2 * MINUTE_MS
const LONGEST_BAN_MS = 3 * DAY_MS

/** Pause after a 429: what Retry-After says, else until the next minute plus jitter, but at least 30 s. */
export function retryAfterLimit(
  head: ReplyHead | null,
  { nowMs, random }: { readonly nowMs: number; random(): number },
): number {
  const told = retryAfterHeader(head, nowMs)
  if (told !== null) return told
  const untilNextMinute = MINUTE_MS - (nowMs % MINUTE_MS)
  return Math.max(untilNextMinute, SHORTEST_LIMIT_PAUSE_MS) + Math.floor(random() * JITTER_MS)
}

/** Pause after a 418: until the instant in its message, else what Retry-After says, else two minutes. */
export function retryAfterBan(message: string, head: ReplyHead | null, nowMs: number): number {
  const untilMs = Number(/banned until (\d{13})\b/.exec(message)?.[1] ?? Number.NaN)
  if (untilMs > nowMs) return Math.min(untilMs - nowMs, LONGEST_BAN_MS)
  return retryAfterHeader(head, nowMs) ?? FIRST_BAN_MS
}

/** Retry-After in seconds or as a date; `null` when absent, past or unreadable. */
function retryAfterHeader(head: ReplyHead | null, nowMs: number): number | null {
  const text = head?.header('retry-after')?.trim() ?? ''
  const pauseMs = /^\d+(\.\d+)?$/.test(text) ? Number(text) * SECOND_MS : Date.parse(text) - nowMs
  return pauseMs > 0 ? Math.min(pauseMs, LONGEST_BAN_MS) : null
}
