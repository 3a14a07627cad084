import { join } from 'node:path'
import { parseChoices } from './choices.ts'
import type { Finding, JobFor } from './finding.ts'
import { DEFAULT_CHOICES, jobName, type ScheduledJob } from './job.ts'
import { refuseForeign } from './ownership.ts'
import { schedulerMissing } from './scheduler-missing.ts'
import type { Step } from './step.ts'
import { type Machine, type Run, runTool } from './system.ts'
import { mainUnit, type ScheduleFile, systemdFiles } from './systemd-units.ts'

/** The user's folder of unit files. */
export function systemdFolder(machine: Machine): string {
  return join(machine.environment.XDG_CONFIG_HOME || join(machine.home, '.config'), 'systemd', 'user')
}

/** True when the user has a systemd that answers. */
export async function isSystemdAvailable(machine: Machine): Promise<boolean> {
  return (await runTool(machine, systemctl('show-environment'))).exitCode === 0
}

/**
 * Looks for the job among the user's unit files.
 *
 * @throws LiqwatchError when the user has no systemd, or a unit of that name was written by somebody else
 */
export async function inspectSystemd(machine: Machine, jobFor: JobFor): Promise<Finding> {
  if (!(await isSystemdAvailable(machine))) throw schedulerMissing('no systemd answers for this user', 'cron')
  const folder = systemdFolder(machine)
  const present = await presentFiles(machine, jobName(jobFor(DEFAULT_CHOICES)))
  const installedText = present.map(({ name, text }) => `# ${join(folder, name)}\n${text}`).join('\n')
  const job = jobFor(parseChoices(installedText))
  const wanted = systemdFiles(job)
  const isCurrent = isSame(present, wanted)
  const problems = present.length === 0 ? [] : await unitProblems(machine, mainUnit(job))
  return {
    kind: 'systemd',
    presence: present.length === 0 ? 'absent' : isCurrent ? 'current' : 'outdated',
    job,
    installedText,
    problems,
    notes: await lingerNotes(machine),
    installSteps: isCurrent && problems.length === 0 ? [] : installSteps(folder, present, job),
    removeSteps: present.length === 0 ? [] : [...takingAway(folder, present), ...forgetting(present)],
  }
}

async function presentFiles(machine: Machine, name: string): Promise<readonly ScheduleFile[]> {
  const names = [`${name}.service`, `${name}.timer`]
  const files = await Promise.all(
    names.map(async (file) => {
      const path = join(systemdFolder(machine), file)
      return { name: file, text: refuseForeign(path, await machine.system.readFile(path)) }
    }),
  )
  return files.flatMap(({ name: file, text }) => (text === null ? [] : [{ name: file, text }]))
}

function isSame(present: readonly ScheduleFile[], wanted: readonly ScheduleFile[]): boolean {
  return (
    present.length === wanted.length &&
    wanted.every((file) => present.some(({ name, text }) => name === file.name && text === file.text))
  )
}

function installSteps(folder: string, present: readonly ScheduleFile[], job: ScheduledJob): Step[] {
  const wanted = systemdFiles(job)
  // A unit that changes its part (check to watch, or back) is switched off as what it was.
  const isOtherShape = present.length > 0 && present.length !== wanted.length
  const writes: Step[] = wanted.map(({ name, text }) => ({ act: 'write', path: join(folder, name), text }))
  return [
    ...(isOtherShape ? takingAway(folder, present) : []),
    ...writes,
    run('daemon-reload'),
    run('enable', mainUnit(job)),
    run('restart', mainUnit(job)),
  ]
}

function takingAway(folder: string, present: readonly ScheduleFile[]): Step[] {
  const enabled = present.find(({ name }) => name.endsWith('.timer')) ?? present[0]
  const off: Step[] = enabled === undefined ? [] : [{ act: 'try', argv: systemctl('disable', '--now', enabled.name) }]
  return [...off, ...present.map(({ name }): Step => ({ act: 'delete', path: join(folder, name) }))]
}

function forgetting(present: readonly ScheduleFile[]): Step[] {
  const names = present.map(({ name }) => name)
  return [run('daemon-reload'), { act: 'try', argv: systemctl('reset-failed', ...names) }]
}

async function unitProblems(machine: Machine, unit: string): Promise<string[]> {
  const enabled = await runTool(machine, systemctl('is-enabled', unit))
  const active = await runTool(machine, systemctl('is-active', unit))
  return [
    ...(enabled.exitCode === 0 ? [] : [`${unit} is not enabled: it will not start at login`]),
    ...(active.exitCode === 0 ? [] : [`${unit} is not active (${active.stdout.trim() || active.stderr.trim()})`]),
  ]
}

async function lingerNotes(machine: Machine): Promise<string[]> {
  const shown = await runTool(machine, ['loginctl', 'show-user', String(machine.userId), '--property=Linger'])
  if (shown.exitCode === 0 && shown.stdout.trim() === 'Linger=yes') return []
  return ['runs only while you are logged in; to run it always: loginctl enable-linger']
}

function run(...args: readonly string[]): Step {
  return { act: 'run', argv: systemctl(...args) }
}

function systemctl(...args: readonly string[]): Run['argv'] {
  return ['systemctl', '--user', ...args]
}
