import { compare, type Decimal } from '../model/decimal.ts'
import type { AccountSnapshot } from '../model/snapshot.ts'
import { type TierTable, tiersOf } from '../model/tiers.ts'
import { accountTotals } from './account-totals.ts'
import { type MarkFigures, markFigures } from './mark-figures.ts'
import { poolRisk } from './pool-risk.ts'
import { dataAgeMs, positionRisk } from './position-risk.ts'
import type { AccountRisk, PoolRisk, PositionRisk, Verdict } from './report.ts'
import { stakeSource } from './stake-reading.ts'
import { poolVerdict, positionVerdict, worstVerdict } from './verdict.ts'

export interface AssessOptions {
  readonly tiers: TierTable
  readonly nowMs: number
}

/**
 * The one evaluator: everything that status, check, watch, JSON and alerts say of an account.
 *
 * Totals of a pool are summed once and each position is solved as a difference from them, so the work grows with the
 * number of positions, not with its square. What cannot be computed is unknown with a reason, and takes with it only
 * its own cross pool.
 */
export function assessAccount(snapshot: AccountSnapshot, options: AssessOptions): AccountRisk {
  const source = stakeSource(snapshot)
  const pools = [...source.pools.values()].map((reading) => poolRisk(reading, snapshot, options.tiers.default))
  const poolRatios = new Map(pools.map(({ asset, marginRatio }) => [asset, marginRatio]))
  const context = { ...source, ...options, poolRatios }
  const figures: MarkFigures[] = []
  // All that is said of one position at once, while its figures are at hand: with thousands, another round costs more.
  const positions = snapshot.positions.map((position) => {
    const own = markFigures(position, source)
    figures.push(own)
    return positionRisk(own, context)
  })
  return {
    account: snapshot.account,
    takenAtMs: snapshot.takenAtMs,
    verdict: accountVerdict(snapshot, { pools, positions }, options.tiers),
    hedgeMode: snapshot.hedgeMode,
    multiAssetsMode: snapshot.multiAssetsMode,
    ...accountTotals(source, figures),
    pools: worstFirst(pools, poolDanger),
    positions: worstFirst(positions, positionDanger),
    unreadable: snapshot.unreadable,
    gaps: snapshot.gaps,
  }
}

/** The same report later: what was computed of a snapshot stays, only its data has grown older. */
export function agedRisk(risk: AccountRisk, snapshot: AccountSnapshot, nowMs: number): AccountRisk {
  const positions = risk.positions.map((row) => ({
    ...row,
    dataAgeMs: dataAgeMs(row.position.symbol, snapshot, nowMs),
  }))
  return { ...risk, positions }
}

interface Readings {
  readonly pools: readonly PoolRisk[]
  readonly positions: readonly PositionRisk[]
}

function accountVerdict(snapshot: AccountSnapshot, { pools, positions }: Readings, tiers: TierTable): Verdict {
  const hasGap = snapshot.unreadable.length > 0 || snapshot.gaps.some((gap) => gap.needed)
  return worstVerdict([
    ...positions.map((risk) => positionVerdict(risk, tiersOf(tiers, risk.position.symbol))),
    ...pools.map((risk) => poolVerdict(risk, tiers.default)),
    hasGap ? 'UNKNOWN' : 'OK',
  ])
}

/** How far up a row belongs: inside a tier, then unknown, then calm, then without any price. */
interface Danger {
  readonly rank: 0 | 1 | 2 | 3
  readonly distancePct: Decimal | null
}

function positionDanger({ liquidation, distancePct, tier }: PositionRisk): Danger {
  return dangerOf(liquidation.status === 'unknown', distancePct, tier)
}

function poolDanger({ isUnknown, jointDistancePct, jointTier }: PoolRisk): Danger {
  return dangerOf(isUnknown, jointDistancePct, jointTier)
}

function dangerOf(isUnknown: boolean, distancePct: Decimal | null, tier: Decimal | null): Danger {
  if (isUnknown) return { rank: 1, distancePct: null }
  if (distancePct === null) return { rank: 3, distancePct }
  return { rank: tier !== null || distancePct.isZero() ? 0 : 2, distancePct }
}

function worstFirst<T>(rows: readonly T[], dangerOfRow: (row: T) => Danger): readonly T[] {
  return rows
    .map((row) => ({ row, danger: dangerOfRow(row) }))
    .sort(({ danger: one }, { danger: other }) => {
      if (one.rank !== other.rank) return one.rank - other.rank
      return one.distancePct === null || other.distancePct === null ? 0 : compare(one.distancePct, other.distancePct)
    })
    .map(({ row }) => row)
}
