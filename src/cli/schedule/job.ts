import { createHash } from 'node:crypto'
import { UsageError } from '../../errors.ts'
import { parseMetricsAddress } from '../../metrics/address.ts'
import { refuseBadTextfile } from '../../metrics/textfile.ts'

export type ScheduleKind = 'cron' | 'systemd' | 'launchd'
export type ScheduledCommand = 'check' | 'watch'

/** What the user chose; it is written into the installed text, so that `status` can tell what was asked for. */
export interface JobChoices {
  readonly what: ScheduledCommand
  /** 1 to 59. A watch has none of its own: cron starts it every minute, the others keep it running. */
  readonly everyMinutes: number
  /** A URL or a `file:`/`command:` reference for `check --ping`; `null` without a dead man's switch. */
  readonly pingUrl: string | null
  /** `--timeout` of every run, seconds; `null` for the default. */
  readonly timeoutSeconds: number | null
  /** Address that a watch serves its metrics on; absent without. */
  readonly metrics?: string
  /** Other machines may reach it. */
  readonly isMetricsPublic?: boolean
  /** File that every check writes its metrics to, absolute; absent without. */
  readonly prom?: string
}

/** Whose job it is: one schedule per config and account. All paths are absolute. */
export interface JobIdentity {
  readonly nodePath: string
  readonly scriptPath: string
  readonly configPath: string
  readonly isDefaultConfig: boolean
  /** `null` for all accounts of the config. */
  readonly account: string | null
  /** Variables that say where state and cache are; a scheduler would not have them. */
  readonly environment: Readonly<Record<string, string>>
}

export type ScheduledJob = JobIdentity & JobChoices

export const DEFAULT_CHOICES: JobChoices = { what: 'check', everyMinutes: 1, pingUrl: null, timeoutSeconds: null }

/** Name of the job in unit files, labels and marker lines: `liqwatch`, `liqwatch-main`, `liqwatch-main.3fa9c1`. */
export function jobName(job: Pick<JobIdentity, 'account' | 'configPath' | 'isDefaultConfig'>): string {
  const slug = (job.account ?? '').replace(/[^A-Za-z0-9_-]+/g, '_')
  const unsaid = [job.isDefaultConfig ? '' : job.configPath, slug === (job.account ?? '') ? '' : job.account]
  const suffix = unsaid.join('') === '' ? '' : `.${shortHash(unsaid.join('\n'))}`
  return `liqwatch${slug === '' ? '' : `-${slug}`}${suffix}`
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 6)
}

/** The job's name with the account and config it stands for, as marker lines and messages show it. */
export function jobTitle(job: JobIdentity): string {
  return `${jobName(job)} (account ${job.account ?? 'all'}, config ${job.configPath})`
}

/** What runs and how often, in words. */
export function jobSummary(job: JobChoices): string {
  if (job.what === 'watch')
    return `watch, kept running${job.metrics === undefined ? '' : `, metrics on ${job.metrics}`}`
  const often = job.everyMinutes === 1 ? 'check every minute' : `check every ${job.everyMinutes} minutes`
  return job.prom === undefined ? often : `${often}, metrics in ${job.prom}`
}

/** The command line that the scheduler runs, node and script first. */
export function jobArgv(job: ScheduledJob): readonly [string, ...string[]] {
  const command =
    job.what === 'watch' ? ['watch', '--headless', ...servingFlags(job)] : ['check', ...textfileFlags(job)]
  return [job.nodePath, job.scriptPath, ...command, ...jobFlags(job)]
}

/** The command line that proves the job: one `check`, because its exit code says whether the account could be read. */
export function proofArgv(job: ScheduledJob): readonly [string, ...string[]] {
  return jobArgv({ ...job, what: 'check' })
}

function servingFlags({ metrics, isMetricsPublic }: ScheduledJob): string[] {
  if (metrics === undefined) return []
  return ['--metrics', metrics, ...(isMetricsPublic === true ? ['--metrics-public'] : [])]
}

function textfileFlags({ prom }: ScheduledJob): string[] {
  return prom === undefined ? [] : ['--prom', prom]
}

function jobFlags(job: ScheduledJob): string[] {
  const account = job.account === null ? [] : ['--account', job.account]
  const timeout = job.timeoutSeconds === null ? [] : ['--timeout', String(job.timeoutSeconds)]
  const ping = job.pingUrl === null ? [] : ['--ping', job.pingUrl]
  return ['--quiet', '--config', job.configPath, ...account, ...timeout, ...ping]
}

/**
 * The job itself, once it is known to fit into a line of text.
 *
 * @throws UsageError when a path, name or URL holds a control character, or metrics cannot go where they are to go
 */
export function validJob(job: ScheduledJob): ScheduledJob {
  if (job.metrics !== undefined) parseMetricsAddress(job.metrics, job.isMetricsPublic === true)
  if (job.prom !== undefined) refuseBadTextfile(job.prom)
  const words = [...jobArgv(job), ...Object.values(job.environment)]
  const broken = words.find((word) => /\p{Cc}/u.test(word))
  if (broken === undefined) return job
  throw new UsageError(`${JSON.stringify(broken)} holds a control character, which no scheduler can carry`, {
    hint: 'rename the file or the account, or pass another path with --config',
  })
}
