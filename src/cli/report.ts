import { observeMargins } from '../app/margin-look.ts'
import { type AccountOutcome, observeAccounts } from '../app/observe.ts'
import { EXIT, type ExitCode, type LiqwatchError } from '../errors.ts'
import type { Clock } from '../ports/clock.ts'
import type { MarginStanding } from '../risk/margin-standing.ts'
import type { AccountFailure, AccountStatus, StatusReport } from '../risk/report.ts'
import { worstVerdict } from '../risk/verdict.ts'
import { positionsCsv } from '../view/csv.ts'
import { jsonText } from '../view/json.ts'
import { positionsScreen } from '../view/positions-screen.ts'
import { statusDocument } from '../view/status-json.ts'
import { statusScreen, verdictLine } from '../view/status-screen.ts'
import { accountFailure, environmentOf, inOrderOf, type KnownAccount } from './account-outcomes.ts'
import { printAnswer } from './output.ts'
import { screenOf } from './screen.ts'
import type { OpenAccount, Services, UnopenedAccount } from './services.ts'

/** Reads every chosen account and prints `status` or `positions`; returns the exit code. */
export async function runReport(services: Services, command: 'status' | 'positions'): Promise<ExitCode> {
  const accounts = await services.openEach('all')
  const report = await services.withinTimeout(() => readReport(services, accounts, command))
  const [only] = accounts.length === 1 ? report.outcomes : []
  // With a single account its failure is the answer; with several each one is a section of the screen.
  if (only !== undefined && 'failure' in only && !isWorthAScreen(report.status, only.failure)) throw only.failure
  printAnswer(renderReport(services, report.status, command))
  const failures = report.outcomes.flatMap((outcome) => ('failure' in outcome ? [outcome.failure] : []))
  return Math.max(EXIT.ok, ...failures.map((failure) => failure.exitCode))
}

/** Margin accounts beside futures that do not answer; but a refused key is the whole answer. */
function isWorthAScreen({ margins = [] }: StatusReport, failure: LiqwatchError): boolean {
  return failure.exitCode === EXIT.failure && margins.some(({ rows }) => rows.length > 0)
}

interface ReadReport {
  readonly status: StatusReport
  readonly outcomes: readonly AccountOutcome[]
}

/** Observes the accounts and reports what came of them; one that could not be opened is reported as such. */
async function readReport(
  services: Services,
  accounts: readonly (OpenAccount | UnopenedAccount)[],
  command: string,
): Promise<ReadReport> {
  const { tiers } = services.config
  const opened = accounts.flatMap((account) => ('failure' in account ? [] : [account]))
  const unopened = accounts.flatMap((account) => ('failure' in account ? [account] : []))
  const [observed, margins] = await Promise.all([
    observeAccounts(opened, tiers),
    command === 'status' ? observeMargins(opened, tiers) : null,
  ])
  const outcomes = inOrderOf(accounts, [...unopened, ...observed])
  const parts = { accounts, outcomes, command, ...(margins === null ? {} : { margins }) }
  return { status: buildReport(services, parts), outcomes }
}

export interface ReportParts {
  readonly accounts: readonly KnownAccount[]
  readonly outcomes: readonly AccountOutcome[]
  readonly command: string
  /** Absent where spot margin was not looked at. */
  readonly margins?: readonly MarginStanding[]
}

/** Puts what came of the accounts into one report. */
export function buildReport({ config, clock }: Services, parts: ReportParts): StatusReport {
  const { accounts, outcomes, command, margins } = parts
  const { tiers, staleSeconds } = config
  const statuses = outcomes.flatMap((outcome) => ('observation' in outcome ? [statusOf(outcome, accounts)] : []))
  const failures = outcomes.flatMap((outcome) => ('failure' in outcome ? [failureOf(outcome, accounts)] : []))
  return {
    command,
    asOfMs: asOf(statuses, clock),
    verdict: worstVerdict([
      ...statuses.map(({ risk }) => risk.verdict),
      ...failures.map(() => 'UNKNOWN' as const),
      ...(margins ?? []).map(({ verdict }) => verdict),
    ]),
    accounts: statuses,
    failures,
    ...(margins === undefined ? {} : { margins }),
    staleAfterMs: staleSeconds * 1000,
    tiers,
  }
}

/** The exchange's time of the newest reading: the clock of this machine may be wrong, and counts only without one. */
function asOf(statuses: readonly AccountStatus[], clock: Clock): number {
  return statuses.length === 0 ? clock.nowMs() : Math.max(...statuses.map(({ risk }) => risk.takenAtMs))
}

function statusOf(
  { account, observation }: Extract<AccountOutcome, { observation: unknown }>,
  accounts: readonly KnownAccount[],
): AccountStatus {
  return { environment: environmentOf(account, accounts), risk: observation.risk }
}

function failureOf(
  { account, failure }: Extract<AccountOutcome, { failure: unknown }>,
  accounts: readonly KnownAccount[],
): AccountFailure {
  return accountFailure({ account, environment: environmentOf(account, accounts) }, failure)
}

function renderReport({ flags }: Services, status: StatusReport, command: 'status' | 'positions'): string {
  if (flags.json === true) return jsonText(statusDocument(status))
  if (flags.csv === true) return positionsCsv(status)
  const screen = screenOf(process.stdout, flags)
  if (flags.quiet === true && command === 'status') return verdictLine(status, screen)
  return command === 'status' ? statusScreen(status, screen) : positionsScreen(status, screen)
}
