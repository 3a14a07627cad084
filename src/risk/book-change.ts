import { type Decimal, ZERO } from '../model/decimal.ts'
import { type Position, profitAt } from '../model/position.ts'
import type { AccountSnapshot, Wallet } from '../model/snapshot.ts'
import { withVenueEntryPrice } from './stake.ts'

/** Names one position of an account: the venue holds at most one in each slot. */
export type Slot = Pick<Position, 'symbol' | 'positionSide'>

/** A part of a position closed at its mark. */
export interface CloseAtMark {
  readonly slot: Slot
  /** Base units, at most what is held. */
  readonly quantity: Decimal
  /** Margin asset; it comes out of the cross wallet, whatever the margin type. */
  readonly fee: Decimal
  /** What becomes of an isolated position's money: it stays, or leaves in proportion to what was closed. */
  readonly margin: 'kept' | 'released'
}

/**
 * The account after a part of a position was closed at its mark: profit or loss is realised where the position keeps
 * its money. A position closed whole gives its money back to the cross wallet.
 *
 * @throws RangeError when the position is not there, or smaller than what is to be closed
 */
export function afterClose(snapshot: AccountSnapshot, close: CloseAtMark): AccountSnapshot {
  const position = positionIn(snapshot, close.slot)
  if (close.quantity.gt(position.quantity)) throw new RangeError(`${position.symbol}: more to close than is held`)
  const quantity = position.quantity.minus(close.quantity)
  const sold = { ...withVenueEntryPrice(position), quantity: close.quantity }
  const realized = profitAt(sold, position.markPrice)
  const isolatedWallet = walletAfterClose(position, { ...close, realized, isWhole: quantity.isZero() })
  const freed = position.isolatedWallet.minus(isolatedWallet)
  const rest = quantity.isZero() ? null : { ...position, quantity, isolatedWallet }
  return withWallet(withPosition(snapshot, position, rest), position.marginAsset, {
    cross: freed.plus(realized).minus(close.fee),
    total: realized.minus(close.fee),
  })
}

function walletAfterClose(
  position: Position,
  close: CloseAtMark & { readonly realized: Decimal; readonly isWhole: boolean },
): Decimal {
  if (position.marginType === 'CROSSED' || close.isWhole) return ZERO
  if (close.margin === 'kept') return position.isolatedWallet.plus(close.realized)
  const share = close.quantity.div(position.quantity)
  return position.isolatedWallet.minus(position.isolatedWallet.times(share))
}

/**
 * The account after money went into an isolated position (negative: out of it); `fromWallet` of it out of the cross
 * wallet, the rest from outside.
 *
 * @throws RangeError when the position is not there
 */
export function afterMargin(
  snapshot: AccountSnapshot,
  slot: Slot,
  { amount, fromWallet }: { readonly amount: Decimal; readonly fromWallet: Decimal },
): AccountSnapshot {
  const position = positionIn(snapshot, slot)
  const richer = { ...position, isolatedWallet: position.isolatedWallet.plus(amount) }
  const change = { cross: fromWallet.neg(), total: amount.minus(fromWallet) }
  return withWallet(withPosition(snapshot, position, richer), position.marginAsset, change)
}

/** The account after money of one asset came into its cross wallet from outside. */
export function afterDeposit(snapshot: AccountSnapshot, asset: string, amount: Decimal): AccountSnapshot {
  return withWallet(snapshot, asset, { cross: amount, total: amount })
}

/**
 * The position that fills a slot.
 *
 * @throws RangeError when there is none
 */
export function positionIn(snapshot: AccountSnapshot, slot: Slot): Position {
  const found = snapshot.positions.find((position) => isSameSlot(position, slot))
  if (found === undefined) throw new RangeError(`no position in ${slot.symbol} ${slot.positionSide}`)
  return found
}

export function isSameSlot(one: Slot, other: Slot): boolean {
  return one.symbol === other.symbol && one.positionSide === other.positionSide
}

function withPosition(snapshot: AccountSnapshot, old: Position, next: Position | null): AccountSnapshot {
  const positions = snapshot.positions.flatMap((position) => {
    if (position !== old) return [position]
    return next === null ? [] : [next]
  })
  return { ...snapshot, positions }
}

function withWallet(
  snapshot: AccountSnapshot,
  asset: string,
  change: { readonly cross: Decimal; readonly total: Decimal },
): AccountSnapshot {
  const held = snapshot.wallets.some((wallet) => wallet.asset === asset)
  const wallets = held ? snapshot.wallets : [...snapshot.wallets, emptyWallet(asset)]
  return {
    ...snapshot,
    wallets: wallets.map((wallet) =>
      wallet.asset === asset
        ? {
            ...wallet,
            crossWallet: wallet.crossWallet.plus(change.cross),
            walletBalance: wallet.walletBalance.plus(change.total),
          }
        : wallet,
    ),
  }
}

function emptyWallet(asset: string): Wallet {
  return { asset, walletBalance: ZERO, crossWallet: ZERO, availableBalance: null }
}
