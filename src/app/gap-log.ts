import type { Gap } from '../model/snapshot.ts'
import { reasonOf } from './reason.ts'

/** Collects what could not be read while everything else goes on. */
export interface GapLog {
  readonly gaps: readonly Gap[]
  /** The value, or `null` with a gap of this name. */
  orNull<T>(what: string, reading: Promise<T>): Promise<T | null>
}

/** A log of optional gaps: none of them changes a verdict. */
export function createGapLog(): GapLog {
  const gaps: Gap[] = []
  return {
    gaps,
    async orNull(what, reading) {
      try {
        return await reading
      } catch (error) {
        gaps.push({ what, why: reasonOf(error), needed: false })
        return null
      }
    },
  }
}

/**
 * Reads each symbol side by side. One that fails is a gap.
 *
 * @throws the first failure when every one failed: then nothing can be shown
 */
export async function readEach<T>(
  symbols: readonly string[],
  log: GapLog,
  read: { readonly what: string; readonly of: (symbol: string) => Promise<T> },
): Promise<readonly T[]> {
  const readings = symbols.map((symbol) => ({ symbol, reading: read.of(symbol) }))
  const settled = await Promise.all(
    readings.map(({ symbol, reading }) => log.orNull(`${read.what} ${symbol}`, reading)),
  )
  const known = settled.filter((value) => value !== null)
  if (known.length === 0) await Promise.all(readings.map(({ reading }) => reading))
  return known
}
