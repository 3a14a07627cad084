import { AsyncLocalStorage } from 'node:async_hooks'

const deadlines = new AsyncLocalStorage<number>()

/**
 * Runs something whose calls, however many follow one another, all end at `endsAtMs` at the latest (in the time of the
 * client's clock). Within another such run the earlier end counts.
 */
export function endingBy<T>(endsAtMs: number, run: () => Promise<T>): Promise<T> {
  return deadlines.run(notAfterShared(endsAtMs), run)
}

/** The deadline, or that of the run around it if that comes first. */
export function notAfterShared(deadlineMs: number): number {
  return Math.min(deadlineMs, deadlines.getStore() ?? Number.POSITIVE_INFINITY)
}
