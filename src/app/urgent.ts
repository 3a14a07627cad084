import { decideUrgent } from '../alerts/decide-urgent.ts'
import type { AlertMemory } from '../alerts/memory.ts'
import { readingsOf } from '../alerts/readings.ts'
import { hasShrunk } from '../alerts/vanished.ts'
import type { AccountRows } from '../risk/report.ts'
import type { StakeSource } from '../risk/stake-reading.ts'
import { type Evaluator, type RunningEvaluation, sendDecided } from './evaluate.ts'
import { remediesOf } from './remedies.ts'

/** What of an account stands inside a tier, ahead of the rest. */
export interface UrgentLook {
  readonly rows: AccountRows
  readonly source: StakeSource
}

/**
 * Decides on what stands inside a tier before the rest of the accounts is computed, so that its message leaves sooner:
 * with the evaluation of the whole that follows it tells what that alone would. Left to that are positions that became
 * smaller, as evidence comes first, and accounts that were blind, as one message tells all of their return.
 *
 * @returns `null` when nothing is due
 */
export function startUrgent(
  looks: readonly UrgentLook[],
  evaluator: Evaluator,
  nowMs: number,
): Pick<RunningEvaluation, 'decision' | 'sent'> | null {
  if (looks.length === 0) return null
  const { log, tiers, policy, holder } = evaluator
  const memory = log.load(nowMs)
  const seen = looks.filter(({ rows }) => !isBlind(memory, rows))
  const readings = seen
    .flatMap(({ rows }) => readingsOf(rows, tiers))
    .filter((reading) => !hasShrunk(memory.states.get(reading.key), reading))
  const remedies = remediesOf(seen.map(({ rows, source }) => ({ rows, stakes: () => source })))
  const input = { nowMs, holder, readings, remedies }
  const decision = log.decide(nowMs, (current) => decideUrgent(current, input, policy))
  return decision.due.length === 0 ? null : { decision, sent: sendDecided(decision, evaluator, nowMs) }
}

function isBlind({ sights }: AlertMemory, { account }: AccountRows): boolean {
  return (sights.get(account)?.blindSinceMs ?? null) !== null
}
