import type { Activity } from './lists.ts'
import type { Span } from './read-span.ts'

const DAY_MS = 86_400_000

/** What is known when the lists of single symbols are about to be read. */
export interface ActivityFacts {
  /** Days on which money moved, by symbol. */
  readonly traces: ReadonlyMap<string, ReadonlySet<number>>
  /** Symbols with an open position. */
  readonly held: ReadonlySet<string>
  /** Up to when the movements of money are known; `null` for not at all. */
  readonly knownToMs: number | null
  readonly nowMs: number
}

/**
 * Where trades can be. A trade moves money at once (fee, profit) or, should it be free and open a position, at the next
 * settlement, which comes within a day: a window without a movement up to a day after it holds none. Of symbols that
 * are held the newest window is always read.
 */
export function activityOf({ traces, held, knownToMs, nowMs }: ActivityFacts): Activity {
  const isKnown = ({ toMs }: Span) => knownToMs !== null && knownToMs >= toMs
  const moved = (days: ReadonlySet<number>, { fromMs, toMs }: Span): boolean => {
    const [first, last] = [Math.floor(fromMs / DAY_MS), Math.floor(toMs / DAY_MS) + 1]
    return [...days].some((day) => day >= first && day <= last)
  }
  return {
    mayHaveMoved: (window) => !isKnown(window) || [...traces.values()].some((days) => moved(days, window)),
    mayHaveTraded: (symbol, window) =>
      !isKnown(window) || (held.has(symbol) && window.toMs >= nowMs) || moved(traces.get(symbol) ?? new Set(), window),
  }
}
