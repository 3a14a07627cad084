import { compare, type Decimal } from '../model/decimal.ts'
import type { Position } from '../model/position.ts'
import type { AccountSnapshot } from '../model/snapshot.ts'
import { type TierTable, tiersOf } from '../model/tiers.ts'
import { accountTotals } from './account-totals.ts'
import { dataAgeMs, oldestMs } from './data-age.ts'
import { type MarkFigures, markFigures } from './mark-figures.ts'
import { nearPositions } from './near.ts'
import { poolRisk } from './pool-risk.ts'
import { agedPosition, positionRisk } from './position-risk.ts'
import type { AccountRisk, AccountRows, PoolRisk, PositionRisk, Verdict } from './report.ts'
import { type StakeSource, stakeSource } from './stake-reading.ts'
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
export function assessAccount(
  snapshot: AccountSnapshot,
  options: AssessOptions,
  source: StakeSource = stakeSource(snapshot),
): AccountRisk {
  const { pools, positions, unpooled } = assessedRows(snapshot.positions, source, options)
  return {
    account: snapshot.account,
    takenAtMs: snapshot.takenAtMs,
    verdict: accountVerdict(snapshot, { pools, positions }, options.tiers),
    hedgeMode: snapshot.hedgeMode,
    multiAssetsMode: snapshot.multiAssetsMode,
    ...accountTotals(source, unpooled),
    pools: worstFirst(pools, poolDanger),
    positions: worstFirst(positions, positionDanger),
    unreadable: snapshot.unreadable,
    gaps: snapshot.gaps,
  }
}

/**
 * What stands inside a tier, ahead of the whole: an alert about it need not wait for hundreds of calm positions.
 *
 * @returns `null` when nothing does
 */
export function assessUrgent(source: StakeSource, options: AssessOptions): AccountRows | null {
  const { snapshot } = source
  const near = assessedRows(nearPositions(source, options.tiers), source, options)
  const positions = near.positions.filter(({ tier }) => tier !== null)
  const pools = near.pools.filter(({ jointTier }) => jointTier !== null)
  if (positions.length === 0 && pools.length === 0) return null
  const { account, takenAtMs, multiAssetsMode, unreadable, gaps } = snapshot
  return {
    account,
    takenAtMs,
    multiAssetsMode,
    pools: worstFirst(pools, poolDanger),
    positions: worstFirst(positions, positionDanger),
    unreadable,
    gaps,
  }
}

interface AssessedRows extends Readings {
  /** Figures of the positions that no known pool has summed up. */
  readonly unpooled: readonly MarkFigures[]
}

/** All that is said of one position at once, while its figures are at hand: with thousands, another round costs more. */
function assessedRows(chosen: readonly Position[], source: StakeSource, options: AssessOptions): AssessedRows {
  const pools = [...source.pools.values()].map((reading) => poolRisk(reading, source.snapshot, options))
  const poolRatios = new Map(pools.map(({ asset, marginRatio }) => [asset, marginRatio]))
  const { snapshot, faults, pools: readings } = source
  const context = { snapshot, faults, pools: readings, ...options, poolRatios }
  const unpooled: MarkFigures[] = []
  const positions = chosen.map((position) => {
    const figures = markFigures(position, source)
    if (!figures.isPooled) unpooled.push(figures)
    return positionRisk(figures, context)
  })
  return { pools, positions, unpooled }
}

/** The same report later: what was computed of a snapshot stays, only its data has grown older. */
export function agedRisk(risk: AccountRisk, snapshot: AccountSnapshot, nowMs: number): AccountRisk {
  const positions = risk.positions.map((row) => agedPosition(row, dataAgeMs(row.position.symbol, snapshot, nowMs)))
  const pools = risk.pools.map((pool) => ({ ...pool, dataAgeMs: oldestMs(pool.symbols, snapshot, nowMs) }))
  return { ...risk, positions, pools }
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
    .map((row) => ({ row, ...dangerOfRow(row) }))
    .sort((one, other) => {
      if (one.rank !== other.rank) return one.rank - other.rank
      return one.distancePct === null || other.distancePct === null ? 0 : compare(one.distancePct, other.distancePct)
    })
    .map(({ row }) => row)
}
