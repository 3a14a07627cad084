import { decideAlerts } from '../alerts/decide.ts'
import { urgentReadings } from '../alerts/decision-input.ts'
import type { AlertMemory } from '../alerts/memory.ts'
import { suspectKeys } from '../alerts/vanished.ts'
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
 * with the whole that follows it tells what the whole alone would. Positions that became smaller are left to that, as
 * evidence comes first, and accounts that were blind, as one message tells all of their return.
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
  const parts = looks.filter(({ rows }) => !isBlind(memory, rows)).map(({ rows }) => urgentReadings(rows, tiers))
  const suspects = new Set(suspectKeys(memory, parts))
  const accounts = parts.map((part) => ({
    ...part,
    readings: part.readings?.filter(({ key }) => !suspects.has(key)) ?? null,
  }))
  const remedies = remediesOf(looks.map(({ rows, source }) => ({ rows, stakes: () => source })))
  const input = { nowMs, holder, accounts, evidence: new Map(), remedies }
  const decision = log.decide(nowMs, (current) => decideAlerts(current, input, policy))
  if (decision.due.length === 0 && decision.messages.length === 0) return null
  return { decision, sent: sendDecided(decision, evaluator, nowMs) }
}

function isBlind({ sights }: AlertMemory, { account }: AccountRows): boolean {
  return (sights.get(account)?.blindSinceMs ?? null) !== null
}
