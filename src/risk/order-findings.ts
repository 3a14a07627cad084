import type { Order } from '../model/order.ts'
import type { Position } from '../model/position.ts'
import { type TierTable, tiersOf } from '../model/tiers.ts'
import { flipDanger, isBeyondLiquidation } from './closing-orders.ts'
import type { OrderFinding, StopCoverage } from './order-audit.ts'
import { at, pct, phrase, units } from './phrase.ts'
import type { ProtectiveOrder } from './protective-stop.ts'
import type { PositionRisk } from './report.ts'
import { tierVerdict } from './verdict.ts'

const slotName = ({ symbol, side }: Pick<Position, 'symbol' | 'side'>) => `${symbol} ${side.toLowerCase()}`

/** What an order is called in a sentence: its side, type and id. */
export function orderName({ side, type, orderId }: Order): string {
  return `${side.toLowerCase()} ${type} #${orderId}`
}

/** How much of a position would be left standing at liquidation. */
export function uncoveredFinding({ position, liquidation }: PositionRisk, { coveredPct }: StopCoverage): OrderFinding {
  const common = { rule: 'COVER', symbol: position.symbol, orderId: null } as const
  if (coveredPct.gte('100')) {
    return {
      ...common,
      result: 'pass',
      message: phrase`${slotName(position)}: stops close all of it before liquidation`,
    }
  }
  if (coveredPct.isZero() && liquidation.status === 'none') {
    return { ...common, result: 'warn', message: phrase`${slotName(position)}: no stop, though no price liquidates it` }
  }
  if (coveredPct.isZero()) {
    return {
      ...common,
      result: 'fail',
      message: phrase`${slotName(position)}: no stop would close it before liquidation`,
    }
  }
  const open = position.quantity.times(coveredPct.neg().plus('100')).div('100')
  const message = phrase`${slotName(position)}: stops close ${pct(coveredPct)} of it; ${units(open)} would be liquidated`
  return { ...common, result: 'warn', message }
}

/** A stop at or beyond the liquidation price: Binance is there first. `null` for one in time. */
export function beyondFinding(
  { position, liquidation, tickSize }: PositionRisk,
  { order, stopPrice }: ProtectiveOrder,
): OrderFinding | null {
  if (liquidation.status !== 'price' || !isBeyondLiquidation(position, liquidation, stopPrice)) return null
  const stands = phrase`${orderName(order)} stands at ${at(stopPrice, tickSize)}`
  return {
    rule: 'BEYOND',
    result: 'fail',
    symbol: position.symbol,
    orderId: order.orderId,
    message: phrase`${stands}, at or beyond liquidation at ${at(liquidation.price, tickSize)}: it would never close the ${slotName(position)}`,
  }
}

/** Whether the closing orders of a position could open the other side. Empty when it has none. */
export function flipFinding({ position }: PositionRisk, orders: readonly Order[]): readonly OrderFinding[] {
  const common = { rule: 'LM4', symbol: position.symbol, orderId: null } as const
  const other = position.side === 'LONG' ? 'short' : 'long'
  switch (flipDanger(position, orders)) {
    case 'alone': {
      const message = phrase`${slotName(position)}: closing orders without reduce-only hold more than the position; filled, they open a ${other}`
      return [{ ...common, result: 'fail', message }]
    }
    case 'together': {
      const message = phrase`${slotName(position)}: once another order has closed a part, what is left of those without reduce-only opens a ${other}`
      return [{ ...common, result: 'fail', message }]
    }
    case 'none':
      return [{ ...common, result: 'pass', message: phrase`${slotName(position)}: no order can turn it over` }]
  }
}

/** A closing order with nothing to close: left over, or waiting for a position that is gone. `null` for any other. */
export function orphanFinding(order: Order, held: readonly Position[]): OrderFinding | null {
  if (!isClosing(order) || held.some((position) => closes(order, position))) return null
  return {
    rule: 'ORPHAN',
    result: 'warn',
    symbol: order.symbol,
    orderId: order.orderId,
    message: phrase`${orderName(order)} has no ${order.symbol} position to close`,
  }
}

/** In hedge mode the slot tells: selling LONG or buying SHORT can only close. */
function isClosing({ reduceOnly, closePosition, positionSide, side }: Order): boolean {
  if (positionSide === 'BOTH') return reduceOnly || closePosition
  return (positionSide === 'LONG') === (side === 'SELL')
}

function closes(order: Order, position: Position): boolean {
  if (order.symbol !== position.symbol || order.positionSide !== position.positionSide) return false
  return (position.side === 'LONG') === (order.side === 'SELL')
}

/** The orders that would enlarge a position, by where they would put its liquidation price. `null` without any. */
export function ladderFinding(risk: PositionRisk, tiers: TierTable): readonly OrderFinding[] | null {
  const { position, ifFilled, liquidation, tickSize, distancePct } = risk
  if (ifFilled === null || liquidation.status === 'unknown') return null
  const verdict = tierVerdict(ifFilled.distancePct, tiersOf(tiers, position.symbol))
  const isNearer = distancePct === null || ifFilled.distancePct.lt(distancePct)
  const result = !isNearer || verdict === 'OK' ? 'pass' : verdict === 'CRITICAL' ? 'fail' : 'warn'
  const before = liquidation.status === 'none' ? phrase`none` : phrase`${at(liquidation.price, tickSize)}`
  const moves = phrase`LIQ ${before} -> ${at(ifFilled.liquidationPrice, tickSize)}`
  return [
    {
      rule: 'LADDER',
      result,
      symbol: position.symbol,
      orderId: null,
      message: phrase`${slotName(position)}: resting orders enlarge it; ${moves} if filled, ${pct(ifFilled.distancePct)} from the present mark`,
    },
  ]
}
