import type { LastVerdict } from '../../alerts/last-verdict.ts'
import type { RecordedPast } from '../../model/past.ts'
import type { HistoryLine } from '../../risk/history-report.ts'

/** One account of a report. */
export interface ReportChapter {
  readonly past: RecordedPast
  /** The journal, oldest first. */
  readonly lines: readonly HistoryLine[]
  readonly last: LastVerdict
}

/** Everything that the page shows. */
export interface PastReport {
  readonly chapters: readonly ReportChapter[]
  /** From when on the past was asked for. */
  readonly sinceMs: number
  readonly madeAtMs: number
  /** IANA name of the zone that times are shown in. */
  readonly timeZone: string
  readonly version: string
  /** A sentence about the play that was recorded; `null` for a real account. */
  readonly demo: string | null
  /** Open interest is kept only when the config asks for its alert. */
  readonly keepsOpenInterest: boolean
  /** What could not be fetched for the journal, and what to do about it. */
  readonly problems: readonly string[]
}
