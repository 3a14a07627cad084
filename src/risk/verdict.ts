import type { Decimal } from '../model/decimal.ts'
import { innermostTier } from '../model/tiers.ts'
import { HEDGED_BELOW } from './liquidation.ts'
import type { PoolRisk, PositionRisk, Verdict } from './report.ts'

/** From calm to worst. Missing data outranks OK and WARNING, never CRITICAL. */
const ORDER: readonly Verdict[] = ['OK', 'WARNING', 'UNKNOWN', 'CRITICAL']

/** The verdict that stands for all; OK for none. */
export function worstVerdict(verdicts: Iterable<Verdict>): Verdict {
  let worst = 0
  for (const verdict of verdicts) worst = Math.max(worst, ORDER.indexOf(verdict))
  return ORDER[worst] ?? 'UNKNOWN'
}

/** The verdict on a distance by its tiers, outermost first: only the outermost of several is a mere WARNING. */
export function tierVerdict(distancePct: Decimal, tiers: readonly Decimal[]): Verdict {
  const tier = innermostTier(distancePct, tiers)
  if (tier === null) return 'OK'
  const [outermost] = tiers
  return tiers.length > 1 && outermost?.eq(tier) ? 'WARNING' : 'CRITICAL'
}

/** The verdict on one position: its tier, an exchange price that drifts away, or nothing known. */
export function positionVerdict(risk: PositionRisk, tiers: readonly Decimal[]): Verdict {
  if (risk.liquidation.status === 'unknown') return 'UNKNOWN'
  if (risk.liquidation.reason === 'already-liquidatable') return 'CRITICAL'
  const byTier = risk.distancePct === null ? 'OK' : tierVerdict(risk.distancePct, tiers)
  return worstVerdict([byTier, risk.drift.isWarning ? 'WARNING' : 'OK'])
}

/** The verdict on a pool's joint distance; a hedged book is never worse than WARNING by it. */
export function poolVerdict(risk: PoolRisk, tiers: readonly Decimal[]): Verdict {
  if (risk.isUnknown) return 'UNKNOWN'
  if (risk.jointDistancePct === null) return 'OK'
  const verdict = tierVerdict(risk.jointDistancePct, tiers)
  return verdict === 'CRITICAL' && risk.netToGross?.lt(HEDGED_BELOW) ? 'WARNING' : verdict
}
