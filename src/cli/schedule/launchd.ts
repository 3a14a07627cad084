import { join } from 'node:path'
import { parseChoices } from './choices.ts'
import type { Finding, JobFor } from './finding.ts'
import { DEFAULT_CHOICES, jobName, type ScheduledJob } from './job.ts'
import { launchdPlist } from './launchd-plist.ts'
import { refuseForeign } from './ownership.ts'
import { schedulerMissing } from './scheduler-missing.ts'
import type { Step } from './step.ts'
import { type Machine, runTool } from './system.ts'

/** Where the job's property list lives. */
export function launchdPath(machine: Machine, job: ScheduledJob): string {
  return join(machine.home, 'Library', 'LaunchAgents', `${jobName(job)}.plist`)
}

/** The property list as it is installed on this machine. */
export function launchdText(machine: Machine, job: ScheduledJob): string {
  return launchdPlist(job, { home: machine.home, logPath: launchdLogPath(machine, job) })
}

function launchdLogPath(machine: Machine, job: ScheduledJob): string {
  return join(machine.home, 'Library', 'Logs', `${jobName(job)}.log`)
}

/**
 * Looks for the job among the user's launch agents.
 *
 * @throws LiqwatchError when this is no macOS, or an agent of that name was written by somebody else
 */
export async function inspectLaunchd(machine: Machine, jobFor: JobFor): Promise<Finding> {
  const path = launchdPath(machine, jobFor(DEFAULT_CHOICES))
  const installed = refuseForeign(path, await machine.system.readFile(path))
  const job = jobFor(installed === null ? DEFAULT_CHOICES : parseChoices(installed))
  const target = serviceTarget(machine, job)
  const shown = await runTool(machine, ['launchctl', 'print', target])
  if (shown.isMissing) throw schedulerMissing('there is no launchd on this machine', 'cron')
  const isLoaded = shown.exitCode === 0
  const isCurrent = installed === launchdText(machine, job)
  const unload: Step[] = isLoaded ? [{ act: 'try', argv: ['launchctl', 'bootout', target] }] : []
  return {
    kind: 'launchd',
    presence: installed === null ? 'absent' : isCurrent ? 'current' : 'outdated',
    job,
    installedText: installed ?? '',
    problems: installed === null || isLoaded ? [] : [`${jobName(job)} is not loaded in launchd`],
    notes: ['runs only while you are logged in'],
    installSteps: isCurrent && isLoaded ? [] : [...unload, ...loading(machine, job)],
    removeSteps: installed === null && !isLoaded ? [] : [...unload, ...deleting(machine, job)],
  }
}

function loading(machine: Machine, job: ScheduledJob): Step[] {
  const path = launchdPath(machine, job)
  return [
    { act: 'write', path, text: launchdText(machine, job) },
    // What was just unloaded may still be ending, and launchd answers with an error until it has.
    { act: 'run', argv: ['launchctl', 'bootstrap', userDomain(machine), path], tries: 5 },
  ]
}

function deleting(machine: Machine, job: ScheduledJob): Step[] {
  return [
    { act: 'delete', path: launchdPath(machine, job) },
    { act: 'delete', path: launchdLogPath(machine, job) },
  ]
}

function userDomain(machine: Machine): string {
  return `gui/${machine.userId}`
}

function serviceTarget(machine: Machine, job: ScheduledJob): string {
  return `${userDomain(machine)}/${jobName(job)}`
}
