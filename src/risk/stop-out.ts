import { type Decimal, sum, ZERO } from '../model/decimal.ts'
import type { Order } from '../model/order.ts'
import { type Position, profitAt, type Side } from '../model/position.ts'
import type { AccountSnapshot } from '../model/snapshot.ts'
import { protectiveOrders } from './protective-stop.ts'
import type { AccountRisk } from './report.ts'

/** What a book loses from its present equity if every stop is hit. Amounts in the margin assets, taken at par. */
export interface StopOut {
  /** Positive when lost; gaps and fees are not in it. */
  readonly atStops: Decimal
  /** The margin of isolated positions, as far as no stop covers them: it goes with their liquidation. */
  readonly atLiquidation: Decimal
  /** Cross positions that no stop bounds, whole or in part. */
  readonly unbounded: readonly HeldSide[]
  /** Positions whose orders could not be read. */
  readonly unknown: readonly HeldSide[]
}

export interface HeldSide {
  readonly symbol: string
  readonly side: Side
}

/** The stop-out of all positions of an account. */
export function stopOutOf({ positions }: AccountRisk, { orders }: Pick<AccountSnapshot, 'orders'>): StopOut {
  const outcomes = positions.map(({ position }) => stopOutOfPosition(position, orders.get(position.symbol) ?? null))
  const named = (kind: PositionStopOut['open']): readonly HeldSide[] =>
    positions.flatMap(({ position: { symbol, side } }, index) =>
      outcomes[index]?.open === kind ? [{ symbol, side }] : [],
    )
  return {
    atStops: sum(outcomes.map(({ atStops }) => atStops)),
    atLiquidation: sum(outcomes.map(({ atLiquidation }) => atLiquidation)),
    unbounded: named('unbounded'),
    unknown: named('unknown'),
  }
}

interface PositionStopOut {
  readonly atStops: Decimal
  readonly atLiquidation: Decimal
  readonly open: 'unbounded' | 'unknown' | null
}

function stopOutOfPosition(position: Position, orders: readonly Order[] | null): PositionStopOut {
  if (orders === null) return { atStops: ZERO, atLiquidation: ZERO, open: 'unknown' }
  let uncovered = position.quantity
  let atStops: Decimal = ZERO
  for (const { order, stopPrice } of protectiveOrders(position, orders)) {
    const closes = order.closePosition || order.quantity.gt(uncovered) ? uncovered : order.quantity
    atStops = atStops.plus(closes.times(position.markPrice.minus(stopPrice).abs()))
    uncovered = uncovered.minus(closes)
  }
  if (uncovered.isZero()) return { atStops, atLiquidation: ZERO, open: null }
  if (position.marginType === 'CROSSED') return { atStops, atLiquidation: ZERO, open: 'unbounded' }
  const margin = position.isolatedWallet.plus(profitAt(position, position.markPrice))
  const atRisk = margin.gt(ZERO) ? margin : ZERO
  return { atStops, atLiquidation: atRisk.times(uncovered).div(position.quantity), open: null }
}
