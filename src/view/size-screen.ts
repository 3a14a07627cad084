import { type Decimal, d, HUNDRED } from '../model/decimal.ts'
import type { EntryEffect } from '../risk/entry.ts'
import { rate8hPct } from '../risk/size-guard.ts'
import { type SizePlan, stopMultipleOf } from '../risk/size-plan.ts'
import type { HeldSide } from '../risk/stop-out.ts'
import { WHY_NO_PRICE } from './book-row.ts'
import { duration, fixed, isoTime, money, NOT_AVAILABLE, percent, percentOf, price, quantity, times } from './format.ts'
import { labelled, NOTHING_SENT } from './labelled.ts'
import { minuteText } from './moment.ts'
import { foreign, type Screen, wrap } from './screen.ts'
import type { SizeReport } from './size-report.ts'
import { sizeWarnings } from './size-warnings.ts'

/** The size that a risk budget buys, what it costs, and what it does to the account. */
export function sizeScreen(report: SizeReport, screen: Screen): string {
  const { plan } = report
  const rows: readonly (readonly [string, string])[] = [
    ['risk', riskText(plan)],
    ['in it', costText(report)],
    ['notional', notionalText(report)],
    ['maintenance', maintenanceText(report)],
    ['liquidation', liquidationText(plan)],
    ...targetRows(plan),
    ['funding', fundingText(report)],
    ['macro', macroText(report)],
    ...othersRows(report),
    ['every stop', stopOutText(report)],
  ]
  const lines = [
    ...headline(report, screen),
    ...rows.flatMap(([label, text]) => labelled(label, text, screen)),
    ...sizeWarnings(report, screen),
    ...wrap(NOTHING_SENT, screen, 0, 0),
  ]
  return `${lines.join('\n')}\n`
}

function headline({ plan, account, atrStop }: SizeReport, screen: Screen): readonly string[] {
  const { symbol, terms, rules } = plan.request
  const { side, entryPrice, stopPrice, entryType } = terms
  const order = `${side === 'LONG' ? 'buy' : 'sell'} ${quantity(plan.quantity, rules.stepSize)} ${foreign(rules.baseAsset)}`
  const at = `${entryType === 'LIMIT' ? 'limit' : 'market, about'} ${price(entryPrice, rules.tickSize)}`
  const away = percent(entryPrice.minus(stopPrice).abs().times(HUNDRED).div(entryPrice))
  const byAtr =
    atrStop === null
      ? ''
      : `, ${atrStop.multiple.toFixed()} × ATR(${atrStop.period}) of ${atrStop.interval} candles ${price(atrStop.atr, rules.tickSize)}`
  const where = account === null ? 'no account' : `${foreign(account.name)} ${account.environment}`
  const text = `${foreign(symbol)} ${side.toLowerCase()}: ${order} (${at}), stop ${price(stopPrice, rules.tickSize)} (${away}${byAtr})   ${where}`
  return wrap(text, screen).map((line) => screen.palette('strong', line))
}

function riskText({ loss, request, riskBudget, realRiskPct }: SizePlan): string {
  return `${money(loss.total)} if the stop is hit, ${percent(realRiskPct)} of equity ${money(request.equity)}; budget ${money(riskBudget)} (${percent(request.riskPct)})`
}

function costText({ plan, isFeeAssumed }: SizeReport): string {
  const { loss, request } = plan
  const rate = `${isFeeAssumed ? 'assumed ' : ''}taker ${fixed(request.terms.feeRate.times(HUNDRED), 4)}%`
  const fees = `fees ${money(loss.fees)} (${rate}, both ways)`
  if (request.terms.book === null) return `price ${money(loss.priceLoss)}, ${fees}, slippage not counted`
  const parts = `entry ${slipText(loss.entrySlippageRate)}, exit ${slipText(loss.exitSlippageRate)}`
  return `price ${money(loss.priceLoss)}, ${fees}, slippage ${money(loss.slippage)} (${parts} by the present book)`
}

function slipText(rate: Decimal): string {
  return `${fixed(rate.times(HUNDRED), 3)}%`
}

function notionalText({ plan, freeBalance }: SizeReport): string {
  const { notional, request, initialMargin } = plan
  const { setting } = request
  const share = `${money(notional)}, ${times(notional.div(request.equity))} of equity`
  if (initialMargin === null || setting?.leverage == null) return share
  const free = freeBalance === null ? '' : ` of ${money(freeBalance)} free`
  return `${share}; initial margin ${money(initialMargin)}${free} at ${setting.leverage}x ${modeText(plan)}`
}

function modeText({ request }: SizePlan): string {
  return request.setting?.marginType === 'ISOLATED' ? 'isolated' : 'cross'
}

function maintenanceText({ plan, bracketsFetchedAtMs, asOfMs, account }: SizeReport): string {
  const { maintenance } = plan
  if (maintenance === null) return `${NOT_AVAILABLE}: the brackets of the symbol are not known`
  const { row, rowCount, margin, marginRatio } = maintenance
  const ratio = marginRatio === null ? '' : `; margin ratio at entry ${percentOf(marginRatio)}`
  const bracket = `bracket ${row.bracket} of ${rowCount} (${percentOf(row.maintMarginRatio)} up to ${fixed(row.notionalCap, 0)}, at most ${row.initialLeverage}x)`
  const dated =
    account !== null || bracketsFetchedAtMs === null
      ? ''
      : `; brackets of ${isoTime(bracketsFetchedAtMs).slice(0, 10)}, ${duration(asOfMs - bracketsFetchedAtMs)} old`
  return `${money(margin)}, ${bracket}${ratio}${dated}`
}

function liquidationText(plan: SizePlan): string {
  const { effect, request } = plan
  if (effect === null) {
    const missing = request.bracket === null ? 'brackets' : 'margin mode'
    return `${NOT_AVAILABLE}: the ${missing} of the symbol could not be read`
  }
  const { liquidation, position, distancePct } = effect.opened
  const held = position.quantity.eq(plan.quantity) ? '' : `, with the ${heldQuantity(plan, effect)} held already`
  const mode = request.setting?.leverage == null ? 'cross, alone' : modeText(plan)
  if (liquidation.status === 'unknown') return `${NOT_AVAILABLE}: ${foreign(liquidation.reason)}`
  if (liquidation.status === 'none') return `none: ${WHY_NO_PRICE[liquidation.reason]} (${mode}${held})`
  const multiple = stopMultipleOf(plan)
  const stops = multiple === null ? ' on the winning side' : `, ${fixed(multiple, 1)} stop distances`
  return `${price(liquidation.price, request.rules.tickSize)}, ${percent(distancePct)} from entry${stops} (${mode}${held})`
}

function heldQuantity({ quantity: added, request }: SizePlan, { opened }: EntryEffect): string {
  return quantity(opened.position.quantity.minus(added), request.rules.stepSize)
}

function targetRows({ request, reward }: SizePlan): readonly (readonly [string, string])[] {
  if (reward === null || request.targetPrice === null) return []
  const at = price(request.targetPrice, request.rules.tickSize)
  if (reward.breakEvenWinRatePct === null) return [['target', `${at}: fees and slippage eat the whole profit`]]
  const odds = `R ${fixed(reward.rMultiple, 2)} after costs`
  return [
    ['target', `${at}: +${money(reward.profit)}, ${odds}; breaks even when ${percent(reward.breakEvenWinRatePct)} win`],
  ]
}

function fundingText({ funding, plan }: SizeReport): string {
  if (funding === null) return `${NOT_AVAILABLE}: no rate could be read`
  const signed = funding.rate.times(HUNDRED)
  const per8h = `${fixed(rate8hPct(funding), 4)}% per 8 h`
  const per = funding.intervalHours === 8 ? per8h : `${fixed(signed, 4)}% per ${funding.intervalHours} h, ${per8h}`
  const pays = funding.rate.isZero() ? 'nobody' : funding.rate.gt('0') ? 'longs' : 'shorts'
  const guard = plan.request.guards.find(({ name }) => name === 'funding')
  return guard === undefined ? `${per}; ${pays} pay` : `${per}; ${pays} pay: sized at ${percentOf(guard.factor)}`
}

/** An event that is not known is not a calm calendar. */
function macroText({ macro, plan }: SizeReport): string {
  const guard = plan.request.guards.find(({ name }) => name === 'macro')
  const [open] = macro.open
  const [next] = macro.windows
  const known =
    open !== undefined && guard !== undefined
      ? `inside the window of ${foreign(open.event.name)} at ${minuteText(open.event.atMs)}: sized at ${percentOf(guard.factor)}`
      : next === undefined
        ? 'no event lies ahead'
        : `next is ${foreign(next.event.name)} at ${minuteText(next.event.atMs)}`
  const missing = macro.coverage.flatMap(({ kind, isKnown }) => (isKnown ? [] : [kind]))
  const unknown = missing.length === 0 ? '' : `; ${missing.join(' and ')} dates are not known`
  const files = macro.problems.map(({ file, why }) => `; ${foreign(file)} cannot be used: ${foreign(why)}`)
  return `${known}${unknown}${files.join('')}`
}

function othersRows({ plan, before }: SizeReport): readonly (readonly [string, string])[] {
  if (plan.effect === null) return []
  const moved = plan.effect.others.map(
    ({ symbol, side, before: was, after, tickSize }) =>
      `${foreign(symbol)} ${side.toLowerCase()} liq ${priceOrNone(was, tickSize)} -> ${priceOrNone(after, tickSize)}`,
  )
  const joint = jointText(before.pools[0]?.jointDistancePct, plan.effect.after.pools[0]?.jointDistancePct)
  const parts = [...(moved.length === 0 ? [] : [fewOf(moved)]), ...(joint === null ? [] : [joint])]
  return parts.length === 0 ? [] : [['the others', parts.join(', ')]]
}

function priceOrNone(value: Decimal | null, tickSize: Decimal | null): string {
  return value === null ? 'none' : price(value, tickSize)
}

function jointText(before: Decimal | null | undefined, after: Decimal | null | undefined): string | null {
  if (before === undefined && after === undefined) return null
  const word = (pct: Decimal | null | undefined) => (pct === null || pct === undefined ? 'none' : percent(pct))
  return word(before) === word(after) ? null : `joint distance ${word(before)} -> ${word(after)}`
}

function stopOutText({ plan }: SizeReport): string {
  const { stopOut, loss, request } = plan
  const total = stopOut.atStops.plus(stopOut.atLiquidation).plus(loss.total)
  const share = percent(total.times(HUNDRED).div(request.equity))
  const isolated = stopOut.atLiquidation.gt(d('0'))
    ? `, ${money(stopOut.atLiquidation)} of it the margin of isolated positions without one`
    : ''
  const open = [
    ...(stopOut.unbounded.length === 0 ? [] : [`without a stop, so not in it: ${named(stopOut.unbounded)}`]),
    ...(stopOut.unknown.length === 0 ? [] : [`orders not readable, so not in it: ${named(stopOut.unknown)}`]),
  ]
  return [`hit: ${money(total)} lost from here, ${share} of equity, this trade included${isolated}`, ...open].join('; ')
}

function named(held: readonly HeldSide[]): string {
  return fewOf(held.map(({ symbol, side }) => `${foreign(symbol)} ${side.toLowerCase()}`))
}

/** Most names in one sentence; `--json` lists all. */
const MOST_NAMES = 6

function fewOf(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).join(', ')
  return names.length > MOST_NAMES ? `${shown} and ${names.length - MOST_NAMES} more` : shown
}
