import type { LeverageBracket } from '../model/bracket.ts'
import { Decimal, ZERO } from '../model/decimal.ts'
import type { MarginType, Position, Side } from '../model/position.ts'
import type { AccountSnapshot, Wallet } from '../model/snapshot.ts'
import type { TierTable } from '../model/tiers.ts'
import { assessAccount } from './assess.ts'
import type { AccountRisk, PositionRisk } from './report.ts'
import type { HeldSide } from './stop-out.ts'

/** A position that is about to be opened. */
export interface Entry {
  readonly symbol: string
  readonly side: Side
  /** Base units. */
  readonly quantity: Decimal
  readonly price: Decimal
  /** Quote asset, paid with the entry. */
  readonly fee: Decimal
  readonly marginType: MarginType
  readonly marginAsset: string
  /** The leverage setting; `null` when it is not known: an isolated entry then needs one. */
  readonly leverage: number | null
  readonly bracket: LeverageBracket
}

/** Whether the account holds the other side of the symbol and would close it first: one-way mode has one side. */
export function closesFirst(snapshot: AccountSnapshot, { symbol, side }: HeldSide): boolean {
  return !snapshot.hedgeMode && snapshot.positions.some((held) => held.symbol === symbol && held.side !== side)
}

/**
 * The account after an entry was filled at its price, which is then the symbol's mark. An isolated entry moves its
 * initial margin, notional ÷ leverage, from the wallet into the position; a cross entry leaves the money where it is.
 *
 * @throws RangeError when the entry would close another position first, or is isolated without a leverage
 */
export function enteredSnapshot(snapshot: AccountSnapshot, entry: Entry): AccountSnapshot {
  if (closesFirst(snapshot, entry)) throw new RangeError(`${entry.symbol} is held the other way round`)
  const margin = entry.marginType === 'ISOLATED' ? initialMarginOf(entry) : ZERO
  const held = snapshot.positions.find(({ symbol, side }) => symbol === entry.symbol && side === entry.side)
  const opened = held === undefined ? newPosition(snapshot, entry, margin) : enlarged(held, entry, margin)
  const others = snapshot.positions.filter((position) => position !== held)
  return {
    ...snapshot,
    wallets: walletsAfter(snapshot, entry, margin),
    brackets: new Map([...snapshot.brackets, [entry.symbol, entry.bracket]]),
    positions: [...others.map((other) => markedAt(other, entry)), opened],
  }
}

/** Notional ÷ leverage. @throws RangeError when the leverage is not known */
function initialMarginOf({ quantity, price, leverage }: Entry): Decimal {
  if (leverage === null) throw new RangeError('an isolated entry needs a leverage')
  return quantity.times(price).div(leverage)
}

function newPosition({ hedgeMode, takenAtMs }: AccountSnapshot, entry: Entry, isolatedWallet: Decimal): Position {
  const { symbol, side, quantity, price, marginType, marginAsset, leverage } = entry
  return {
    symbol,
    positionSide: hedgeMode ? side : 'BOTH',
    side,
    quantity,
    entryPrice: price,
    markPrice: price,
    marginType,
    marginAsset,
    isolatedWallet,
    leverage,
    isAutoAddMargin: null,
    exchange: NO_FIGURES,
    updatedAtMs: takenAtMs,
  }
}

function enlarged(held: Position, entry: Entry, margin: Decimal): Position {
  const quantity = held.quantity.plus(entry.quantity)
  const cost = held.quantity.times(held.entryPrice).plus(entry.quantity.times(entry.price))
  return {
    ...held,
    quantity,
    entryPrice: cost.div(quantity),
    markPrice: entry.price,
    isolatedWallet: held.isolatedWallet.plus(margin),
    exchange: NO_FIGURES,
  }
}

const NO_FIGURES = {
  liquidationPrice: null,
  liquidationPriceReason: 'the position is not open yet',
  maintenanceMargin: null,
  adlQuantile: null,
} as const

/** The other leg of hedge mode stands at the same mark. */
function markedAt(other: Position, { symbol, price }: Entry): Position {
  return other.symbol === symbol ? { ...other, markPrice: price } : other
}

function walletsAfter({ wallets }: AccountSnapshot, entry: Entry, margin: Decimal): readonly Wallet[] {
  const own = wallets.find(({ asset }) => asset === entry.marginAsset) ?? emptyWallet(entry.marginAsset)
  const after = {
    ...own,
    walletBalance: own.walletBalance.minus(entry.fee),
    crossWallet: own.crossWallet.minus(entry.fee).minus(margin),
  }
  return [...wallets.filter((wallet) => wallet.asset !== entry.marginAsset), after]
}

function emptyWallet(asset: string): Wallet {
  return { asset, walletBalance: ZERO, crossWallet: ZERO, availableBalance: null }
}

/** What an entry does to the account it joins. */
export interface EntryEffect {
  /** The resulting position, with what was held before. */
  readonly opened: PositionRisk
  readonly after: AccountRisk
  /** Positions whose liquidation moves, in the order of the account. */
  readonly others: readonly MovedLiquidation[]
}

/** A liquidation price before and after; `null` for none or unknown. */
export interface MovedLiquidation extends HeldSide {
  readonly before: Decimal | null
  readonly after: Decimal | null
  readonly tickSize: Decimal | null
}

/** An account as it was read and computed, with what its evaluation needs. */
export interface Standing {
  readonly snapshot: AccountSnapshot
  readonly risk: AccountRisk
  readonly tiers: TierTable
}

/** Evaluates the account anew with the entry filled, and holds the liquidation prices against the present ones. */
export function entryEffect({ snapshot, risk, tiers }: Standing, entry: Entry): EntryEffect {
  const entered = enteredSnapshot(snapshot, entry)
  const after = assessAccount(entered, { tiers, nowMs: snapshot.takenAtMs })
  const opened = heldRow(after, entry)
  const others = risk.positions.flatMap((before): readonly MovedLiquidation[] => {
    if (isSame(before.position, entry)) return []
    const prices = { before: priceOf(before), after: priceOf(heldRow(after, before.position)) }
    const { symbol, side } = before.position
    return hasMoved(prices) ? [{ symbol, side, ...prices, tickSize: before.tickSize }] : []
  })
  return { opened, after, others }
}

/**
 * The row of a held side.
 *
 * @throws RangeError when it is not held
 */
export function heldRow({ positions }: Pick<AccountRisk, 'positions'>, side: HeldSide): PositionRisk {
  const found = positions.find(({ position }) => isSame(position, side))
  if (found === undefined) throw new RangeError(`no ${side.side.toLowerCase()} of ${side.symbol} is held`)
  return found
}

function isSame(one: HeldSide, other: HeldSide): boolean {
  return one.symbol === other.symbol && one.side === other.side
}

function priceOf({ liquidation }: PositionRisk): Decimal | null {
  return liquidation.status === 'price' ? liquidation.price : null
}

function hasMoved({ before, after }: Pick<MovedLiquidation, 'before' | 'after'>): boolean {
  if (before === null || after === null) return (before === null) !== (after === null)
  return !before.eq(after)
}

/**
 * The largest notional that Binance allows at a leverage setting: the cap of the last bracket that grants it. Without
 * a setting that of the last bracket.
 *
 * @returns `null` when no bracket grants the setting
 */
export function maxNotionalAt({ rows }: LeverageBracket, leverage: number | null): Decimal | null {
  const granting = rows.filter(({ initialLeverage }) => leverage === null || initialLeverage >= leverage)
  return granting.reduce<Decimal | null>((most, { notionalCap }) => Decimal.max(most ?? ZERO, notionalCap), null)
}

/** An account that is nothing but money of one asset, for planning without a key. */
export function moneyOnly(money: { readonly asset: string; readonly equity: Decimal; readonly atMs: number }) {
  const { asset, equity, atMs } = money
  const wallet = {
    asset,
    walletBalance: equity,
    crossWallet: equity,
    availableBalance: equity,
  }
  return { ...NOTHING_HELD, wallets: [wallet], takenAtMs: atMs } satisfies AccountSnapshot
}

const NOTHING_HELD: AccountSnapshot = {
  account: 'none',
  takenAtMs: 0,
  hedgeMode: false,
  multiAssetsMode: false,
  wallets: [],
  positions: [],
  unreadable: [],
  brackets: new Map(),
  bracketsFetchedAtMs: null,
  marks: new Map(),
  rates: new Map(),
  fundingInfo: null,
  rules: new Map(),
  orders: new Map(),
  dailyAtr: new Map(),
  gaps: [],
}
