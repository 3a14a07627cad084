import { Decimal, ONE, ZERO } from '../model/decimal.ts'
import type { AccountSnapshot } from '../model/snapshot.ts'
import { assessAccount } from './assess.ts'
import { afterDeposit } from './book-change.ts'
import { distancePctOf, liquidationOf } from './liquidation.ts'
import type { RemedyContext } from './remedy-option.ts'
import type { Liquidation, PositionRisk } from './report.ts'
import { readStake, stakeSource } from './stake-reading.ts'

/** Money that could be taken out of an isolated position, and where its liquidation would stand then. */
export interface Removable {
  readonly row: PositionRisk
  readonly amount: Decimal
  readonly after: Liquidation
  readonly distancePct: Decimal | null
}

/**
 * The most that Binance lets one remove from an isolated position: it must keep its maintenance margin, and its initial
 * margin at the mark.
 *
 * @returns `null` for a cross position, or when leverage or maintenance margin is unknown
 * @see Binance FAQ, how to adjust margin of isolated positions: max removable
 */
export function maxRemovable(row: PositionRisk): Decimal | null {
  const { position, unrealizedPnl, notional } = row
  const maintenanceMargin = row.maintenanceMargin()
  if (position.marginType === 'CROSSED' || position.leverage === null || maintenanceMargin === null) return null
  const aboveMaintenance = position.isolatedWallet.minus(maintenanceMargin)
  const initialMargin = notional.div(position.leverage)
  const aboveInitial = position.isolatedWallet.plus(unrealizedPnl).minus(initialMargin)
  return Decimal.max(ZERO, Decimal.min(aboveMaintenance, aboveInitial))
}

/** Every isolated position that money can be taken out of, in the order of the rows. */
export function removables(rows: readonly PositionRisk[], snapshot: AccountSnapshot): readonly Removable[] {
  const source = stakeSource(snapshot)
  return rows.flatMap((row) => {
    const amount = maxRemovable(row)
    const { stake } = readStake(row.position, source)
    if (amount === null || amount.isZero() || stake === null) return []
    const after = liquidationOf({ ...stake, balance: stake.balance.minus(amount) })
    return [{ row, amount, after, distancePct: distancePctOf(after, row.position.markPrice) }]
  })
}

/** Free balance of a margin asset; `null` when it is not known. */
export function freeBalance(snapshot: AccountSnapshot, asset: string): Decimal | null {
  return snapshot.wallets.find((wallet) => wallet.asset === asset)?.availableBalance ?? null
}

/** A place where money widens a distance: an isolated position, or a cross pool. */
export interface BudgetPlace {
  readonly kind: 'position' | 'pool'
  /** `null` for an isolated position. */
  readonly poolAsset: string | null
  /** `null` for a pool. */
  readonly row: PositionRisk | null
  /** Percent points: of the position, or joint of the pool. */
  readonly before: Decimal
  /** `null` when nothing could liquidate it any more. */
  readonly after: Decimal | null
  /** Percent points won; what is beyond 100 counts as 100. */
  readonly gain: Decimal
}

const WHOLE = ONE.times('100')

/** What a sum buys in each place, the widest gain first. Places without a liquidation price need none. */
export function budgetPlaces(amount: Decimal, context: RemedyContext): readonly BudgetPlace[] {
  return [...isolatedPlaces(amount, context), ...poolPlaces(amount, context)].sort((one, other) =>
    other.gain.cmp(one.gain),
  )
}

function isolatedPlaces(amount: Decimal, { risk, snapshot }: RemedyContext): readonly BudgetPlace[] {
  const source = stakeSource(snapshot)
  return risk.positions.flatMap((row): readonly BudgetPlace[] => {
    const { stake } = readStake(row.position, source)
    if (row.position.marginType === 'CROSSED' || row.distancePct === null || stake === null) return []
    const richer = liquidationOf({ ...stake, balance: stake.balance.plus(amount) })
    const after = distancePctOf(richer, row.position.markPrice)
    return [
      { kind: 'position', poolAsset: null, row, before: row.distancePct, after, gain: gainOf(row.distancePct, after) },
    ]
  })
}

function poolPlaces(amount: Decimal, { risk, snapshot, tiers }: RemedyContext): readonly BudgetPlace[] {
  return risk.pools.flatMap(({ asset, jointDistancePct: before }): readonly BudgetPlace[] => {
    if (before === null) return []
    const richer = afterDeposit(snapshot, snapshot.multiAssetsMode ? 'USDT' : asset, amount)
    const pools = assessAccount(richer, { tiers, nowMs: risk.takenAtMs }).pools
    const pool = pools.find((candidate) => candidate.asset === asset)
    if (pool === undefined || pool.isUnknown) return []
    const after = pool.jointDistancePct
    return [{ kind: 'pool', poolAsset: asset, row: null, before, after, gain: gainOf(before, after) }]
  })
}

function gainOf(before: Decimal, after: Decimal | null): Decimal {
  return Decimal.min(after ?? WHOLE, WHOLE).minus(Decimal.min(before, WHOLE))
}
