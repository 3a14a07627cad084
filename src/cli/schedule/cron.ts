import { LiqwatchError } from '../../errors.ts'
import { parseChoices } from './choices.ts'
import { blockIn, cronBlock, withBlock, withoutBlock } from './crontab.ts'
import type { Finding, JobFor } from './finding.ts'
import { DEFAULT_CHOICES, jobName } from './job.ts'
import { schedulerMissing } from './scheduler-missing.ts'
import type { Step } from './step.ts'
import { type Machine, runTool } from './system.ts'

const DAEMONS = new Set(['cron', 'crond', 'fcron', 'bcron-sched'])

/**
 * Looks for the job in the user's crontab.
 *
 * @throws LiqwatchError when the crontab cannot be read: writing one then could destroy it
 */
export async function inspectCron(machine: Machine, jobFor: JobFor): Promise<Finding> {
  const name = jobName(jobFor(DEFAULT_CHOICES))
  const crontab = await readCrontab(machine)
  const installed = blockIn(crontab, name)
  const job = jobFor(installed === null ? DEFAULT_CHOICES : parseChoices(installed))
  const block = cronBlock(job)
  const isCurrent = installed === block
  const emptied = withoutBlock(crontab, name)
  return {
    kind: 'cron',
    presence: installed === null ? 'absent' : isCurrent ? 'current' : 'outdated',
    job,
    installedText: installed ?? '',
    ...(await daemonFinding(machine)),
    installSteps: isCurrent ? [] : [writeCrontab(withBlock(crontab, name, block))],
    removeSteps: installed === null ? [] : [writeCrontab(emptied)],
  }
}

function writeCrontab(text: string): Step {
  return text === '' ? { act: 'run', argv: ['crontab', '-r'] } : { act: 'run', argv: ['crontab', '-'], stdin: text }
}

async function readCrontab(machine: Machine): Promise<string> {
  const listed = await runTool(machine, ['crontab', '-l'])
  if (listed.exitCode === 0) return listed.stdout
  if (listed.isMissing) throw schedulerMissing('there is no crontab program on this machine', 'systemd')
  if (/no crontab for|can't open .*no such file/i.test(listed.stderr)) return ''
  throw new LiqwatchError(`crontab -l failed: ${listed.stderr.trim()}`, {
    code: 'crontab-unreadable',
    hint: 'nothing was changed; see whether crontab -l works for you, or use --kind systemd',
  })
}

async function daemonFinding(machine: Machine): Promise<Pick<Finding, 'problems' | 'notes'>> {
  const listed = await runTool(machine, ['ps', '-A', '-o', 'comm='])
  if (listed.exitCode !== 0) return { problems: [], notes: ['cannot tell whether a cron daemon runs (no ps)'] }
  const names = listed.stdout.split('\n').map((line) => line.trim().replace(/^.*\//, ''))
  if (names.some((name) => DAEMONS.has(name))) return { problems: [], notes: ['a cron daemon is running'] }
  // macOS starts its cron once there is a crontab.
  if (machine.platform === 'darwin') return { problems: [], notes: ['launchd starts cron when a crontab exists'] }
  return { problems: ['no cron daemon seems to run: nothing will be started'], notes: [] }
}
