import { HUNDRED } from '../model/decimal.ts'
import { positionKey } from '../model/position.ts'
import type { ReferenceData } from '../ports/reference.ts'
import type { AccountRisk } from '../risk/report.ts'
import type { BookLook } from '../risk/rules/rule.ts'

const LOOKS = 'book-looks'
/** Looks closer together than this say nothing new. */
const LOOK_EVERY_MS = 6 * 3_600_000
/** Ten days of looks. */
const MOST_LOOKS = 40

/** Earlier looks at an account's book, oldest first; empty when none are remembered. */
export async function readBookLooks(memory: ReferenceData): Promise<readonly BookLook[]> {
  try {
    const remembered = await memory.recall<readonly BookLook[]>(
      LOOKS,
      () => true,
      async () => [],
    )
    return remembered.value
  } catch {
    return []
  }
}

/**
 * Remembers what the book looks like now, at most every six hours, so that a later run knows what it was before an
 * event. A memory that cannot be written costs nothing else.
 */
export async function rememberBook(memory: ReferenceData, risk: AccountRisk): Promise<void> {
  const look = lookAt(risk)
  const looks = await readBookLooks(memory)
  const last = looks.at(-1)
  const isRecent = last !== undefined && risk.takenAtMs - last.atMs < LOOK_EVERY_MS && risk.takenAtMs >= last.atMs
  if (look === null || isRecent) return
  memory.forget(LOOKS)
  await memory.recall(
    LOOKS,
    () => false,
    async () => [...looks, look].slice(-MOST_LOOKS),
  )
}

function lookAt({ takenAtMs, effectiveLeverage, grossNotional, positions }: AccountRisk): BookLook | null {
  if (effectiveLeverage === null || grossNotional === null) return null
  const weights = positions.map(({ position, notional }): [string, BookLook['effectiveLeverage']] => [
    positionKey(position),
    grossNotional.isZero() ? grossNotional : notional.times(HUNDRED).div(grossNotional),
  ])
  return { atMs: takenAtMs, effectiveLeverage, weightPct: new Map(weights) }
}
