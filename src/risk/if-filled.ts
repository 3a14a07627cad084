import { type Decimal, sum, ZERO } from '../model/decimal.ts'
import type { Order } from '../model/order.ts'
import type { Position } from '../model/position.ts'
import { distancePctOf, liquidationOf } from './liquidation.ts'
import { isolatedStake, type Stake, withVenueEntryPrice } from './stake.ts'

/** Where liquidation would stand after a fill. */
export interface FilledLiquidation {
  /** Quote asset. */
  readonly liquidationPrice: Decimal
  /** From the present mark, in percent. */
  readonly distancePct: Decimal
}

/** What the resting entry orders of a position would add to it. */
export interface Enlargement {
  readonly quantity: Decimal
  /** What the added quantity costs at the orders' own prices. */
  readonly cost: Decimal
}

/**
 * The sum of all resting orders that would enlarge a position: its own side and slot, neither reduce-only nor closing,
 * each at its limit price, else at its trigger. Orders without either are left out: nothing tells where they fill.
 *
 * @returns `null` for none
 */
export function enlargementOf(position: Position, orders: readonly Order[]): Enlargement | null {
  const fills = orders.flatMap((order) => {
    const price = order.price ?? order.triggerPrice
    return enlarges(position, order) && price !== null ? [{ quantity: order.quantity, price }] : []
  })
  if (fills.length === 0) return null
  return {
    quantity: sum(fills.map((fill) => fill.quantity)),
    cost: sum(fills.map((fill) => fill.quantity.times(fill.price))),
  }
}

/**
 * Where a position would be liquidated were its resting entry orders filled at their own prices, the mark where it is.
 *
 * An isolated fill brings its initial margin, cost ÷ leverage, into the position's wallet; in a cross pool the money
 * stays and the leg grows. Fees are left out.
 *
 * @returns `null` without such orders, for an isolated position of unknown leverage, or when the larger position has
 * no liquidation price
 */
export function ifFilled(position: Position, stake: Stake, orders: readonly Order[]): FilledLiquidation | null {
  const added = enlargementOf(position, orders)
  if (added === null) return null
  const grown =
    position.marginType === 'ISOLATED' ? isolatedGrown(position, added, stake) : crossGrown(position, added, stake)
  return grown === null ? null : filledLiquidation(grown)
}

function isolatedGrown(position: Position, added: Enlargement, stake: Stake): Stake | null {
  const [leg] = stake.legs
  if (leg === undefined || position.leverage === null) return null
  const isolatedWallet = position.isolatedWallet.plus(added.cost.div(position.leverage))
  const grown = withVenueEntryPrice({ ...position, ...enlarged(position, added), isolatedWallet })
  return isolatedStake(grown, leg.bracket)
}

function crossGrown(position: Position, added: Enlargement, stake: Stake): Stake {
  const legs = stake.legs.map((leg) => (leg.side === position.side ? { ...leg, ...enlarged(leg, added) } : leg))
  return { ...stake, legs }
}

function filledLiquidation(stake: Stake): FilledLiquidation | null {
  const liquidation = liquidationOf(stake)
  const distancePct = distancePctOf(liquidation, stake.markPrice)
  if (liquidation.status !== 'price' || distancePct === null) return null
  return { liquidationPrice: liquidation.price, distancePct }
}

type Held = Pick<Position, 'quantity' | 'entryPrice'>

function enlarged(held: Held, added: Enlargement): Held {
  const quantity = held.quantity.plus(added.quantity)
  const entryPrice = held.quantity.times(held.entryPrice).plus(added.cost).div(quantity)
  return { quantity, entryPrice }
}

function enlarges(position: Position, order: Order): boolean {
  const opening = position.side === 'LONG' ? 'BUY' : 'SELL'
  const isOwnSlot = order.symbol === position.symbol && order.positionSide === position.positionSide
  const closes = order.reduceOnly || order.closePosition
  return order.side === opening && isOwnSlot && !closes && order.quantity.gt(ZERO)
}
