import { type Decimal, HUNDRED, ONE, ZERO } from '../../model/decimal.ts'
import type { Order } from '../../model/order.ts'
import { type Side, sideSign } from '../../model/position.ts'
import { coveredPctOf, timelyStops } from '../closing-orders.ts'
import type { PositionRisk } from '../report.ts'

/** What a trade loses, counted from its entry. */
export interface TradeRisk {
  /** Margin asset; 0 when its stops lock in a profit. `null` when nothing bounds it and no liquidation price is known. */
  readonly loss: Decimal | null
  /** Share that stops close, in percent; the rest is counted at liquidation. */
  readonly coveredPct: Decimal
}

/** The loss of a position at its stops, and at liquidation for what no stop closes. Fees and gaps are not in it. */
export function tradeRisk(risk: PositionRisk, orders: readonly Order[]): TradeRisk {
  const { position, liquidation } = risk
  const stops = timelyStops(position, liquidation, orders)
  const coveredPct = coveredPctOf(position, stops)
  const lossAt = (price: Decimal, quantity: Decimal) =>
    position.entryPrice.minus(price).times(quantity).times(sideSign(position))
  let [open, loss]: [Decimal, Decimal] = [position.quantity, ZERO]
  for (const { order, stopPrice } of stops) {
    const closes = order.closePosition || order.quantity.gt(open) ? open : order.quantity
    loss = loss.plus(lossAt(stopPrice, closes))
    open = open.minus(closes)
  }
  if (open.gt(ZERO)) {
    const end = endPrice(risk)
    if (end === null) return { loss: null, coveredPct }
    loss = loss.plus(lossAt(end, open))
  }
  return { loss: loss.gt(ZERO) ? loss : ZERO, coveredPct }
}

/** Where what no stop closes ends: at liquidation; a fully funded long at a price of zero. */
function endPrice({ liquidation, position }: PositionRisk): Decimal | null {
  if (liquidation.status === 'price') return liquidation.price
  const isFunded = liquidation.status === 'none' && liquidation.reason === 'fully-funded'
  return isFunded && position.side === 'LONG' ? ZERO : null
}

/** R multiple and break-even win rate of a trade. */
export interface Payoff {
  /** Reward ÷ risk; not above 0 where the target does not even pay the fees. */
  readonly multiple: Decimal
  /** Percent of trades that must win to lose nothing: 1 ÷ (1 + R); `null` when no share of winners is enough. */
  readonly breakEvenPct: Decimal | null
}

/**
 * The payoff of a trade from entry to target against entry to stop, after a fee on each of the two fills.
 *
 * @param feeRate fraction of the notional, for each fill
 * @returns `null` when the stop risks nothing any more: it stands on the winning side of the entry
 */
export function payoffOf(trade: {
  readonly side: Side
  readonly entry: Decimal
  readonly stop: Decimal
  readonly target: Decimal
  readonly feeRate: Decimal
}): Payoff | null {
  const { entry, stop, target, feeRate } = trade
  const sign = sideSign(trade)
  const reward = target.minus(entry).times(sign).minus(entry.plus(target).times(feeRate))
  const risked = entry.minus(stop).times(sign).plus(entry.plus(stop).times(feeRate))
  if (risked.lte(ZERO)) return null
  const multiple = reward.div(risked)
  return { multiple, breakEvenPct: multiple.gt(ZERO) ? HUNDRED.div(ONE.plus(multiple)) : null }
}
