import type { ToldNotice } from './notices.ts'
import type { SightProblem, SightReading } from './readings.ts'
import { sightKey } from './readings.ts'
import { type Evaluation, MINUTE_MS, SECOND_MS } from './rules.ts'
import { type Acknowledgement, extendedRun, hasLasted, movedRun, type Run } from './state.ts'

/** Everything that deciding about an account's visibility has to remember. */
export interface SightState {
  readonly account: string
  /** Evaluations in a row that could not see everything; replays count once. */
  readonly failures: number
  readonly failingSinceMs: number | null
  /** Blindness was told; `null` when the account can be seen or nothing was told yet. */
  readonly blindSinceMs: number | null
  /** Names of the problems told since then. */
  readonly told: readonly string[]
  readonly lastSentAtMs: number | null
  /** When the return of sight was last told. */
  readonly sightedAtMs: number | null
  /** Sight came and went shortly before: its next return must last before it is told. */
  readonly isUnsteady: boolean
  /** Good evaluations since blindness was told, while unsteady. */
  readonly seen: Run | null
  readonly acknowledged: Acknowledgement | null
  readonly problems: readonly SightProblem[]
  /** When a key that may do more than read was last told; `null` when it never was. */
  readonly powerToldAtMs: number | null
  /** News of its symbols that were told. */
  readonly toldNotices: readonly ToldNotice[]
  readonly evaluatedAtMs: number
}

export interface SightStep {
  readonly key: string
  readonly next: SightState
  readonly reason: 'blind' | 'sighted' | 'reminder' | null
  readonly problems: readonly SightProblem[]
  /** Some reading of the account last stood inside a tier. */
  readonly isInDanger: boolean
  /** When sight was lost, for the message of its return; `null` when it never was. */
  readonly blindSinceMs: number | null
}

/** Two failures in a row are no coincidence. */
const FAILURES_TO_BLIND = 2
/** Sight that is lost again this soon after its return is unsteady. */
const UNSTEADY_MS = 10 * MINUTE_MS
/** In danger, blindness repeats like an innermost tier; otherwise half-hourly for two hours, then every four. */
const REPEATS = {
  danger: { earlyMinutes: 5, earlyMs: 30 * MINUTE_MS, lateMinutes: 15 },
  calm: { earlyMinutes: 30, earlyMs: 120 * MINUTE_MS, lateMinutes: 240 },
} as const

/** The state of an account that was never looked at. */
export function unseenSight(account: string, nowMs: number): SightState {
  return {
    account,
    failures: 0,
    failingSinceMs: null,
    blindSinceMs: null,
    told: [],
    lastSentAtMs: null,
    sightedAtMs: null,
    isUnsteady: false,
    seen: null,
    acknowledged: null,
    problems: [],
    powerToldAtMs: null,
    toldNotices: [],
    evaluatedAtMs: nowMs,
  }
}

/** What was read of the account, with figures that are too old counted as a problem of their own. */
export function withStaleness(reading: SightReading, staleSeconds: number): SightReading {
  const { dataAgeMs } = reading
  if (dataAgeMs === null || dataAgeMs < staleSeconds * SECOND_MS) return reading
  const why = `${Math.floor(dataAgeMs / SECOND_MS)} s old`
  return { ...reading, problems: [...reading.problems, { what: 'data', why }] }
}

/**
 * One look at an account → next state and a reason. Blind at the first failure when some reading last stood inside a
 * tier, otherwise after two in a row or `staleSeconds`; a problem of another name is told as it comes. Sight is told
 * when it returns, but must last as long as a tier's margin when it went within ten minutes of its last return.
 *
 * @param isInDanger some reading of the account last stood inside a tier
 */
export function stepSight(
  previous: SightState | null,
  reading: SightReading,
  evaluation: Evaluation & { readonly isInDanger: boolean },
): SightStep {
  const { nowMs, rules, isInDanger } = evaluation
  const from = continuedSight(previous, reading.account, nowMs)
  const { problems } = withStaleness(reading, rules.staleSeconds)
  const outcome = problems.length === 0 ? sighted(from, evaluation) : failed(from, { ...reading, problems }, evaluation)
  return {
    key: sightKey(reading.account),
    next: { ...outcome.next, problems, evaluatedAtMs: nowMs },
    reason: outcome.reason,
    problems,
    isInDanger,
    blindSinceMs: outcome.next.blindSinceMs ?? from.blindSinceMs,
  }
}

type Outcome = Pick<SightStep, 'next' | 'reason'>
type SightEvaluation = Evaluation & { readonly isInDanger: boolean }

function failed(from: SightState, reading: SightReading, evaluation: SightEvaluation): Outcome {
  const { nowMs } = evaluation
  const isNew = from.failures === 0 || nowMs > from.evaluatedAtMs
  const failing: SightState = {
    ...from,
    failures: from.failures + (isNew ? 1 : 0),
    failingSinceMs: from.failingSinceMs ?? nowMs,
    seen: null,
  }
  const names = reading.problems.map(({ what }) => what)
  if (from.blindSinceMs === null) {
    if (!isBlind(failing, reading, evaluation)) return { next: failing, reason: null }
    const isUnsteady = from.sightedAtMs !== null && nowMs - from.sightedAtMs <= UNSTEADY_MS
    const next = { ...failing, blindSinceMs: nowMs, told: names, lastSentAtMs: nowMs, isUnsteady, acknowledged: null }
    return { next, reason: 'blind' }
  }
  return stillBlind(failing, names, evaluation)
}

function stillBlind(failing: SightState, names: readonly string[], evaluation: SightEvaluation): Outcome {
  const { nowMs } = evaluation
  const told = [...new Set([...failing.told, ...names])]
  if (told.length > failing.told.length) {
    return { next: { ...failing, told, lastSentAtMs: nowMs, acknowledged: null }, reason: 'blind' }
  }
  if (!isRepeatDue(failing, evaluation)) return { next: failing, reason: null }
  return { next: { ...failing, lastSentAtMs: nowMs }, reason: 'reminder' }
}

function isBlind(failing: SightState, reading: SightReading, { nowMs, rules, isInDanger }: SightEvaluation): boolean {
  const staleMs = rules.staleSeconds * SECOND_MS
  return (
    isInDanger ||
    failing.failures >= FAILURES_TO_BLIND ||
    nowMs - (failing.failingSinceMs ?? nowMs) >= staleMs ||
    (reading.dataAgeMs ?? 0) >= staleMs
  )
}

function isRepeatDue(state: SightState, { nowMs, isInDanger }: SightEvaluation): boolean {
  if (state.acknowledged !== null || state.lastSentAtMs === null) return false
  const repeats = isInDanger ? REPEATS.danger : REPEATS.calm
  const isEarly = nowMs - (state.blindSinceMs ?? nowMs) <= repeats.earlyMs
  const minutes = isEarly ? repeats.earlyMinutes : repeats.lateMinutes
  return nowMs - state.lastSentAtMs >= minutes * MINUTE_MS
}

function sighted(from: SightState, { nowMs, rules }: SightEvaluation): Outcome {
  const calm: SightState = { ...from, failures: 0, failingSinceMs: null, seen: null }
  if (from.blindSinceMs === null) return { next: calm, reason: null }
  const seen = extendedRun(from.seen, 0, { nowMs, evaluatedAtMs: from.evaluatedAtMs })
  if (from.isUnsteady && !hasLasted(seen, nowMs, rules.rearmSeconds * SECOND_MS)) {
    return { next: { ...calm, seen }, reason: null }
  }
  const next = { ...calm, blindSinceMs: null, told: [], sightedAtMs: nowMs, lastSentAtMs: nowMs, acknowledged: null }
  return { next, reason: 'sighted' }
}

/** As with distances: a clock set back takes the remembered times with it. */
function continuedSight(previous: SightState | null, account: string, nowMs: number): SightState {
  if (previous === null) return unseenSight(account, nowMs)
  const shiftMs = nowMs - previous.evaluatedAtMs
  if (shiftMs >= 0) return previous
  const moved = (atMs: number | null): number | null => (atMs === null ? null : atMs + shiftMs)
  return {
    ...previous,
    failingSinceMs: moved(previous.failingSinceMs),
    blindSinceMs: moved(previous.blindSinceMs),
    lastSentAtMs: moved(previous.lastSentAtMs),
    sightedAtMs: moved(previous.sightedAtMs),
    seen: movedRun(previous.seen, shiftMs),
    evaluatedAtMs: nowMs,
  }
}
