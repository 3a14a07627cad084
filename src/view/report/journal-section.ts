import type { JournalEventType } from '../../model/journal.ts'
import { isoTime } from '../format.ts'
import { flagText, historyRows } from '../history-screen.ts'
import { type HistoryRow, rowText } from '../history-words.ts'
import { dayAndTime } from '../moment.ts'
import { html, type Markup } from './markup.ts'
import type { ReportChapter } from './past-report.ts'

/** More would make a page that nobody scrolls; `history --csv` has all. */
const MOST_ROWS = 500

/** What kind of news an event is; the word beside it says so without the colour. */
const TONES: Readonly<Partial<Record<JournalEventType, 'critical' | 'warning' | 'unknown' | 'calm'>>> = {
  'tier-entered': 'warning',
  fast: 'warning',
  liquidated: 'critical',
  deleveraged: 'critical',
  'forced-close': 'critical',
  drift: 'warning',
  'sight-lost': 'unknown',
  'sight-back': 'calm',
  'tier-left': 'calm',
}

const NAMES: Readonly<Partial<Record<JournalEventType, string>>> = {
  'tier-entered': 'alert',
  'tier-left': 'recovered',
  fast: 'alert',
  'forced-close': 'forced close',
  deleveraged: 'auto-deleveraged',
  drift: 'disagreement',
  'sight-lost': 'blind',
  'sight-back': 'sight back',
  'margin-type': 'margin type',
  'position-mode': 'position mode',
  'multi-assets': 'multi-assets mode',
  'used-margin': 'used margin',
}

/** The journal as a table by day, newest first; funding, which would outnumber all else, is added up in a section of its own. */
export function journalSection({ lines }: ReportChapter, timeZone: string): Markup {
  const rows = historyRows(lines.filter(({ event }) => event.type !== 'funding')).toReversed()
  if (rows.length === 0) {
    return html`<section><h3>Journal</h3><p class="none">Nothing was written down in this time. Alerts are written as they are told; liqwatch history fetches fills, funding and changes from Binance.</p></section>`
  }
  const shown = rows.slice(0, MOST_ROWS)
  const more =
    rows.length > shown.length
      ? html`<p class="none">The newest ${shown.length} entries. Older ones: liqwatch history --since 90d --csv.</p>`
      : null
  return html`<section><h3>Journal</h3>${more}<table class="journal"><caption>What happened, newest first; funding is added up above</caption><thead><tr><th scope="col">time</th><th scope="col">event</th><th scope="col">symbol</th><th scope="col">what</th></tr></thead>${days(shown, timeZone)}</table></section>`
}

function days(rows: readonly HistoryRow[], timeZone: string): readonly Markup[] {
  const byDay = new Map<string, HistoryRow[]>()
  for (const row of rows) {
    const day = dayAndTime(row.lines[0].event.atMs, timeZone).slice(0, 10)
    byDay.set(day, [...(byDay.get(day) ?? []), row])
  }
  return [...byDay].map(
    ([day, ofDay]) =>
      html`<tbody><tr class="day"><th scope="rowgroup" colspan="4">${day}</th></tr>${ofDay.map((row) => rowMarkup(row, timeZone))}</tbody>`,
  )
}

function rowMarkup(row: HistoryRow, timeZone: string): Markup {
  const { event } = row.lines[0]
  const time = dayAndTime(event.atMs, timeZone).slice(11)
  const flags = row.lines.flatMap((line) => line.flags)
  const name = NAMES[event.type] ?? event.type
  const tone = TONES[event.type]
  return html`<tr><td><time datetime="${isoTime(event.atMs)}">${time}</time></td><td>${
    tone === undefined ? name : html`<span class="tag ${tone}">${name}</span>`
  }</td><td>${event.symbol ?? ''}</td><td>${rowText(row)}${flags.map((flag) => html`<span class="flag">${flagText(flag)}</span>`)}</td></tr>`
}
