import type { Dated, ReferenceData, UsdQuote } from '../../ports/reference.ts'

const MINUTE_MS = 60_000

/** Asks a source at most once a minute for the same thing, also across runs. */
export function oncePerMinute(
  memory: ReferenceData,
  nowMs: () => number,
): (
  name: string,
  fetch: () => Promise<ReadonlyMap<string, UsdQuote>>,
) => Promise<Dated<ReadonlyMap<string, UsdQuote>>> {
  const isFresh = (fetchedAtMs: number): boolean => {
    const ageMs = nowMs() - fetchedAtMs
    return ageMs >= 0 && ageMs < MINUTE_MS
  }
  return (name, fetch) => memory.recall(name, isFresh, fetch)
}
