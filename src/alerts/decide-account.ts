import { type SightStep, stepSight } from './blind.ts'
import { type AccountInput, type AlertPolicy, type DecisionInput, textOptions } from './decision-input.ts'
import { readingAlert, sightAlert, type TextOptions } from './due-alert.ts'
import { stepKeyPower } from './key-power.ts'
import type { AlertMemory } from './memory.ts'
import type { DueAlert } from './outbox.ts'
import { causesWithOwed } from './plan.ts'
import type { Reading, SightProblem } from './readings.ts'
import type { AlertRules } from './rules.ts'
import { silencedUntil, silenceSubject } from './silence.ts'
import type { AlertState } from './state.ts'
import { type AlertStep, stepAlert } from './step.ts'
import { forcedReduction } from './vanish.ts'
import { lastPosition, vanish, vanishedStates } from './vanished.ts'

/** A step whose delivery is held back by a silence. */
export interface HeldStep {
  readonly step: AlertStep
  readonly untilMs: number
}

/** What was decided about one account. */
export interface AccountPart {
  readonly account: string
  readonly states: ReadonlyMap<string, AlertState | null>
  readonly sight: SightStep
  readonly steps: readonly AlertStep[]
  readonly held: readonly HeldStep[]
  readonly alerts: readonly DueAlert[]
  readonly unexplained: readonly SightProblem[]
}

/** Steps every reading of an account, its visibility, and the positions that are gone. */
export function decideAccount(
  memory: AlertMemory,
  account: AccountInput,
  input: DecisionInput,
  policy: AlertPolicy,
): AccountPart {
  const options = textOptions(input, policy)
  const own = [...memory.states.values()].filter((state) => state.account === account.account)
  const readings = [...(account.readings ?? []), ...(account.margin?.readings ?? [])]
  const stepped = readings.map((reading) => stepReading(memory, reading, input, policy))
  const vanished = vanishedStates(memory, account).map((state) => vanish(memory, state, input, options))
  const unexplained = vanished.flatMap(({ problem }) => (problem === null ? [] : [problem]))
  // Danger seen just now counts too: the same evaluation again must not know more than the first time.
  const isInDanger = [...own, ...stepped.map(({ state }) => state)].some(({ depth }) => depth > 0)
  const sight = stepSight(
    memory.sights.get(account.account) ?? null,
    {
      ...account.sight,
      problems: [...account.sight.problems, ...(account.margin?.problems ?? []), ...unexplained],
    },
    { nowMs: input.nowMs, rules: policy, isInDanger },
  )
  const toldAtMs = memory.sights.get(account.account)?.powerToldAtMs ?? null
  const power =
    account.readings === null
      ? { toldAtMs, alert: null }
      : stepKeyPower(account.account, { power: account.keyPower ?? null, toldAtMs }, options)
  const told = stepped.filter(({ heldUntilMs }) => heldUntilMs === null)
  return {
    account: account.account,
    states: new Map([
      ...endedPools(own, account, sight).map((key) => [key, null] as const),
      ...endedMargin(own, account).map((key) => [key, null] as const),
      ...stepped.map(({ step, state }) => [step.reading.key, state] as const),
      ...vanished.map(({ key, state }) => [key, state] as const),
    ]),
    sight: { ...sight, next: { ...sight.next, powerToldAtMs: power.toldAtMs } },
    steps: stepped.map(({ step }) => step),
    held: stepped.flatMap(({ step, heldUntilMs }) => (heldUntilMs === null ? [] : [{ step, untilMs: heldUntilMs }])),
    alerts: [
      ...told.flatMap(({ step }) => stepAlerts(memory, step, input, options)),
      ...vanished.flatMap(({ alert }) => (alert === null ? [] : [alert])),
      ...(power.alert === null ? [] : [power.alert]),
      ...(sight.reason === null ? [] : [sightAlert(sight, account.account, sight.reason, options)]),
    ],
    unexplained,
  }
}

export interface SteppedReading {
  readonly step: AlertStep
  /** What to save: everything told, or everything but. */
  readonly state: AlertState
  /** `null` when nothing holds delivery back. */
  readonly heldUntilMs: number | null
}

/** Steps one reading, and finds out whether a silence holds back what is due of it. */
export function stepReading(
  memory: AlertMemory,
  reading: Reading,
  { nowMs, evidence }: DecisionInput,
  rules: AlertRules,
): SteppedReading {
  const previous = memory.states.get(reading.key) ?? null
  const step = stepAlert(previous, withForced(reading, previous, evidence), { nowMs, rules })
  const heldUntilMs = step.reason === null || isLoss(step) ? null : silenceOver(memory, reading, nowMs)
  return { step, state: heldUntilMs === null ? step.next : step.held, heldUntilMs }
}

/** A silence asks not to be warned; that the venue has taken a position is no warning. */
function isLoss({ causes }: AlertStep): boolean {
  return causes.includes('liquidated') || causes.includes('deleveraged')
}

function silenceOver(memory: AlertMemory, reading: Reading, nowMs: number): number | null {
  return silencedUntil({ account: reading.account, symbol: silenceSubject(reading) }, memory.silences.values(), nowMs)
}

/** The alert of a step, with what was owed of its reading; none when nothing is due. */
export function stepAlerts(
  memory: AlertMemory,
  step: AlertStep,
  input: DecisionInput,
  options: TextOptions,
): readonly DueAlert[] {
  if (step.reason === null) return []
  const causes = causesWithOwed(step.causes, step.reading.key, { outbox: memory.outbox, nowMs: input.nowMs })
  return [readingAlert({ ...step, reason: step.reason, causes }, options)]
}

function withForced(reading: Reading, previous: AlertState | null, evidence: DecisionInput['evidence']): Reading {
  const found = evidence.get(reading.key)
  const last = previous === null ? null : lastPosition(previous)
  if (reading.kind !== 'position' || found === undefined || last === null) return reading
  return { ...reading, forced: reading.forced ?? forcedReduction(last, found) }
}

/** Pools without positions any more; while anything is unclear they are kept. */
function endedPools(own: readonly AlertState[], { readings }: AccountInput, sight: SightStep): readonly string[] {
  if (readings === null || sight.problems.length > 0) return []
  const present = new Set(readings.map(({ key }) => key))
  return own.filter(({ key, subject }) => subject.kind === 'joint' && !present.has(key)).map(({ key }) => key)
}

/** Margin accounts that are closed; while anything of them is unclear they are kept. */
function endedMargin(own: readonly AlertState[], { margin }: AccountInput): readonly string[] {
  if (margin === undefined || margin.problems.length > 0) return []
  const present = new Set(margin.readings.map(({ key }) => key))
  return own.filter(({ key, subject }) => subject.kind === 'margin' && !present.has(key)).map(({ key }) => key)
}
