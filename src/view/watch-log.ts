import type { MarginRow, MarginStanding } from '../risk/margin-standing.ts'
import { isoTime, percent, price, tierName } from './format.ts'
import type { Json } from './json.ts'
import { levelText, marginSubject, stateText } from './margin-lines.ts'
import { foreign } from './screen.ts'
import { statusDocument } from './status-json.ts'
import { feedLabel } from './watch-header.ts'
import type { WatchAccount, WatchAlert, WatchModel } from './watch-model.ts'
import { accountVerdict, watchReport } from './watch-rows.ts'

/** Fields of a log line; `null` prints as n/a. */
type LogField = readonly [name: string, value: string | null]

/**
 * One evaluation as log lines, one per account, for services and cron: ISO time, then `key=value` pairs. Values with
 * blanks or quotes are quoted as in JSON.
 */
export function logLines(model: WatchModel): readonly string[] {
  return [
    ...model.accounts.map((account) => logLine(account, model)),
    ...model.failures.map(({ account, code, message }) =>
      logText(model.nowMs, [
        ['account', account],
        ['verdict', 'UNKNOWN'],
        ['error', code],
        ['message', message],
      ]),
    ),
    ...(model.margins ?? []).flatMap((standing) => marginLogLine(standing, model.nowMs)),
  ]
}

/** The margin accounts behind one key as one line: the worst of them; nothing where nothing is owed. */
function marginLogLine({ account, verdict, rows, gaps }: MarginStanding, nowMs: number): readonly string[] {
  const [worst] = rows
  const missing = gaps.filter(({ needed }) => needed)
  if (missing.length === 0 && (worst === undefined || worst.zone === 'no-debt')) return []
  return [
    logText(nowMs, [
      ['account', account],
      ['verdict', verdict],
      ...(worst === undefined ? [] : marginFields(worst)),
      ...missing.map(({ what, why }) => ['missing', `${what}: ${why}`] as const),
    ]),
  ]
}

function marginFields(worst: MarginRow): readonly LogField[] {
  const { tier, isMoved, fallToCallPct, fallToLiquidationPct } = worst
  return [
    ['margin', marginSubject(worst)],
    ['state', stateText(worst)],
    ['level', `${levelText(worst.level)}${isMoved ? ' (moved by marks)' : ''}`],
    ['to_call', percent(fallToCallPct)],
    ['to_liquidation', percent(fallToLiquidationPct)],
    ['tier', tier === null ? 'none' : tierName(tier)],
  ]
}

/** One account's evaluation as one line. */
function logLine(account: WatchAccount, model: WatchModel): string {
  const { risk, sources } = account
  const [worst] = risk.positions
  const [pool] = risk.pools
  return logText(model.nowMs, [
    ['account', risk.account],
    ['verdict', accountVerdict(account, model)],
    ['feed', feedLabel(account, model)],
    ['positions', String(risk.positions.length)],
    ['unreadable', String(risk.unreadable.length)],
    ...(worst === undefined ? [] : worstFields(worst)),
    ...(pool === undefined ? [] : [['joint', percent(pool.jointDistancePct)] as const]),
    ['marks', seconds(sources.markMs)],
    ['user', seconds(sources.userMs)],
    ['rest', seconds(sources.restMs)],
  ])
}

function worstFields(worst: WatchAccount['risk']['positions'][number]): readonly LogField[] {
  const { position, distancePct, tier, liquidation, tickSize } = worst
  const liquidationPrice = liquidation.status === 'price' ? price(liquidation.price, tickSize) : null
  return [
    ['worst', `${position.symbol}/${position.side.toLowerCase()}`],
    ['distance', liquidation.status === 'none' ? 'none' : percent(distancePct)],
    ['tier', tier === null ? 'none' : tierName(tier)],
    ['mark', price(position.markPrice, tickSize)],
    ['liq', liquidation.status === 'none' ? 'none' : liquidationPrice],
  ]
}

/** One alert as a log line. */
export function alertLogLine({ atMs, severity, text }: WatchAlert): string {
  return logText(atMs, [
    ['alert', severity],
    ['text', text],
  ])
}

/** Anything else worth a line: a stream that went down, a lock that was taken over. */
export function logText(atMs: number, fields: readonly LogField[]): string {
  return [isoTime(atMs), ...fields.map(([name, value]) => `${name}=${plainValue(value ?? 'n/a')}`)].join(' ')
}

function plainValue(value: string): string {
  const text = foreign(value)
  return /[\s"=]|^$/.test(text) ? JSON.stringify(text) : text
}

function seconds(ageMs: number | null): string | null {
  return ageMs === null ? null : `${(ageMs / 1000).toFixed(1)}s`
}

/** One evaluation as the object that `watch --json` prints on a line. */
export function watchDocument(model: WatchModel): Record<string, Json> {
  return {
    ...statusDocument(watchReport(model)),
    sources: model.accounts.map((account) => ({
      account: account.risk.account,
      feed: feedLabel(account, model),
      markAgeMs: account.sources.markMs,
      userStreamAgeMs: account.sources.userMs,
      restAgeMs: account.sources.restMs,
    })),
    alerts: model.alerts.map(({ atMs, severity, text }) => ({ at: isoTime(atMs), severity, text })),
  }
}
