import type { Decimal } from '../model/decimal.ts'
import type { Side } from '../model/position.ts'
import type { LevelZone, Reading } from './readings.ts'

/** Evaluations in a row of which something held. */
export interface Run {
  readonly sinceMs: number
  /** Replays of the same evaluation count once. */
  readonly evaluations: number
  /** The deepest the reading stood during the run, by the re-arm margin. */
  readonly depth: number
}

/** The user has seen it: no repeats until it gets worse. */
export interface Acknowledgement {
  readonly depth: number
  readonly atMs: number
}

/** A distance at a time; the highest of its half-minute. */
export interface DistanceSample {
  readonly atMs: number
  readonly distancePct: Decimal
}

/** What was last known of a reading; it outlives unknown evaluations. */
export interface LastSeen {
  readonly atMs: number
  /** `null` when there was provably no liquidation price. */
  readonly distancePct: Decimal | null
  /** The following are `null` for a joint reading and a margin account. */
  readonly quantity: Decimal | null
  /** The venue's time of the position's last change. */
  readonly updatedAtMs: number | null
  readonly markPrice: Decimal | null
  readonly liquidationPrice: Decimal | null
}

/** What a reading is about, kept so that a vanished position can still be named. */
export type Subject =
  | { readonly kind: 'position'; readonly symbol: string; readonly side: Side }
  | { readonly kind: 'joint'; readonly asset: string }
  /** `null` for the cross account. */
  | { readonly kind: 'margin'; readonly symbol: string | null }

/** Everything that deciding about one reading has to remember. */
export interface AlertState {
  readonly key: string
  readonly account: string
  readonly subject: Subject
  /** Tiers under which depths were counted, outermost first; other tiers start afresh. */
  readonly tiers: readonly Decimal[]
  /** 0 calm, 1 in the outermost tier …; one more for each halving below the innermost. */
  readonly depth: number
  /** The depth of which the owner was told; it lags behind while delivery is held. */
  readonly toldDepth: number
  /** When it last left depth 0; `null` at depth 0. */
  readonly enteredAtMs: number | null
  /** When it last got deeper; `null` at depth 0. */
  readonly worsenedAtMs: number | null
  /** Evaluations on which it stood clear of its depth; `null` when the last one did not. */
  readonly clear: Run | null
  /** The climb out of danger that is going on was told already. */
  readonly isClimbTold: boolean
  readonly lastSentAtMs: number | null
  readonly acknowledged: Acknowledgement | null
  /** Oldest first, no older than the window of fast losses. */
  readonly samples: readonly DistanceSample[]
  /** The distance last told as lost fast, or with an inner tier: the next fast loss counts from there. */
  readonly fastTold: DistanceSample | null
  readonly isDriftTold: boolean
  /** Evaluations on which told drift was gone. */
  readonly driftClear: Run | null
  /** The gravest line of a margin account that was told as crossed; `calm` for none, and for other readings. */
  readonly zoneTold: LevelZone
  /** Evaluations on which the level stood clear of that line. */
  readonly zoneClear: Run | null
  /** Time of the last forced fill that was told. */
  readonly forcedToldAtMs: number | null
  /** Quantity when it last stood uncleared; `null` at depth 0 and for all but positions. */
  readonly quantityInDanger: Decimal | null
  readonly lastSeen: LastSeen | null
  readonly evaluatedAtMs: number
}

/** The state of a reading that was never seen. */
export function unseenState(reading: Reading, nowMs: number): AlertState {
  return {
    key: reading.key,
    account: reading.account,
    subject: subjectOf(reading),
    tiers: reading.tiers,
    depth: 0,
    toldDepth: 0,
    enteredAtMs: null,
    worsenedAtMs: null,
    clear: null,
    isClimbTold: false,
    lastSentAtMs: null,
    acknowledged: null,
    samples: [],
    fastTold: null,
    isDriftTold: false,
    driftClear: null,
    zoneTold: 'calm',
    zoneClear: null,
    forcedToldAtMs: null,
    quantityInDanger: null,
    lastSeen: null,
    evaluatedAtMs: nowMs,
  }
}

function subjectOf(reading: Reading): Subject {
  if (reading.kind === 'position') return { kind: 'position', symbol: reading.symbol, side: reading.side }
  if (reading.kind === 'margin') return { kind: 'margin', symbol: reading.symbol }
  return { kind: 'joint', asset: reading.asset }
}

/**
 * The state to go on from: a new one for a reading never seen or counted under other tiers; one whose clock ran ahead
 * is moved back with it, so that a clock set back neither holds reminders up nor makes them repeat.
 */
export function continuedState(previous: AlertState | null, reading: Reading, nowMs: number): AlertState {
  if (previous === null || !areSameTiers(previous.tiers, reading.tiers)) return unseenState(reading, nowMs)
  return nowMs < previous.evaluatedAtMs ? movedBy(previous, nowMs - previous.evaluatedAtMs) : previous
}

function areSameTiers(left: readonly Decimal[], right: readonly Decimal[]): boolean {
  return left.length === right.length && left.every((tier, index) => right[index]?.eq(tier) ?? false)
}

function movedBy(state: AlertState, shiftMs: number): AlertState {
  const moved = (atMs: number | null): number | null => (atMs === null ? null : atMs + shiftMs)
  const sample = (point: DistanceSample): DistanceSample => ({ ...point, atMs: point.atMs + shiftMs })
  return {
    ...state,
    enteredAtMs: moved(state.enteredAtMs),
    worsenedAtMs: moved(state.worsenedAtMs),
    clear: movedRun(state.clear, shiftMs),
    lastSentAtMs: moved(state.lastSentAtMs),
    samples: state.samples.map(sample),
    fastTold: state.fastTold === null ? null : sample(state.fastTold),
    driftClear: movedRun(state.driftClear, shiftMs),
    zoneClear: movedRun(state.zoneClear, shiftMs),
    evaluatedAtMs: state.evaluatedAtMs + shiftMs,
  }
}

/** The run, with its clock moved. */
export function movedRun(run: Run | null, shiftMs: number): Run | null {
  return run === null ? null : { ...run, sinceMs: run.sinceMs + shiftMs }
}

/** The run one evaluation on; the same evaluation again changes nothing but the depth. */
export function extendedRun(
  run: Run | null,
  depth: number,
  at: { readonly nowMs: number; readonly evaluatedAtMs: number },
): Run {
  if (run === null) return { sinceMs: at.nowMs, evaluations: 1, depth }
  const evaluations = run.evaluations + (at.nowMs > at.evaluatedAtMs ? 1 : 0)
  return { ...run, evaluations, depth: Math.max(run.depth, depth) }
}

/** Whether a run has lasted: two evaluations at least, over at least `spanMs`. */
export function hasLasted(run: Run, nowMs: number, spanMs: number): boolean {
  return run.evaluations >= 2 && nowMs - run.sinceMs >= spanMs
}
