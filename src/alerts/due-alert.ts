import type { Decimal } from '../model/decimal.ts'
import type { Side } from '../model/position.ts'
import type { SightStep } from './blind.ts'
import { isInner } from './depth.ts'
import { marginHeadline, marginLines } from './margin-text.ts'
import {
  computedDecimal,
  durationText,
  moneyNeededText,
  percentText,
  plainDecimal,
  priceText,
  quantityText,
  shareText,
  tierText,
} from './message.ts'
import type { AlertFigures, DueAlert, Severity } from './outbox.ts'
import type { MarginReading, PositionReading, Reading } from './readings.ts'
import { MINUTE_MS } from './rules.ts'
import { safeName, safeSentence } from './safe-text.ts'
import type { AlertState } from './state.ts'
import type { AlertReason, AlertStep } from './step.ts'

/** What would bring a position back to the target distance: closing first, then adding. `null` where it cannot. */
export interface Remedy {
  readonly targetPct: Decimal
  readonly close: { readonly quantity: Decimal; readonly sharePct: Decimal } | null
  readonly add: { readonly amount: Decimal; readonly asset: string } | null
}

/** Remedies by reading key; each may be worked out only when it is asked for. */
export type Remedies = Pick<ReadonlyMap<string, Remedy>, 'get'>

export interface TextOptions {
  readonly nowMs: number
  /** `brief` leaves out sizes and equity. */
  readonly detail: 'full' | 'brief'
  /** More than one account is watched: texts name theirs. */
  readonly namesAccount: boolean
  readonly remedies: Remedies
}

/** What is told of a reading. */
export type Told = Pick<AlertStep, 'reading' | 'causes' | 'tier' | 'isFirstSight'> & { readonly reason: AlertReason }

const NO_FIGURES: AlertFigures = { distancePct: null, markPrice: null, liquidationPrice: null }
const MOST_NAMES = 3
const MOST_PROBLEMS = 5

/** The alert about a reading. */
export function readingAlert(told: Told, options: TextOptions): DueAlert {
  const { reading, reason, causes, tier } = told
  return {
    id: alertId(reading.key, options.nowMs),
    key: reading.key,
    account: reading.account,
    symbol: reading.kind === 'joint' ? null : reading.symbol,
    side: reading.kind === 'position' ? reading.side : null,
    reason,
    causes,
    tier,
    severity: severityOf(told),
    poolKey: reading.kind === 'position' ? reading.poolKey : null,
    headline: accountPrefix(reading.account, options) + readingHeadline(told),
    lines: linesOf(told, options),
    figures: figuresOf(reading),
    dueAtMs: options.nowMs,
    dataAtMs: reading.dataAtMs,
  }
}

/** The alert about an account that cannot be seen, or can be again. */
export function sightAlert(step: SightStep, account: string, reason: AlertReason, options: TextOptions): DueAlert {
  const sinceMs = options.nowMs - (step.blindSinceMs ?? options.nowMs)
  const name = safeName(account)
  const lost = reason === 'reminder' ? `still cannot see ${name}` : `cannot see ${name}`
  const since = sinceMs >= MINUTE_MS ? ` for ${durationText(sinceMs)}` : ''
  return {
    id: alertId(step.key, options.nowMs),
    key: step.key,
    account,
    symbol: null,
    side: null,
    reason,
    causes: [reason === 'reminder' ? 'blind' : reason],
    tier: null,
    severity: reason === 'sighted' ? 'info' : 'critical',
    poolKey: null,
    headline: reason === 'sighted' ? `${name} can be seen again, after ${durationText(sinceMs)}` : lost + since,
    lines: reason === 'sighted' ? [] : problemLines(step),
    figures: NO_FIGURES,
    dueAtMs: options.nowMs,
    dataAtMs: null,
  }
}

/** The alert about a position that is gone. */
export function vanishedAlert(
  state: AlertState & { readonly subject: { readonly kind: 'position' } },
  reason: 'closed' | 'liquidated' | 'deleveraged',
  options: TextOptions & { readonly tier: Decimal | null },
): DueAlert {
  const { symbol, side } = state.subject
  const distancePct = state.lastSeen?.distancePct ?? null
  const seen = distancePct === null ? [] : [`last seen ${percentText(distancePct)} from liquidation`]
  return {
    id: alertId(state.key, options.nowMs),
    key: state.key,
    account: state.account,
    symbol,
    side,
    reason,
    causes: [reason],
    tier: options.tier,
    severity: reason === 'closed' ? 'info' : 'critical',
    poolKey: null,
    headline: `${accountPrefix(state.account, options)}${nameOf(symbol, side)} ${GONE[reason]}`,
    lines: seen,
    figures: NO_FIGURES,
    dueAtMs: options.nowMs,
    dataAtMs: state.lastSeen?.atMs ?? null,
  }
}

const GONE = {
  closed: 'is closed',
  liquidated: 'was LIQUIDATED',
  deleveraged: 'was AUTO-DELEVERAGED: Binance closed it against others in trouble',
} as const

/** Identifies an alert: a reading becomes due once at a time. */
export function alertId(key: string, dueAtMs: number): string {
  return `${key}@${dueAtMs}`
}

function severityOf({ reading, causes, tier }: Told): Severity {
  const grave: readonly AlertReason[] = ['liquidated', 'deleveraged', 'fast', 'margin-liquidation']
  if (causes.some((cause) => grave.includes(cause))) return 'critical'
  const depth = tier === null ? 0 : reading.tiers.findIndex((candidate) => candidate.eq(tier)) + 1
  if (causes.some((cause) => ['entered', 'worsened', 'reminder'].includes(cause))) {
    return isInner(depth, reading.tiers) ? 'critical' : 'warning'
  }
  return causes.includes('drift') || causes.includes('margin-call') ? 'warning' : 'info'
}

function accountPrefix(account: string, { namesAccount }: TextOptions): string {
  return namesAccount ? `${safeName(account)}: ` : ''
}

function nameOf(symbol: string, side: Side): string {
  return `${safeName(symbol)} ${side.toLowerCase()}`
}

function readingName(reading: Exclude<Reading, MarginReading>): string {
  if (reading.kind === 'position') return nameOf(reading.symbol, reading.side)
  const names = reading.symbols.slice(0, MOST_NAMES).map(safeName).join(' + ')
  const rest = reading.symbols.length - MOST_NAMES
  return `${safeName(reading.asset)} cross pool (${names}${rest > 0 ? ` and ${rest} more` : ''})`
}

function readingHeadline(told: Told): string {
  const { reading, reason, tier } = told
  if (reading.kind === 'margin') return marginHeadline(reading, reason, tier)
  const name = readingName(reading)
  const distance = distanceText(reading)
  const tierWords = tier === null ? '' : tierText(tier)
  switch (reason) {
    case 'liquidated':
      return `${name} was partly LIQUIDATED, now ${distance}`
    case 'deleveraged':
      return `${name} was partly AUTO-DELEVERAGED, now ${distance}`
    case 'fast':
      return `${name} is losing distance fast, now ${distance}`
    case 'drift':
      return `${name}: ${driftText(reading)}`
    case 'recovered':
      return `${name} has left the ${tierWords} tier, now ${distance}`
    case 'reduced':
      return `${name} was reduced and has left the ${tierWords} tier, now ${distance}`
    default:
      return `${name} ${distance} (${tierWords} tier${TIER_NOTES[reason] ?? ''})`
  }
}

const TIER_NOTES: Readonly<Partial<Record<AlertReason, string>>> = { worsened: ', worse', reminder: ', still' }

function distanceText({ distance, kind }: Reading): string {
  if (distance.status === 'calm') return 'without a liquidation price'
  if (distance.status === 'unknown') return 'at an unknown distance from liquidation'
  if (distance.distancePct.isZero()) return 'liquidatable now'
  const condition = kind === 'joint' ? ' if all move against you' : ''
  return `${percentText(distance.distancePct)} from liquidation${condition}`
}

function driftText(reading: Reading): string {
  if (reading.kind !== 'position' || reading.drift.status !== 'warning') return 'own and Binance figures differ'
  const { driftPct, exchangePrice } = reading.drift
  if (driftPct !== null) return `own liquidation price differs from that of Binance by ${percentText(driftPct)}`
  return exchangePrice === null
    ? 'Binance shows no liquidation price, own arithmetic has one'
    : 'Binance shows a liquidation price, own arithmetic has none'
}

function positionLines(reading: PositionReading, told: Told, options: TextOptions): readonly string[] {
  const size = options.detail === 'full' ? `  size ${quantityText(reading.quantity)}` : ''
  const stop = reading.stop === 'none' ? ['no stop order protects it'] : []
  return [
    `mark ${priceText(reading.markPrice, reading.tickSize)}  liquidation ${liquidationText(reading)}${size}`,
    ...alsoLines(told),
    ...stop,
    ...remedyLines(options.remedies.get(reading.key), options.detail),
    ...overrideLines(reading, told),
  ]
}

function linesOf(told: Told, options: TextOptions): readonly string[] {
  const { reading } = told
  if (reading.kind === 'position') return positionLines(reading, told, options)
  return reading.kind === 'margin' ? marginLines(reading, told) : alsoLines(told)
}

function liquidationText({ distance, liquidationPrice, tickSize }: PositionReading): string {
  if (liquidationPrice !== null) return priceText(liquidationPrice, tickSize)
  return distance.status === 'calm' ? 'none' : 'n/a'
}

/** What is due besides the reason in the headline. */
function alsoLines({ reading, reason, causes }: Told): readonly string[] {
  const others = causes.filter((cause) => cause !== reason)
  const fast = others.includes('fast') ? ['losing distance fast'] : []
  const drift = others.includes('drift') ? [driftText(reading)] : []
  return [...fast, ...drift]
}

function remedyLines(remedy: Remedy | undefined, detail: TextOptions['detail']): readonly string[] {
  if (remedy === undefined) return []
  const ways = [closeText(remedy, detail), addText(remedy, detail)].filter((way) => way !== null)
  return ways.length === 0 ? [] : [`back to ${tierText(remedy.targetPct)}: ${ways.join(', or ')}`]
}

function closeText({ close }: Remedy, detail: TextOptions['detail']): string | null {
  if (close === null) return null
  const share = shareText(close.sharePct)
  return detail === 'full' ? `close ${quantityText(close.quantity)} (${share})` : `close ${share} of it`
}

function addText({ add }: Remedy, detail: TextOptions['detail']): string | null {
  if (add === null) return null
  return detail === 'full' ? `add ${moneyNeededText(add.amount)} ${safeName(add.asset)}` : 'add margin'
}

/** Highly leveraged positions are born inside a tier: say how to give the symbol its own. */
function overrideLines(reading: PositionReading, { isFirstSight, reason }: Told): readonly string[] {
  if (!isFirstSight || reason !== 'entered' || reading.hasOwnTiers) return []
  return [`first seen inside a tier: tiers.${safeName(reading.symbol)} in the config sets its own`]
}

function problemLines({ problems }: SightStep): readonly string[] {
  const shown = problems.slice(0, MOST_PROBLEMS).map(({ what, why }) => safeSentence(`${what}: ${why}`))
  const rest = problems.length - MOST_PROBLEMS
  return rest > 0 ? [...shown, `and ${rest} more`] : shown
}

function figuresOf(reading: Reading): AlertFigures {
  const distancePct = reading.distance.status === 'known' ? computedDecimal(reading.distance.distancePct) : null
  if (reading.kind !== 'position') return { ...NO_FIGURES, distancePct }
  const { markPrice, liquidationPrice } = reading
  return {
    distancePct,
    markPrice: plainDecimal(markPrice),
    liquidationPrice: liquidationPrice === null ? null : computedDecimal(liquidationPrice),
  }
}

/** The same alert with the figures of a later reading, for a message that comes late. */
export function refreshedAlert(alert: DueAlert, told: Told, options: TextOptions): DueAlert {
  const fresh = readingAlert(told, options)
  return { ...alert, headline: fresh.headline, lines: fresh.lines, figures: fresh.figures, dataAtMs: fresh.dataAtMs }
}
