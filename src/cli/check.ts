import { marginReadings } from '../alerts/margin-input.ts'
import { readingsOf, WHOLE_ACCOUNT } from '../alerts/readings.ts'
import { type CheckedAccount, type CheckResult, runCheck } from '../app/check.ts'
import { HistoryRecord } from '../app/history-record.ts'
import { CHECK_EXIT, type ExitCode } from '../errors.ts'
import type { AccountFailure, AccountStatus, StatusReport } from '../risk/report.ts'
import { type CheckReport, checkDocument, checkScreen } from '../view/check-screen.ts'
import { jsonText } from '../view/json.ts'
import { accountFailure, environmentOf, inOrderOf, type KnownAccount } from './account-outcomes.ts'
import type { FinishedCheck, MeteredCheck } from './check-metrics.ts'
import { checkRules, rememberBooks, ruleBar, withProblems } from './check-rules.ts'
import type { CheckFlags } from './commands/check.ts'
import { openEvaluator } from './evaluator.ts'
import { printAnswer, printNotice } from './output.ts'
import { pingSwitch, refuseBadPing } from './ping.ts'
import { screenOf } from './screen.ts'
import type { Services } from './services.ts'

/** One evaluation: reads, decides, sends, prints, pings. Returns 0 OK, 1 WARNING, 2 CRITICAL or 3 UNKNOWN. */
export async function runCheckCommand(services: Services, flags: CheckFlags): Promise<ExitCode> {
  if (flags.ping !== undefined) refuseBadPing(flags.ping)
  const bar = flags.failOn === undefined ? null : ruleBar(flags.failOn)
  const accounts = await services.openEach('all')
  const sources = accounts.flatMap((account) => ('failure' in account ? [] : [account]))
  const lost = accounts.flatMap((account) => ('failure' in account ? [account] : []))
  const { evaluator, store } = await openEvaluator(services)
  try {
    const startedAtMs = services.clock.nowMs()
    const record = new HistoryRecord(store, services.config.store.keepDays)
    const looked = await runCheck({ sources, lost, record }, evaluator, services.clock)
    await rememberBooks(sources, looked)
    // The alerts are out: the rules come last, and what they need and cannot get changes no verdict.
    const rules = bar === null ? null : await checkRules(services, sources, { looked, bar, startedAtMs })
    const judged = rules?.result ?? looked
    const finished = { result: judged, accounts, services, store, startedAtMs }
    const metrics = flags.prom === undefined ? null : await metered(flags.prom, finished)
    const result = metrics?.result ?? judged
    const report = withProblems(withProblems(checkReport(result, accounts, services), rules), metrics)
    if (!isSilent(flags, result)) {
      const document = () => ({ ...checkDocument(report), ...(rules === null ? {} : { rules: rules.json }) })
      printAnswer(flags.json === true ? jsonText(document()) : checkScreen(report, screenOf(process.stdout, flags)))
    }
    return await pinged(result.exitCode, flags, services)
  } finally {
    store.close()
  }
}

/** The metrics library is loaded only where it is asked for. */
async function metered(path: string, check: FinishedCheck): Promise<MeteredCheck> {
  const { saveCheckMetrics } = await import('./check-metrics.ts')
  return saveCheckMetrics(path, check)
}

/** `--quiet` is for cron, which mails whatever is printed: only news and failures are worth a mail. */
function isSilent(flags: CheckFlags, { evaluation, exitCode }: CheckResult): boolean {
  return flags.quiet === true && evaluation.decision.due.length === 0 && exitCode !== CHECK_EXIT.unknown
}

async function pinged(exitCode: ExitCode, flags: CheckFlags, { secrets }: Services): Promise<ExitCode> {
  if (flags.ping === undefined) return exitCode
  const failure = await pingSwitch(flags.ping, exitCode, secrets)
  if (failure !== null) printNotice(failure)
  return exitCode
}

function checkReport(result: CheckResult, accounts: readonly KnownAccount[], { config, clock }: Services): CheckReport {
  const { evaluation, exitCode } = result
  const risks = result.accounts.flatMap((account) => ('risk' in account ? [account.risk] : []))
  const nowMs = clock.nowMs()
  const oldest = Math.min(...risks.map(({ takenAtMs }) => takenAtMs))
  return {
    status: statusOf(result, accounts, { tiers: config.tiers, staleAfterMs: config.staleSeconds * 1000, nowMs }),
    exitCode,
    readings: [
      ...risks.flatMap((risk) => readingsOf(risk, config.tiers)),
      ...result.margins.flatMap((standing) => marginReadings(standing, config.tiers.default)),
    ],
    steps: evaluation.decision.steps,
    held: evaluation.decision.held,
    reports: evaluation.reports,
    problems: problemsOf(result),
    dataAgeMs: risks.length === 0 ? null : nowMs - oldest,
    staleSeconds: config.staleSeconds,
    rules: { ...config.alerts, staleSeconds: config.staleSeconds },
  }
}

function statusOf(
  { accounts: checked, margins, verdict }: CheckResult,
  accounts: readonly KnownAccount[],
  { nowMs, ...rest }: Pick<StatusReport, 'tiers' | 'staleAfterMs'> & { readonly nowMs: number },
): StatusReport {
  const known = ({ account }: CheckedAccount) => ({ account, environment: environmentOf(account, accounts) })
  return {
    command: 'check',
    asOfMs: nowMs,
    verdict,
    accounts: checked.flatMap((one): AccountStatus[] =>
      'risk' in one ? [{ environment: known(one).environment, risk: one.risk }] : [],
    ),
    failures: inOrderOf(accounts, checked).flatMap((one): AccountFailure[] =>
      'failure' in one ? [accountFailure(known(one), one.failure)] : [],
    ),
    margins,
    ...rest,
  }
}

function problemsOf({ accounts, evaluation }: CheckResult): readonly string[] {
  const { reports, faults, decision } = evaluation
  const undelivered = reports.filter(({ isDelivered }) => !isDelivered)
  const unsent = undelivered.map(({ json }) => `${json.key} ${json.reason}: no required channel took the alert`)
  const lost = accounts.flatMap((account) =>
    'failure' in account ? [`${account.account}: ${account.failure.message}`] : [],
  )
  const unknown = decision.sights.flatMap(({ next: { account }, problems }) =>
    problems.map(({ what, why }) => {
      if (what === WHOLE_ACCOUNT) return `${account}: ${why}`
      return accounts.length > 1 ? `${account}: ${what}: ${why}` : `${what}: ${why}`
    }),
  )
  return [...unsent, ...new Set([...lost, ...unknown, ...faults])]
}
