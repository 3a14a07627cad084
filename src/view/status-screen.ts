import type { AccountFailure, AccountStatus, StatusReport } from '../risk/report.ts'
import { accountHeader, accountNotes, accountTotals, driftLines, failureSection } from './account-section.ts'
import {
  atrsText,
  type BookRow,
  bookRows,
  distanceText,
  effectiveLeverageText,
  entryText,
  liquidationText,
  markText,
  modeText,
  rowTone,
  sideText,
  sizeText,
  stopText,
  symbolCell,
  tierText,
} from './book-row.ts'
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
  return [
    { title: '  SYMBOL', align: 'left', priority: 0, cell: (row) => symbolCell(row, tiers) },
    { title: 'SIDE', align: 'left', priority: 0, cell: sideText },
    { title: 'MODE', align: 'left', priority: 3, cell: modeText },
    { title: 'SIZE', align: 'right', priority: 6, cell: sizeText },
    { title: 'ENTRY', align: 'right', priority: 7, cell: entryText },
    { title: 'MARK', align: 'right', priority: 1, cell: markText },
    { title: 'LIQ', align: 'right', priority: 0, cell: liquidationText },
    {
      title: 'DIST',
      align: 'right',
      priority: 0,
      cell: (row) => ({ text: distanceText(row), tone: rowTone(row, tiers) }),
    },
    { title: 'ATRS', align: 'right', priority: 5, cell: atrsText },
    { title: 'EFF', align: 'right', priority: 4, cell: effectiveLeverageText },
    { title: 'STOP', align: 'left', priority: 2, cell: stopText },
    { title: 'TIER', align: 'right', priority: 0, cell: (row) => ({ text: tierText(row), tone: rowTone(row, tiers) }) },
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
  for (const section of worstFirst(report)) {
    lines.push('')
    const futures =
      'risk' in section ? accountSection(section, report, screen, table(section)) : failureSection(section, screen)
    lines.push(...withMargin(section, futures, { report, screen }))
  }
  if (lines.at(-1) !== '' && next.length > 0 && report.accounts.length !== 1) lines.push('')
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
