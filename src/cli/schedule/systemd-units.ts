import { choicesLine } from './choices.ts'
import { jobArgv, jobName, jobSummary, jobTitle, type ScheduledJob } from './job.ts'

/** A file of the installation: its name in the scheduler's folder and what stands in it. */
export interface ScheduleFile {
  readonly name: string
  readonly text: string
}

/** The unit that is enabled: the timer of a check, the service of a watch. */
export function mainUnit(job: ScheduledJob): string {
  return `${jobName(job)}.${job.what === 'check' ? 'timer' : 'service'}`
}

/** Unit files for `systemctl --user`: service and timer for `check`, a service that is kept running for `watch`. */
export function systemdFiles(job: ScheduledJob): readonly ScheduleFile[] {
  const name = jobName(job)
  if (job.what === 'watch') return [{ name: `${name}.service`, text: unit(job, watchService(job)) }]
  return [
    { name: `${name}.service`, text: unit(job, checkService(job)) },
    { name: `${name}.timer`, text: unit(job, checkTimer(job)) },
  ]
}

function unit(job: ScheduledJob, lines: readonly string[]): string {
  const head = [`# ${jobTitle(job)}: written by liqwatch schedule`, `# ${choicesLine(job)}`]
  return `${[...head, ...lines].join('\n')}\n`
}

function checkService(job: ScheduledJob): string[] {
  return [
    '[Unit]',
    `Description=${description(job)}`,
    '',
    '[Service]',
    'Type=oneshot',
    ...execution(job),
    // WARNING and CRITICAL are answers about the market, not failures of the unit.
    'SuccessExitStatus=1 2',
    // A check ends within 45 s by itself.
    'TimeoutStartSec=90',
  ]
}

function checkTimer(job: ScheduledJob): string[] {
  return [
    '[Unit]',
    `Description=${description(job)}`,
    '',
    '[Timer]',
    `OnCalendar=*:0/${job.everyMinutes}`,
    'AccuracySec=1s',
    '',
    '[Install]',
    'WantedBy=timers.target',
  ]
}

function watchService(job: ScheduledJob): string[] {
  return [
    '[Unit]',
    `Description=${description(job)}`,
    // However often it fails, it is started again: a monitor that was given up on is blind.
    'StartLimitIntervalSec=0',
    '',
    '[Service]',
    ...execution(job),
    // Also after exit 0, which says that another watch holds the account: should that one die, this one takes over.
    'Restart=always',
    'RestartSec=10',
    // From 10 to 60 s in four steps; systemd before 254 does not know these two lines and stays at 10 s.
    'RestartSteps=4',
    'RestartMaxDelaySec=60',
    '',
    '[Install]',
    'WantedBy=default.target',
  ]
}

function execution(job: ScheduledJob): string[] {
  const [program, ...rest] = jobArgv(job)
  const environment = Object.entries(job.environment).map(
    ([name, value]) => `Environment=${quoted(`${name}=${value}`)}`,
  )
  return [...environment, `ExecStart=${[quoted(program), ...rest.map(argument)].join(' ')}`]
}

function description(job: ScheduledJob): string {
  return `${jobName(job)}: ${jobSummary(job)}`
}

/** Unlike its arguments, a program's path undergoes no `$` expansion. */
function argument(word: string): string {
  return quoted(word).replaceAll('$', '$$$$')
}

function quoted(word: string): string {
  const escaped = word.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%')
  return /^[A-Za-z0-9_@:=,./+%-]+$/.test(escaped) ? escaped : `"${escaped}"`
}
