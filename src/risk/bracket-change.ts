import type { BracketRow, LeverageBracket } from '../model/bracket.ts'

/** One row that is not what it was; `null` where there was, or is, none. */
export interface BracketRowChange {
  readonly bracket: number
  readonly before: BracketRow | null
  readonly after: BracketRow | null
}

/** The rows of a symbol's brackets that differ between two readings, lowest first; empty for none. */
export function bracketChanges(before: LeverageBracket, after: LeverageBracket): readonly BracketRowChange[] {
  const most = Math.max(before.rows.length, after.rows.length)
  return Array.from({ length: most }, (_, index): BracketRowChange => {
    const [old, now] = [before.rows[index] ?? null, after.rows[index] ?? null]
    return { bracket: now?.bracket ?? old?.bracket ?? index + 1, before: old, after: now }
  }).filter(({ before: old, after: now }) => old === null || now === null || !isSameRow(old, now))
}

function isSameRow(one: BracketRow, other: BracketRow): boolean {
  return (
    one.notionalFloor.eq(other.notionalFloor) &&
    one.notionalCap.eq(other.notionalCap) &&
    one.maintMarginRatio.eq(other.maintMarginRatio) &&
    one.maintAmount.eq(other.maintAmount) &&
    one.initialLeverage === other.initialLeverage
  )
}
