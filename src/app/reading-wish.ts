import { DANGER_EVERY_MS, SOONEST_MS } from './watch-pace.ts'

/**
 * Whether an account is to be read: regularly, and out of turn when an event asks for it. A trader who never stops
 * trading gets readings out of turn ever farther apart, until a regular one comes.
 */
export class ReadingWish {
  #isWanted = true
  #soonestMs = SOONEST_MS

  /** Asks for a reading as soon as may be. */
  want(): void {
    this.#isWanted = true
  }

  /** A reading begins: it answers every wish so far. */
  begin(): void {
    this.#isWanted = false
  }

  /** Whether to read now, so long after the last reading. */
  isDue(sinceMs: number, everyMs: number): boolean {
    if (sinceMs >= everyMs) {
      this.#soonestMs = SOONEST_MS
      return true
    }
    if (!this.#isWanted || sinceMs < this.#soonestMs) return false
    this.#soonestMs = Math.min(DANGER_EVERY_MS, 2 * this.#soonestMs)
    return true
  }
}
