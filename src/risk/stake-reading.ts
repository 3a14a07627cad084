import type { Position } from '../model/position.ts'
import type { AccountSnapshot } from '../model/snapshot.ts'
import { crossStake } from './cross-pool.ts'
import { type PoolReading, type PositionFaults, poolAssetOf, poolReadings, positionFaults } from './pool-reading.ts'
import { isolatedStake, type Stake, withVenueEntryPrice } from './stake.ts'
import type { Standing } from './surplus.ts'

/** What every stake of one account is read from, summed once. */
export interface StakeSource {
  readonly snapshot: AccountSnapshot
  readonly faults: PositionFaults
  /** By pool name, see `poolAssetOf`. */
  readonly pools: ReadonlyMap<string, PoolReading>
}

export type StakeReading =
  | { readonly stake: Stake; readonly standing: Standing | null; readonly why: null }
  | { readonly stake: null; readonly standing: null; readonly why: string }

/** Sums the pools of an account, so that the stake of each position is a difference; isolated ones ask for no pool. */
export function stakeSource(snapshot: AccountSnapshot): StakeSource {
  return new SnapshotStakes(snapshot)
}

/** A class: what the getter of a plain object holds, the engine keeps until its next full collection. */
class SnapshotStakes implements StakeSource {
  readonly snapshot: AccountSnapshot
  readonly faults: PositionFaults
  #pools: StakeSource['pools'] | null = null

  constructor(snapshot: AccountSnapshot) {
    this.snapshot = snapshot
    this.faults = positionFaults(snapshot)
  }

  get pools(): StakeSource['pools'] {
    this.#pools ??= new Map(poolReadings(this.snapshot, this.faults).map((reading) => [reading.asset, reading]))
    return this.#pools
  }
}

/** The stake that decides over a position, or why it is unknown: its own fault, or that of another row of its pool. */
export function readStake(position: Position, source: StakeSource): StakeReading {
  const fault = source.faults.of(position)
  if (fault !== null) return unknown(fault)
  return position.marginType === 'ISOLATED' ? isolatedReading(position, source) : crossReading(position, source)
}

function isolatedReading(position: Position, { snapshot }: StakeSource): StakeReading {
  const bracket = snapshot.brackets.get(position.symbol)
  return bracket === undefined
    ? unknown('its brackets are missing')
    : { stake: isolatedStake(withVenueEntryPrice(position), bracket), standing: null, why: null }
}

function crossReading(position: Position, { snapshot, pools }: StakeSource): StakeReading {
  const asset = poolAssetOf(snapshot, position)
  const { pool, why } = pools.get(asset) ?? { pool: null, why: 'it was not read' }
  if (pool === null) return unknown(`the ${asset} pool is unknown: ${why}`)
  return { ...crossStake(pool, position.symbol), why: null }
}

function unknown(why: string): StakeReading {
  return { stake: null, standing: null, why }
}
