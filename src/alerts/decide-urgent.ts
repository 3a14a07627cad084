import type { AlertDecision } from './decide.ts'
import { stepAlerts, stepReading } from './decide-account.ts'
import { type AlertPolicy, type DecisionInput, textOptions } from './decision-input.ts'
import { withGivenUp } from './given-up.ts'
import { type AlertMemory, withoutDone } from './memory.ts'
import { planMessages } from './plan.ts'
import type { Reading } from './readings.ts'

/** Readings of any accounts, ahead of the evaluation that they are part of. */
export interface UrgentInput extends Pick<DecisionInput, 'nowMs' | 'holder' | 'remedies'> {
  readonly readings: readonly Reading[]
}

/**
 * Decides on readings ahead of the evaluation that they are part of. Only what is due of them, and not held back by a
 * silence, is told and remembered, together with what was owed of the same readings; all else is left as it was, so that
 * the evaluation finds what it would have found.
 */
export function decideUrgent(memory: AlertMemory, urgent: UrgentInput, policy: AlertPolicy): AlertDecision {
  const { nowMs, holder, readings } = urgent
  const before = withGivenUp(withoutDone(memory), nowMs, policy)
  const input = { ...urgent, accounts: [], evidence: new Map() }
  const told = readings
    .map((reading) => stepReading(before, reading, input, policy))
    .filter(({ step, heldUntilMs }) => step.reason !== null && heldUntilMs === null)
  if (told.length === 0) return { ...NOTHING_DUE, memory }
  const options = textOptions(input, policy)
  const alerts = told.flatMap(({ step }) => stepAlerts(before, step, input, options))
  const keys = new Set(alerts.map(({ key }) => key))
  const outbox = new Map([...before.outbox].filter(([, { alert }]) => keys.has(alert.key)))
  const plan = planMessages({ nowMs, holder, alerts, outbox, channels: before.channels }, policy)
  return {
    ...NOTHING_DUE,
    memory: {
      ...before,
      states: new Map([...before.states, ...told.map(({ step, state }) => [step.reading.key, state] as const)]),
      outbox: new Map([...before.outbox, ...plan.outbox]),
      channels: plan.channels,
    },
    messages: plan.messages,
    due: plan.due,
    steps: told.map(({ step }) => step),
  }
}

const NOTHING_DUE: Omit<AlertDecision, 'memory'> = {
  messages: [],
  due: [],
  steps: [],
  sights: [],
  held: [],
  unexplained: [],
}
