import { readAccountPast } from '../app/history/account-past.ts'
import { type SyncProblem, syncHistory } from '../app/history/sync.ts'
import { readStanding } from '../app/standing.ts'
import { selectAccounts } from '../config/select-accounts.ts'
import { EXIT, ExchangeError, type ExitCode } from '../errors.ts'
import { cachedSymbols } from '../exchange/cached-symbols.ts'
import type { StateStore } from '../ports/state-store.ts'
import { accountLines, type HistoryLine, type HistoryReport } from '../risk/history-report.ts'
import { openStateStore } from '../store/state-store.ts'
import { historyCsvRows, historyDocument } from '../view/history-json.ts'
import { historyScreen } from '../view/history-screen.ts'
import type { HistoryFlags } from './commands/history.ts'
import { printFlatTable } from './print-table.ts'
import { openProgressLine } from './progress-line.ts'
import type { OpenAccount, Services, UnopenedAccount } from './services.ts'
import { sinceMs } from './since-flag.ts'
import { symbolArgument } from './symbol-argument.ts'

/** Brings the journal up to date and prints it; 1 or 4 when it could not be brought up to date wholly. */
export async function runHistory(services: Services, flags: HistoryFlags): Promise<ExitCode> {
  const store = await openStateStore(services.stateFolder)
  try {
    const { report, exitCode } = await readHistory(services, store, flags)
    printFlatTable(services, {
      document: () => historyDocument(report),
      rows: () => historyCsvRows(report),
      screen: (screen) => historyScreen(report, screen),
    })
    return exitCode
  } finally {
    store.close()
  }
}

/** The journal of the chosen accounts, after a sync unless the flags forbid one. */
async function readHistory(
  services: Services,
  store: StateStore,
  flags: HistoryFlags,
): Promise<{ readonly report: HistoryReport; readonly exitCode: ExitCode }> {
  const { clock, config } = services
  const accounts = selectAccounts(config, flags.account, 'any').map(({ name }) => name)
  const opened = flags.sync ? await services.openEach('any') : []
  const synced = flags.sync ? await syncAll(services, store, opened) : null
  const nowMs = clock.nowMs()
  store.prune(nowMs, config.store.keepDays)
  const fromMs = sinceMs(flags.since, nowMs)
  const lines = accounts.flatMap((account) => accountLines(readAccountPast(store, { account, fromMs, nowMs })))
  const inOrder = lines.toSorted((a, b) => a.event.atMs - b.event.atMs)
  const known = async (): Promise<readonly string[]> => [
    ...accounts.flatMap((account) => [...store.sync.traces(nowMs, account, 0).keys()]),
    ...(await listedSymbols(services, opened)),
  ]
  const report: HistoryReport = {
    asOfMs: nowMs,
    sinceMs: fromMs,
    accounts,
    lines: await chosenLines(inOrder, flags, known),
    sync: synced,
  }
  const failed = synced?.problems.find(({ exitCode }) => exitCode !== EXIT.ok)
  return { report, exitCode: failed?.exitCode ?? EXIT.ok }
}

/** What bringing journals up to date came to. */
export interface Synced {
  readonly added: number
  readonly problems: readonly SyncProblem[]
}

/** One account after the other: they share the request budget of this address. */
export async function syncAll(
  { config, flags }: Services,
  store: StateStore,
  accounts: readonly (OpenAccount | UnopenedAccount)[],
): Promise<Synced> {
  const line = openProgressLine(process.stderr, flags)
  let added = 0
  const problems: SyncProblem[] = []
  try {
    for (const account of accounts) {
      if ('failure' in account) {
        problems.push(unopened(account))
        continue
      }
      await readStanding(account)
      const result = await syncHistory(account, {
        memory: store.sync,
        keepDays: config.store.keepDays,
        onProgress: line.progress,
        onWait: line.wait,
      })
      added += result.added
      problems.push(...result.problems)
    }
  } finally {
    line.close()
  }
  return { added, problems }
}

function unopened({ account, failure }: UnopenedAccount): SyncProblem {
  const { message: why, code, hint, exitCode } = failure
  const remedy = failure instanceof ExchangeError && failure.retry !== 'never' ? 'again' : 'owner'
  return { account, what: 'account', why, code, hint, isForAll: true, remedy, exitCode }
}

/** Every listed symbol, to understand a typed one: as remembered, where nobody is asked or the answer fails to come. */
async function listedSymbols(
  { config }: Services,
  accounts: readonly (OpenAccount | UnopenedAccount)[],
): Promise<readonly string[]> {
  const [first] = accounts.flatMap((account) => ('failure' in account ? [] : [account]))
  const rules = await first?.reference.symbolRules().catch(() => null)
  return rules ? [...rules.value.keys()] : cachedSymbols(config.folders.cache)
}

async function chosenLines(
  lines: readonly HistoryLine[],
  { symbol, type }: HistoryFlags,
  known: () => Promise<readonly string[]>,
): Promise<readonly HistoryLine[]> {
  const journaled = [...new Set(lines.flatMap(({ event }) => event.symbol ?? []))]
  const wanted = symbol === undefined ? null : symbolArgument(symbol, journaled, await known())
  return lines.filter(
    ({ event }) => (wanted === null || event.symbol === wanted) && (type === undefined || type.includes(event.type)),
  )
}
