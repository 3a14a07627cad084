import { type AlertDecision, decideAlerts } from '../../src/alerts/decide.ts'
import { decideUrgent } from '../../src/alerts/decide-urgent.ts'
import type { AccountInput, AlertPolicy, DecisionInput } from '../../src/alerts/decision-input.ts'
import { type AlertMemory, EMPTY_MEMORY, settledMemory } from '../../src/alerts/memory.ts'
import type { DeliveryResult } from '../../src/alerts/outbox.ts'
import type { Reading, SightProblem } from '../../src/alerts/readings.ts'
import { d } from '../../src/model/decimal.ts'
import type { AlertLog } from '../../src/ports/state-store.ts'
import { RULES } from './alert-readings.ts'

/** Desktop hears of everything, the phone of 10 % and worse. */
export const POLICY: AlertPolicy = {
  ...RULES,
  fast: null,
  detail: 'full',
  namesAccount: false,
  channels: [
    { name: 'desktop', isRemote: false },
    { name: 'phone', isRemote: true },
  ],
  routes: {
    byTier: [
      { tier: d('15'), channels: ['desktop'] },
      { tier: d('10'), channels: ['desktop', 'phone'] },
      { tier: d('5'), channels: ['desktop', 'phone'] },
    ],
    blind: ['desktop', 'phone'],
  },
}

export const START_MS = 1_800_000_000_000

/** One evaluation of account main. */
export interface Look {
  readonly atSeconds: number
  /** `null` when the account could not be computed. */
  readonly readings: readonly Reading[] | null
  readonly problems?: readonly SightProblem[]
  readonly evidence?: DecisionInput['evidence']
  readonly remedies?: DecisionInput['remedies']
  readonly holder?: string
}

/** Some readings of account main, ahead of the others. */
interface PartialLook extends Look {
  readonly readings: readonly Reading[]
}

export function inputOf(look: Look): DecisionInput {
  const account: AccountInput = {
    account: 'main',
    sight: { account: 'main', problems: look.problems ?? [], dataAgeMs: null },
    readings: look.readings,
    unreadableSymbols: [],
  }
  return {
    nowMs: START_MS + look.atSeconds * 1000,
    holder: look.holder ?? 'me',
    accounts: [account],
    evidence: look.evidence ?? new Map(),
    remedies: look.remedies ?? new Map(),
  }
}

/** What came of sending a decision's messages when these channels fail. */
export function resultsOf(decision: AlertDecision, failing: readonly string[]): readonly DeliveryResult[] {
  return decision.messages.map(({ channel, alertIds, aboutChannels }) => ({
    channel,
    alertIds,
    aboutChannels,
    failure: failing.includes(channel) ? 'HTTP 500' : null,
  }))
}

/** An evaluator with a memory of its own: `look` decides and delivers at once. */
export function alertWorld(policy: AlertPolicy = POLICY) {
  let memory: AlertMemory = EMPTY_MEMORY
  const decide = (look: Look): AlertDecision => {
    const decision = decideAlerts(memory, inputOf(look), policy)
    memory = decision.memory
    return decision
  }
  const decideAhead = (look: PartialLook): AlertDecision => {
    const decision = decideUrgent(memory, { ...inputOf(look), readings: look.readings }, policy)
    memory = decision.memory
    return decision
  }
  return {
    memory: () => memory,
    change(next: (memory: AlertMemory) => AlertMemory): void {
      memory = next(memory)
    },
    /** Decides and dies before anything is sent. */
    decideOnly: decide,
    decideUrgentOnly: decideAhead,
    /** Decides on readings ahead of the look that they are part of, and delivers at once. */
    urgent(look: PartialLook, failing: readonly string[] = []): AlertDecision {
      const decision = decideAhead(look)
      memory = settledMemory(memory, resultsOf(decision, failing), START_MS + look.atSeconds * 1000)
      return decision
    },
    look(look: Look, failing: readonly string[] = []): AlertDecision {
      const decision = decide(look)
      memory = settledMemory(memory, resultsOf(decision, failing), START_MS + look.atSeconds * 1000)
      return decision
    },
  }
}

/** Evaluates through a log, as `check` does: decide, send, settle. */
export function lookThrough(log: AlertLog, look: Look, failing: readonly string[] = []): AlertDecision {
  const input = inputOf(look)
  const decision = log.decide(input.nowMs, (memory) => decideAlerts(memory, input, POLICY))
  if (decision.messages.length > 0) log.settle(input.nowMs, resultsOf(decision, failing))
  return decision
}

/** The messages as `channel: title`. */
export function titles(decision: AlertDecision): readonly string[] {
  return decision.messages.map(({ channel, message }) => `${channel}: ${message.title}`)
}

/** What was due, as `key reasons`. */
export function due(decision: AlertDecision): readonly string[] {
  return decision.due.map(({ alert }) => `${alert.key} ${alert.causes.join('+')}`)
}
