import type { Decimal } from '../model/decimal.ts'
import { type PositionSide, positionKey, type Side } from '../model/position.ts'
import { type TierTable, tiersOf } from '../model/tiers.ts'
import { HEDGED_BELOW } from '../risk/liquidation.ts'
import { poolAssetOf } from '../risk/pool-reading.ts'
import { isStopUnreadable } from '../risk/protective-stop.ts'
import type { AccountRows, PoolRisk, PositionRisk } from '../risk/report.ts'

/** How far a reading is from liquidation: a figure, provably without one, or not known. */
export type Distance =
  | { readonly status: 'known'; readonly distancePct: Decimal }
  | { readonly status: 'calm' }
  | { readonly status: 'unknown'; readonly why: string }

/** Our liquidation price against the one that Binance shows. */
export type DriftReading =
  | { readonly status: 'agrees' }
  /** `driftPct` is null when one side says none and the other has a price. */
  | { readonly status: 'warning'; readonly driftPct: Decimal | null; readonly exchangePrice: Decimal | null }
  | { readonly status: 'unknown' }

/** The venue took a part of the position; see `forcedReduction`. */
export interface ForcedReduction {
  readonly kind: 'liquidated' | 'deleveraged'
  /** The venue's time of the last forced fill. */
  readonly atMs: number
}

interface ReadingBase {
  /** Stable across evaluations: `main/SOLUSDT/long`, `main/joint`, `main/joint/USDC`. */
  readonly key: string
  readonly account: string
  readonly distance: Distance
  /** Percent points, outermost first. */
  readonly tiers: readonly Decimal[]
  /** When the figures were read. */
  readonly dataAtMs: number
}

/** One position. */
export interface PositionReading extends ReadingBase {
  readonly kind: 'position'
  readonly symbol: string
  readonly side: Side
  /** The joint reading that a cross position shares; `null` for an isolated one. */
  readonly poolKey: string | null
  /** The symbol has tiers of its own in the config. */
  readonly hasOwnTiers: boolean
  readonly quantity: Decimal
  /** The venue's time of its last change. */
  readonly updatedAtMs: number
  readonly markPrice: Decimal
  /** `null` with none or unknown. */
  readonly liquidationPrice: Decimal | null
  readonly tickSize: Decimal | null
  readonly stepSize: Decimal | null
  /** `unknown` when the orders could not be read. */
  readonly stop: 'set' | 'none' | 'unknown'
  readonly drift: DriftReading
  /** `null` unless the venue took a part of it since the last evaluation. */
  readonly forced: ForcedReduction | null
}

/** A cross pool: the move at which it is liquidated if every position in it goes wrong at once. */
export interface JointReading extends ReadingBase {
  readonly kind: 'joint'
  readonly asset: string
  readonly symbols: readonly string[]
  /** Net under 30 % of gross: the book is hedged, and the reading never worse than its outermost tier. */
  readonly isHedged: boolean
}

/** Where a margin level stands: `calm` above the call line, and without debt. */
export type LevelZone = 'calm' | 'margin-call' | 'liquidation'

/**
 * A spot-margin account: the distance is the share of its collateral that may be lost before the level reaches the
 * liquidation line.
 */
export interface MarginReading extends ReadingBase {
  readonly kind: 'margin'
  /** The pair of an isolated account; `null` for the cross account. */
  readonly symbol: string | null
  /** Assets over liabilities; `null` without debt, or when not known. */
  readonly level: Decimal | null
  readonly callLevel: Decimal
  readonly liquidationLevel: Decimal
  readonly zone: LevelZone
  /** True when futures marks moved the level since Binance told it. */
  readonly isMoved?: boolean
  /** `null` unless a liquidation was found that began since the last evaluation. */
  readonly forced: ForcedReduction | null
}

export type Reading = PositionReading | JointReading | MarginReading

/** What cannot be read of an account, by name and reason. */
export interface SightProblem {
  /** Names the call, field or position: `openOrders`, `SOLUSDT long`. */
  readonly what: string
  readonly why: string
}

/** What is missing when nothing of an account can be told. */
export const WHOLE_ACCOUNT = 'account'

/** Whether the account could be seen. */
export interface SightReading {
  readonly account: string
  /** Empty when everything that matters was read. */
  readonly problems: readonly SightProblem[]
  /** Age of the oldest figures that matter; `null` when there are none. */
  readonly dataAgeMs: number | null
}

/** Pools whose joint reading is the account's first; those of other assets carry the asset in their key. */
const MAIN_POOLS = ['USDT', 'USD']

/** Key of a position's reading, `main/SOLUSDT/long`. */
export function readingKey(account: string, position: { readonly symbol: string; readonly side: Side }): string {
  return `${account}/${positionKey(position)}`
}

/**
 * Key of a pool's joint reading: `main/joint`, or `main/joint/USDC` for the pool of another asset. It depends on the
 * asset alone: an alert must not change hands when another pool becomes the one in most danger.
 */
export function jointKey(account: string, asset: string): string {
  return MAIN_POOLS.includes(asset) ? `${account}/joint` : `${account}/joint/${asset}`
}

/** Key of a margin account's reading: `main/margin`, or `main/margin/SOLUSDT` for an isolated pair. */
export function marginKey(account: string, symbol: string | null): string {
  return symbol === null ? `${account}/margin` : `${account}/margin/${symbol}`
}

/** Key under which blindness of an account is told, `main/data`. */
export function sightKey(account: string): string {
  return `${account}/data`
}

/** Every reading of a computed account: positions worst first, then pools. */
export function readingsOf(risk: AccountRows, tiers: TierTable): readonly Reading[] {
  const positions = risk.positions.map((position) => positionReading(risk, position, tiers))
  const pools = risk.pools.map((pool) => jointReading(risk, pool, tiers))
  return [...positions, ...pools]
}

function positionReading(risk: AccountRows, row: PositionRisk, tiers: TierTable): PositionReading {
  const { symbol, side, quantity, updatedAtMs, markPrice, marginType } = row.position
  return {
    kind: 'position',
    key: readingKey(risk.account, row.position),
    account: risk.account,
    symbol,
    side,
    poolKey: marginType === 'CROSSED' ? jointKey(risk.account, poolAssetOf(risk, row.position)) : null,
    distance: positionDistance(row),
    tiers: tiersOf(tiers, symbol),
    hasOwnTiers: tiers.bySymbol.has(symbol),
    quantity,
    updatedAtMs,
    markPrice,
    liquidationPrice: row.liquidation.status === 'price' ? row.liquidation.price : null,
    tickSize: row.tickSize,
    stepSize: row.stepSize,
    stop: stopOf(risk, row),
    drift: driftReading(row),
    forced: null,
    dataAtMs: risk.takenAtMs - row.dataAgeMs,
  }
}

function positionDistance({ liquidation, distancePct }: PositionRisk): Distance {
  if (liquidation.status === 'unknown') return { status: 'unknown', why: liquidation.reason }
  if (liquidation.status === 'none') return { status: 'calm' }
  if (distancePct === null) return { status: 'unknown', why: 'the distance could not be computed' }
  return { status: 'known', distancePct }
}

/** A missing stop is only claimed when nothing says that orders went unread. */
function stopOf(risk: AccountRows, row: PositionRisk): PositionReading['stop'] {
  if (row.stop !== null) return 'set'
  return isStopUnreadable(row.position.symbol, risk) ? 'unknown' : 'none'
}

function driftReading({ drift, liquidation }: PositionRisk): DriftReading {
  const { driftPct, exchangePrice } = drift
  if (drift.isWarning) return { status: 'warning', driftPct, exchangePrice }
  return driftPct === null && liquidation.status !== 'none' ? { status: 'unknown' } : { status: 'agrees' }
}

function jointReading(risk: AccountRows, pool: PoolRisk, tiers: TierTable): JointReading {
  return {
    kind: 'joint',
    key: jointKey(risk.account, pool.asset),
    account: risk.account,
    asset: pool.asset,
    symbols: pool.symbols,
    distance: jointDistance(pool),
    tiers: tiers.default,
    isHedged: pool.netToGross?.lt(HEDGED_BELOW) ?? false,
    dataAtMs: risk.takenAtMs - pool.dataAgeMs,
  }
}

function jointDistance(pool: PoolRisk): Distance {
  if (pool.isUnknown) return { status: 'unknown', why: pool.why ?? 'the pool could not be computed' }
  if (pool.jointDistancePct === null) return { status: 'calm' }
  return { status: 'known', distancePct: pool.jointDistancePct }
}

/** Whether an account that answered could be seen: needed gaps, unreadable rows and unknown figures are problems. */
export function sightOf(risk: AccountRows): SightReading {
  const gaps = risk.gaps.filter(({ needed }) => needed).map(({ what, why }) => ({ what, why }))
  const rows = risk.unreadable.map((row) => ({ what: slotName(row.symbol, row.positionSide), why: row.why }))
  const positions = risk.positions.flatMap(({ position, liquidation }) =>
    liquidation.status === 'unknown' ? [{ what: positionName(position), why: liquidation.reason }] : [],
  )
  const pools = risk.pools
    .filter(({ isUnknown }) => isUnknown)
    .map(({ asset, why }) => ({ what: `${asset} cross pool`, why: why ?? 'could not be computed' }))
  const ages = risk.positions.map(({ dataAgeMs }) => dataAgeMs)
  return {
    account: risk.account,
    problems: [...gaps, ...rows, ...positions, ...pools],
    dataAgeMs: ages.length === 0 ? null : Math.max(...ages),
  }
}

/** An account about which nothing could be read. */
export function sightLost(account: string, why: string): SightReading {
  return { account, problems: [{ what: WHOLE_ACCOUNT, why }], dataAgeMs: null }
}

/** A position's name in texts, `SOLUSDT long`. */
export function positionName(position: { readonly symbol: string; readonly side: Side }): string {
  return `${position.symbol} ${position.side.toLowerCase()}`
}

function slotName(symbol: string, positionSide: PositionSide | null): string {
  return positionSide === 'LONG' || positionSide === 'SHORT' ? positionName({ symbol, side: positionSide }) : symbol
}
