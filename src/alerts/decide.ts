import type { SightStep } from './blind.ts'
import { type AccountPart, decideAccount, type HeldStep } from './decide-account.ts'
import { type AlertPolicy, type DecisionInput, textOptions } from './decision-input.ts'
import { refreshedAlert, type TextOptions } from './due-alert.ts'
import { withGivenUp } from './given-up.ts'
import { type AlertMemory, withoutDone } from './memory.ts'
import { isWaiting, type OutboxEntry } from './outbox.ts'
import { type Plan, type PlannedMessage, planMessages } from './plan.ts'
import type { SightProblem } from './readings.ts'
import type { AlertReason, AlertStep } from './step.ts'

/** What one evaluation comes to. */
export interface AlertDecision {
  /** To be saved before anything is sent. */
  readonly memory: AlertMemory
  readonly messages: readonly PlannedMessage[]
  /** Alerts wanted delivered now: new ones, and earlier ones that failed. */
  readonly due: readonly OutboxEntry[]
  /** One per reading, for screens. */
  readonly steps: readonly AlertStep[]
  readonly sights: readonly SightStep[]
  readonly held: readonly HeldStep[]
  /** Positions that are gone without an explanation: the verdict is UNKNOWN. */
  readonly unexplained: readonly SightProblem[]
}

/**
 * Memory and evaluation in, new memory and messages out: the one place where alerts are decided. It is pure, so that a
 * store can run it inside a transaction, and again on a memory that changed meanwhile.
 */
export function decideAlerts(memory: AlertMemory, input: DecisionInput, policy: AlertPolicy): AlertDecision {
  const before = withGivenUp(withoutDone(memory), input.nowMs, policy)
  const parts = input.accounts.map((account) => decideAccount(before, account, input, policy))
  const alerts = parts.flatMap((part) => part.alerts)
  const steps = parts.flatMap((part) => part.steps)
  // An alert that a newer one replaces stays in the log as it was told.
  const replaced = new Set(alerts.map(({ key }) => key))
  const kept = steps.filter(({ reading }) => !replaced.has(reading.key))
  const outbox = refreshedOutbox(before.outbox, kept, textOptions(input, policy))
  const { nowMs, holder } = input
  const plan = planMessages({ nowMs, holder, alerts, outbox, channels: before.channels }, policy)
  return {
    memory: withParts(before, parts, plan),
    messages: plan.messages,
    due: plan.due,
    steps,
    sights: parts.map((part) => part.sight),
    held: parts.flatMap((part) => part.held),
    unexplained: parts.flatMap((part) => part.unexplained),
  }
}

/** Reasons of which a later reading can tell more; what has ended stays as it was told. */
const REFRESHABLE: readonly AlertReason[] = [
  'entered',
  'worsened',
  'reminder',
  'fast',
  'drift',
  'margin-call',
  'margin-liquidation',
  'recovered',
  'reduced',
]

/** What is still due is told with the figures of now; what is on its way stays as it was sent. */
function refreshedOutbox(
  outbox: AlertMemory['outbox'],
  steps: readonly AlertStep[],
  options: TextOptions,
): AlertMemory['outbox'] {
  const byKey = new Map(steps.map((step) => [step.reading.key, step]))
  const refreshed = [...outbox].map(([id, entry]): [string, OutboxEntry] => {
    const step = byKey.get(entry.alert.key)
    const { reason, causes, tier } = entry.alert
    if (!entry.deliveries.some((delivery) => isWaiting(delivery, options.nowMs))) return [id, entry]
    if (step === undefined || step.reading.distance.status === 'unknown') return [id, entry]
    if (!REFRESHABLE.includes(reason)) return [id, entry]
    const told = { reading: step.reading, reason, causes, tier, isFirstSight: false }
    return [id, { ...entry, alert: refreshedAlert(entry.alert, told, options) }]
  })
  return new Map(refreshed)
}

function withParts(memory: AlertMemory, parts: readonly AccountPart[], plan: Plan): AlertMemory {
  const states = new Map(memory.states)
  for (const [key, state] of parts.flatMap((part) => [...part.states])) {
    if (state === null) states.delete(key)
    else states.set(key, state)
  }
  const sights = new Map(memory.sights)
  for (const { account, sight } of parts) sights.set(account, sight.next)
  return { ...memory, states, sights, outbox: plan.outbox, channels: plan.channels }
}
