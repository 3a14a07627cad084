import type { Decimal } from '../model/decimal.ts'
import type { SymbolRules } from '../model/market.ts'
import type { AccountSnapshot } from '../model/snapshot.ts'
import type { FixReport } from '../risk/fix.ts'
import type { PartToClose, PoolEffect, PositionEffect, RemedyOption, StopToPlace } from '../risk/remedy-option.ts'
import { liquidationPriceText } from './book-row.ts'
import { fixed, money, percent, price, quantity } from './format.ts'
import { foreign } from './screen.ts'

/** Most names in one sentence; `--json` lists all. */
const MOST_NAMES = 6

/** The name of an option on the screen. */
export function optionName(option: RemedyOption, { subject }: FixReport): string {
  const isIsolated = subject.kind === 'position' && subject.row.position.marginType === 'ISOLATED'
  if (option.kind === 'stop') return 'stop before it'
  if (option.kind === 'mixed') return 'half and half'
  if (option.kind === 'add-margin') return isIsolated ? 'add margin' : 'bring money'
  if (subject.kind === 'account') return option.closes.length > 1 ? 'close part of all' : 'close part of one'
  const held = subject.row.position.quantity
  if (option.closes[0]?.quantity.eq(held)) return 'close all of it'
  return isIsolated ? 'close part, keep margin' : 'close part'
}

/** What to type elsewhere. */
export function doThis(option: RemedyOption, { subject, context: { snapshot } }: FixReport): string {
  const asset = foreign(option.marginAsset)
  if (option.kind === 'stop') return stopsText(option.stops, snapshot.rules)
  const closes = namesOf(option.closes.map((part) => closeText(part, snapshot, subject.kind)))
  if (option.addMargin === null) return closes
  if (closes === '') return `+${money(option.addMargin)} ${asset}`
  return `${closes} and add ${money(option.addMargin)} ${asset}`
}

function stopsText(stops: readonly StopToPlace[], rules: ReadonlyMap<string, SymbolRules>): string {
  const at = (stop: StopToPlace) => price(stop.price, rules.get(stop.symbol)?.tickSize ?? null)
  const [only] = stops
  if (stops.length === 1 && only !== undefined) {
    return only.isInPlace ? `in place: stop on mark at ${at(only)}` : `STOP_MARKET on mark at ${at(only)}`
  }
  const named = stops.map((stop) => {
    const isHeldBothWays = stops.some((other) => other !== stop && other.symbol === stop.symbol)
    const leg = isHeldBothWays ? ` ${stop.side.toLowerCase()}` : ''
    return `${foreign(stop.symbol)}${leg} ${at(stop)}${stop.isInPlace ? ' (in place)' : ''}`
  })
  return `STOP_MARKET on mark: ${namesOf(named)}`
}

/** In hedge mode Binance refuses the reduce-only flag: the leg is named instead. Of several symbols each is named whole. */
function closeText(
  { symbol, side, quantity: amount }: PartToClose,
  { rules: all, hedgeMode }: AccountSnapshot,
  about: FixReport['subject']['kind'],
): string {
  const rules = all.get(symbol)
  const verb = side === 'LONG' ? 'sell' : 'buy'
  const coin = foreign(about === 'account' ? symbol : (rules?.baseAsset ?? symbol))
  const how = hedgeMode ? `from the ${side.toLowerCase()} leg` : 'reduce-only'
  return `${verb} ${quantity(amount, rules?.stepSize ?? null)} ${coin} ${how}`
}

/** Where the subject stands afterwards. */
export function afterText(option: RemedyOption, { subject, distancePct }: FixReport): string {
  if (option.kind === 'stop') return percent(distancePct)
  if (subject.kind === 'account') {
    const { jointDistancePct } = option.after
    return jointDistancePct === null ? 'none' : percent(jointDistancePct)
  }
  if (option.after.liquidation === null) return 'closed'
  const { liquidation, distancePct: after } = option.after
  return `${liquidationPriceText({ liquidation, tickSize: subject.row.tickSize })}  ${percent(after)}`
}

/** What else an option does, as short sentences. */
export function sideEffects(option: RemedyOption, report: FixReport): readonly string[] {
  return [
    ...(option.kind === 'stop' ? stopEffects(option, report) : closingEffects(option)),
    ...orderLimits(option, report),
    ...transferEffects(option),
    ...releasedEffects(option, report),
    ...positionsText(option.positions),
    ...option.pools.map(poolText),
  ]
}

function stopEffects({ stops, fee }: RemedyOption, { subject }: FixReport): readonly string[] {
  const loss = stops.reduce((total: Decimal | null, stop) => total?.plus(stop.lossFromHere) ?? stop.lossFromHere, null)
  const scope = stops.length > 1 ? ' if all are hit' : ''
  const from = loss === null ? [] : [`loss from here ${money(loss)} + fee ${money(fee)}${scope}`]
  const [only] = stops
  if (subject.kind === 'account' || only === undefined)
    return [...from, 'half-way to the joint move that liquidates the pool']
  const { liquidation, position } = subject.row
  if (liquidation.status !== 'price') return from
  const gap = only.price.minus(liquidation.price).abs().times('100').div(only.price)
  const where = position.side === 'LONG' ? 'above' : 'below'
  const last =
    subject.row.stop?.workingType === 'CONTRACT_PRICE' ? ['the stop that rests now watches the last price'] : []
  return [...from, `${fixed(gap, 1)}% ${where} liquidation`, ...last]
}

function closingEffects({ closes, realizedPnl, fee }: RemedyOption): readonly string[] {
  if (closes.length === 0) return []
  return [`realises ${money(realizedPnl)}, fee ${money(fee)}`]
}

/** A market order has its own largest quantity. */
function orderLimits({ closes }: RemedyOption, { context }: FixReport): readonly string[] {
  return closes.flatMap(({ symbol, quantity: amount }) => {
    const most = context.snapshot.rules.get(symbol)?.maxMarketQuantity
    if (most === undefined || most.isZero() || amount.lte(most)) return []
    const orders = amount.div(most).ceil()
    return [
      `${foreign(symbol)} takes ${fixed(orders, 0)} market orders of at most ${fixed(most, most.decimalPlaces())}`,
    ]
  })
}

function transferEffects({ addMargin, transfer, marginAsset }: RemedyOption): readonly string[] {
  if (addMargin === null) return []
  if (transfer === null) return ['free balance unknown: may need a transfer, which may stall']
  if (transfer.isZero()) return []
  return [`needs a transfer of ${money(transfer)} ${foreign(marginAsset)}, which may stall`]
}

function releasedEffects({ released }: RemedyOption, { subject }: FixReport): readonly string[] {
  if (released === null || subject.kind === 'account') return []
  const { liquidation, distancePct } = released
  const stands = `${liquidationPriceText({ liquidation, tickSize: subject.row.tickSize })} ${percent(distancePct)}`
  return [`if Binance frees margin with the close: ${stands}, add back ${money(released.addBack)}`]
}

function positionsText(effects: readonly PositionEffect[]): readonly string[] {
  if (effects.length === 0) return []
  const texts = effects.map(({ symbol, before, after, tickSize }) => {
    const [was, then] = [before, after].map((liquidation) => liquidationPriceText({ liquidation, tickSize }))
    return `${foreign(symbol)} ${was} -> ${then}`
  })
  // Both legs of a symbol share one price.
  return [`liq of ${namesOf([...new Set(texts)])}`]
}

function poolText({ asset, before, after }: PoolEffect): string {
  const distance = (pct: Decimal | null) => (pct === null ? 'none' : percent(pct))
  return `joint ${foreign(asset)} ${distance(before)} -> ${distance(after)}`
}

function namesOf(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).join(', ')
  return names.length > MOST_NAMES ? `${shown} and ${names.length - MOST_NAMES} more` : shown
}
