import { type LastVerdict, lastVerdict } from '../alerts/last-verdict.ts'
import type { RecordedPast } from '../model/past.ts'
import type { TierTable } from '../model/tiers.ts'
import type { StateStore } from '../ports/state-store.ts'
import { accountLines, type HistoryLine } from '../risk/history-report.ts'
import { readAccountPast } from './history/account-past.ts'
import { readPast } from './past.ts'

/** One account's part of a report. */
export interface Chapter {
  readonly past: RecordedPast
  /** The journal with what is abnormal in it, oldest first. */
  readonly lines: readonly HistoryLine[]
  readonly last: LastVerdict
}

/** Whose past is told, and how much of it. */
export interface ReportQuestion {
  readonly accounts: readonly string[]
  readonly sinceMs: number
  readonly nowMs: number
  readonly tiers: TierTable
}

/**
 * What was kept about each account; nothing is asked of the exchange.
 *
 * @throws StoreError when the state cannot be read
 */
export function readChapters(store: StateStore, question: ReportQuestion): readonly Chapter[] {
  const { accounts, sinceMs, nowMs, tiers } = question
  const memory = store.alerts.load(nowMs)
  return accounts.map((account) => {
    const past = readPast(store, { account, sinceMs, nowMs, tiers, symbol: null })
    return {
      past,
      lines: accountLines(readAccountPast(store, { account, fromMs: sinceMs, nowMs })),
      last: lastVerdict(past, memory, nowMs),
    }
  })
}
