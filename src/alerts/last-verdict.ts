import type { Decimal } from '../model/decimal.ts'
import { isCurrent } from '../model/looks.ts'
import type { DistancePast, RecordedPast } from '../model/past.ts'
import type { Verdict } from '../risk/report.ts'
import { tierVerdict, worstVerdict } from '../risk/verdict.ts'
import type { AlertMemory } from './memory.ts'

/** The verdict as it stood when an account was last seen. */
export interface LastVerdict {
  readonly verdict: Verdict
  /** What stood closest to liquidation then; `null` when nothing was known to. */
  readonly closest: DistancePast | null
  /** Why the account cannot be vouched for now; `null` when it can. */
  readonly doubt: string | null
}

/** The verdict on what was there when the account was last seen, and what has kept it from being seen since. */
export function lastVerdict(past: RecordedPast, memory: AlertMemory, nowMs: number): LastVerdict {
  const present = past.distances.flatMap((distance) => standing(distance, past))
  const doubt = doubtOf(past, memory, nowMs)
  const verdicts = present.map((one) => verdictOf(one, memory))
  const [closest] = [...present].sort((one, other) => one.lastPct.cmp(other.lastPct))
  const verdict = worstVerdict([...verdicts, doubt === null ? 'OK' : 'UNKNOWN'])
  return { verdict, closest: closest?.distance ?? null, doubt }
}

interface Standing {
  readonly distance: DistancePast
  readonly lastPct: Decimal
}

/** Nothing of a distance that was gone when the account was last seen. */
function standing(distance: DistancePast, past: RecordedPast): readonly Standing[] {
  const last = distance.points.at(-1)
  return last !== undefined && isCurrent(distance, past) ? [{ distance, lastPct: last.value }] : []
}

function doubtOf({ account, pace }: RecordedPast, memory: AlertMemory, nowMs: number): string | null {
  if (pace.lastLookMs === null) return 'it was never seen in this time'
  if (nowMs - pace.lastLookMs > pace.longestAfter(pace.lastLookMs)) return 'nobody has looked since'
  const [problem] = memory.sights.get(account)?.problems ?? []
  return problem === undefined ? null : `${problem.what}: ${problem.why}`
}

/** A hedged pool is never worse than its outermost tier; the memory of alerting knows, the distance alone does not. */
function verdictOf({ distance, lastPct }: Standing, memory: AlertMemory): Verdict {
  const verdict = tierVerdict(lastPct, distance.tiers)
  const depth = memory.states.get(distance.key)?.depth
  return distance.subject.kind === 'joint' && verdict === 'CRITICAL' && depth === 1 ? 'WARNING' : verdict
}
