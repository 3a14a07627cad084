import { type Decimal, HUNDRED } from '../model/decimal.ts'
import type { Order } from '../model/order.ts'
import { onlyCloses } from './closing-orders.ts'
import type { AuditFigures, AuditInput, AuditPart, FindingResult, OrderFinding } from './order-audit.ts'
import { orderName } from './order-findings.ts'
import { at, cash, num, type Phrase, pct, phrase } from './phrase.ts'
import type { PositionRisk } from './report.ts'
import { thinnessOf } from './thin-market.ts'
import { callbackRatePctOf } from './trailing-stop.ts'

function finding(rule: OrderFinding['rule'], order: Order, result: FindingResult, message: Phrase): OrderFinding {
  return { rule, result, symbol: order.symbol, orderId: order.orderId, message }
}

/** OT1: a stop that becomes a limit order may be jumped over; the room it has is told against the ATR. */
export function limitGapFinding(order: Order, { tickSize, position }: PositionRisk, atr: Decimal | null): OrderFinding {
  const { price, triggerPrice } = order
  if (order.type !== 'STOP' || price === null || triggerPrice === null) {
    return finding('OT1', order, 'pass', phrase`${orderName(order)} sells or buys at market once triggered`)
  }
  const gap = position.side === 'LONG' ? triggerPrice.minus(price) : price.minus(triggerPrice)
  const levels = phrase`${orderName(order)} triggers at ${at(triggerPrice, tickSize)} with its limit at ${at(price, tickSize)}`
  if (gap.lte('0')) {
    return finding('OT1', order, 'fail', phrase`${levels}: no room at all, a market moving through it leaves it behind`)
  }
  const room = phrase`${levels}: ${pct(gap.times(HUNDRED).div(triggerPrice))} of room`
  const inAtr = atr === null ? phrase` (ATR not known)` : phrase`, ${num(gap.div(atr).toDecimalPlaces(2))} ATR`
  return finding('OT1', order, 'warn', phrase`${room}${inAtr}; a faster move leaves it unfilled`)
}

/** OT2: the callback of a trailing stop against the distance that ordinary noise takes. */
export function trailingFinding(
  order: Order,
  { position, tickSize }: PositionRisk,
  figures: Pick<AuditFigures, 'atrMultiple' | 'atrInterval'> & { readonly atr: Decimal },
): readonly OrderFinding[] {
  const { callbackRatePct, activationPrice } = order
  const { atr, atrMultiple, atrInterval } = figures
  const base = activationPrice ?? position.markPrice
  const starts = activationPrice === null ? 'it trails already' : phrase`it starts at ${at(activationPrice, tickSize)}`
  if (callbackRatePct === null) {
    return [finding('OT2', order, 'warn', phrase`${orderName(order)}: its callback rate is not told; ${starts}`)]
  }
  const neededPct = atr.times(atrMultiple).times(HUNDRED).div(base)
  const wanted = callbackRatePctOf(atr.times(atrMultiple), base)
  const inAtr = base.times(callbackRatePct).div(HUNDRED).div(atr)
  const has = phrase`${orderName(order)} calls back ${pct(callbackRatePct)}, ${num(inAtr.toDecimalPlaces(2))} ATR (${atrInterval}); ${starts}`
  if (callbackRatePct.gte(neededPct)) return [finding('OT2', order, 'pass', has)]
  const advice =
    wanted === null
      ? phrase`${num(atrMultiple)} ATR are ${pct(neededPct)}, which Binance cannot express (0.1 to 10%)`
      : phrase`${num(atrMultiple)} ATR ask for ${pct(wanted)}`
  return [finding('OT2', order, 'warn', phrase`${has}; ${advice}`)]
}

/** OT4: what a protective order listens to. */
export function triggerFinding(order: Order): OrderFinding {
  const isLast = order.workingType === 'CONTRACT_PRICE'
  const watches = isLast
    ? phrase`${orderName(order)} watches the last price, while liquidation watches the mark: set it to mark`
    : phrase`${orderName(order)} watches the mark price`
  return finding('OT4', order, isLast ? 'warn' : 'pass', watches)
}

/** OT5: whether a closing order says that it closes. Hedge mode and close-position say it by themselves. */
export function reduceOnlyFinding(order: Order): OrderFinding {
  if (!onlyCloses(order)) {
    return finding('OT5', order, 'warn', phrase`${orderName(order)} closes without reduce-only`)
  }
  const why = order.reduceOnly
    ? 'is reduce-only'
    : order.closePosition
      ? 'closes the position, which is reduce-only by itself'
      : 'is in hedge mode, where its slot can only be closed'
  return finding('OT5', order, 'pass', phrase`${orderName(order)} ${why}`)
}

/** OT3: a post-only order on a thin market; one that should close a position weighs more. */
export function postOnlyFinding(order: Order, { markets, figures }: AuditInput): AuditPart {
  const market = markets.get(order.symbol)
  const thin = market === undefined ? null : thinnessOf(market, figures.thin)
  if (thin === null) {
    return { findings: [], gaps: [{ rule: 'OT3', symbol: order.symbol, why: 'its book and turnover are not known' }] }
  }
  const volume = thin.dayVolume === null ? 'turnover not known' : phrase`${cash(thin.dayVolume)} in 24 h`
  const depth =
    thin.depth === null ? 'book deeper than was read' : phrase`${cash(thin.depth)} within 0.5% of the best price`
  const market24h = phrase`${order.symbol}: ${volume}, ${depth}`
  if (!thin.isThin)
    return {
      findings: [finding('OT3', order, 'pass', phrase`${orderName(order)} is post-only; ${market24h}`)],
      gaps: [],
    }
  const closes = order.reduceOnly || order.closePosition
  const message = phrase`${orderName(order)} is post-only on a thin market (${market24h}): it is refused if it would trade at once`
  return { findings: [finding('OT3', order, closes ? 'fail' : 'warn', message)], gaps: [] }
}
