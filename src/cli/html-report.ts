import { type Chapter, readChapters } from '../app/report.ts'
import { selectAccounts } from '../config/select-accounts.ts'
import { EXIT, type ExitCode } from '../errors.ts'
import type { StateStore } from '../ports/state-store.ts'
import { worstVerdict } from '../risk/verdict.ts'
import { openStateStore } from '../store/state-store.ts'
import { jsonText } from '../view/json.ts'
import { reportPage } from '../view/report/page.ts'
import { reportDocument, reportSummary } from '../view/report/summary.ts'
import type { ReportFlags } from './commands/report.ts'
import { syncAll } from './history.ts'
import { printAnswer, printNotice } from './output.ts'
import { writeReport } from './report-file.ts'
import { screenOf } from './screen.ts'
import type { Services } from './services.ts'
import { sinceMs } from './since-flag.ts'
import { VERSION } from './version.ts'

/** What the page is to be. */
export interface ReportOrder {
  /** Where it goes. */
  readonly file: string
  /** A sentence about the play that was recorded; `null` for real accounts. */
  readonly demo: string | null
}

/**
 * Brings the journal up to date, writes what was recorded as one page, and says what is in it.
 */
export async function runHtmlReport(
  services: Services,
  flags: ReportFlags,
  { file, demo }: ReportOrder,
): Promise<ExitCode> {
  const store = await openStateStore(services.stateFolder)
  try {
    const problems = await syncProblems(services, store, flags)
    for (const problem of problems) printNotice(problem)
    const { config, clock } = services
    const nowMs = clock.nowMs()
    const fromMs = sinceMs(flags.since, nowMs)
    const accounts = selectAccounts(config, flags.account, 'all').map(({ name }) => name)
    const chapters = readChapters(store, { accounts, sinceMs: fromMs, nowMs, tiers: config.tiers })
    const page = reportPage({
      chapters,
      sinceMs: fromMs,
      madeAtMs: nowMs,
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      version: VERSION,
      demo,
      keepsOpenInterest: config.openInterest.alert,
      problems,
    })
    writeReport(file, page)
    printSummary(services, { file, bytes: Buffer.byteLength(page), chapters, sinceMs: fromMs, asOfMs: nowMs, problems })
    return EXIT.ok
  } finally {
    store.close()
  }
}

/** A journal that could not be brought up to date is told on the page; what was recorded stands all the same. */
async function syncProblems(services: Services, store: StateStore, flags: ReportFlags): Promise<readonly string[]> {
  if (!flags.sync) return ['The journal was not brought up to date for this page (--no-sync).']
  const { problems } = await syncAll(services, store, await services.openEach('all'))
  return problems.map(
    ({ account, what, why, hint }) => `The journal of ${account} is not complete: ${what}: ${why} (${hint}).`,
  )
}

interface Written {
  readonly file: string
  readonly bytes: number
  readonly chapters: readonly Chapter[]
  readonly sinceMs: number
  readonly asOfMs: number
  readonly problems: readonly string[]
}

function printSummary({ flags }: Services, written: Written): void {
  const verdict = worstVerdict(written.chapters.map(({ last }) => last.verdict))
  if (flags.json === true) printAnswer(jsonText(reportDocument({ ...written, verdict })))
  else printAnswer(reportSummary(written, screenOf(process.stdout, flags)))
}
