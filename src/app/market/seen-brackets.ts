import type { LeverageBracket } from '../../model/bracket.ts'
import type { ReferenceData } from '../../ports/reference.ts'
import { type BracketMemory, bracketMemory } from '../../risk/venue-state.ts'
import { replaceSeen } from './last-seen.ts'

const nameOf = (symbol: string): string => `brackets-seen-${symbol}`

/** Brackets as they stand, with what is remembered of them; they are remembered from now on. */
export async function seenBrackets(
  memory: ReferenceData,
  current: LeverageBracket,
  nowMs: number,
): Promise<BracketMemory> {
  let next: BracketMemory = { current, change: null }
  await replaceSeen<BracketMemory>(memory, nameOf(current.symbol), (seen) => {
    next = bracketMemory(seen === null ? null : { memory: seen.value, seenAtMs: seen.fetchedAtMs }, current, nowMs)
    return next
  })
  return next
}

/**
 * The same for somebody who looks every minute: brackets read at `readAtMs` that were looked at since then tell
 * nothing new, and nothing is written.
 */
export async function seenBracketsOnce(
  memory: ReferenceData,
  current: LeverageBracket,
  { readAtMs, nowMs }: { readonly readAtMs: number; readonly nowMs: number },
): Promise<BracketMemory> {
  const remembered = await memory.recall<BracketMemory | null>(
    nameOf(current.symbol),
    () => true,
    async () => null,
  )
  if (remembered.value !== null && remembered.fetchedAtMs >= readAtMs) return remembered.value
  return seenBrackets(memory, current, nowMs)
}
