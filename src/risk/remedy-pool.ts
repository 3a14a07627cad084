import { Decimal, d, HUNDRED, ONE, sum, ZERO } from '../model/decimal.ts'
import { type Position, profitAt, sideSign } from '../model/position.ts'
import type { AccountSnapshot } from '../model/snapshot.ts'
import { afterClose, afterDeposit } from './book-change.ts'
import { type JointGround, type JointPlan, jointGround, unitsNeeded } from './joint-plan.ts'
import { poolAssetOf } from './pool-reading.ts'
import { feeOf } from './remedy.ts'
import {
  assessedAfter,
  type PartToClose,
  positionEffects,
  type RemedyContext,
  type RemedyOption,
  type StopToPlace,
} from './remedy-option.ts'
import { priceInPlace } from './remedy-stop.ts'
import type { PoolRisk } from './report.ts'
import type { Leg } from './stake.ts'
import { stakeSource } from './stake-reading.ts'
import { isTrading, moneyUp, quantityDown, quantityUp, stopPriceOnGrid } from './trading-grid.ts'

const HALF = d('0.5')
/** Rounding in the last of 50 digits is no shortfall. */
const HAIR = d('1e-25')

/** A cross pool and how far a joint move should have to go, in percent. */
export interface PoolTarget {
  readonly pool: PoolRisk
  readonly targetPct: Decimal
}

/** An option for a pool; `scope` tells whether every member is reduced by the same share, or one of them alone. */
export interface PoolRemedy extends RemedyOption {
  readonly scope: 'all' | 'one' | null
}

/**
 * The ways to put the joint distance of a pool at a target: stops half-way to it, close the same share of every member,
 * close a part of the one member of which the least notional suffices, half and half, bring money.
 *
 * @returns none when it stands there already, or the pool is unknown
 */
export function poolRemedies(target: PoolTarget, context: RemedyContext): readonly PoolRemedy[] {
  const pool = stakeSource(context.snapshot).pools.get(target.pool.asset)?.pool ?? null
  const distancePct = target.pool.jointDistancePct
  if (pool === null || distancePct === null || distancePct.gte(target.targetPct)) return []
  const ground = jointGround(pool, target.targetPct.div(HUNDRED))
  const search: Search = { ground, asset: target.pool.asset, targetPct: target.targetPct, distancePct, context }
  const share = unitsNeeded(ground, closingPlan(search, [...pool.holdings.keys()], wholeLeg))
  const options = [stopsRemedy(search), shareRemedy(search, share), singleRemedy(search), mixedRemedy(search, share)]
  return [...options, fundedRemedy(search, 'add-margin', nothingClosed(context.snapshot))].filter(
    (option) => option !== null,
  )
}

interface Search {
  readonly ground: JointGround
  readonly asset: string
  readonly targetPct: Decimal
  readonly distancePct: Decimal
  readonly context: RemedyContext
}

const wholeLeg = (leg: Leg): Decimal => leg.quantity

function closingPlan({ context }: Search, symbols: readonly string[], closing: (leg: Leg) => Decimal): JointPlan {
  return {
    closings: new Map(symbols.map((symbol) => [symbol, closing])),
    feeRateOf: (symbol) => context.takerRates.get(symbol) ?? ZERO,
    depositAsset: null,
  }
}

function membersOf({ asset, context: { snapshot } }: Search): readonly Position[] {
  return snapshot.positions.filter(
    (position) => position.marginType === 'CROSSED' && poolAssetOf(snapshot, position) === asset,
  )
}

/** A stop for each member, at the mark that half of the deadly move leads to; one that rests nearer stays. */
function stopsRemedy(search: Search): PoolRemedy | null {
  const { context, distancePct } = search
  const share = distancePct.div(HUNDRED).times(HALF)
  if (share.isZero()) return null
  const placed = membersOf(search).flatMap((position) => memberStop(position, share, context))
  if (placed.length === 0) return null
  const stops = placed.map(({ stop }) => stop)
  const realizedPnl = sum(placed.map(({ position, stop }) => profitAt(position, stop.price)))
  const fee = totalFee(
    stops.map((stop) => ({ ...stop, markPrice: stop.price })),
    context,
  )
  return optionOf(search, { kind: 'stop', scope: null, snapshot: context.snapshot, stops, realizedPnl, fee })
}

interface PlacedStop {
  readonly position: Position
  readonly stop: StopToPlace
}

function memberStop(position: Position, share: Decimal, { snapshot }: RemedyContext): readonly PlacedStop[] {
  const { symbol, side, positionSide, quantity, markPrice } = position
  const exact = markPrice.times(ONE.minus(share.times(sideSign(position))))
  const rules = snapshot.rules.get(symbol)
  const inPlace = priceInPlace(position, exact, snapshot)
  if (inPlace === null && !isTrading(rules)) return []
  const price = inPlace ?? stopPriceOnGrid(exact, side, rules)
  const lossFromHere = markPrice.minus(price).times(quantity).times(sideSign(position))
  const stop = { symbol, side, positionSide, quantity, price, lossFromHere, isInPlace: inPlace !== null }
  return [{ position, stop }]
}

/** The least share, rounded up member by member: what finer steps of others round up may make one step of it needless. */
function shareRemedy(search: Search, share: Decimal | null): PoolRemedy | null {
  if (share === null || share.gt(ONE)) return null
  const closed = closedShares(search, share, quantityUp)
  return closed === null ? null : optionOf(search, { kind: 'close', scope: 'all', ...closed })
}

function mixedRemedy(search: Search, share: Decimal | null): PoolRemedy | null {
  if (share === null || share.gt(ONE)) return null
  const closed = closedShares(search, share.times(HALF), quantityDown)
  return closed === null ? null : fundedRemedy(search, 'mixed', closed)
}

/** The member of which the least notional has to go for the whole pool; `null` when none is enough alone. */
function singleRemedy(search: Search): PoolRemedy | null {
  const members = membersOf(search)
  if (members.length < 2) return null
  const parts = members
    .filter(({ symbol }) => isTrading(search.context.snapshot.rules.get(symbol)))
    .flatMap((position): readonly Part[] => {
      const onlyThis = (leg: Leg) => (leg.side === position.side ? ONE : ZERO)
      const units = unitsNeeded(search.ground, closingPlan(search, [position.symbol], onlyThis))
      if (units === null || units.gt(position.quantity)) return []
      const quantity = quantityUp(units, search.context.snapshot.rules.get(position.symbol))
      return [{ position, quantity: Decimal.min(quantity, position.quantity) }]
    })
    .sort((one, other) => notionalOf(one).cmp(notionalOf(other)))
  const [least] = parts
  return least === undefined ? null : optionOf(search, { kind: 'close', scope: 'one', ...closedParts(search, [least]) })
}

interface Part {
  readonly position: Position
  readonly quantity: Decimal
}

function notionalOf({ position, quantity }: Part): Decimal {
  return quantity.times(position.markPrice)
}

interface Closed {
  readonly snapshot: AccountSnapshot
  readonly closes: readonly PartToClose[]
  readonly realizedPnl: Decimal
  readonly fee: Decimal | null
}

function nothingClosed(snapshot: AccountSnapshot): Closed {
  return { snapshot, closes: [], realizedPnl: ZERO, fee: ZERO }
}

/** The same share of every member, on each symbol's grid; `null` when one of them cannot be traded, or nothing is left to close. */
function closedShares(search: Search, share: Decimal, toGrid: typeof quantityUp): Closed | null {
  const { snapshot } = search.context
  const members = membersOf(search)
  if (members.some(({ symbol }) => !isTrading(snapshot.rules.get(symbol)))) return null
  const parts = members
    .map((position): Part => {
      const quantity = toGrid(position.quantity.times(share), snapshot.rules.get(position.symbol))
      return { position, quantity: Decimal.min(quantity, position.quantity) }
    })
    .filter(({ quantity }) => quantity.gt(ZERO))
  return parts.length === 0 ? null : closedParts(search, parts)
}

function closedParts({ context }: Search, parts: readonly Part[]): Closed {
  let { snapshot } = context
  let realizedPnl: Decimal = ZERO
  for (const { position, quantity } of parts) {
    const fee = feeOf(position.symbol, quantity.times(position.markPrice), context) ?? ZERO
    snapshot = afterClose(snapshot, { slot: position, quantity, fee, margin: 'kept' })
    realizedPnl = realizedPnl.plus(profitAt({ ...position, quantity }, position.markPrice))
  }
  const closes = parts.map(({ position: { symbol, side, positionSide }, quantity }) => ({
    symbol,
    side,
    positionSide,
    quantity,
  }))
  const fee = totalFee(
    parts.map(({ position, quantity }) => ({ ...position, quantity })),
    context,
  )
  return { snapshot, closes, realizedPnl, fee }
}

/** `null` when the rate of some symbol could not be read. */
function totalFee(
  parts: readonly Pick<Position, 'symbol' | 'quantity' | 'markPrice'>[],
  context: RemedyContext,
): Decimal | null {
  let total: Decimal = ZERO
  for (const { symbol, quantity, markPrice } of parts) {
    const fee = feeOf(symbol, quantity.times(markPrice), context)
    if (fee === null) return null
    total = total.plus(fee)
  }
  return total
}

/** In multi-assets mode the money comes as USDT. */
function moneyAsset(asset: string, snapshot: AccountSnapshot): string {
  return snapshot.multiAssetsMode ? 'USDT' : asset
}

function fundedRemedy(search: Search, kind: 'mixed' | 'add-margin', closed: Closed): PoolRemedy | null {
  const depositAsset = moneyAsset(search.asset, search.context.snapshot)
  // A pool that holds none of the asset yet has no rate for it.
  const pool = stakeSource(closed.snapshot).pools.get(search.asset)?.pool ?? null
  const plan = { ...closingPlan(search, [], wholeLeg), depositAsset }
  const units = pool?.collateral.has(depositAsset) ? unitsNeeded(jointGround(pool, search.ground.move), plan) : null
  if (units === null) return null
  const addMargin = moneyUp(units, depositAsset)
  const snapshot = afterDeposit(closed.snapshot, depositAsset, addMargin)
  return optionOf(search, { kind, scope: kind === 'mixed' ? 'all' : null, ...closed, snapshot, addMargin })
}

interface Described extends Partial<Closed> {
  readonly kind: RemedyOption['kind']
  readonly scope: PoolRemedy['scope']
  readonly snapshot: AccountSnapshot
  readonly realizedPnl: Decimal
  readonly fee: Decimal | null
  readonly stops?: readonly StopToPlace[]
  readonly addMargin?: Decimal
}

/** The option with what it leads to; `null` when rounding to whole steps missed the target. */
function optionOf({ asset, targetPct, context }: Search, found: Described): PoolRemedy | null {
  const { kind, scope, snapshot, realizedPnl, fee, stops = [], closes = [], addMargin = null } = found
  const risk = kind === 'stop' ? context.risk : assessedAfter(snapshot, context)
  const jointDistancePct = risk.pools.find((pool) => pool.asset === asset)?.jointDistancePct ?? null
  if (kind !== 'stop' && jointDistancePct?.lt(targetPct.minus(HAIR))) return null
  return {
    kind,
    scope,
    stops,
    closes,
    addMargin,
    marginAsset: moneyAsset(asset, context.snapshot),
    transfer: addMargin ?? ZERO,
    realizedPnl,
    fee,
    isFeasible: addMargin === null || addMargin.isZero(),
    snapshot,
    after: { liquidation: null, distancePct: null, jointDistancePct },
    released: null,
    positions: positionEffects(context.risk, risk, null),
    // Its members and its money belong to no other pool.
    pools: [],
  }
}
