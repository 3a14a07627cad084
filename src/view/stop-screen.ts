import { HUNDRED } from '../model/decimal.ts'
import type { WorkingType } from '../model/order.ts'
import type { ExistingStop, NoTrailingStop, TrailingStop } from '../risk/trailing-stop.ts'
import { liquidationPriceText } from './book-row.ts'
import { fixed, isoTime, NOT_AVAILABLE, percent, price, quantity } from './format.ts'
import { exactJson, figureJson, headDocument, type Json, priceJson } from './json.ts'
import { labelled, NOTHING_SENT, warningLines } from './labelled.ts'
import { minuteText } from './moment.ts'
import { foreign, type Screen, wrap } from './screen.ts'
import type { StopOutcome, StopReport, StopRow } from './stop-report.ts'

/** A stop for each position: where it belongs, what is there already, and the orders to type. */
export function stopScreen(report: StopReport, screen: Screen): string {
  const rows = report.rows.flatMap((row) => [...rowLines(row, report, screen), ''])
  const lines = rows.length === 0 ? ['no open positions'] : [...rows, ...wrap(NOTHING_SENT, screen, 0, 0)]
  return `${lines.join('\n')}\n`
}

function rowLines(row: StopRow, report: StopReport, screen: Screen): readonly string[] {
  const { position, tickSize, stepSize } = row.risk
  const { symbol, side } = position
  const text = `${foreign(symbol)} ${side.toLowerCase()} ${quantity(position.quantity, stepSize)}: entry ${price(position.entryPrice, tickSize)}, mark ${price(position.markPrice, tickSize)}, liq ${liquidationPriceText(row.risk)}   ${foreign(report.account)} ${report.environment}`
  const title = wrap(text, screen).map((line) => screen.palette('strong', line))
  const { outcome } = row
  if (outcome.status !== 'found')
    return [...title, ...labelled('stop', `${NOT_AVAILABLE}: ${whyNone(outcome, report)}`, screen)]
  const { stop } = outcome
  return [
    ...title,
    ...labelled('ATR', atrText(stop, row, report), screen),
    ...labelled('since entry', sinceText(outcome, row), screen),
    ...labelled('stop', stopText(stop, row), screen),
    ...labelled('trailing', trailingText(stop, row), screen),
    ...labelled('existing', existingText(stop, row), screen),
    ...orderLines(stop, row, screen),
  ]
}

function whyNone(outcome: NoTrailingStop | Extract<StopOutcome, { status: 'unreadable' }>, report: StopReport): string {
  if (outcome.status === 'unreadable') return foreign(outcome.why)
  return outcome.why === 'too-few-candles'
    ? `fewer than ${report.period + 1} closed ${report.interval} candles`
    : `${report.multiple.toFixed()} ATRs are more than the price itself`
}

function atrText(stop: TrailingStop, { risk }: StopRow, { period, interval, multiple }: StopReport): string {
  const width = stop.atr.times(multiple)
  const share = percent(width.times(HUNDRED).div(risk.position.markPrice))
  return `${price(stop.atr, risk.tickSize)} (Wilder ${period}, closed ${interval} candles); times ${multiple.toFixed()} is ${price(width, risk.tickSize)}, ${share} of the mark`
}

function sinceText({ stop, sinceMs, sinceWhy }: Extract<StopOutcome, { status: 'found' }>, { risk }: StopRow): string {
  const best = risk.position.side === 'LONG' ? 'highest' : 'lowest'
  const note = sinceWhy === null ? '' : ` (${foreign(sinceWhy)})`
  return `${best} ${price(stop.extremePrice, risk.tickSize)} since ${minuteText(sinceMs)}${note}`
}

function stopText(stop: TrailingStop, { risk }: StopRow): string {
  const { markPrice } = risk.position
  const level = price(stop.stopPrice, risk.tickSize)
  if (stop.isPassed) {
    return `${level} has been passed: such a stop would have closed the position; as wide from here: ${price(stop.freshStopPrice, risk.tickSize)}`
  }
  const away = markPrice.minus(stop.stopPrice).abs().times(HUNDRED).div(markPrice)
  return `${level}, ${percent(away)} from the mark; it has only tightened since the entry`
}

function trailingText(stop: TrailingStop, { risk }: StopRow): string {
  const from =
    stop.activationPrice === null ? 'active at once' : `activation ${price(stop.activationPrice, risk.tickSize)}`
  if (stop.callbackRatePct === null) return `${from}; callback cannot be expressed: Binance takes 0.1% to 10%`
  return `${from}, callback ${fixed(stop.callbackRatePct, 1)}%`
}

function existingText({ existing }: TrailingStop, { risk }: StopRow): string {
  if (existing === null) return `${NOT_AVAILABLE}: the orders could not be read`
  return existing.length === 0 ? 'none' : existing.map((stop) => oneExisting(stop, risk)).join('; ')
}

function oneExisting({ order, triggerPrice, ...stop }: ExistingStop, { tickSize }: StopRow['risk']): string {
  const at = triggerPrice === null ? 'trigger not told' : price(triggerPrice, tickSize)
  const marks = [
    `${fixed(stop.coveredPct, 0)}%`,
    `on ${priceName(order.workingType)}`,
    ...(stop.isBeyondLiquidation === true ? ['BEYOND LIQUIDATION'] : []),
    ...(stop.isLooser === null ? [] : [stop.isLooser ? 'looser than this' : 'at least as tight: leave it']),
  ]
  return `${foreign(order.type)} ${at} (${marks.join(', ')})`
}

function priceName(workingType: WorkingType): string {
  return workingType === 'MARK_PRICE' ? 'mark price' : 'last price'
}

/** An order that liquidation would outrun is not spelled out. */
function orderLines(stop: TrailingStop, row: StopRow, screen: Screen): readonly string[] {
  const { risk } = row
  if (stop.isBeyondLiquidation === true) {
    const text = `liquidation at ${liquidationPriceText(risk)} comes before a stop at ${price(stop.orderPrice, risk.tickSize)}: take a smaller --mult, or move liquidation with liqwatch fix ${foreign(risk.position.symbol)}`
    return warningLines(text, screen)
  }
  if (stop.existing?.some(isEnough)) return labelled('order', 'none needed: a stop at least as tight stands', screen)
  const order = closingOrder(row)
  const waiting =
    stop.activationPrice === null
      ? ''
      : `; it protects nothing before the mark has reached ${price(stop.activationPrice, risk.tickSize)}`
  const trailing =
    stop.callbackRatePct === null
      ? []
      : labelled('or', `TRAILING_STOP_MARKET ${order.what}, ${trailingText(stop, row)}, ${order.how}${waiting}`, screen)
  return [
    ...(stop.isBeyondLiquidation === null
      ? warningLines('the liquidation price is not known: check that the stop comes first', screen)
      : []),
    ...labelled(
      'order',
      `STOP_MARKET ${order.what}, trigger ${price(stop.orderPrice, risk.tickSize)}, ${order.how}`,
      screen,
    ),
    ...trailing,
  ]
}

function isEnough({ isLooser, isBeyondLiquidation, coveredPct }: ExistingStop): boolean {
  return isLooser === false && isBeyondLiquidation !== true && coveredPct.gte(HUNDRED)
}

/** Hedge mode names the leg instead: Binance refuses reduce-only there. */
function closingOrder({ risk: { position, stepSize } }: StopRow): { readonly what: string; readonly how: string } {
  const verb = position.side === 'LONG' ? 'sell' : 'buy'
  const only = position.positionSide === 'BOTH' ? 'reduce-only' : `position side ${position.positionSide}`
  return {
    what: `${verb} ${quantity(position.quantity, stepSize)} ${foreign(position.symbol)}`,
    how: `working type mark price, ${only}`,
  }
}

/** The document of `stop`. */
export function stopDocument(report: StopReport): Record<string, Json> {
  const head = headDocument({ command: 'stop', asOfMs: report.asOfMs, verdict: null })
  return { ...head, stops: report.rows.map((row) => rowJson(row, report)), notice: NOTHING_SENT }
}

function rowJson({ risk, outcome }: StopRow, { period, interval, multiple }: StopReport): Json {
  const { symbol, side } = risk.position
  const rule = { symbol, side, period, interval, multiple: exactJson(multiple) }
  if (outcome.status === 'found') {
    const { stop, sinceMs, sinceWhy } = outcome
    return { ...rule, ...stopJson(stop), since: isoTime(sinceMs), sinceNote: sinceWhy, reason: null }
  }
  const { why } = outcome
  return { ...rule, ...NO_STOP, reason: why }
}

const NO_STOP = {
  atr: null,
  stopPrice: null,
  isPassed: null,
  orderPrice: null,
  extremePrice: null,
  activationPrice: null,
  callbackRatePct: null,
  callbackReason: null,
  beyondLiquidation: null,
  existing: null,
  since: null,
  sinceNote: null,
} as const

function stopJson(stop: TrailingStop): Record<string, Json> {
  return {
    atr: priceJson(stop.atr),
    stopPrice: priceJson(stop.stopPrice),
    isPassed: stop.isPassed,
    orderPrice: priceJson(stop.orderPrice),
    extremePrice: priceJson(stop.extremePrice),
    activationPrice: priceJson(stop.activationPrice),
    callbackRatePct: exactJson(stop.callbackRatePct),
    callbackReason: stop.callbackRatePct === null ? 'outside 0.1 to 10 percent' : null,
    beyondLiquidation: stop.isBeyondLiquidation,
    existing:
      stop.existing?.map(({ order, triggerPrice, coveredPct }) => ({
        orderId: order.orderId,
        type: order.type,
        triggerPrice: exactJson(triggerPrice),
        workingType: order.workingType,
        coveredPct: figureJson(coveredPct),
      })) ?? null,
  }
}
