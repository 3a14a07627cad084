import { resolve } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { type ExitCode, UsageError } from '../../errors.ts'
import type { GlobalFlags } from '../flags.ts'
import { type HelpTail, withHelp } from '../help-tail.ts'
import type { ScheduleServices, Wanted } from '../schedule/actions.ts'
import type { ScheduledCommand, ScheduleKind } from '../schedule/job.ts'

const HELP: HelpTail = {
  examples: [
    ['liqwatch schedule install', 'a check every minute, with what this machine has'],
    ['liqwatch schedule install --kind cron --dry-run', 'every byte that would be written, and nothing done'],
    ['liqwatch schedule install --what watch', 'a headless watch, kept running'],
    ['liqwatch schedule status', 'whether it is there, up to date and able to run'],
  ],
}

const PRINT_HELP: HelpTail = {
  examples: [
    ['liqwatch schedule print', 'what install would write, for this machine'],
    ['liqwatch schedule print --kind systemd --what watch', 'unit files of a watch that is kept running'],
  ],
}

const INSTALL_HELP: HelpTail = {
  notes: [
    'The command is run once with the emptied environment of the scheduler; what cannot read the account is not installed.',
  ],
  examples: [
    ['liqwatch schedule install', 'a check every minute'],
    ['liqwatch schedule install --ping https://hc-ping.com/your-uuid', 'with a dead man’s switch'],
    ['liqwatch schedule install --every 5', 'a check every five minutes'],
    ['liqwatch schedule install --what watch', 'a headless watch, kept running: faster than any check'],
    ['liqwatch schedule install --what watch --metrics 127.0.0.1:9464', 'for Prometheus'],
    ['liqwatch schedule install --dry-run', 'shows every byte, writes nothing'],
  ],
}

const STATUS_HELP: HelpTail = {
  examples: [['liqwatch schedule status'], ['liqwatch schedule status --json', 'for a script']],
}

const REMOVE_HELP: HelpTail = {
  examples: [['liqwatch schedule remove --dry-run', 'what would go'], ['liqwatch schedule remove']],
}

/** Gives an action what it works with, for the config and account that the flags name, and ends with its exit code. */
export type WithSchedule = (flags: GlobalFlags, use: (services: ScheduleServices) => Promise<ExitCode>) => Promise<void>

interface KindFlags extends GlobalFlags {
  readonly kind?: ScheduleKind
}

interface JobFlags extends KindFlags {
  readonly what: ScheduledCommand
  readonly every?: number
  readonly ping?: string
  readonly prom?: string
  readonly metrics?: string
  readonly metricsPublic?: boolean
}

interface InstallFlags extends JobFlags {
  readonly dryRun?: boolean
  readonly force?: boolean
}

/** Loaded when a schedule command runs, so that no other command waits for it. */
function actions(): Promise<typeof import('../schedule/actions.ts')> {
  return import('../schedule/actions.ts')
}

/** `liqwatch schedule print | install | status | remove`. */
export function registerSchedule(program: Command, withSchedule: WithSchedule): void {
  const schedule = withHelp(program.command('schedule'), HELP)
    .description('run check or watch from cron, systemd --user or launchd')
    .helpCommand(false)
  addPrint(schedule, withSchedule)
  addInstall(schedule, withSchedule)
  addStatus(schedule, withSchedule)
  addRemove(schedule, withSchedule)
}

function addPrint(schedule: Command, withSchedule: WithSchedule): void {
  const print = withHelp(schedule.command('print'), PRINT_HELP).description(
    'print the crontab lines, unit files or plist; change nothing',
  )
  addJobFlags(print).action(async (_own: unknown, command: Command) => {
    const flags = command.optsWithGlobals<JobFlags>()
    await withSchedule(flags, async (services) => (await actions()).printSchedule(services, wantedOf(services, flags)))
  })
}

function addInstall(schedule: Command, withSchedule: WithSchedule): void {
  addJobFlags(withHelp(schedule.command('install'), INSTALL_HELP))
    .description('try the command as the scheduler would, then install it; run again to change it')
    .option('--dry-run', 'print exactly what would be written and run, and do nothing')
    .option('--force', 'install even if the tried check cannot read the account')
    .action(async (_own: unknown, command: Command) => {
      const flags = command.optsWithGlobals<InstallFlags>()
      const options = { isForced: flags.force === true, isDryRun: flags.dryRun === true }
      await withSchedule(flags, async (services) =>
        (await actions()).installSchedule(services, wantedOf(services, flags), options),
      )
    })
}

function addStatus(schedule: Command, withSchedule: WithSchedule): void {
  withHelp(schedule.command('status'), STATUS_HELP)
    .description('whether the job is installed, up to date and able to run; exit 1 if not')
    .addOption(kindOption())
    .action(async (_own: unknown, command: Command) => {
      const flags = command.optsWithGlobals<KindFlags>()
      await withSchedule(flags, async (services) => (await actions()).scheduleStatus(services, flags.kind ?? null))
    })
}

function addRemove(schedule: Command, withSchedule: WithSchedule): void {
  withHelp(schedule.command('remove'), REMOVE_HELP)
    .description('take the job away again, and nothing else')
    .addOption(kindOption())
    .option('--dry-run', 'print what would be done, and do nothing')
    .action(async (_own: unknown, command: Command) => {
      const flags = command.optsWithGlobals<InstallFlags>()
      const options = { isDryRun: flags.dryRun === true }
      await withSchedule(flags, async (services) =>
        (await actions()).removeSchedule(services, flags.kind ?? null, options),
      )
    })
}

function addJobFlags(command: Command): Command {
  return command
    .addOption(new Option('--what <command>', 'what to run').choices(['check', 'watch']).default('check'))
    .addOption(
      new Option('--every <minutes>', 'how often to check, in minutes, 1 to 59 (default: 1)').argParser(everyMinutes),
    )
    .addOption(kindOption())
    .option('--ping <url>', "dead man's switch of every check: a URL, or file:PATH that holds it")
    .option('--prom <file>', 'file that every check writes Prometheus metrics to')
    .option('--metrics <address>', 'address that the watch serves Prometheus metrics on, for example 127.0.0.1:9464')
    .option('--metrics-public', 'let --metrics be reached from other machines')
}

function kindOption(): Option {
  return new Option('--kind <scheduler>', 'which scheduler; without it the one that fits this machine').choices([
    'cron',
    'systemd',
    'launchd',
  ])
}

/**
 * Reads `5`, `5m` or `5 m` as minutes.
 *
 * @throws InvalidArgumentError outside 1 to 59
 */
export function everyMinutes(text: string): number {
  const minutes = Number(/^(\d{1,2})\s*m?$/.exec(text.trim())?.[1])
  if (minutes >= 1 && minutes <= 59) return minutes
  throw new InvalidArgumentError('It takes 1 to 59 minutes, for example 5m.')
}

function wantedOf(services: ScheduleServices, flags: JobFlags): Wanted {
  refuseContradictions(flags)
  const choices = {
    what: flags.what,
    everyMinutes: flags.every ?? 1,
    pingUrl: flags.ping ?? null,
    timeoutSeconds: flags.timeout ?? null,
    ...(flags.prom === undefined ? {} : { prom: resolve(flags.prom) }),
    ...(flags.metrics === undefined ? {} : { metrics: flags.metrics }),
    ...(flags.metricsPublic === true ? { isMetricsPublic: true } : {}),
  }
  return { kind: flags.kind ?? null, job: { ...services.identity, ...choices } }
}

const CHECK_FLAGS = [
  ['every', '--every'],
  ['ping', '--ping'],
  ['prom', '--prom'],
] as const
const WATCH_FLAGS = [
  ['metrics', '--metrics'],
  ['metricsPublic', '--metrics-public'],
] as const

/** A watch runs all the time, and the embedded exchange ends with the command that started it. */
function refuseContradictions(flags: JobFlags): void {
  if (flags.demo === true) {
    throw new UsageError('there is nothing to schedule on the embedded exchange', {
      hint: 'leave out --demo; liqwatch schedule print shows the lines without installing them',
    })
  }
  const isCheck = flags.what === 'check'
  const foreign = (isCheck ? WATCH_FLAGS : CHECK_FLAGS).find(([key]) => flags[key] !== undefined)
  if (foreign === undefined) return
  const [, flag] = foreign
  if (isCheck) {
    throw new UsageError(`${flag} belongs to --what watch; a check ends before anybody could ask it`, {
      hint: 'add --what watch, or let the check write a file with --prom FILE',
    })
  }
  throw new UsageError(`${flag} belongs to --what check; a watch is kept running`, {
    hint: `leave out ${flag}, or schedule the check`,
  })
}
