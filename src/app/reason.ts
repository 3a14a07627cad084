import { LiqwatchError } from '../errors.ts'

/** Why something failed, in words for a gap. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : 'failed for an unknown reason'
}

/** What to do about a failure; `null` when nobody said. */
export function hintOf(error: unknown): string | null {
  return error instanceof LiqwatchError ? error.hint : null
}
