import type { Decimal } from '../model/decimal.ts'
import type { AccountFailure, AccountRisk, AccountStatus, StatusReport, Verdict } from '../risk/report.ts'

const RANK: Readonly<Record<Verdict, number>> = { CRITICAL: 0, UNKNOWN: 1, WARNING: 2, OK: 3 }

/**
 * Accounts by verdict; among equal ones those that could not be read come first, then the one nearest to a liquidation,
 * then the order of the config.
 */
export function worstFirst({ accounts, failures }: StatusReport): readonly (AccountStatus | AccountFailure)[] {
  const ranked = [
    ...failures.map((section) => ({ section, rank: RANK.UNKNOWN - 0.5, nearest: null })),
    ...accounts.map((section) => ({ section, rank: RANK[section.risk.verdict], nearest: nearestPct(section.risk) })),
  ]
  return ranked.sort((a, b) => a.rank - b.rank || nearerFirst(a.nearest, b.nearest)).map(({ section }) => section)
}

/** The least distance of its positions and pools; `null` when none has any. */
function nearestPct({ positions, pools }: AccountRisk): Decimal | null {
  const distances = [...positions.map((row) => row.distancePct), ...pools.map((pool) => pool.jointDistancePct)]
  return distances.filter((distance) => distance !== null).sort((a, b) => a.cmp(b))[0] ?? null
}

function nearerFirst(a: Decimal | null, b: Decimal | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  return a.cmp(b)
}
