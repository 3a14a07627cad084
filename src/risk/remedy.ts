import { Decimal, d, HUNDRED, ZERO } from '../model/decimal.ts'
import { type Position, profitAt } from '../model/position.ts'
import type { AccountSnapshot } from '../model/snapshot.ts'
import { afterClose, afterDeposit, afterMargin, positionIn } from './book-change.ts'
import {
  assessedAfter,
  type PartToClose,
  poolEffects,
  poolWith,
  positionEffects,
  type ReleasedOutcome,
  type RemedyContext,
  type RemedyOption,
  riskOf,
  type StopToPlace,
} from './remedy-option.ts'
import { holdsAtTarget, moneyToTarget, quantityToTarget } from './remedy-solve.ts'
import { stopBefore } from './remedy-stop.ts'
import type { PositionRisk } from './report.ts'
import { type Stake, withVenueEntryPrice } from './stake.ts'
import { readStake, type StakeSource, stakeSource } from './stake-reading.ts'
import { isTrading, moneyUp, quantityDown, quantityUp, quantityUpLike } from './trading-grid.ts'

const HALF = d('0.5')

/**
 * The ways to put a position's liquidation at a distance, in the order in which they are worth trying: a stop before
 * it, close a part and keep the margin, half and half, add margin (bring money, for a cross position).
 *
 * Only what Binance would take is offered: whole steps, at least the smallest order, no closing while the symbol does
 * not trade, and never a lower leverage, which it refuses for an open isolated position.
 *
 * @returns none when the position stands there already, or has no liquidation price
 */
export function positionRemedies(target: PositionTarget, context: RemedyContext): readonly RemedyOption[] {
  const { row, targetPct } = target
  if (row.distancePct === null || row.distancePct.gte(targetPct)) return []
  return [
    stopRemedy(row, context),
    closeRemedy(target, context),
    mixedRemedy(target, context),
    moneyRemedy(target, context),
  ].filter((option) => option !== null)
}

/** A position and how far its liquidation should be, in percent of the mark. */
export interface PositionTarget {
  readonly row: PositionRisk
  readonly targetPct: Decimal
}

/** What would bring a position back to a distance, in two figures; `null` where that way does not lead there. */
export interface BriefRemedy {
  readonly targetPct: Decimal
  readonly close: { readonly quantity: Decimal; readonly sharePct: Decimal } | null
  readonly add: { readonly amount: Decimal; readonly asset: string } | null
}

/**
 * The figures of the alert line "back to 15 %": closing first, then adding; whole steps, rounded so that they suffice.
 *
 * @param source of the account, made once for all its positions with `stakeSource`
 * @returns `null` when the position stands there already, or its liquidation price is none or unknown
 */
export function remedyLine(
  { source, position }: { readonly source: StakeSource; readonly position: Position },
  targetPct: Decimal,
): BriefRemedy | null {
  const { snapshot } = source
  const { stake } = readStake(position, source)
  if (stake === null) return null
  const money = moneyToTarget(stake, targetPct)
  if (money.isZero()) return null
  const quantity = quantityFor(stake, position, { snapshot, targetPct, feeRate: ZERO })
  return {
    targetPct,
    close: quantity === null ? null : { quantity, sharePct: quantity.times(HUNDRED).div(position.quantity) },
    add: { amount: moneyUp(money, position.marginAsset), asset: position.marginAsset },
  }
}

function stakeIn(snapshot: AccountSnapshot, position: Position): Stake | null {
  return readStake(position, stakeSource(snapshot)).stake
}

interface QuantityRequest {
  readonly snapshot: AccountSnapshot
  readonly targetPct: Decimal
  readonly feeRate: Decimal
}

/** `null` when the symbol does not trade, or closing does not lead to the target. */
function quantityFor(stake: Stake, position: Position, request: QuantityRequest): Decimal | null {
  const rules = request.snapshot.rules.get(position.symbol)
  if (!isTrading(rules)) return null
  // An isolated position keeps its money for itself: the fee is paid by the cross wallet.
  const feeRate = position.marginType === 'ISOLATED' ? ZERO : request.feeRate
  const closing = { side: position.side, targetPct: request.targetPct, feeRate }
  const exact = quantityToTarget(stake, closing)
  if (exact === null || exact.isZero()) return null
  const onGrid = rules === undefined ? quantityUpLike(exact, position.quantity) : quantityUp(exact, rules)
  const quantity = Decimal.min(onGrid, position.quantity)
  return holdsAtTarget(stake, closing, quantity) ? quantity : null
}

function closeQuantity({ row: { position }, targetPct }: PositionTarget, context: RemedyContext): Decimal | null {
  const stake = stakeIn(context.snapshot, position)
  const feeRate = context.takerRates.get(position.symbol) ?? ZERO
  return stake === null ? null : quantityFor(stake, position, { snapshot: context.snapshot, targetPct, feeRate })
}

/** A stop half-way to liquidation, or the one that rests there already. */
function stopRemedy(row: PositionRisk, context: RemedyContext): RemedyOption | null {
  const stop = stopBefore(row, context.snapshot)
  if (stop === null) return null
  const { position } = row
  const realizedPnl = profitAt(withVenueEntryPrice(position), stop.price)
  const fee = feeOf(position.symbol, stop.quantity.times(stop.price), context)
  return optionOf({ kind: 'stop', row, stops: [stop], realizedPnl, fee, snapshot: context.snapshot }, context)
}

function closeRemedy(target: PositionTarget, context: RemedyContext): RemedyOption | null {
  const quantity = closeQuantity(target, context)
  if (quantity === null) return null
  const { row } = target
  const closed = closedPart(row.position, quantity, context)
  const isWhole = quantity.eq(row.position.quantity)
  const released = row.position.marginType === 'CROSSED' || isWhole ? null : releasedOutcome(target, quantity, context)
  return optionOf({ kind: 'close', row, ...closed, released }, context)
}

/** Half of what closing alone would take, and the money that is still missing then. */
function mixedRemedy(target: PositionTarget, context: RemedyContext): RemedyOption | null {
  const { row, targetPct } = target
  const whole = closeQuantity(target, context)
  if (whole === null) return null
  const rules = context.snapshot.rules.get(row.position.symbol)
  const quantity = quantityDown(whole.times(HALF), rules)
  if (quantity.isZero()) return null
  const closed = closedPart(row.position, quantity, context)
  return optionOf({ kind: 'mixed', row, ...withMoney(row.position, closed, targetPct) }, context)
}

function moneyRemedy({ row, targetPct }: PositionTarget, context: RemedyContext): RemedyOption {
  const untouched = { snapshot: context.snapshot, closes: [], realizedPnl: ZERO, fee: ZERO }
  return optionOf({ kind: 'add-margin', row, ...withMoney(row.position, untouched, targetPct) }, context)
}

interface Closed {
  readonly snapshot: AccountSnapshot
  readonly closes: readonly PartToClose[]
  readonly realizedPnl: Decimal
  readonly fee: Decimal | null
}

function closedPart(position: Position, quantity: Decimal, context: RemedyContext): Closed {
  const { symbol, side, positionSide } = position
  const fee = feeOf(symbol, quantity.times(position.markPrice), context)
  const close = { slot: position, quantity, fee: fee ?? ZERO, margin: 'kept' } as const
  return {
    snapshot: afterClose(context.snapshot, close),
    closes: [{ symbol, side, positionSide, quantity }],
    realizedPnl: profitAt({ ...withVenueEntryPrice(position), quantity }, position.markPrice),
    fee,
  }
}

/** The fee on a notional; `null` when the account's rate could not be read. */
export function feeOf(symbol: string, notional: Decimal, { takerRates }: RemedyContext): Decimal | null {
  const rate = takerRates.get(symbol)
  return rate === undefined ? null : notional.times(rate)
}

interface Funded extends Closed {
  readonly addMargin: Decimal
  readonly transfer: Decimal | null
}

/** Money that an isolated position lacks comes from the free balance first; what a pool lacks only from outside. */
function withMoney(position: Position, closed: Closed, targetPct: Decimal): Funded {
  const held = positionIn(closed.snapshot, position)
  const stake = stakeIn(closed.snapshot, held)
  const amount = stake === null ? ZERO : moneyUp(moneyToTarget(stake, targetPct), position.marginAsset)
  if (position.marginType === 'CROSSED') {
    const snapshot = afterDeposit(closed.snapshot, position.marginAsset, amount)
    return { ...closed, snapshot, addMargin: amount, transfer: amount }
  }
  const free = closed.snapshot.wallets.find(({ asset }) => asset === position.marginAsset)?.availableBalance ?? null
  const fromWallet = free === null ? amount : Decimal.min(amount, Decimal.max(free, ZERO))
  const snapshot = afterMargin(closed.snapshot, position, { amount, fromWallet })
  return { ...closed, snapshot, addMargin: amount, transfer: free === null ? null : amount.minus(fromWallet) }
}

/** The other thing that a partial close may do: the margin leaves in proportion, and the distance stays as it was. */
function releasedOutcome(
  { row, targetPct }: PositionTarget,
  quantity: Decimal,
  context: RemedyContext,
): ReleasedOutcome {
  const { position } = row
  const close = {
    slot: position,
    quantity,
    fee: feeOf(position.symbol, quantity.times(position.markPrice), context) ?? ZERO,
  }
  const snapshot = afterClose(context.snapshot, { ...close, margin: 'released' })
  const after = riskOf(assessedAfter(snapshot, context), position)
  const stake = stakeIn(snapshot, positionIn(snapshot, position))
  return {
    liquidation: after?.liquidation ?? row.liquidation,
    distancePct: after?.distancePct ?? null,
    addBack: stake === null ? ZERO : moneyUp(moneyToTarget(stake, targetPct), position.marginAsset),
  }
}

interface Described {
  readonly kind: RemedyOption['kind']
  readonly row: PositionRisk
  readonly snapshot: AccountSnapshot
  readonly realizedPnl: Decimal
  readonly fee: Decimal | null
  readonly stops?: readonly StopToPlace[]
  readonly closes?: readonly PartToClose[]
  readonly addMargin?: Decimal
  readonly transfer?: Decimal | null
  readonly released?: ReleasedOutcome | null
}

/** The option with what it leads to. */
function optionOf(found: Described, context: RemedyContext): RemedyOption {
  const { kind, row, snapshot, realizedPnl, fee, released = null, addMargin = null, transfer = ZERO } = found
  const risk = kind === 'stop' ? context.risk : assessedAfter(snapshot, context)
  const after = riskOf(risk, row.position)
  return {
    kind,
    stops: found.stops ?? [],
    closes: found.closes ?? [],
    addMargin,
    marginAsset: row.position.marginAsset,
    transfer,
    realizedPnl,
    fee,
    isFeasible: transfer?.isZero() ?? false,
    snapshot,
    after: {
      liquidation: after?.liquidation ?? null,
      distancePct: after?.distancePct ?? null,
      jointDistancePct: poolWith(risk, after ?? row)?.jointDistancePct ?? null,
    },
    released,
    positions: positionEffects(context.risk, risk, row.position),
    pools: poolEffects(context.risk, risk),
  }
}
