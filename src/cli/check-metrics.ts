import type { CheckedAccount, CheckResult } from '../app/check.ts'
import { CHECK_EXIT, LiqwatchError } from '../errors.ts'
import type { AccountFacts, MetricsFacts } from '../metrics/facts.ts'
import { exposition } from '../metrics/registry.ts'
import { refuseBadTextfile, saveTextfile } from '../metrics/textfile.ts'
import type { StateStore } from '../ports/state-store.ts'
import { worstVerdict } from '../risk/verdict.ts'
import { printNotice } from './output.ts'
import type { OpenAccount, Services, UnopenedAccount } from './services.ts'
import { VERSION } from './version.ts'

/** A check whose alerts are out. */
export interface FinishedCheck {
  readonly result: CheckResult
  readonly accounts: readonly (OpenAccount | UnopenedAccount)[]
  readonly services: Services
  readonly store: StateStore
  readonly startedAtMs: number
}

/** What became of the check once its metrics were to be written. */
export interface MeteredCheck {
  readonly result: CheckResult
  /** Empty when they were written. */
  readonly problems: readonly string[]
}

/**
 * Writes the metrics of a check. Where they cannot be written, whoever relies on them is blind: that counts like
 * missing data, which outranks OK and WARNING, never CRITICAL.
 */
export async function saveCheckMetrics(path: string, check: FinishedCheck): Promise<MeteredCheck> {
  const { result } = check
  const problem = await written(path, checkFacts(check))
  if (problem === null) return { result, problems: [] }
  const isGrave = result.exitCode === CHECK_EXIT.critical
  return {
    result: {
      ...result,
      verdict: worstVerdict([result.verdict, 'UNKNOWN']),
      exitCode: isGrave ? CHECK_EXIT.critical : CHECK_EXIT.unknown,
    },
    problems: [problem],
  }
}

/**
 * Runs a check that is to leave metrics behind, however it ends: one that fails leaves a file that says so and holds
 * no figure of an earlier one.
 *
 * @throws UsageError for a path that cannot be meant
 */
export async function leavingMetrics(path: string, run: () => Promise<void>): Promise<void> {
  refuseBadTextfile(path)
  const startedAtMs = Date.now()
  try {
    await run()
  } catch (error) {
    await written(path, failedFacts(startedAtMs))
    throw error
  }
}

/** Why the metrics could not be written, told on stderr as well; `null` when they were. */
async function written(path: string, facts: MetricsFacts): Promise<string | null> {
  try {
    saveTextfile(path, await exposition(facts))
    return null
  } catch (error) {
    if (!(error instanceof LiqwatchError)) throw error
    printNotice(`${error.message}\n  ${error.hint}`)
    return error.message
  }
}

function checkFacts({ result, accounts, services, store, startedAtMs }: FinishedCheck): MetricsFacts {
  const { config, clock } = services
  const nowMs = clock.nowMs()
  const facts = result.accounts.map((checked) => accountFacts(checked, { result, accounts, nowMs }))
  return {
    nowMs,
    version: VERSION,
    nodeVersion: process.version,
    run: { command: 'check', exitCode: result.exitCode, durationMs: nowMs - startedAtMs },
    verdict: result.verdict,
    isUp: facts.every(({ isUp }) => isUp),
    staleSeconds: config.staleSeconds,
    accounts: facts,
    margins: result.margins,
    alerts: { memory: store.alerts.load(nowMs), channels: config.channels.map(({ name }) => name) },
  }
}

function accountFacts(
  checked: CheckedAccount,
  { result, accounts, nowMs }: Pick<FinishedCheck, 'result' | 'accounts'> & { readonly nowMs: number },
): AccountFacts {
  const { account } = checked
  const risk = 'risk' in checked ? checked.risk : null
  const open = accounts.find((one) => one.account === account)
  const sight = result.evaluation.decision.sights.find(({ next }) => next.account === account)
  const markAges = risk?.positions.map(({ dataAgeMs }) => dataAgeMs) ?? []
  return {
    account,
    environment: open?.environment ?? 'LIVE',
    verdict: risk?.verdict ?? 'UNKNOWN',
    risk,
    isUp: risk !== null && sight?.problems.length === 0,
    isBlind: sight !== undefined && sight.next.blindSinceMs !== null,
    agesMs: {
      mark: markAges.length === 0 ? null : Math.max(...markAges),
      user: null,
      rest: risk === null ? null : nowMs - risk.takenAtMs,
    },
    streams: null,
    budgets: open !== undefined && 'exchange' in open ? open.exchange.budgets() : [],
  }
}

/** A check that came to nothing: not even which accounts there are may be known. */
function failedFacts(startedAtMs: number): MetricsFacts {
  const nowMs = Date.now()
  return {
    nowMs,
    version: VERSION,
    nodeVersion: process.version,
    run: { command: 'check', exitCode: CHECK_EXIT.unknown, durationMs: nowMs - startedAtMs },
    verdict: 'UNKNOWN',
    isUp: false,
    staleSeconds: null,
    accounts: [],
    margins: [],
    alerts: null,
  }
}
