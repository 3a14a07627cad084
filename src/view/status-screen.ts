import type { AccountFailure, AccountStatus, StatusReport } from '../risk/report.ts'
import { accountHeader, accountNotes, accountTotals, driftLines, failureSection } from './account-section.ts'
import { bookColumns } from './book-columns.ts'
import { type BookRow, bookRows } from './book-row.ts'
import { headline, VERDICT_TONES } from './headline.ts'
import { isMarginWorse, marginsOf, marginTable } from './margin-lines.ts'
import { nextSteps } from './next-steps.ts'
import { flow, type Screen, widthOf, wrap } from './screen.ts'
import { type Column, renderTable } from './table.ts'
import { worstFirst } from './worst-first.ts'

/** The verdict and its worst cause alone, for `--quiet`. */
export function verdictLine(report: StatusReport, screen: Screen): string {
  return `${verdictLines(report, screen).join('\n')}\n`
}

/** The one-screen verdict: what is worst, then each account, worst first, and what to type next. */
export function statusScreen(report: StatusReport, screen: Screen): string {
  return reportScreen(report, screen, (account) => accountTable(account, report, screen))
}

/** Columns of the status table, in the order of the screen. */
function statusColumns({ tiers }: StatusReport): readonly Column<BookRow>[] {
  const column = bookColumns(tiers)
  return [
    { ...column.symbol, priority: 0 },
    { ...column.side, priority: 0 },
    { ...column.mode, priority: 3 },
    { ...column.size, priority: 6 },
    { ...column.entry, priority: 7 },
    { ...column.mark, priority: 1 },
    { ...column.liquidation, priority: 0 },
    { ...column.distance, priority: 0 },
    { ...column.atrs, priority: 5 },
    { ...column.effectiveLeverage, priority: 4 },
    { ...column.stop, priority: 2 },
    { ...column.tier, priority: 0 },
  ]
}

function accountTable({ risk }: AccountStatus, report: StatusReport, screen: Screen): readonly string[] {
  const rows = bookRows(risk)
  return rows.length === 0 ? ['no open positions'] : renderTable(rows, statusColumns(report), screen)
}

/** The frame that status and positions share; `table` draws the rows of one account. */
export function reportScreen(
  report: StatusReport,
  screen: Screen,
  table: (account: AccountStatus) => readonly string[],
): string {
  const steps = nextSteps(report)
  const next = steps.length === 0 ? [] : flow([`next: ${steps[0]}`, ...steps.slice(1)], screen, '      ')
  const lines = [...verdictLines(report, screen)]
  let blocks = 0
  for (const section of worstFirst(report)) {
    lines.push('')
    const futures =
      'risk' in section ? accountSection(section, report, screen, table(section)) : failureSection(section, screen)
    const whole = withMargin(section, futures, { report, screen })
    blocks += whole === futures ? 1 : 2
    lines.push(...whole)
  }
  if (next.length > 0 && blocks !== 1) lines.push('')
  return `${[...lines, ...next].join('\n')}\n`
}

/** Futures and spot margin of one account, the one in more danger first. */
function withMargin(
  section: AccountStatus | AccountFailure,
  futures: readonly string[],
  { report, screen }: { readonly report: StatusReport; readonly screen: Screen },
): readonly string[] {
  const standing = marginsOf(report, 'risk' in section ? section.risk.account : section.account)
  if (standing === null || standing.rows.length + standing.gaps.length === 0) return futures
  const margin = marginTable(standing, screen)
  const isWorse = isMarginWorse('risk' in section ? section.risk : null, standing)
  return isWorse ? [...margin, '', ...futures] : [...futures, '', ...margin]
}

function verdictLines(report: StatusReport, screen: Screen): readonly string[] {
  const [first = '', ...rest] = wrap(`${report.verdict}  ${headline(report)}`, screen)
  const word = screen.palette(VERDICT_TONES[report.verdict], report.verdict)
  return [word + first.slice(report.verdict.length), ...rest]
}

function accountSection(
  account: AccountStatus,
  report: StatusReport,
  screen: Screen,
  table: readonly string[],
): readonly string[] {
  const width = Math.max(...table.map(widthOf))
  const [title = '', ...more] = accountHeader(account, report, screen, width)
  const below = [...driftLines(account.risk, screen), ...accountNotes(account.risk, screen)]
  return [
    screen.palette('strong', title),
    ...more,
    ...accountTotals(account.risk, screen),
    '',
    ...table,
    ...(below.length === 0 ? [] : ['', ...below]),
  ]
}
