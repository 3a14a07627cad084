import { hintOf, reasonOf } from '../app/reason.ts'
import { secretSources } from '../config/secret-sources.ts'
import type { DoctorCheck } from '../model/doctor-check.ts'
import type { AlertLog } from '../ports/state-store.ts'
import { openStateStore } from '../store/state-store.ts'
import { findAll, type ScheduleServices } from './schedule/actions.ts'
import type { Finding } from './schedule/finding.ts'
import { DEFAULT_CHOICES, jobSummary, type ScheduledJob } from './schedule/job.ts'
import { proofFailure, proofText, runProof } from './schedule/proof.ts'
import { scheduleServices } from './schedule-services.ts'
import type { Services } from './services.ts'

const INSTALL_HINT = 'liqwatch schedule install'

/** Whether the installed job, or the one that would be installed, can do its work with nothing but what cron gives it. */
export async function cronChecks(services: Services): Promise<readonly DoctorCheck[]> {
  const schedule = scheduleServices(services.flags)
  const { findings, failure } = await found(schedule)
  const present = findings.filter(({ presence }) => presence !== 'absent')
  const jobs = present.length > 0 ? present.map(({ job }) => job) : [{ ...schedule.identity, ...DEFAULT_CHOICES }]
  const proofs = await Promise.all(jobs.map((job) => proofCheck(job, schedule)))
  return [
    ...(failure === null ? [] : [failure]),
    ...installationChecks(findings),
    secretCheck(services, jobs),
    await stateCheck(services),
    ...proofs,
  ]
}

async function found(
  schedule: ScheduleServices,
): Promise<{ readonly findings: readonly Finding[]; readonly failure: DoctorCheck | null }> {
  try {
    return { findings: await findAll(schedule, null), failure: null }
  } catch (error) {
    const failure = { name: 'schedule', status: 'fail', message: reasonOf(error), hint: hintOf(error) } as const
    return { findings: [], failure }
  }
}

function installationChecks(findings: readonly Finding[]): readonly DoctorCheck[] {
  const present = findings.filter(({ presence }) => presence !== 'absent')
  if (present.length > 0) return present.flatMap(findingChecks)
  const [best] = findings
  if (best === undefined) return []
  const absent: DoctorCheck = {
    name: 'schedule',
    status: 'warn',
    message: 'no job is installed; what follows is about the one that would be',
    hint: INSTALL_HINT,
  }
  return [absent, ...daemonChecks(best)]
}

function findingChecks(finding: Finding): readonly DoctorCheck[] {
  const { kind, presence, job } = finding
  const installed: DoctorCheck =
    presence === 'current'
      ? { name: 'schedule', status: 'ok', message: `${kind}: ${jobSummary(job)}`, hint: null }
      : {
          name: 'schedule',
          status: 'fail',
          message: `${kind}: installed, but out of date: node, liqwatch or a path has moved`,
          hint: INSTALL_HINT,
        }
  return [installed, ...daemonChecks(finding)]
}

function daemonChecks({ kind, problems, notes }: Finding): readonly DoctorCheck[] {
  return [
    ...problems.map((message): DoctorCheck => ({ name: kind, status: 'fail', message, hint: DAEMON_HINTS[kind] })),
    ...notes.map((message): DoctorCheck => ({ name: kind, status: 'ok', message, hint: null })),
  ]
}

const DAEMON_HINTS: Readonly<Record<Finding['kind'], string>> = {
  cron: 'start it (sudo systemctl enable --now cron), or use liqwatch schedule install --kind systemd',
  systemd: 'liqwatch schedule install switches it on again',
  launchd: 'liqwatch schedule install switches it on again',
}

/** A scheduler starts jobs without the variables of anybody's shell. */
function secretCheck({ config }: Pick<Services, 'config'>, jobs: readonly ScheduledJob[]): DoctorCheck {
  const found = secretSources(config).filter(({ reference }) => reference.kind === 'env')
  const names = found.map(({ key, description }) => `${key} (${description})`)
  const pings = jobs.flatMap(({ pingUrl }) => (pingUrl?.startsWith('env:') === true ? [`--ping (${pingUrl})`] : []))
  const all = [...names, ...pings]
  if (all.length === 0) return { name: 'secrets', status: 'ok', message: 'none comes from the environment', hint: null }
  return {
    name: 'secrets',
    status: 'fail',
    message: `a scheduled job does not see the variables of your shell: ${all.join(', ')}`,
    hint: 'put each value in a file (chmod 600) and refer to it with file:PATH',
  }
}

async function stateCheck({ stateFolder, clock }: Pick<Services, 'stateFolder' | 'clock'>): Promise<DoctorCheck> {
  const store = await openStateStore(stateFolder)
  try {
    const faults = stateFaults(store.alerts, clock.nowMs())
    if (faults.length === 0)
      return { name: 'state', status: 'ok', message: `${stateFolder} can be written`, hint: null }
    return {
      name: 'state',
      status: 'fail',
      message: `${stateFolder}: ${faults.join('; ')}`,
      hint: 'without it alerts are sent again and again; check that the folder belongs to you, or set LIQWATCH_STATE_DIR',
    }
  } finally {
    store.close()
  }
}

/** Writes the memory as it is: what works here works for an alert. */
function stateFaults(log: AlertLog, nowMs: number): readonly string[] {
  log.update(nowMs, (memory) => memory)
  return [...new Set(log.takeFaults())]
}

async function proofCheck(job: ScheduledJob, { machine }: ScheduleServices): Promise<DoctorCheck> {
  const outcome = await runProof(machine, job)
  const name = 'trial run'
  const ending = outcome.exitCode === null ? 'did not finish' : `ended with exit code ${outcome.exitCode}`
  const message = `a check with an emptied environment ${ending}`
  if (proofFailure(outcome) === null) return { name, status: 'ok', message, hint: null }
  const [printed = ''] = `${outcome.stdout}\n${outcome.stderr}`.trim().split('\n')
  return { name, status: 'fail', message: `${message}: ${printed}`, hint: `try it: ${proofText(machine, job)}` }
}
