import { UsageError } from '../../errors.ts'
import { inspectCron } from './cron.ts'
import { cronBlock } from './crontab.ts'
import type { Finding, JobFor } from './finding.ts'
import type { ScheduledJob, ScheduleKind } from './job.ts'
import { inspectLaunchd, launchdPath, launchdText } from './launchd.ts'
import type { Machine } from './system.ts'
import { inspectSystemd, isSystemdAvailable, systemdFolder } from './systemd.ts'
import { mainUnit, systemdFiles } from './systemd-units.ts'

/** Looks for the job in one scheduler. */
export function inspect(kind: ScheduleKind, machine: Machine, jobFor: JobFor): Promise<Finding> {
  if (kind === 'cron') return inspectCron(machine, jobFor)
  return kind === 'systemd' ? inspectSystemd(machine, jobFor) : inspectLaunchd(machine, jobFor)
}

/**
 * The scheduler that fits the machine best: launchd on macOS, systemd where the user has one, else cron.
 *
 * @throws UsageError on Windows
 */
export async function defaultKind(machine: Machine): Promise<ScheduleKind> {
  if (machine.platform === 'win32') {
    throw new UsageError('liqwatch schedule knows cron, systemd and launchd, and Windows has none of them', {
      hint: 'run liqwatch inside WSL, or let the Task Scheduler start: liqwatch check',
    })
  }
  if (machine.platform === 'darwin') return 'launchd'
  return (await isSystemdAvailable(machine)) ? 'systemd' : 'cron'
}

/** The schedulers of this machine that may hold a job. */
export async function presentKinds(machine: Machine): Promise<readonly ScheduleKind[]> {
  const best = await defaultKind(machine)
  return best === 'cron' ? ['cron'] : [best, 'cron']
}

/** What an installation puts in place, each file under a comment with its path, and how to switch it on by hand. */
export function scheduleText(kind: ScheduleKind, machine: Machine, job: ScheduledJob): string {
  if (kind === 'cron') return cronBlock(job)
  if (kind === 'launchd') return launchdText(machine, job)
  const files = systemdFiles(job).map(({ name, text }) => `# ${systemdFolder(machine)}/${name}\n${text}`)
  return `${files.join('\n')}\n# systemctl --user daemon-reload && systemctl --user enable --now ${mainUnit(job)}\n`
}

/** Where `scheduleText` belongs, for people who put it there themselves. */
export function scheduleDestination(kind: ScheduleKind, machine: Machine, job: ScheduledJob): string {
  if (kind === 'cron') return 'add these lines with crontab -e'
  return `save as ${kind === 'systemd' ? 'the files named in it' : launchdPath(machine, job)}`
}
