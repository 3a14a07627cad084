import { Decimal, d } from '../model/decimal.ts'
import type { DueAlert, Severity } from './outbox.ts'
import { MINUTE_MS, SECOND_MS } from './rules.ts'
import { safeName } from './safe-text.ts'
import { toldOnce } from './told-once.ts'

/** A grouped message, composed only from validated symbols and figures. */
export interface OutgoingMessage {
  readonly title: string
  readonly body: string
  readonly severity: Severity
  /** The alerts in it, in the shape of `check --json`. */
  readonly alerts: readonly Readonly<Record<string, unknown>>[]
}

/** What a message says besides its alerts. */
export interface MessageExtras {
  readonly nowMs: number
  /** Channels that keep failing, with the reason. */
  readonly failing: readonly { readonly channel: string; readonly lastFailure: string }[]
}

const SEVERITIES: readonly Severity[] = ['info', 'warning', 'critical']
const WORDS: Readonly<Record<Severity, string>> = { critical: 'CRITICAL', warning: 'WARNING', info: 'INFO' }
/** An alert delivered this long after it was due says so. */
const LATE_MS = MINUTE_MS

/**
 * One message for all the alerts, gravest first, and among equally grave ones the account nearest to its end: the first headline is the title; with several, each has its own
 * headline in the body too.
 */
export function composeMessage(alerts: readonly DueAlert[], extras: MessageExtras): OutgoingMessage {
  const ranked = alerts
    .map((alert) => ({ alert, nearest: nearestOf(alert, alerts) }))
    .sort((a, b) => severityOf(b.alert) - severityOf(a.alert) || a.nearest.cmp(b.nearest))
    .map(({ alert }) => alert)
  const told = toldOnce(ranked)
  const [first] = told
  const notices = extras.failing.map(({ channel }) => failingNotice(channel))
  if (first === undefined) {
    return { title: `WARNING ${notices[0] ?? ''}`, body: notices.slice(1).join('\n'), severity: 'warning', alerts: [] }
  }
  const more = told.length === 1 ? '' : `, +${told.length - 1} more`
  const blocks = told.map((alert) => {
    const lines = [...alert.lines, ...ageLines(alert, extras.nowMs)]
    return (told.length === 1 ? lines : [alert.headline, ...lines.map((line) => `  ${line}`)]).join('\n')
  })
  return {
    title: `${WORDS[first.severity]} ${first.headline}${more}`,
    body: [...blocks, ...notices].join('\n'),
    severity: first.severity,
    alerts: ranked.map((alert) => alertJson(alert, { delivered: [], failed: [] })),
  }
}

function severityOf({ severity }: DueAlert): number {
  return SEVERITIES.indexOf(severity)
}

/** The least distance that is told of the account as gravely; a liquidation or a loss of sight has none left. */
function nearestOf({ account, severity }: DueAlert, alerts: readonly DueAlert[]): Decimal {
  const alike = alerts.filter((other) => other.account === account && other.severity === severity)
  return Decimal.min(...alike.map(({ figures }) => d(figures.distancePct ?? '-1')))
}

function failingNotice(channel: string): string {
  return `channel ${safeName(channel)} keeps failing: alerts do not get through on it`
}

function ageLines(alert: DueAlert, nowMs: number): readonly string[] {
  const age = alert.dataAtMs === null ? [] : [`data ${durationText(nowMs - alert.dataAtMs)} old`]
  const lateMs = nowMs - alert.dueAtMs
  return lateMs >= LATE_MS ? [...age, `delivered late: first due ${durationText(lateMs)} ago`] : age
}

/** What became of an alert, as `check --json` lists it. */
export type AlertOutcome = {
  readonly delivered: readonly string[]
  readonly failed: readonly { readonly channel: string; readonly why: string }[]
}

/** An alert as machines read it: figures as decimal strings, `null` where there is none. */
export type AlertJson = AlertOutcome & {
  readonly key: string
  readonly account: string
  readonly symbol: string | null
  readonly side: string | null
  readonly tier: string | null
  readonly reason: string
  readonly severity: Severity
  readonly distancePct: string | null
  readonly markPrice: string | null
  readonly liquidationPrice: string | null
}

/** The alert in the shape of `check --json`. */
export function alertJson(alert: DueAlert, outcome: AlertOutcome): AlertJson {
  const { key, account, symbol, side, reason, severity, figures } = alert
  const tier = alert.tier?.toFixed() ?? null
  return { key, account, symbol, side, tier, reason, severity, ...figures, ...outcome }
}

/** The message of a drill: what an innermost alert looks like, marked so that nobody acts on it. */
export function drillMessage(account: string, tier: Decimal): OutgoingMessage {
  const name = safeName(account)
  return {
    title: `DRILL (not real): TESTUSDT long 4.20% from liquidation (${tierText(tier)} tier)`,
    body: `account ${name}: this is a drill, there is no such position\nmark 100.00  liquidation 95.80`,
    severity: 'critical',
    alerts: [],
  }
}

/** Percent points with two decimals, half-up: `6.32%`. */
export function percentText(pct: Decimal): string {
  return `${pct.toFixed(2)}%`
}

/** Percent points rounded to two decimals, without trailing zeros: `25.2%`. */
export function trimmedPercent(pct: Decimal): string {
  return `${pct.toDecimalPlaces(2).toFixed()}%`
}

/** A tier as people write it: `10%`. */
export function tierText(tier: Decimal): string {
  return `${tier.toFixed()}%`
}

/** A price at the symbol's tick, or with eight significant digits when the tick is not known. */
export function priceText(price: Decimal, tickSize: Decimal | null): string {
  return tickSize === null ? price.toSignificantDigits(8).toFixed() : price.toFixed(tickSize.decimalPlaces())
}

/** A quantity as it is: it stands on the symbol's step already. */
export function quantityText(quantity: Decimal): string {
  return quantity.toFixed()
}

/** Money to be paid in, with two decimals, rounded up so that it is enough. */
export function moneyNeededText(amount: Decimal): string {
  return amount.toDecimalPlaces(2, Decimal.ROUND_UP).toFixed(2)
}

/** A share without decimals: `56%`. */
export function shareText(sharePct: Decimal): string {
  return `${sharePct.toFixed(0)}%`
}

/** A decimal in full, for machines. */
export function plainDecimal(value: Decimal): string {
  return value.toFixed()
}

/** A computed figure for machines, with at least eight decimals where it needs them. */
export function computedDecimal(value: Decimal): string {
  return value.toDecimalPlaces(12).toFixed()
}

/** Seconds up to a minute and a half, then minutes, then hours: `2 s`, `12 min`, `3 h`. */
export function durationText(durationMs: number): string {
  const seconds = Math.max(0, Math.round(durationMs / SECOND_MS))
  if (seconds < 90) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 90 ? `${minutes} min` : `${Math.round(minutes / 60)} h`
}
