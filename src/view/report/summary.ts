import { isAlert, type JournalEvent } from '../../model/journal.ts'
import type { Verdict } from '../../risk/report.ts'
import { isoTime, percent } from '../format.ts'
import { hasSamples, noSamplesText } from '../history-chart-screen.ts'
import { headDocument, type Json } from '../json.ts'
import { extremesOf, spanText, subjectText, totalLengthMs } from '../past-words.ts'
import { foreign, type Screen, wrap } from '../screen.ts'
import type { ReportChapter } from './past-report.ts'

/** A report that was written. */
export interface WrittenReport {
  readonly file: string
  readonly bytes: number
  readonly chapters: readonly ReportChapter[]
  readonly sinceMs: number
  readonly asOfMs: number
  readonly problems: readonly string[]
}

/** What is in the page, and how to look at it. */
export function reportSummary({ file, bytes, chapters }: WrittenReport, screen: Screen): string {
  return [
    ...wrap(
      `wrote ${foreign(file)} (${Math.ceil(bytes / 1024)} KB): open it in a browser; it needs no network`,
      screen,
    ),
    ...chapters.flatMap((chapter) => wrap(chapterText(chapter, screen), screen, 2, 4)),
  ].join('\n')
}

function chapterText({ past, lines }: ReportChapter, screen: Screen): string {
  const account = foreign(past.account)
  if (!hasSamples(past))
    return `${account}: ${plural(lines.length, 'journal entry', 'journal entries')}; ${noSamplesText(null)}`
  const [closest] = past.distances
  const events = lines.map(({ event }) => event)
  return [
    `${account}: ${spanText(past.span, screen.timeZone)}`,
    ...(closest === undefined
      ? []
      : [
          `closest ${foreign(subjectText(closest.subject))} ${percent(extremesOf(closest.points)?.lowest.value ?? null)}`,
        ]),
    plural(events.filter(isAlert).length, 'alert', 'alerts'),
    `${counted(events, 'liquidated')} liquidated`,
    plural(lines.length, 'journal entry', 'journal entries'),
  ].join(', ')
}

function counted(events: readonly JournalEvent[], type: JournalEvent['type']): number {
  return events.filter((event) => event.type === type).length
}

function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`
}

/** The document of `report`: where the page is, and what it holds of each account. */
export function reportDocument(written: WrittenReport & { readonly verdict: Verdict }): Record<string, Json> {
  const { file, bytes, chapters, sinceMs, asOfMs, verdict, problems } = written
  return {
    ...headDocument({ command: 'report', asOfMs, verdict }),
    report: {
      file,
      bytes,
      since: isoTime(sinceMs),
      problems: [...problems],
      accounts: chapters.map(chapterJson),
    },
  }
}

function chapterJson({ past, lines, last }: ReportChapter): Json {
  const events = lines.map(({ event }) => event)
  return {
    account: past.account,
    verdict: last.verdict,
    reason: last.doubt,
    from: isoTime(past.span.fromMs),
    lastSeen: past.pace.lastLookMs === null ? null : isoTime(past.pace.lastLookMs),
    samples: past.equity.length + past.distances.reduce((total, { points }) => total + points.length, 0),
    distances: past.distances.map(({ key, points }) => {
      const lowest = extremesOf(points)?.lowest ?? null
      return { key, lowestPct: lowest?.value.toFixed() ?? null, at: lowest === null ? null : isoTime(lowest.atMs) }
    }),
    events: lines.length,
    alerts: events.filter(isAlert).length,
    liquidations: counted(events, 'liquidated'),
    unseenSeconds: Math.round(totalLengthMs(past.unseen) / 1000),
  }
}
