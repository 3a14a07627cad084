import type { Fill } from './account-history.ts'
import type { Decimal } from './decimal.ts'
import type { MarkPrice } from './market.ts'
import type { OrderSide } from './order.ts'
import type { MarginType, Position, PositionSide, Side } from './position.ts'
import type { AccountSnapshot, Wallet } from './snapshot.ts'

/** New money of one asset; only what changed is told. */
export interface BalanceChange {
  readonly asset: string
  readonly walletBalance: Decimal
  readonly crossWallet: Decimal
}

/** New state of one position slot; quantity 0 says that it is closed. */
export interface PositionChange {
  readonly symbol: string
  readonly positionSide: PositionSide
  /** Base units, signed: positive for a long. */
  readonly positionAmt: Decimal
  readonly entryPrice: Decimal
  readonly marginType: MarginType
  readonly isolatedWallet: Decimal
}

/** An order that changed, as far as it can be evidence of how a position ended. */
export interface OrderChange {
  readonly symbol: string
  readonly side: OrderSide
  readonly positionSide: PositionSide
  /** Begins with `autoclose-` for a liquidation and `adl_autoclose` for auto-deleveraging. */
  readonly clientOrderId: string
  /** NEW, FILLED, CANCELED, TRIGGERED and others: open text. */
  readonly status: string
  readonly isConditional: boolean
  /** The execution that it tells of; absent for other changes, or when it is not told whole. */
  readonly fill?: Fill
}

/** What the user stream tells, in the program's words. `atMs` is the venue's transaction time, else its event time. */
export type AccountEvent =
  | {
      readonly kind: 'account'
      readonly atMs: number
      /** ORDER, FUNDING_FEE, MARGIN_TRANSFER, DEPOSIT and others: open text. */
      readonly reason: string
      readonly balances: readonly BalanceChange[]
      readonly positions: readonly PositionChange[]
    }
  | { readonly kind: 'order'; readonly atMs: number; readonly order: OrderChange }
  | { readonly kind: 'leverage'; readonly atMs: number; readonly symbol: string; readonly leverage: number }
  | { readonly kind: 'multi-assets'; readonly atMs: number; readonly isOn: boolean }
  | { readonly kind: 'margin-call'; readonly atMs: number; readonly symbols: readonly string[] }
  | { readonly kind: 'listen-key-expired'; readonly atMs: number }

/** A mark price as the market stream tells it. */
export type MarkEvent = MarkPrice

/** A reading ends at most this long after its answers were given. */
const LONGEST_READING_MS = 30_000

/**
 * The snapshot after an event: wallets and positions that it names are replaced, each only by news that is not older
 * than itself, so that duplicates, stragglers and swapped events are harmless. What the event does not name is as old
 * as before, and so is the snapshot. A position or asset that the snapshot does not know is left to the next reading
 * by REST; `readingAfter` says when one is called for.
 */
export function applyEvent(snapshot: AccountSnapshot, event: AccountEvent): AccountSnapshot {
  if (event.kind !== 'account') return snapshot
  const wallets = snapshot.wallets.map((wallet) => walletAfter(wallet, event, snapshot.takenAtMs))
  const positions = snapshot.positions.map((position) => positionAfter(position, event))
  const moved = movedPools(snapshot, wallets, positions)
  const kept = positions.flatMap((position) => (position === null ? [] : [outdatedIn(moved, position, snapshot)]))
  return { ...snapshot, wallets, positions: kept }
}

function walletAfter(wallet: Wallet, { balances, atMs }: AccountUpdate, takenAtMs: number): Wallet {
  const change = balances.findLast(({ asset }) => asset === wallet.asset)
  if (change === undefined || atMs < (wallet.updatedAtMs ?? takenAtMs - LONGEST_READING_MS)) return wallet
  const { walletBalance, crossWallet } = change
  const isSame = walletBalance.eq(wallet.walletBalance) && crossWallet.eq(wallet.crossWallet)
  return { ...wallet, updatedAtMs: atMs, ...(isSame ? {} : { walletBalance, crossWallet }) }
}

/** `null` once it is closed. */
function positionAfter(position: Position, { positions, atMs }: AccountUpdate): Position | null {
  const change = positions.findLast((candidate) => isSameSlot(candidate, position))
  if (change === undefined || atMs < position.updatedAtMs) return position
  if (saysTheSame(change, position)) return { ...position, updatedAtMs: atMs }
  if (change.positionAmt.isZero()) return null
  return {
    ...position,
    side: sideOf(change),
    quantity: change.positionAmt.abs(),
    entryPrice: change.entryPrice,
    marginType: change.marginType,
    isolatedWallet: change.isolatedWallet,
    exchange: { ...position.exchange, ...NOT_COMPARABLE, maintenanceMargin: null },
    updatedAtMs: atMs,
  }
}

type AccountUpdate = Extract<AccountEvent, { readonly kind: 'account' }>

/** Binance's own figures belong to the state before. */
const NOT_COMPARABLE = { liquidationPrice: null, liquidationPriceReason: 'the account changed since the last reading' }

function isSameSlot(one: Slot, other: Slot): boolean {
  return one.symbol === other.symbol && one.positionSide === other.positionSide
}

type Slot = Pick<Position, 'symbol' | 'positionSide'>

function saysTheSame(change: PositionChange, position: Position): boolean {
  return (
    sideOf(change) === position.side &&
    change.positionAmt.abs().eq(position.quantity) &&
    change.entryPrice.eq(position.entryPrice) &&
    change.marginType === position.marginType &&
    change.isolatedWallet.eq(position.isolatedWallet)
  )
}

/** In hedge mode the slot names the side; in one-way mode the sign does. */
function sideOf({ positionSide, positionAmt }: PositionChange): Side {
  if (positionSide !== 'BOTH') return positionSide
  return positionAmt.lt('0') ? 'SHORT' : 'LONG'
}

/** Pools whose money or cross positions changed: every liquidation price in them moved, Binance's old one included. */
function movedPools(
  snapshot: AccountSnapshot,
  wallets: readonly Wallet[],
  positions: readonly (Position | null)[],
): ReadonlySet<string> {
  const assets = [
    ...snapshot.wallets.flatMap((before, index) => (isSameMoney(before, wallets[index]) ? [] : [before.asset])),
    ...snapshot.positions.flatMap((before, index) =>
      isSameHolding(before, positions[index]) ? [] : [before.marginAsset],
    ),
  ]
  return new Set(assets.map((asset) => poolOf(asset, snapshot)))
}

/** A change of a position takes away its comparable figures; a repetition leaves them. */
function isSameHolding(before: Position, after: Position | null | undefined): boolean {
  return before.exchange === after?.exchange
}

function isSameMoney(before: Wallet, after: Wallet | undefined): boolean {
  return after !== undefined && before.crossWallet.eq(after.crossWallet) && before.walletBalance.eq(after.walletBalance)
}

/** In multi-assets mode all cross positions share one pool. */
function poolOf(asset: string, { multiAssetsMode }: AccountSnapshot): string {
  return multiAssetsMode ? 'USD' : asset
}

function outdatedIn(moved: ReadonlySet<string>, position: Position, snapshot: AccountSnapshot): Position {
  if (position.marginType === 'ISOLATED' || !moved.has(poolOf(position.marginAsset, snapshot))) return position
  return { ...position, exchange: { ...position.exchange, ...NOT_COMPARABLE } }
}

/**
 * What has to be read by REST because an event tells of it but does not tell it whole: `account` for positions or
 * assets that the snapshot does not know, `configuration` for margin types and modes (which are kept for a day),
 * `orders` for resting orders.
 */
export type FreshReading = 'nothing' | 'orders' | 'account' | 'configuration'

/** The reading that an event calls for. */
export function readingAfter(snapshot: AccountSnapshot, event: AccountEvent): FreshReading {
  if (event.kind === 'order') return 'orders'
  if (event.kind === 'leverage' || event.kind === 'multi-assets') return 'configuration'
  if (event.kind !== 'account') return 'account'
  if (event.reason === 'MARGIN_TYPE_CHANGE') return 'configuration'
  const isNewSlot = event.positions.some(
    (change) => !change.positionAmt.isZero() && !snapshot.positions.some((position) => isSameSlot(change, position)),
  )
  const isNewAsset = event.balances.some(({ asset }) => !snapshot.wallets.some((wallet) => wallet.asset === asset))
  return isNewSlot || isNewAsset ? 'account' : 'nothing'
}

/**
 * The snapshot with newer marks; older ones change nothing. A cross position's liquidation price moves with the marks
 * of the other symbols in its pool: there Binance's own price is no longer comparable.
 */
export function applyMarks(snapshot: AccountSnapshot, events: readonly MarkEvent[]): AccountSnapshot {
  const newer = new Map<string, MarkEvent>()
  for (const event of events) {
    const known = newer.get(event.symbol) ?? snapshot.marks.get(event.symbol)
    if (known === undefined || event.atMs > known.atMs) newer.set(event.symbol, event)
  }
  if (newer.size === 0) return snapshot
  const movers = moversByPool(snapshot, newer)
  return {
    ...snapshot,
    marks: new Map([...snapshot.marks, ...newer]),
    positions: snapshot.positions.map((position) =>
      markedPosition(position, newer, movers.get(poolOf(position.marginAsset, snapshot))),
    ),
  }
}

/** Symbols of cross positions whose mark changed, by pool. */
function moversByPool(
  snapshot: AccountSnapshot,
  newer: ReadonlyMap<string, MarkEvent>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const movers = new Map<string, Set<string>>()
  for (const { symbol, marginType, marginAsset, markPrice } of snapshot.positions) {
    const mark = newer.get(symbol)
    if (marginType === 'ISOLATED' || mark === undefined || mark.markPrice.eq(markPrice)) continue
    const pool = poolOf(marginAsset, snapshot)
    movers.set(pool, (movers.get(pool) ?? new Set()).add(symbol))
  }
  return movers
}

function markedPosition(
  position: Position,
  newer: ReadonlyMap<string, MarkEvent>,
  movers: ReadonlySet<string> = new Set(),
): Position {
  const { symbol, exchange } = position
  const markPrice = newer.get(symbol)?.markPrice ?? position.markPrice
  const othersMoved = movers.size > (movers.has(symbol) ? 1 : 0)
  const isComparable = position.marginType === 'ISOLATED' || !othersMoved
  if (isComparable || exchange.liquidationPriceReason === MARKS_MOVED) return { ...position, markPrice }
  return {
    ...position,
    markPrice,
    exchange: { ...exchange, liquidationPrice: null, liquidationPriceReason: MARKS_MOVED },
  }
}

const MARKS_MOVED = 'marks moved since the last reading'
