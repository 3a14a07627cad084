import { compare } from '../model/decimal.ts'
import type { AccountInput, DecisionInput } from './decision-input.ts'
import { tierAt } from './depth.ts'
import { type TextOptions, vanishedAlert } from './due-alert.ts'
import type { AlertMemory } from './memory.ts'
import type { DueAlert } from './outbox.ts'
import { positionName, type Reading, type SightProblem } from './readings.ts'
import { silencedUntil } from './silence.ts'
import type { AlertState } from './state.ts'
import { type LastPosition, NO_EVIDENCE, vanishVerdict } from './vanish.ts'

/**
 * Keys of positions whose evidence should be gathered before deciding: those that are gone, and those that are smaller
 * than they were.
 */
export function suspectKeys(memory: AlertMemory, accounts: readonly AccountInput[]): readonly string[] {
  return accounts.flatMap((input) => {
    const gone = vanishedStates(memory, input).map(({ key }) => key)
    const smaller = (input.readings ?? []).filter((reading) => hasShrunk(memory.states.get(reading.key), reading))
    return [...gone, ...smaller.map(({ key }) => key)]
  })
}

/** Whether a position is smaller than it was when last seen. */
export function hasShrunk(state: AlertState | undefined, reading: Reading): boolean {
  const before = state?.lastSeen?.quantity ?? null
  return reading.kind === 'position' && before !== null && compare(reading.quantity, before) < 0
}

/** The state of a position's reading. */
export type PositionState = AlertState & { readonly subject: { readonly kind: 'position' } }

/** Positions that were seen before and are not in an answer that should have them. */
export function vanishedStates(memory: AlertMemory, input: AccountInput): readonly PositionState[] {
  const { readings } = input
  if (readings === null) return []
  const present = new Set(readings.map(({ key }) => key))
  return [...memory.states.values()].filter(
    (state): state is PositionState =>
      state.account === input.account &&
      state.subject.kind === 'position' &&
      !present.has(state.key) &&
      !input.unreadableSymbols.includes(state.subject.symbol),
  )
}

/** The position of a state as it was last seen; `null` for a joint reading, or one never seen. */
export function lastPosition({ subject, lastSeen }: AlertState): LastPosition | null {
  if (subject.kind !== 'position' || lastSeen === null) return null
  const { quantity, updatedAtMs } = lastSeen
  if (quantity === null || updatedAtMs === null) return null
  return { symbol: subject.symbol, side: subject.side, quantity, updatedAtMs }
}

/** What is made of a position that is gone. */
export interface Vanished {
  readonly key: string
  /** `null` when what became of it is settled. */
  readonly state: AlertState | null
  readonly alert: DueAlert | null
  readonly problem: SightProblem | null
}

/** A calm position that its owner closed is no news; one that was told of, or that the venue took, is. */
export function vanish(
  memory: AlertMemory,
  state: PositionState,
  input: DecisionInput,
  options: TextOptions,
): Vanished {
  const { key, subject } = state
  const last = lastPosition(state)
  if (last === null) return { key, state: null, alert: null, problem: null }
  const verdict = vanishVerdict(last, input.evidence.get(key) ?? NO_EVIDENCE)
  if (verdict.status === 'unknown') {
    return { key, state, alert: null, problem: { what: positionName(subject), why: `missing: ${verdict.why}` } }
  }
  const tier = tierAt(state.depth, state.tiers)
  const isSilent =
    silencedUntil({ account: state.account, symbol: subject.symbol }, memory.silences.values(), input.nowMs) !== null
  const isNews = verdict.status !== 'closed' || (state.toldDepth > 0 && !isSilent)
  const alert = isNews ? vanishedAlert(state, verdict.status, { ...options, tier }) : null
  return { key, state: null, alert, problem: null }
}
