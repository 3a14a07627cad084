import type { LeverageBracket } from '../model/bracket.ts'
import { type Decimal, ZERO } from '../model/decimal.ts'
import type { Position, Side } from '../model/position.ts'
import type { AccountSnapshot } from '../model/snapshot.ts'
import { isolatedPathCurve, liquidateIsolated } from './cascade-isolated.ts'
import { type Contracts, type LivePool, liquidatePool, poolPathCurve } from './cascade-pool.ts'
import { type ConcavePieces, valueOn, zeroAlong } from './concave-curve.ts'
import type { ForcedClose } from './forced-close.ts'
import { type MarkPath, markAt } from './mark-path.ts'
import { MULTI_ASSETS_POOL, type PoolReading, poolAssetOf, poolReadings, positionFaults } from './pool-reading.ts'
import { AT_PAR, type CollateralRates } from './stake.ts'

/** A position that a liquidation closed, wholly or in part. */
export interface Casualty {
  readonly symbol: string
  readonly side: Side
  readonly position: Position
  /** Base units that were held, and how much of it went. */
  readonly held: Decimal
  readonly closed: Decimal
  readonly orders: readonly ForcedClose[]
}

/** One liquidation on the way. */
export interface Death {
  /** Point of the path, a fraction; see `MarkPath`. */
  readonly at: Decimal
  readonly kind: 'isolated' | 'pool'
  /** The pool's asset; `null` for an isolated position. */
  readonly poolAsset: string | null
  /** In the order in which they are closed. */
  readonly casualties: readonly Casualty[]
  /** What the insurance fund bears, in the margin asset (pool: its currency). */
  readonly fundPays: Decimal
}

/** What a path does to an account. */
export interface Cascade {
  /** In the order in which they happen. */
  readonly deaths: readonly Death[]
  /** The account at the end of the path, every mark moved. */
  readonly after: AccountSnapshot
  /** What could not be followed, and why: its positions stand still and count as they are. */
  readonly unknown: readonly { readonly what: string; readonly why: string }[]
}

/**
 * Follows an account along a path of its marks and liquidates whatever loses its margin on the way. An isolated
 * position's death takes its margin, what is left of it goes to the cross wallet; a pool's death takes its positions,
 * the greatest loss first, until it has enough margin again. Stops, new orders and funding are left out.
 */
export function cascadeOf(snapshot: AccountSnapshot, path: MarkPath): Cascade {
  const faults = positionFaults(snapshot)
  const readings = poolReadings(snapshot, faults)
  const live = openAccount(snapshot, readings)
  const isSound = (position: Position) => faults.of(position) === null
  const walk = new Walk(snapshot, path, live)
  for (const position of snapshot.positions) {
    const bracket = snapshot.brackets.get(position.symbol)
    if (position.marginType !== 'ISOLATED' || bracket === undefined || !isSound(position)) continue
    walk.expectIsolated({ started: position, position, bracket }, ZERO)
  }
  const deaths = walk.run()
  return { deaths, after: snapshotAfter(snapshot, path, live), unknown: unknowns(snapshot, readings, isSound) }
}

/** What changes on the way. */
interface LiveAccount {
  /** Isolated positions, and cross ones of pools that cannot be followed, by what they were at the start. */
  readonly survivors: Map<Position, Position | null>
  readonly pools: Map<string, LivePool>
  /** Changes of cross wallets outside pools that are followed. */
  readonly credited: Map<string, Decimal>
}

function openAccount(snapshot: AccountSnapshot, readings: readonly PoolReading[]): LiveAccount {
  const pools = new Map<string, LivePool>()
  for (const { asset, pool } of readings) {
    if (pool === null) continue
    const wallets = snapshot.wallets.filter((wallet) => pool.collateral.has(wallet.asset))
    const rates = new Map<string, CollateralRates>([...pool.collateral].map(([name, own]) => [name, own.rates]))
    pools.set(asset, {
      asset,
      wallets: new Map(wallets.map((wallet) => [wallet.asset, wallet.crossWallet])),
      rates,
      positions: snapshot.positions.filter(
        (position) => position.marginType === 'CROSSED' && poolAssetOf(snapshot, position) === asset,
      ),
    })
  }
  return { survivors: new Map(), pools, credited: new Map() }
}

function unknowns(
  snapshot: AccountSnapshot,
  readings: readonly PoolReading[],
  isSound: (position: Position) => boolean,
): Cascade['unknown'] {
  const pools = readings.flatMap(({ asset, pool, why }) => (pool === null ? [{ what: `the ${asset} pool`, why }] : []))
  const isolated = snapshot.positions.filter((position) => position.marginType === 'ISOLATED' && !isSound(position))
  const rows = snapshot.unreadable.map(({ symbol, why }) => ({ what: symbol, why }))
  return [...pools, ...isolated.map(({ symbol }) => ({ what: symbol, why: 'its brackets cannot be used' })), ...rows]
}

interface IsolatedLife {
  readonly started: Position
  /** What is left of it. */
  readonly position: Position
  readonly bracket: LeverageBracket
}

interface Expected extends IsolatedLife {
  readonly at: Decimal
}

interface ExpectedPool {
  readonly asset: string
  readonly pool: LivePool
  readonly at: Decimal
}

/** The simulation itself: a queue of isolated deaths, and for each pool the point at which it would die next. */
class Walk {
  readonly #snapshot: AccountSnapshot
  readonly #path: MarkPath
  readonly #live: LiveAccount
  readonly #contracts: Contracts
  /** Nearest last. */
  readonly #queue: Expected[] = []
  readonly #poolDeaths = new Map<string, Decimal | null>()

  constructor(snapshot: AccountSnapshot, path: MarkPath, live: LiveAccount) {
    this.#snapshot = snapshot
    this.#path = path
    this.#live = live
    this.#contracts = snapshot
  }

  /** Notes where an isolated position dies next, from a point on. */
  expectIsolated(life: IsolatedLife, from: Decimal): void {
    const at = breachAfter(isolatedPathCurve(life.position, life.bracket, this.#path), from, this.#path.end)
    if (at === null) return
    // Later ones come first; of equal ones the one that was noted first is the nearest.
    const index = this.#queue.findLastIndex((other) => other.at.gt(at)) + 1
    this.#queue.splice(index, 0, { ...life, at })
  }

  run(): readonly Death[] {
    const deaths: Death[] = []
    let now: Decimal = ZERO
    for (;;) {
      const isolated = this.#queue.at(-1)
      const pool = this.#nextPool(now)
      // At the same instant isolated positions go first: what is left of them may save the pool.
      if (isolated !== undefined && (pool === null || isolated.at.lte(pool.at))) {
        now = isolated.at
        this.#queue.pop()
        deaths.push(this.#killIsolated(isolated))
      } else if (pool !== null) {
        now = pool.at
        deaths.push(this.#killPool(pool))
      } else return deaths
    }
  }

  #nextPool(from: Decimal): ExpectedPool | null {
    let next: ExpectedPool | null = null
    for (const [asset, pool] of this.#live.pools) {
      if (pool.positions.length === 0) continue
      if (!this.#poolDeaths.has(asset)) {
        const curve = poolPathCurve(pool, this.#path, this.#contracts)
        this.#poolDeaths.set(asset, breachAfter(curve, from, this.#path.end))
      }
      const at = this.#poolDeaths.get(asset) ?? null
      if (at !== null && (next === null || at.lt(next.at))) next = { asset, pool, at }
    }
    return next
  }

  #killIsolated({ at, started, position, bracket }: Expected): Death {
    const mark = markAt(this.#path, position, at)
    const end = liquidateIsolated(position, mark, { bracket, rules: this.#snapshot.rules.get(position.symbol) })
    this.#live.survivors.set(started, end.position)
    this.#credit(position.marginAsset, end.returned)
    if (end.position !== null) this.expectIsolated({ started, position: end.position, bracket }, at)
    const { symbol, side, quantity } = position
    const closed = quantity.minus(end.position?.quantity ?? ZERO)
    const casualty = { symbol, side, position: started, held: quantity, closed, orders: end.closes }
    return { at, kind: 'isolated', poolAsset: null, casualties: [casualty], fundPays: end.fundPays }
  }

  /** Money that comes back from an isolated position backs the pool of its asset. */
  #credit(asset: string, amount: Decimal): void {
    if (amount.isZero()) return
    const name = this.#snapshot.multiAssetsMode ? MULTI_ASSETS_POOL : asset
    const pool = this.#live.pools.get(name)
    if (pool === undefined) {
      this.#live.credited.set(asset, (this.#live.credited.get(asset) ?? ZERO).plus(amount))
      return
    }
    const wallets = new Map(pool.wallets).set(asset, (pool.wallets.get(asset) ?? ZERO).plus(amount))
    const rates = pool.rates.has(asset) ? pool.rates : new Map(pool.rates).set(asset, AT_PAR)
    this.#live.pools.set(name, { ...pool, wallets, rates })
    this.#poolDeaths.delete(name)
  }

  #killPool({ asset, pool, at }: ExpectedPool): Death {
    const end = liquidatePool(pool, { path: this.#path, contracts: this.#contracts, x: at })
    this.#live.pools.set(asset, end.pool)
    this.#poolDeaths.delete(asset)
    const casualties = new Map<Position, Casualty>()
    for (const { position, ...order } of end.closes) {
      const { symbol, side, quantity: held } = position
      const before = casualties.get(position) ?? { symbol, side, position, held, closed: ZERO, orders: [] }
      const closed = before.closed.plus(order.quantity)
      casualties.set(position, { ...before, closed, orders: [...before.orders, order] })
    }
    return { at, kind: 'pool', poolAsset: asset, casualties: [...casualties.values()], fundPays: end.fundPays }
  }
}

/** The first point from `from` to `end` at which a curve is not above 0; `null` when it stays above. */
function breachAfter(curve: ConcavePieces, from: Decimal, end: Decimal): Decimal | null {
  if (valueOn(curve.pieceAt(from), from).lte(ZERO)) return from
  const last = curve.pieceAt(end)
  if (valueOn(last, end).gt(ZERO)) return null
  const zero = zeroAlong(curve, last)
  return zero === null || zero.gt(end) ? end : zero
}

function snapshotAfter(snapshot: AccountSnapshot, path: MarkPath, live: LiveAccount): AccountSnapshot {
  const cross = new Map<Position['symbol'], Position>()
  for (const pool of live.pools.values()) for (const position of pool.positions) cross.set(slotOf(position), position)
  const positions = snapshot.positions.flatMap((position): readonly Position[] => {
    const followed = position.marginType === 'CROSSED' && live.pools.has(poolAssetOf(snapshot, position))
    const now = followed ? (cross.get(slotOf(position)) ?? null) : (live.survivors.get(position) ?? position)
    const isGone = now === null || (live.survivors.has(position) && live.survivors.get(position) === null)
    return isGone ? [] : [{ ...now, markPrice: markAt(path, position, path.end) }]
  })
  return { ...snapshot, positions, wallets: walletsAfter(snapshot, positions, live) }
}

function walletsAfter(
  snapshot: AccountSnapshot,
  positions: readonly Position[],
  live: LiveAccount,
): AccountSnapshot['wallets'] {
  const before = isolatedByAsset(snapshot.positions)
  const after = isolatedByAsset(positions)
  return snapshot.wallets.map((wallet) => {
    const { asset } = wallet
    const pool = live.pools.get(snapshot.multiAssetsMode ? MULTI_ASSETS_POOL : asset)
    const crossWallet = (pool?.wallets.get(asset) ?? wallet.crossWallet).plus(live.credited.get(asset) ?? ZERO)
    const inPositions = (after.get(asset) ?? ZERO).minus(before.get(asset) ?? ZERO)
    const change = crossWallet.minus(wallet.crossWallet).plus(inPositions)
    return { ...wallet, crossWallet, walletBalance: wallet.walletBalance.plus(change) }
  })
}

function isolatedByAsset(positions: readonly Position[]): ReadonlyMap<string, Decimal> {
  const totals = new Map<string, Decimal>()
  for (const { marginAsset, isolatedWallet } of positions) {
    totals.set(marginAsset, (totals.get(marginAsset) ?? ZERO).plus(isolatedWallet))
  }
  return totals
}

function slotOf({ symbol, positionSide }: Position): string {
  return `${symbol} ${positionSide}`
}
