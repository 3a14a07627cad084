import { duration } from '../format.ts'
import { totalLengthMs, withinSpan } from '../past-words.ts'
import { dataTable } from './data-table.ts'
import { html, type Markup } from './markup.ts'
import type { PastReport, ReportChapter } from './past-report.ts'

/** Longest first; the rest is told as a sum. */
const MOST_HOLES = 20

/** What the page cannot tell: a hole in what was seen is not calm. */
export function unknownSection(chapter: ReportChapter, report: PastReport): Markup {
  const notes = noteTexts(chapter, report).map((note) => html`<li>${note}</li>`)
  return html`<section><h3>What is not known</h3><ul>${notes}</ul>${holeTable(chapter, report.timeZone)}</section>`
}

function noteTexts({ past, last }: ReportChapter, { sinceMs, timeZone, problems }: PastReport): readonly string[] {
  const { span } = past
  const asked = span.fromMs - sinceMs
  return [
    ...(last.doubt === null ? [] : [`How it stands now: ${last.doubt}.`]),
    ...(past.pace.lastLookMs !== null && asked > past.pace.longestAfter(sinceMs)
      ? [
          `Charts begin with the first sample, at ${withinSpan(span.fromMs, span, timeZone)}; the ${duration(asked)} before it were not recorded.`,
        ]
      : []),
    ...problems,
    'Between two looks anything may have happened: a chart shows what was seen, of each minute the lowest, and after a week of each ten minutes.',
  ]
}

function holeTable({ past }: ReportChapter, timeZone: string): Markup | null {
  if (past.unseen.length === 0) return null
  const longest = past.unseen.toSorted((one, other) => other.toMs - other.fromMs - (one.toMs - one.fromMs))
  const shown = longest.slice(0, MOST_HOLES)
  const rest = totalLengthMs(longest.slice(shown.length))
  const rows = shown
    .toSorted((one, other) => one.fromMs - other.fromMs)
    .map(({ fromMs, toMs, why }) => [
      withinSpan(fromMs, past.span, timeZone),
      withinSpan(toMs, past.span, timeZone),
      duration(toMs - fromMs),
      WHY[why],
    ])
  const more = html`<p class="none">And ${duration(rest)} more in ${longest.length - shown.length} shorter holes.</p>`
  return html`${dataTable({ caption: 'Times that nobody saw', columns: ['from', 'to', 'for', 'why'], rows })}${rest === 0 ? null : more}`
}

const WHY = {
  blind: 'blind: reading failed, and it was told',
  'not-watched': 'not watched: liqwatch did not run',
} as const
