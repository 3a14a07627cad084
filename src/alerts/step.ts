import type { Decimal } from '../model/decimal.ts'
import { clearedDepth, depthOf, isInner, tierAt } from './depth.ts'
import { isFastLoss, withSample } from './fast.ts'
import { crossedLine, withZone } from './margin-line.ts'
import type { Reading } from './readings.ts'
import { reminderMinutes } from './reminders.ts'
import { type Evaluation, MINUTE_MS, SECOND_MS } from './rules.ts'
import {
  type AlertState,
  continuedState,
  type DistanceSample,
  extendedRun,
  hasLasted,
  type LastSeen,
  type Run,
} from './state.ts'

/** Why a message can be due. Those of one step stand gravest first. */
export const ALERT_REASONS = [
  'liquidated',
  'deleveraged',
  'margin-liquidation',
  'margin-call',
  'worsened',
  'entered',
  'blind',
  'fast',
  'drift',
  'closed',
  'reduced',
  'recovered',
  'sighted',
  'key-power',
  'brackets',
  'open-interest',
  'reminder',
] as const
export type AlertReason = (typeof ALERT_REASONS)[number]

/** What one evaluation makes of one reading. */
export interface AlertStep {
  readonly reading: Reading
  /** The state to save when the message goes out, or when none is due. */
  readonly next: AlertState
  /** The state to save when delivery is held back: everything seen, nothing told. */
  readonly held: AlertState
  /** `null` when nothing is due. */
  readonly reason: AlertReason | null
  /** `reason` and whatever else is due with it: one message tells all. */
  readonly causes: readonly AlertReason[]
  /** The tier it stands in, or has left on `recovered` and `reduced`; `null` outside all. */
  readonly tier: Decimal | null
  /** Nothing was known of the reading before. */
  readonly isFirstSight: boolean
}

/**
 * One reading → next state and a reason. Worsening is believed at once, improvement only after it has held for long
 * enough; an acknowledgement ends with any worsening; an unknown reading changes nothing but the run of clear ones.
 * Stepping the same evaluation again gives no reason.
 *
 * @param previous `null` on first sight
 */
export function stepAlert(previous: AlertState | null, reading: Reading, evaluation: Evaluation): AlertStep {
  const from = continuedState(previous, reading, evaluation.nowMs)
  if (reading.distance.status === 'unknown') return unseen(from, reading, evaluation.nowMs)
  const seen = observed(from, reading, evaluation)
  const causes = causesOf(from, seen, reading, evaluation)
  const [reason = null] = causes
  const hasLeft = reason === 'recovered' || reason === 'reduced'
  return {
    reading,
    next: told(seen, reading, causes, evaluation.nowMs),
    held: seen,
    reason,
    causes,
    tier: tierAt(hasLeft ? from.depth : (depthOf(reading) ?? 0), reading.tiers),
    isFirstSight: from.lastSeen === null,
  }
}

function unseen(from: AlertState, reading: Reading, nowMs: number): AlertStep {
  const state = { ...from, clear: null, driftClear: null, evaluatedAtMs: nowMs }
  const tier = tierAt(from.depth, reading.tiers)
  return { reading, next: state, held: state, reason: null, causes: [], tier, isFirstSight: from.lastSeen === null }
}

/** The state with what the reading shows, before anything is told. */
function observed(from: AlertState, reading: Reading, evaluation: Evaluation): AlertState {
  const { nowMs } = evaluation
  const seen = { ...withDepth(from, reading, evaluation), lastSeen: lastSeenOf(reading), evaluatedAtMs: nowMs }
  const judged = withDrift(withQuantity(withDistance(seen, reading, evaluation), reading), reading, from, evaluation)
  return withZone(judged, reading, from, evaluation)
}

function withDepth(from: AlertState, reading: Reading, { nowMs, rules }: Evaluation): AlertState {
  const depth = depthOf(reading) ?? 0
  if (depth > from.depth) return deepened(from, depth, nowMs)
  // In calm there is nothing to clear: hundreds of readings are told so without a look at the re-arm margin.
  const cleared = from.depth === 0 ? 0 : (clearedDepth(reading, rules.rearmPct) ?? from.depth)
  if (cleared >= from.depth) return from.clear === null ? from : { ...from, clear: null }
  const clear = extendedRun(from.clear, cleared, { nowMs, evaluatedAtMs: from.evaluatedAtMs })
  if (!hasLasted(clear, nowMs, rules.rearmSeconds * SECOND_MS)) return { ...from, clear }
  return lifted(from, clear, cleared, nowMs)
}

function deepened(from: AlertState, depth: number, nowMs: number): AlertState {
  return {
    ...from,
    depth,
    enteredAtMs: from.enteredAtMs ?? nowMs,
    worsenedAtMs: nowMs,
    clear: null,
    isClimbTold: false,
    acknowledged: null,
  }
}

/** Up to the deepest of the run, not of its last evaluation; a higher climb goes on with a run of its own. */
function lifted(from: AlertState, run: Run, cleared: number, nowMs: number): AlertState {
  const { depth } = run
  return {
    ...from,
    depth,
    toldDepth: Math.min(from.toldDepth, depth),
    enteredAtMs: depth === 0 ? null : from.enteredAtMs,
    worsenedAtMs: depth === 0 ? null : from.worsenedAtMs,
    clear: cleared < depth ? { sinceMs: nowMs, evaluations: 1, depth: cleared } : null,
    acknowledged: depth === 0 ? null : from.acknowledged,
  }
}

function withDistance(state: AlertState, reading: Reading, { nowMs, rules }: Evaluation): AlertState {
  const sample = sampleOf(reading, nowMs)
  if (sample === null || rules.fast === null) return state
  const samples = withSample(state.samples, sample, rules.fast)
  return samples === state.samples ? state : { ...state, samples }
}

function withQuantity(state: AlertState, reading: Reading): AlertState {
  if (state.depth === 0 || reading.kind !== 'position') {
    return state.quantityInDanger === null ? state : { ...state, quantityInDanger: null }
  }
  return state.clear === null ? { ...state, quantityInDanger: reading.quantity } : state
}

/** Told drift must be gone for as long as a tier before it can be told again. */
function withDrift(state: AlertState, reading: Reading, from: AlertState, { nowMs, rules }: Evaluation): AlertState {
  if (reading.kind !== 'position' || !from.isDriftTold) return state
  if (reading.drift.status !== 'agrees') return { ...state, driftClear: null }
  const driftClear = extendedRun(from.driftClear, 0, { nowMs, evaluatedAtMs: from.evaluatedAtMs })
  return hasLasted(driftClear, nowMs, rules.rearmSeconds * SECOND_MS)
    ? { ...state, isDriftTold: false, driftClear: null }
    : { ...state, driftClear }
}

function lastSeenOf(reading: Reading): LastSeen {
  const position = reading.kind === 'position' ? reading : null
  return {
    atMs: reading.dataAtMs,
    distancePct: reading.distance.status === 'known' ? reading.distance.distancePct : null,
    quantity: position?.quantity ?? null,
    updatedAtMs: position?.updatedAtMs ?? null,
    markPrice: position?.markPrice ?? null,
    liquidationPrice: position?.liquidationPrice ?? null,
  }
}

function sampleOf({ distance }: Reading, nowMs: number): DistanceSample | null {
  return distance.status === 'known' ? { atMs: nowMs, distancePct: distance.distancePct } : null
}

/** Everything that is due, gravest first; a reminder only when nothing else is. */
function causesOf(
  from: AlertState,
  seen: AlertState,
  reading: Reading,
  evaluation: Evaluation,
): readonly AlertReason[] {
  const causes: AlertReason[] = []
  const forced = forcedCause(from, reading)
  if (forced !== null) causes.push(forced)
  const line = crossedLine(seen, reading)
  if (line !== null) causes.push(line)
  if (seen.depth > seen.toldDepth) causes.push(seen.toldDepth === 0 ? 'entered' : 'worsened')
  if (isFast(from, reading, evaluation)) causes.push('fast')
  if (reading.kind === 'position' && reading.drift.status === 'warning' && !seen.isDriftTold) causes.push('drift')
  const climb = climbCause(from, seen, reading)
  if (climb !== null) causes.push(climb)
  if (causes.length === 0 && isReminderDue(seen, reading, evaluation)) causes.push('reminder')
  return causes
}

function forcedCause(from: AlertState, reading: Reading): 'liquidated' | 'deleveraged' | null {
  if (reading.kind === 'joint' || reading.forced === null) return null
  return reading.forced.atMs > (from.forcedToldAtMs ?? 0) ? reading.forced.kind : null
}

/** Judged from the samples before this one: its own would hide nothing, but says nothing either. */
function isFast(from: AlertState, reading: Reading, { nowMs, rules }: Evaluation): boolean {
  const sample = sampleOf(reading, nowMs)
  if (sample === null || rules.fast === null) return false
  // The joint move of a hedged book is no more than a warning, and this alert is.
  if (reading.kind === 'joint' && reading.isHedged) return false
  return isFastLoss(from, sample, rules.fast)
}

/** One message per climb, at the first tier left; halvings are left in silence. */
function climbCause(from: AlertState, seen: AlertState, reading: Reading): 'recovered' | 'reduced' | null {
  const leftTier = Math.min(from.depth, reading.tiers.length) > seen.depth
  if (!leftTier || from.toldDepth <= seen.depth || from.isClimbTold) return null
  const before = from.quantityInDanger
  return reading.kind === 'position' && before !== null && reading.quantity.lt(before) ? 'reduced' : 'recovered'
}

/** Repeats need the reading itself inside the tier: in the margin above it, nothing is repeated. */
function isReminderDue(seen: AlertState, reading: Reading, { nowMs, rules }: Evaluation): boolean {
  const tier = tierAt(depthOf(reading) ?? 0, reading.tiers)
  if (tier === null || seen.lastSentAtMs === null || seen.acknowledged !== null) return false
  const sinceWorseMs = nowMs - (seen.worsenedAtMs ?? nowMs)
  const minutes = reminderMinutes(tier, reading.tiers, rules, sinceWorseMs)
  return minutes !== null && nowMs - seen.lastSentAtMs >= minutes * MINUTE_MS
}

/** The state once the message about these causes is on its way. */
function told(seen: AlertState, reading: Reading, causes: readonly AlertReason[], nowMs: number): AlertState {
  if (causes.length === 0) return seen
  const has = (...reasons: readonly AlertReason[]): boolean => reasons.some((reason) => causes.includes(reason))
  const isUrgent =
    has('fast', 'margin-liquidation') || (has('entered', 'worsened') && isInner(seen.depth, reading.tiers))
  return {
    ...seen,
    toldDepth: seen.depth,
    lastSentAtMs: nowMs,
    isClimbTold: seen.isClimbTold || has('recovered', 'reduced'),
    acknowledged: has('fast') ? null : seen.acknowledged,
    fastTold: isUrgent ? (sampleOf(reading, nowMs) ?? seen.fastTold) : seen.fastTold,
    isDriftTold: seen.isDriftTold || has('drift'),
    zoneTold: has('margin-call', 'margin-liquidation') && reading.kind === 'margin' ? reading.zone : seen.zoneTold,
    forcedToldAtMs:
      has('liquidated', 'deleveraged') && reading.kind !== 'joint'
        ? (reading.forced?.atMs ?? seen.forcedToldAtMs)
        : seen.forcedToldAtMs,
  }
}
