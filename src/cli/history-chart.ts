import { readPast } from '../app/past.ts'
import { selectAccounts } from '../config/select-accounts.ts'
import { EXIT, type ExitCode } from '../errors.ts'
import type { RecordedPast } from '../model/past.ts'
import type { StateStore } from '../ports/state-store.ts'
import { openStateStore } from '../store/state-store.ts'
import { historyChartDocument } from '../view/history-chart-json.ts'
import { historyChartScreen } from '../view/history-chart-screen.ts'
import { jsonText } from '../view/json.ts'
import type { HistoryFlags } from './commands/history.ts'
import { printAnswer } from './output.ts'
import { screenOf } from './screen.ts'
import type { Services } from './services.ts'
import { sinceMs } from './since-flag.ts'
import { symbolArgument } from './symbol-argument.ts'

/** Prints what was recorded as charts; nothing is asked of the exchange. */
export async function runHistoryChart(services: Services, flags: HistoryFlags): Promise<ExitCode> {
  const { config, clock } = services
  const store = await openStateStore(services.stateFolder)
  try {
    const nowMs = clock.nowMs()
    const fromMs = sinceMs(flags.since, nowMs)
    const accounts = selectAccounts(config, flags.account, 'any').map(({ name }) => name)
    const symbol = flags.symbol === undefined ? null : recordedSymbol(store, flags.symbol, { accounts, nowMs })
    const pasts = accounts.map(
      (account): RecordedPast => readPast(store, { account, sinceMs: fromMs, nowMs, tiers: config.tiers, symbol }),
    )
    const charts = { pasts, symbol, asOfMs: nowMs, keepsOpenInterest: config.openInterest.alert }
    if (flags.json === true) printAnswer(jsonText(historyChartDocument(charts, fromMs)))
    else printAnswer(historyChartScreen(charts, screenOf(process.stdout, flags)))
    return EXIT.ok
  } finally {
    store.close()
  }
}

/**
 * The recorded symbol that a typed one means.
 *
 * @throws UsageError for one of which nothing was ever kept
 */
function recordedSymbol(
  store: StateStore,
  typed: string,
  { accounts, nowMs }: { readonly accounts: readonly string[]; readonly nowMs: number },
): string {
  const recorded = store.samples.keys(nowMs, 0).flatMap((key) => {
    const account = accounts.find((name) => key.startsWith(`${name}/`))
    const [first = '', second = ''] = account === undefined ? [] : key.slice(account.length + 1).split('/')
    if (first === 'funding' || first === 'oi' || first === 'margin') return second === '' ? [] : [second]
    return second === 'long' || second === 'short' ? [first] : []
  })
  const symbols = new Set(recorded)
  return symbolArgument(typed, [...symbols], symbols)
}
