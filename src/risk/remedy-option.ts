import type { Decimal } from '../model/decimal.ts'
import type { PositionSide, Side } from '../model/position.ts'
import type { AccountSnapshot } from '../model/snapshot.ts'
import type { TierTable } from '../model/tiers.ts'
import { assessAccount } from './assess.ts'
import { isSameSlot, type Slot } from './book-change.ts'
import type { AccountRisk, Liquidation, PoolRisk, PositionRisk } from './report.ts'

export type RemedyKind = 'stop' | 'close' | 'mixed' | 'add-margin'

/** A part of one position to be closed at the mark. */
export interface PartToClose {
  readonly symbol: string
  readonly side: Side
  readonly positionSide: PositionSide
  /** Base units, whole steps. */
  readonly quantity: Decimal
}

/** A stop order to be placed, or one that rests already. */
export interface StopToPlace {
  readonly symbol: string
  readonly side: Side
  readonly positionSide: PositionSide
  /** Base units, the whole position. */
  readonly quantity: Decimal
  /** Mark price, on the tick. */
  readonly price: Decimal
  /** What is lost from the present mark to the stop, without fees. */
  readonly lossFromHere: Decimal
  /** True when a stop on the mark price that covers all of it rests there already. */
  readonly isInPlace: boolean
}

/** How another position or pool stands before and after. */
export interface PositionEffect {
  readonly symbol: string
  readonly side: Side
  readonly before: Liquidation
  readonly after: Liquidation
  readonly tickSize: Decimal | null
}

export interface PoolEffect {
  readonly asset: string
  /** Percent points; `null` for none below 100 %. */
  readonly before: Decimal | null
  readonly after: Decimal | null
}

/** What a partial close of an isolated position leads to when its margin leaves with it. */
export interface ReleasedOutcome {
  readonly liquidation: Liquidation
  readonly distancePct: Decimal | null
  /** Money to put back in for the target, rounded up; 0 when none is needed. */
  readonly addBack: Decimal
}

/** One way to the target. */
export interface RemedyOption {
  readonly kind: RemedyKind
  readonly stops: readonly StopToPlace[]
  readonly closes: readonly PartToClose[]
  /** Margin asset; `null` when none is added. */
  readonly addMargin: Decimal | null
  readonly marginAsset: string
  /** How much of `addMargin` has to come from outside the futures wallet; `null` when the free balance is unknown. */
  readonly transfer: Decimal | null
  /** Profit or loss against the entry price that the closes realise, at the mark (of stops: at the stop); no fees. */
  readonly realizedPnl: Decimal
  /** Taker fees of the closes; `null` when the account's rate could not be read. */
  readonly fee: Decimal | null
  /** True when it can be done now, with the money that is in the futures account. */
  readonly isFeasible: boolean
  /** The account as it would stand: everything below is read from it. */
  readonly snapshot: AccountSnapshot
  readonly after: {
    readonly liquidation: Liquidation | null
    /** `null` for none, unknown, or a position closed whole. */
    readonly distancePct: Decimal | null
    readonly jointDistancePct: Decimal | null
  }
  readonly released: ReleasedOutcome | null
  readonly positions: readonly PositionEffect[]
  readonly pools: readonly PoolEffect[]
}

/** What every remedy of an account is measured against. */
export interface RemedyContext {
  readonly snapshot: AccountSnapshot
  /** The same snapshot, assessed. */
  readonly risk: AccountRisk
  readonly tiers: TierTable
  /** Taker fee by symbol, as a fraction; a symbol that is absent could not be read. */
  readonly takerRates: ReadonlyMap<string, Decimal>
}

/** The account after a remedy, by the one evaluator. */
export function assessedAfter(snapshot: AccountSnapshot, { tiers, risk }: RemedyContext): AccountRisk {
  return assessAccount(snapshot, { tiers, nowMs: risk.takenAtMs })
}

/** The row of a slot; `null` once it is closed. */
export function riskOf(risk: AccountRisk, slot: Slot): PositionRisk | null {
  return risk.positions.find(({ position }) => isSameSlot(position, slot)) ?? null
}

/** The pool that a cross position lives in; `null` for an isolated one. */
export function poolWith(risk: AccountRisk, { position }: PositionRisk): PoolRisk | null {
  if (position.marginType === 'ISOLATED') return null
  return risk.pools.find(({ symbols }) => symbols.includes(position.symbol)) ?? null
}

/** Positions but one whose liquidation price changes, worst first. */
export function positionEffects(before: AccountRisk, after: AccountRisk, but: Slot | null): readonly PositionEffect[] {
  const later = new Map(after.positions.map((row) => [slotKey(row.position), row]))
  return before.positions.flatMap(({ position, liquidation, tickSize }) => {
    const row = later.get(slotKey(position))
    if (row === undefined || (but !== null && isSameSlot(position, but))) return []
    if (isSameLiquidation(liquidation, row.liquidation)) return []
    return [{ symbol: position.symbol, side: position.side, before: liquidation, after: row.liquidation, tickSize }]
  })
}

/** Pools whose joint distance changes; one that is empty afterwards has none. */
export function poolEffects(before: AccountRisk, after: AccountRisk): readonly PoolEffect[] {
  return before.pools.flatMap(({ asset, jointDistancePct, isUnknown }) => {
    const later = after.pools.find((pool) => pool.asset === asset)?.jointDistancePct ?? null
    if (isUnknown || isSameAmount(jointDistancePct, later)) return []
    return [{ asset, before: jointDistancePct, after: later }]
  })
}

function isSameLiquidation(one: Liquidation, other: Liquidation): boolean {
  if (one.status !== 'price' || other.status !== 'price') return one.status === other.status
  return one.price.eq(other.price)
}

function isSameAmount(one: Decimal | null, other: Decimal | null): boolean {
  if (one === null) return other === null
  return other?.eq(one) ?? false
}

function slotKey({ symbol, positionSide }: Slot): string {
  return `${symbol} ${positionSide}`
}
