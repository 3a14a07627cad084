import { type AlertReport, checkLine } from '../alerts/check-outcome.ts'
import type { HeldStep } from '../alerts/decide-account.ts'
import { priceText as alertPriceText, percentText, tierText } from '../alerts/message.ts'
import { type MarginReading, positionName, type Reading } from '../alerts/readings.ts'
import { reminderMinutes } from '../alerts/reminders.ts'
import type { AlertRules } from '../alerts/rules.ts'
import type { AlertStep } from '../alerts/step.ts'
import type { StatusReport } from '../risk/report.ts'
import { fixed } from './format.ts'
import type { Json } from './json.ts'
import { momentText } from './moment.ts'
import { foreign, padTo, type Screen, widthOf } from './screen.ts'
import { statusDocument } from './status-json.ts'

/** Everything that `check` prints. */
export interface CheckReport {
  readonly status: StatusReport
  readonly exitCode: number
  readonly readings: readonly Reading[]
  readonly steps: readonly AlertStep[]
  readonly held: readonly HeldStep[]
  readonly reports: readonly AlertReport[]
  /** What could not be seen, kept or delivered, gravest first. */
  readonly problems: readonly string[]
  readonly dataAgeMs: number | null
  readonly staleSeconds: number
  readonly rules: AlertRules
}

/** The plug-in line, a line for every reading inside a tier or with news, then what went wrong. */
export function checkScreen(report: CheckReport, screen: Screen): string {
  const { readings, problems, dataAgeMs, staleSeconds } = report
  const { verdict } = report.status
  const rows = [...readingRows(report, screen), ...otherRows(report)]
  const lines = [
    checkLine({ verdict, readings, namesAccount: namesAccount(report), problems, dataAgeMs, staleSeconds }),
    ...aligned(rows),
    ...newsLines(report),
    ...problems.map((problem) => `problem: ${foreign(problem)}`),
  ]
  return `${lines.join('\n')}\n`
}

type Row = readonly string[]

/** Rows over all accounts, the nearest to a liquidation first. */
function readingRows(report: CheckReport, screen: Screen): readonly Row[] {
  return report.steps
    .filter(({ next, reason }) => next.depth > 0 || reason !== null)
    .map((step) => {
      // The answer was read after the alert was sent, and knows more.
      const latest = report.readings.find(({ key }) => key === step.reading.key) ?? step.reading
      return { latest, step }
    })
    .sort((one, other) => nearerFirst(one.latest, other.latest))
    .map(({ latest, step }) => {
      const [name = '', ...figures] = figureCells(latest)
      return [ownedName(name, latest.account, report), ...figures, stateCell(step, report, screen)]
    })
}

function nearerFirst({ distance: one }: Reading, { distance: other }: Reading): number {
  if (one.status === 'known' && other.status === 'known') return one.distancePct.cmp(other.distancePct)
  return Number(one.status !== 'known') - Number(other.status !== 'known')
}

function namesAccount({ status }: CheckReport): boolean {
  return status.accounts.length + status.failures.length > 1
}

/** The account's name in front, where there are several. */
function ownedName(name: string, account: string, report: CheckReport): string {
  return namesAccount(report) ? `${foreign(account)}: ${name}` : name
}

function figureCells(reading: Reading): Row {
  const { distance } = reading
  const far =
    distance.status === 'known' ? percentText(distance.distancePct) : distance.status === 'calm' ? 'none' : 'n/a'
  if (reading.kind === 'joint') return [`${foreign(reading.asset)} pool`, 'joint', far, '', '']
  if (reading.kind === 'margin') return marginCells(reading, far)
  const price = (label: string, value: typeof reading.liquidationPrice) =>
    value === null ? '' : `${label} ${alertPriceText(value, reading.tickSize)}`
  const { symbol, side, liquidationPrice, markPrice } = reading
  return [foreign(symbol), side.toLowerCase(), far, price('liq', liquidationPrice), price('mark', markPrice)]
}

function marginCells({ symbol, level, liquidationLevel }: MarginReading, far: string): Row {
  const figure = (label: string, value: MarginReading['level']) => (value === null ? '' : `${label} ${fixed(value, 4)}`)
  const name = symbol === null ? 'cross' : foreign(symbol)
  return [name, 'margin', far, figure('liq level', liquidationLevel), figure('level', level)]
}

function stateCell(step: AlertStep, report: CheckReport, screen: Screen): string {
  const own = report.reports.filter(({ json }) => json.key === step.reading.key)
  if (own.length > 0) return own.map(({ json }) => outcomeText(json)).join('; ')
  const silenced = report.held.find(({ step: held }) => held.reading.key === step.reading.key)
  if (silenced !== undefined) {
    return `SILENCED until ${momentText(silenced.untilMs, report.status.asOfMs, screen.timeZone)}`
  }
  return standingText(step, report, screen)
}

const NEWS: Readonly<Record<string, string>> = { entered: 'NEW', worsened: 'WORSE', reminder: 'REMINDER' }

function outcomeText({ reason, delivered, failed }: AlertReport['json']): string {
  const nobody = failed.length === 0 ? 'printed only' : 'not sent'
  const sent = delivered.length === 0 ? nobody : `sent ${delivered.join(', ')}`
  const lost = failed.map(({ channel, why }) => `; ${channel} FAILED: ${why}`).join('')
  return `${NEWS[reason] ?? reason.toUpperCase()}  ${sent}${lost}`
}

function standingText({ next, reading, tier }: AlertStep, { rules, status }: CheckReport, screen: Screen): string {
  const since =
    next.enteredAtMs === null ? '' : `since ${momentText(next.enteredAtMs, status.asOfMs, screen.timeZone)}, `
  if (next.acknowledged !== null) return `${since}acknowledged`
  const told = next.toldDepth >= next.depth ? 'told' : 'not told yet'
  if (tier === null) return `${since}${told}`
  const worseForMs = status.asOfMs - (next.worsenedAtMs ?? status.asOfMs)
  const minutes = reminderMinutes(tier, reading.tiers, rules, worseForMs)
  return `${since}${told}, ${minutes === null ? 'no reminders' : `reminders every ${minutes} min`} at ${tierText(tier)}`
}

/** Reasons that no row of figures stands for. */
const IN_WORDS: readonly string[] = ['brackets', 'open-interest', 'key-power']

function newsLines({ reports }: CheckReport): readonly string[] {
  return reports
    .filter(({ json }) => IN_WORDS.includes(json.reason))
    .map(({ json, headline }) => `${foreign(headline)}  ${outcomeText(json)}`)
}

/** News about what has no reading any more: closed and liquidated positions, lost and regained sight. */
function otherRows(report: CheckReport): readonly Row[] {
  const { reports, steps } = report
  const stepped = new Set(steps.map(({ reading }) => reading.key))
  return reports
    .filter(({ json }) => !stepped.has(json.key) && !IN_WORDS.includes(json.reason))
    .map(({ json }) => {
      const { account, symbol } = json
      const side = json.side === 'SHORT' ? 'SHORT' : 'LONG'
      const name = symbol === null ? null : ownedName(foreign(positionName({ symbol, side })), account, report)
      return [name ?? foreign(account), '', '', '', '', outcomeText(json)]
    })
}

function aligned(rows: readonly Row[]): readonly string[] {
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(0, ...rows.map((row) => widthOf(row[column] ?? ''))))
  return rows.map((row) =>
    row
      .map((cell, column) => padTo(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

/** The document of `check --json`. */
export function checkDocument({ status, exitCode, reports }: CheckReport): Record<string, Json> {
  return { ...statusDocument(status), exitCode, alerts: reports.map(({ json }) => json) }
}
