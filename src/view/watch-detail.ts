import { sideSign } from '../model/position.ts'
import { isStopUnreadable } from '../risk/protective-stop.ts'
import type { AccountRisk, PositionRisk } from '../risk/report.ts'
import { exchangePriceText, liquidationPriceText, recoveryText, stopText, WHY_NO_PRICE } from './book-row.ts'
import { duration, money, oneDecimal, percent, percentOf, price, quantity, times } from './format.ts'
import { foreign, type Screen, wrap } from './screen.ts'
import type { WatchRow } from './watch-rows.ts'

/**
 * What is worth knowing of one row, the most important first.
 *
 * @param most lines that may be used; a fact that does not fit whole is left out, and so is what follows it
 */
export function watchDetail(
  row: WatchRow,
  { nowMs, namesAccount }: { readonly nowMs: number; readonly namesAccount: boolean },
  screen: Screen,
  most: number,
): readonly string[] {
  const { book } = row
  const title = book.kind === 'known' ? titleText(book.risk) : `${foreign(book.position.symbol)} cannot be judged`
  const facts = book.kind === 'known' ? factsOf(row, book.risk, nowMs) : [`? ${foreign(book.position.why)}`]
  const owner = namesAccount ? `${foreign(row.account.risk.account)}: ` : ''
  const lines = [screen.palette('strong', `${owner}${title}`)]
  for (const fact of facts) {
    const wrapped = wrap(fact, screen, 2, 4)
    if (lines.length + wrapped.length > most) break
    lines.push(...wrapped)
  }
  return lines
}

function factsOf(row: WatchRow, risk: PositionRisk, nowMs: number): readonly string[] {
  const { remedies, fundingDrift } = row.extra
  return [
    roomText(risk),
    ...remedies.map((remedy) => `fix: ${foreign(remedy)}`),
    ...(fundingDrift === null ? [] : [foreign(fundingDrift)]),
    ...hushText(row, nowMs),
    marginText(risk),
    ...stopLine(risk, row.account.risk),
    ...filledText(risk),
  ]
}

function titleText({ position, stepSize, tickSize, unrealizedPnl }: PositionRisk): string {
  const size = quantity(position.quantity, stepSize)
  const entry = price(position.entryPrice, tickSize)
  return `${foreign(position.symbol)} ${position.side.toLowerCase()} ${size} from ${entry}, uPnL ${money(unrealizedPnl)}`
}

/** How much the mark may still move, in percent, price, money on this position, and usual days. */
function roomText(risk: PositionRisk): string {
  const { liquidation, position, distancePct, tickSize } = risk
  if (liquidation.status === 'none') return `no price liquidates it: ${WHY_NO_PRICE[liquidation.reason]}`
  if (liquidation.status === 'unknown') return `? not known: ${foreign(liquidation.reason)}`
  if (liquidation.reason === 'already-liquidatable') return `can be liquidated now; ${recoveryText(risk)}`
  const move = position.markPrice.minus(liquidation.price)
  const loss = money(move.times(position.quantity).times(sideSign(position)).abs())
  const distanceAtr = risk.distanceAtr()
  const days = distanceAtr === null ? '' : `, ${oneDecimal(distanceAtr)} daily ATRs`
  return `room ${percent(distancePct)}: ${price(move.abs(), tickSize)} of price, ${loss} on this position${days}`
}

function marginText(risk: PositionRisk): string {
  const { position, drift, tickSize } = risk
  const ratio = percentOf(risk.marginRatio())
  const apart = drift.isShown ? `, ${percent(drift.driftPct)} apart` : ''
  const margin =
    position.marginType === 'CROSSED'
      ? `pool margin ratio ${ratio}`
      : `margin ratio ${ratio}, effective leverage ${times(risk.effectiveLeverage())}`
  const bankruptcyPrice = risk.bankruptcyPrice()
  const bankruptcy = bankruptcyPrice === null ? '' : `, bankrupt at ${price(bankruptcyPrice, tickSize)}`
  return `liquidation ${liquidationPriceText(risk)} (Binance ${exchangePriceText(risk)}${apart})${bankruptcy}, ${margin}`
}

function stopLine(risk: PositionRisk, account: AccountRisk): readonly string[] {
  if (risk.stop !== null) return [`stop ${stopText({ kind: 'known', risk, account })}`]
  return [isStopUnreadable(risk.position.symbol, account) ? 'stop n/a: its orders could not be read' : 'no stop']
}

function filledText({ ifFilled, tickSize }: PositionRisk): readonly string[] {
  if (ifFilled === null) return []
  const then = `${price(ifFilled.liquidationPrice, tickSize)}, ${percent(ifFilled.distancePct)} away`
  return [`if the resting orders that enlarge it fill: liquidation ${then}`]
}

function hushText({ extra: { hush } }: WatchRow, nowMs: number): readonly string[] {
  if (hush === null) return []
  if (hush.kind === 'acknowledged') return ['acknowledged: no repeats until it gets worse']
  return [`silenced for ${duration(hush.untilMs - nowMs)}: nothing is sent, exit codes and this screen go on`]
}
