import type { Decimal } from '../model/decimal.ts'
import { cut, d, ONE, ZERO } from '../model/decimal.ts'
import type { Account, Leg, SlotSide } from './account.ts'
import { legKey } from './account.ts'
import type { Ledger } from './ledger.ts'
import { accountUpdate, balanceRow, orderTradeUpdate, positionRow, type UserEvent } from './user-events.ts'
import type { SymbolSpec, World } from './world.ts'

/** What the engines of the exchange write to. */
export interface Books {
  readonly account: Account
  readonly world: World
  readonly ledger: Ledger
  publish(event: UserEvent): void
}

/** A trade to be booked. */
export interface Fill {
  readonly symbol: string
  readonly positionSide: SlotSide
  readonly side: 'BUY' | 'SELL'
  /** Base units, positive. */
  readonly quantity: Decimal
  readonly price: Decimal
  readonly atMs: number
  readonly clientOrderId: string
  readonly type: 'MARKET' | 'LIMIT'
  readonly timeInForce: 'GTC' | 'IOC'
  readonly reduceOnly: boolean
  /** Fee as a fraction of the value. */
  readonly feeRate: Decimal
  /** A forced trade leaves an isolated leg's money with the leg until it is closed; others free it in proportion. */
  readonly keepsMargin?: boolean
}

export const TAKER_FEE = d('0.0005')

/** What a fill did. */
export interface Booked {
  readonly orderId: bigint
  readonly realized: Decimal
  readonly fee: Decimal
}

interface Change {
  readonly leg: Leg
  readonly realized: Decimal
  /** Money that the cross wallet gains (negative: gives). */
  readonly toCross: Decimal
}

function requiredSpec(world: World, symbol: string): SymbolSpec {
  const spec = world.spec(symbol)
  if (spec === null) throw new RangeError(`no contract named ${symbol}`)
  return spec
}

function emptyLeg(books: Books, fill: Fill): Leg {
  const isIsolated = books.account.settingOf(fill.symbol).marginMode === 'ISOLATED'
  return {
    symbol: fill.symbol,
    positionSide: fill.positionSide,
    quantity: ZERO,
    entryPrice: ZERO,
    isolatedWallet: isIsolated ? ZERO : null,
    updatedAtMs: fill.atMs,
  }
}

/** A leg grown by a trade in its own direction; an isolated one takes its initial margin from the cross wallet. */
function grown(leg: Leg, fill: Fill, change: Decimal, leverage: number): Change {
  const quantity = leg.quantity.plus(change)
  const cost = leg.quantity.times(leg.entryPrice).plus(change.times(fill.price))
  const margin = change
    .abs()
    .times(fill.price)
    .div(d(String(leverage)))
  const isolatedWallet = leg.isolatedWallet === null ? null : leg.isolatedWallet.plus(margin)
  return {
    leg: { ...leg, quantity, entryPrice: cut(cost.div(quantity), 8), isolatedWallet, updatedAtMs: fill.atMs },
    realized: ZERO,
    toCross: leg.isolatedWallet === null ? ZERO : margin.neg(),
  }
}

/** A leg shrunk by a trade against it, and where its money goes. */
function shrunk(leg: Leg, fill: Fill, change: Decimal): Change {
  const realized = change.neg().times(fill.price.minus(leg.entryPrice))
  const next = { ...leg, quantity: leg.quantity.plus(change), updatedAtMs: fill.atMs }
  if (leg.isolatedWallet === null) return { leg: next, realized, toCross: realized }
  if (fill.keepsMargin === true && !next.quantity.isZero())
    return { leg: { ...next, isolatedWallet: leg.isolatedWallet.plus(realized) }, realized, toCross: ZERO }
  const freed = next.quantity.isZero() ? leg.isolatedWallet : leg.isolatedWallet.times(change.div(leg.quantity).abs())
  const isolatedWallet = leg.isolatedWallet.minus(freed)
  return { leg: { ...next, isolatedWallet }, realized, toCross: freed.plus(realized) }
}

function changeOf(books: Books, fill: Fill): Change {
  const leg = books.account.legs.get(legKey(fill)) ?? emptyLeg(books, fill)
  const signed = fill.side === 'BUY' ? fill.quantity : fill.quantity.neg()
  const grows = leg.quantity.isZero() || leg.quantity.isPositive() === signed.isPositive()
  if (grows) return grown(leg, fill, signed, books.account.settingOf(fill.symbol).leverage)
  const closing = signed.abs().gt(leg.quantity.abs()) ? leg.quantity.neg() : signed
  const first = shrunk(leg, fill, closing)
  const rest = signed.minus(closing)
  if (rest.isZero() || fill.reduceOnly) return first
  const opened = grown(first.leg, fill, rest, books.account.settingOf(fill.symbol).leverage)
  return { ...opened, realized: first.realized, toCross: first.toCross.plus(opened.toCross) }
}

function record(books: Books, fill: Fill, spec: SymbolSpec, booked: Booked): void {
  const quantity = fill.quantity.toFixed(spec.quantityPrecision)
  const tradeId = books.ledger.addTrade({ ...fill, ...booked, quantity, asset: spec.marginAsset })
  books.publish(tradeEvent(fill, spec, booked, tradeId))
}

function tradeEvent(fill: Fill, spec: SymbolSpec, booked: Booked, tradeId: bigint): UserEvent {
  return orderTradeUpdate({
    ...fill,
    orderId: booked.orderId,
    execution: 'TRADE',
    status: 'FILLED',
    filled: fill.quantity,
    price: fill.type === 'MARKET' ? ZERO : fill.price,
    averagePrice: fill.price,
    commission: booked.fee,
    commissionAsset: spec.marginAsset,
    realized: booked.realized,
    tradeId,
  })
}

/** Books a trade: leg, wallets, history, and the events that tell of it. */
export function bookFill(books: Books, fill: Fill): Booked {
  const spec = requiredSpec(books.world, fill.symbol)
  const change = changeOf(books, fill)
  const fee = fill.quantity.times(fill.price).times(fill.feeRate)
  const booked: Booked = { orderId: books.ledger.nextOrderId(), realized: change.realized, fee }
  const asset = spec.marginAsset
  const moved = change.toCross.minus(fee)
  books.account.putLeg(change.leg)
  books.account.putCrossWallet(asset, books.account.crossWallet(asset).plus(moved), fill.atMs)
  record(books, fill, spec, booked)
  books.publish(
    accountUpdate({
      atMs: fill.atMs,
      reason: 'ORDER',
      balances: [balanceRow(books.account, books.world, asset, ZERO)],
      positions: [positionRow(change.leg, books.world, fill.atMs)],
    }),
  )
  return booked
}

/** Adds money to the cross wallet of an asset, or takes it away, and tells so. */
export function bookTransfer(
  books: Books,
  change: { readonly asset: string; readonly amount: Decimal; readonly reason: string; readonly atMs: number },
): void {
  const { account } = books
  account.putCrossWallet(change.asset, account.crossWallet(change.asset).plus(change.amount), change.atMs)
  const balance = balanceRow(account, books.world, change.asset, change.amount)
  books.publish(accountUpdate({ atMs: change.atMs, reason: change.reason, balances: [balance], positions: [] }))
}

/** The side that closes a leg. */
export function closingSide(leg: Leg): 'BUY' | 'SELL' {
  return leg.quantity.isPositive() ? 'SELL' : 'BUY'
}

/** +1 for a long leg, −1 for a short one. */
export function signOf(leg: Leg): Decimal {
  return leg.quantity.isPositive() ? ONE : ONE.neg()
}
