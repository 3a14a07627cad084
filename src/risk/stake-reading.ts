import type { Position } from '../model/position.ts'
import type { AccountSnapshot } from '../model/snapshot.ts'
import { crossStake } from './cross-pool.ts'
import { type PoolReading, type PositionFaults, poolAssetOf, poolReadings, positionFaults } from './pool-reading.ts'
import { isolatedStake, type Stake, withVenueEntryPrice } from './stake.ts'

/** What every stake of one account is read from, summed once. */
export interface StakeSource {
  readonly snapshot: AccountSnapshot
  readonly faults: PositionFaults
  /** By pool name, see `poolAssetOf`. */
  readonly pools: ReadonlyMap<string, PoolReading>
}

export type StakeReading =
  | { readonly stake: Stake; readonly why: null }
  | { readonly stake: null; readonly why: string }

/** Sums the pools of an account, so that the stake of each position is a difference. */
export function stakeSource(snapshot: AccountSnapshot): StakeSource {
  const faults = positionFaults(snapshot)
  const readings = poolReadings(snapshot, faults)
  return { snapshot, faults, pools: new Map(readings.map((reading) => [reading.asset, reading])) }
}

/** The stake that decides over a position, or why it is unknown: its own fault, or that of another row of its pool. */
export function readStake(position: Position, source: StakeSource): StakeReading {
  const fault = source.faults.of(position)
  if (fault !== null) return { stake: null, why: fault }
  return position.marginType === 'ISOLATED' ? isolatedReading(position, source) : crossReading(position, source)
}

function isolatedReading(position: Position, { snapshot }: StakeSource): StakeReading {
  const bracket = snapshot.brackets.get(position.symbol)
  return bracket === undefined
    ? { stake: null, why: 'its brackets are missing' }
    : { stake: isolatedStake(withVenueEntryPrice(position), bracket), why: null }
}

function crossReading(position: Position, { snapshot, pools }: StakeSource): StakeReading {
  const asset = poolAssetOf(snapshot, position)
  const reading = pools.get(asset)
  if (reading?.pool) return { stake: crossStake(reading.pool, position.symbol), why: null }
  return { stake: null, why: `the ${asset} pool is unknown: ${reading?.why ?? 'it was not read'}` }
}
