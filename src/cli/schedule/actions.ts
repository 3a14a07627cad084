import { EXIT, type ExitCode, LiqwatchError } from '../../errors.ts'
import type { Json } from '../../view/json.ts'
import type { Finding, JobFor } from './finding.ts'
import { type JobIdentity, jobTitle, type ScheduledJob, type ScheduleKind, validJob } from './job.ts'
import { defaultKind, inspect, presentKinds, scheduleDestination, scheduleText } from './kinds.ts'
import { proofFailure, proofText, refuseEnvironmentSecrets, runProof } from './proof.ts'
import { runSteps, stepsText } from './step.ts'
import type { Machine } from './system.ts'
import { findingJson, findingText, installedText, nothingText, removedText } from './text.ts'

/** An answer for stdout, as text and as the `schedule` member of the JSON document. */
export interface ScheduleAnswer {
  readonly text: string
  readonly json: Readonly<Record<string, Json>>
}

export interface ScheduleServices {
  readonly machine: Machine
  readonly identity: JobIdentity
  /** Every secret and URL reference of the config (`env:…`, `file:…`, `command:…`, literals); asked for by install only. */
  loadSecretReferences(): Promise<readonly string[]>
  print(answer: ScheduleAnswer): void
  /** Advice, on stderr. */
  notice(text: string): void
}

/** Prints what would be installed, ready to be put in place by hand. */
export async function printSchedule(services: ScheduleServices, wanted: Wanted): Promise<ExitCode> {
  const kind = wanted.kind ?? (await defaultKind(services.machine))
  const job = validJob(wanted.job)
  const text = scheduleText(kind, services.machine, job)
  services.print({ text, json: { kind, text } })
  services.notice(scheduleDestination(kind, services.machine, job))
  return EXIT.ok
}

export interface Wanted {
  /** `null` for the one that fits the machine. */
  readonly kind: ScheduleKind | null
  readonly job: ScheduledJob
}

export interface InstallOptions {
  /** Installs even when the proof fails. */
  readonly isForced: boolean
  /** Says what would be done, and does nothing. */
  readonly isDryRun: boolean
}

/**
 * Proves the job, puts it in place and looks again whether it is there. Doing so twice changes nothing.
 *
 * @throws UsageError for secrets that a scheduler would not have
 * @throws LiqwatchError when the proof fails (unless forced) or a step does
 */
export async function installSchedule(
  services: ScheduleServices,
  wanted: Wanted,
  options: InstallOptions,
): Promise<ExitCode> {
  const { machine } = services
  const job = validJob(wanted.job)
  refuseEnvironmentSecrets([...(await services.loadSecretReferences()), job.pingUrl])
  const kind = wanted.kind ?? (await defaultKind(machine))
  const before = await inspect(kind, machine, () => job)
  if (options.isDryRun) return printDryRun(services, before)
  const advice = await installAdvice(machine, before)
  const failure = proofFailure(await runProof(machine, job))
  if (failure !== null && !options.isForced) throw failure
  await runSteps(machine, before.installSteps)
  const after = await confirmed(machine, before)
  if (failure !== null) services.notice(`installed all the same: ${failure.message}`)
  services.print({
    text: installedText(before, after),
    json: { ...findingJson(after), changed: before.installSteps.length > 0 },
  })
  for (const line of advice) services.notice(line)
  return EXIT.ok
}

function printDryRun(services: ScheduleServices, finding: Finding): ExitCode {
  const proof = `would run, as the scheduler does: ${proofText(services.machine, finding.job)}\n`
  const steps = stepsText(finding.installSteps)
  const text = `${proof}${steps === '' ? `${nothingText(finding)}\n` : steps}`
  services.print({ text, json: { ...findingJson(finding), dryRun: text } })
  return EXIT.ok
}

async function confirmed(machine: Machine, before: Finding): Promise<Finding> {
  const after = await inspect(before.kind, machine, () => before.job)
  if (after.presence === 'current') return after
  throw new LiqwatchError(`${after.kind} took the job without an error, but does not show it`, {
    code: 'schedule-unconfirmed',
    hint: 'something else may have changed it at the same time: run liqwatch schedule install once more',
  })
}

async function installAdvice(machine: Machine, wanted: Finding): Promise<string[]> {
  const others = (await presentKinds(machine)).filter((kind) => kind !== wanted.kind)
  const findings = await Promise.all(others.map((kind) => inspectIfAny(kind, machine, () => wanted.job)))
  const twice = findings.flatMap((finding) => (finding === null || finding.presence === 'absent' ? [] : [finding.kind]))
  return [
    ...twice.map((kind) => `it is also installed in ${kind}: liqwatch schedule remove --kind ${kind}`),
    ...(wanted.job.scriptPath.includes('/_npx/')
      ? ["this liqwatch lives in npx's cache, which npm may empty: npm install -g liqwatch, then install again"]
      : []),
  ]
}

/** Says where the job is installed, the exact text, and whether it is up to date and can run; exit 1 when it cannot. */
export async function scheduleStatus(services: ScheduleServices, kind: ScheduleKind | null): Promise<ExitCode> {
  const findings = await findAll(services, kind)
  const present = findings.filter(({ presence }) => presence !== 'absent')
  services.print({
    text: present.length === 0 ? notInstalled(services, findings) : present.map(findingText).join('\n'),
    json: { installed: present.length > 0, entries: findings.map(findingJson) },
  })
  const isSound =
    present.length > 0 && present.every(({ installSteps, problems }) => [...installSteps, ...problems].length === 0)
  return isSound ? EXIT.ok : EXIT.failure
}

function notInstalled(services: ScheduleServices, findings: readonly Finding[]): string {
  const looked = findings.map(({ kind }) => kind).join(' and ')
  return `${jobTitle(services.identity)} is not installed (looked in ${looked})\n`
}

export interface RemoveOptions {
  readonly isDryRun: boolean
}

/** Takes the job away wherever it is installed; nothing of it is left, and nothing else is touched. */
export async function removeSchedule(
  services: ScheduleServices,
  kind: ScheduleKind | null,
  options: RemoveOptions,
): Promise<ExitCode> {
  const findings = await findAll(services, kind)
  const present = findings.filter(({ removeSteps }) => removeSteps.length > 0)
  if (options.isDryRun) {
    const text = present.map(({ removeSteps }) => stepsText(removeSteps)).join('')
    services.print({ text: text || notInstalled(services, findings), json: { dryRun: text } })
    return EXIT.ok
  }
  for (const { removeSteps } of present) await runSteps(services.machine, removeSteps)
  services.print({
    text: present.length === 0 ? notInstalled(services, findings) : present.map(removedText).join(''),
    json: { removed: present.map((finding) => finding.kind) },
  })
  return EXIT.ok
}

/** What each scheduler of this machine holds of the job. */
export async function findAll(services: ScheduleServices, kind: ScheduleKind | null): Promise<readonly Finding[]> {
  const { machine, identity } = services
  const jobFor: JobFor = (choices) => ({ ...identity, ...choices })
  if (kind !== null) return [await inspect(kind, machine, jobFor)]
  const [best, ...others] = await presentKinds(machine)
  if (best === undefined) return []
  const rest = await Promise.all(others.map((other) => inspectIfAny(other, machine, jobFor)))
  return [await inspect(best, machine, jobFor), ...rest.filter((finding) => finding !== null)]
}

/** A second scheduler, beside the machine's main one, may be missing or closed to the user: then it holds no job. */
async function inspectIfAny(kind: ScheduleKind, machine: Machine, jobFor: JobFor): Promise<Finding | null> {
  try {
    return await inspect(kind, machine, jobFor)
  } catch (error) {
    if (error instanceof LiqwatchError && ['scheduler-missing', 'crontab-unreadable'].includes(error.code)) return null
    throw error
  }
}
