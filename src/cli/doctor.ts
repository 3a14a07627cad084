import { examineAccount } from '../app/doctor.ts'
import { hintOf, reasonOf } from '../app/reason.ts'
import { EXIT, type ExitCode } from '../errors.ts'
import type { DoctorCheck } from '../model/doctor-check.ts'
import { type DoctorSection, doctorDocument, doctorScreen } from '../view/doctor-screen.ts'
import { jsonText } from '../view/json.ts'
import { alertChecks } from './doctor-alerts.ts'
import { printAnswer } from './output.ts'
import { screenOf } from './screen.ts'
import type { OpenAccount, Services, UnopenedAccount } from './services.ts'

/** What to examine besides the accounts. */
export interface DoctorScope {
  readonly withAlerts: boolean
  readonly withCron: boolean
}

/** Examines accounts, channels and schedule, and prints what was found; fails when a check failed. */
export async function runDoctor(services: Services, command: string, scope: DoctorScope): Promise<ExitCode> {
  const { flags, clock } = services
  const sections = [
    ...(await accountSections(services)),
    // A demo has no channels, and nobody to wake.
    ...(scope.withAlerts && flags.demo !== true ? [await alertSection(services)] : []),
    ...(scope.withCron ? [await cronSection(services)] : []),
  ]
  const found = { command, asOfMs: clock.nowMs(), sections }
  printAnswer(
    flags.json === true ? jsonText(doctorDocument(found)) : doctorScreen(found, screenOf(process.stdout, flags)),
  )
  return exitCodeOf(sections.flatMap(({ checks }) => checks))
}

async function accountSections(services: Services): Promise<readonly DoctorSection[]> {
  const accounts = await services.openEach('all')
  const endsAtMs = services.clock.nowMs() + services.timeoutMs
  return services.withinTimeout(() => Promise.all(accounts.map((source) => accountSection(source, services, endsAtMs))))
}

/** A secret that cannot be read must not keep the rest from being examined. */
async function accountSection(
  source: OpenAccount | UnopenedAccount,
  { config }: Services,
  endsAtMs: number,
): Promise<DoctorSection> {
  if ('failure' in source) return { ...sectionOf(source), checks: [unopenedCheck(source)] }
  const { streams, settings } = source
  const request = { source, tiers: config.tiers, allowTradingKey: settings.allowTradingKey, streams, endsAtMs }
  return { ...sectionOf(source), checks: await examineAccount(request) }
}

function sectionOf({ account }: Pick<OpenAccount, 'account'>): Pick<DoctorSection, 'title' | 'account'> {
  return { title: `account ${account}`, account }
}

function unopenedCheck({ failure }: UnopenedAccount): DoctorCheck {
  return { name: 'secrets', status: 'fail', message: reasonOf(failure), hint: hintOf(failure) }
}

async function alertSection(services: Services): Promise<DoctorSection> {
  return { title: 'alerts', account: null, checks: await alertChecks(services) }
}

async function cronSection(services: Services): Promise<DoctorSection> {
  const { cronChecks } = await import('./doctor-cron.ts')
  return { title: 'schedule', account: null, checks: await cronChecks(services) }
}

function exitCodeOf(checks: readonly DoctorCheck[]): ExitCode {
  const refused = checks.some(({ isKeyRefused }) => isKeyRefused)
  if (refused) return EXIT.keyRefused
  return checks.some(({ status }) => status === 'fail') ? EXIT.failure : EXIT.ok
}
