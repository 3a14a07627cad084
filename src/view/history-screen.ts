import type { UseFlag } from '../risk/abnormal-use.ts'
import type { HistoryLine, HistoryReport } from '../risk/history-report.ts'
import { FLAG_WORDS, type HistoryRow, rowText } from './history-words.ts'
import { dayAndTime } from './moment.ts'
import { phraseText } from './phrase.ts'
import { foreign, type Screen, wrap } from './screen.ts'
import { type StackedColumn, wideOrStacked } from './wide-or-stacked.ts'

/** The journal as a table, newest last, with a mark before what is abnormal. */
export function historyScreen(report: HistoryReport, screen: Screen): string {
  const rows = historyRows(report.lines)
  const table = rows.length === 0 ? [] : wideOrStacked(rows, columnsOf(report, screen), screen)
  return `${[...table, ...(table.length === 0 ? [] : ['']), ...summaryLines(report, rows, screen)].join('\n')}\n`
}

/**
 * Fills of one order as one row. A forced order that its fills tell already is no row of its own.
 *
 * @param lines oldest first
 */
export function historyRows(lines: readonly HistoryLine[]): readonly HistoryRow[] {
  const forced = new Map(
    lines.flatMap(({ event }) => (event.type === 'forced-close' ? [[orderKey(event), event.note]] : [])),
  )
  const filled = new Set(lines.flatMap(({ event }) => (event.type === 'fill' ? [orderKey(event)] : [])))
  const rows: { lines: [HistoryLine, ...HistoryLine[]]; forcedBy: string | null }[] = []
  for (const line of lines) {
    const { event } = line
    const last = rows.at(-1)
    if (event.type === 'forced-close' && filled.has(orderKey(event))) continue
    const forcedBy = event.type === 'fill' ? (forced.get(orderKey(event)) ?? null) : null
    const isMore = event.type === 'fill' && last?.lines[0].event.type === 'fill'
    if (isMore && orderKey(last.lines[0].event) === orderKey(event)) last.lines.push(line)
    else rows.push({ lines: [line], forcedBy })
  }
  return rows
}

function orderKey({ account, symbol, figures }: HistoryLine['event']): string {
  return `${account} ${symbol} ${figures?.orderId ?? ''}`
}

/** Below this many columns the sentence gets a line of its own. */
const LEAST_WIDE = 76

function columnsOf(report: HistoryReport, screen: Screen): readonly StackedColumn<HistoryRow>[] {
  const what: StackedColumn<HistoryRow> = {
    title: 'WHAT',
    align: 'left',
    text: (row) => [rowText(row), ...flagsOf(row).map(flagText)].join('; '),
  }
  const names = nameColumns(report, screen)
  if (screen.columns === null || screen.columns >= LEAST_WIDE) return [...names, what]
  const text = (row: HistoryRow) => names.map((column) => column.text(row)).filter((part) => part !== '')
  return [{ title: '  AT', align: 'left', text: (row) => text(row).join('  ') }, what]
}

function nameColumns({ accounts, asOfMs }: HistoryReport, screen: Screen): readonly StackedColumn<HistoryRow>[] {
  const column = (title: string, read: (event: HistoryLine['event']) => string): StackedColumn<HistoryRow> => ({
    title,
    align: 'left',
    text: (row) => read(row.lines[0].event),
  })
  const at = (row: HistoryRow) => shortMoment(row.lines[0].event.atMs, asOfMs, screen.timeZone)
  return [
    { title: '  AT', align: 'left', text: (row) => `${markOf(flagsOf(row))} ${at(row)}` },
    ...(accounts.length > 1 ? [column('ACCOUNT', ({ account }) => foreign(account))] : []),
    column('TYPE', ({ type }) => type),
    column('SYMBOL', ({ symbol }) => foreign(symbol ?? '')),
  ]
}

const ABOUT_A_YEAR_MS = 300 * 86_400_000

/** The year goes without saying where it can be no other. */
function shortMoment(atMs: number, nowMs: number, timeZone: string): string {
  const text = dayAndTime(atMs, timeZone).slice(0, 16)
  return nowMs - atMs < ABOUT_A_YEAR_MS ? text.slice(5) : text
}

/** Of the fills of an order the first finding of each kind speaks for all. */
function flagsOf({ lines }: HistoryRow): readonly UseFlag[] {
  const flags = lines.flatMap((line) => line.flags)
  return flags.filter((flag, index) => flags.findIndex(({ kind }) => kind === flag.kind) === index)
}

function markOf(flags: readonly UseFlag[]): string {
  if (flags.some(({ certainty }) => certainty === 'known')) return '!'
  return flags.length > 0 ? '?' : ' '
}

/** A finding in words; one that is not decided is a question. */
export function flagText({ kind, certainty, evidence }: UseFlag): string {
  return `${FLAG_WORDS[kind]}${certainty === 'known' ? '' : '?'}: ${phraseText(evidence)}`
}

function summaryLines(report: HistoryReport, rows: readonly HistoryRow[], screen: Screen): readonly string[] {
  const { sinceMs, sync } = report
  const since = dayAndTime(sinceMs, screen.timeZone).slice(0, 16)
  const nothing = sync !== null && sync.problems.length === 0 ? 'nothing happened' : 'nothing is known'
  const count = rows.length === 0 ? nothing : `${rows.length} ${rows.length === 1 ? 'entry' : 'entries'}`
  const marks = rows.map((row) => markOf(flagsOf(row)))
  const [known, open] = ['!', '?'].map((mark) => marks.filter((one) => one === mark).length)
  const flagged = known === 0 ? [] : [`${known} marked ! (abnormal use of margin)`]
  const asked = open === 0 ? [] : [`${open} marked ? (cannot be told)`]
  const earlier = rows.length === 0 ? ['look further back with --since 30d'] : []
  return [
    ...wrap([`${count} since ${since}`, ...flagged, ...asked, ...earlier].join(', '), screen),
    ...(sync?.problems ?? []).flatMap((problem) => problemLines(problem, screen)),
  ]
}

function problemLines(
  { account, what, why, hint, isForAll }: NonNullable<HistoryReport['sync']>['problems'][number],
  screen: Screen,
): readonly string[] {
  const text = `not complete: ${foreign(account)} ${foreign(what)}: ${foreign(why)} (${foreign(hint)})${isForAll ? '; run it again to go on from there' : ''}`
  return wrap(text, screen).map((line) => screen.palette('warning', line))
}
