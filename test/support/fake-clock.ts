import type { Clock } from '../../src/ports/clock.ts'

/** A clock that stands still but for `sleep` and `advance`; sleeping takes no time. */
export interface FakeClock extends Clock {
  readonly slept: number[]
  advance(durationMs: number): void
}

export function fakeClock(startMs = 1_795_300_801_500): FakeClock {
  let nowMs = startMs
  const slept: number[] = []
  return {
    slept,
    nowMs: () => nowMs,
    advance: (durationMs) => {
      nowMs += durationMs
    },
    sleep: async (durationMs) => {
      slept.push(durationMs)
      nowMs += durationMs
    },
  }
}

/** The real clock. */
export const realClock: Clock = {
  nowMs: () => Date.now(),
  sleep: (durationMs) => new Promise((resolve) => setTimeout(resolve, durationMs)),
}
