import type { Clock } from '../ports/clock.ts'
import { ChannelError } from './channel-error.ts'

/** The longest wait that is honoured when the other side asks for one. */
export const LONGEST_RETRY_AFTER_MS = 10_000
/** A send with all its tries and waits ends within this. */
const SEND_BUDGET_MS = 20_000

const RETRIES = 2
const FIRST_BACKOFF_MS = 500
const RETRY_AFTER_SPREAD_MS = 250

export interface RetryDeps {
  readonly clock: Clock
  /** 0 ≤ x < 1. */
  readonly random: () => number
  /** The deadline of one try, kept free at the end of the budget. */
  readonly deadlineMs: number
}

/**
 * Runs a try up to three times, with exponential backoff and full jitter, or the wait that was asked for.
 *
 * @throws the last try's failure
 */
export async function withRetries(attempt: () => Promise<void>, deps: RetryDeps): Promise<void> {
  const startedAtMs = deps.clock.nowMs()
  for (let retriesDone = 0; ; retriesDone += 1) {
    try {
      return await attempt()
    } catch (error) {
      const waitMs = retryWaitMs(error, retriesDone, deps.random)
      const spentMs = deps.clock.nowMs() - startedAtMs
      if (waitMs === null || spentMs + waitMs + deps.deadlineMs > SEND_BUDGET_MS) throw error
      await deps.clock.sleep(waitMs)
    }
  }
}

/** Milliseconds to wait before the next try; `null` when there is to be none. */
export function retryWaitMs(error: unknown, retriesDone: number, random: () => number): number | null {
  if (!(error instanceof ChannelError) || !error.retryable || retriesDone >= RETRIES) return null
  if (error.retryAfterMs === null) return Math.floor(random() * FIRST_BACKOFF_MS * 2 ** retriesDone)
  if (error.retryAfterMs > LONGEST_RETRY_AFTER_MS) return null
  return error.retryAfterMs + Math.floor(random() * RETRY_AFTER_SPREAD_MS)
}
