import { type Command, InvalidArgumentError, Option } from 'commander'
import { durationFlag } from '../duration-flag.ts'
import type { GlobalFlags } from '../flags.ts'
import { type HelpTail, withHelp } from '../help-tail.ts'
import type { CommandHost } from '../program.ts'

const HELP: HelpTail = {
  examples: [
    ['liqwatch alerts list', 'what stands, what is silenced, what is still to be delivered'],
    ['liqwatch alerts ack SOLUSDT', 'seen: no repeats until it gets worse'],
    ['liqwatch alerts silence DOGEUSDT --for 4h'],
    ['liqwatch alerts log --limit 50', 'what was sent, when and through which channel'],
    ['liqwatch alerts drill', 'a marked test alert, sent the way the installed job would'],
  ],
}

const DEFAULT_SILENCE = '2h'
const LONGEST_SILENCE_MS = 30 * 86_400_000
const DEFAULT_LIMIT = 20
const MOST_LINES = 1000

export interface DrillFlags extends GlobalFlags {
  /** The scheduler in whose environment this process already runs. */
  readonly as?: string
}

/** Loaded when an alerts command runs, so that no other command waits for it. */
function actions(): Promise<typeof import('../alerts.ts')> {
  return import('../alerts.ts')
}

/** `liqwatch alerts list | ack | silence | unsilence | log | drill`. */
export function registerAlerts(program: Command, host: CommandHost): void {
  const alerts = withHelp(program.command('alerts'), HELP)
    .description('list, acknowledge and silence alerts, read their log, send a drill')
    .helpCommand(false)

  addList(alerts, host)
  addAck(alerts, host)
  addSilence(alerts, host)
  addUnsilence(alerts, host)
  addLog(alerts, host)
  addDrill(alerts, host)
}

function addList(alerts: Command, { withServices }: CommandHost): void {
  withHelp(alerts.command('list'), {
    examples: [
      ['liqwatch alerts list', 'what stands, what is silenced, what waits for delivery'],
      ['liqwatch alerts list --json'],
      ['liqwatch alerts list -a main', 'one account of several'],
    ],
  })
    .description('alerts that stand, silences, and what is still to be delivered')
    .action(async (_own: unknown, command: Command) => {
      await withServices(command.optsWithGlobals<GlobalFlags>(), async (services) =>
        (await actions()).listAlerts(services),
      )
    })
}

function addAck(alerts: Command, { withServices }: CommandHost): void {
  withHelp(alerts.command('ack'), {
    examples: [
      ['liqwatch alerts ack sol', 'seen: no repeats until it gets worse'],
      ['liqwatch alerts ack joint', 'the cross pool'],
      ['liqwatch alerts ack margin', 'spot margin'],
      ['liqwatch alerts ack data', 'loss of sight'],
      ['liqwatch alerts ack all'],
    ],
  })
    .description('stop the repeats of an alert until it gets worse; exit codes and screens still show it')
    .argument('<symbol|joint|margin|data|all>', 'a symbol, joint (cross pool), margin, data (loss of sight) or all')
    .action(async (subject: string, _own: unknown, command: Command) => {
      await withServices(command.optsWithGlobals<GlobalFlags>(), async (services) =>
        (await actions()).acknowledge(services, subject),
      )
    })
}

function addSilence(alerts: Command, { withServices }: CommandHost): void {
  const duration = new Option('--for <duration>', `how long, for example 30m, ${DEFAULT_SILENCE}, 1d`)
  withHelp(alerts.command('silence'), {
    examples: [
      ['liqwatch alerts silence doge', 'for two hours'],
      ['liqwatch alerts silence sol --for 30m'],
      ['liqwatch alerts silence all --for 8h', 'a night; screens and exit codes still tell'],
    ],
  })
    .description('hold back the alerts of a symbol for a while; exit codes and screens still show them')
    .argument('<symbol|joint|margin|all>', 'a symbol, joint (cross pool), margin or all')
    .addOption(duration.argParser(silenceDuration).default(durationFlag(DEFAULT_SILENCE), DEFAULT_SILENCE))
    .action(async (subject: string, own: { readonly for: number }, command: Command) => {
      await withServices(command.optsWithGlobals<GlobalFlags>(), async (services) =>
        (await actions()).silence(services, subject, own.for),
      )
    })
}

function addUnsilence(alerts: Command, { withServices }: CommandHost): void {
  withHelp(alerts.command('unsilence'), {
    examples: [['liqwatch alerts unsilence doge'], ['liqwatch alerts unsilence all']],
  })
    .description('end a silence; all ends every one')
    .argument('<symbol|joint|margin|all>', 'a symbol, joint (cross pool), margin or all')
    .action(async (subject: string, _own: unknown, command: Command) => {
      await withServices(command.optsWithGlobals<GlobalFlags>(), async (services) =>
        (await actions()).unsilence(services, subject),
      )
    })
}

function addLog(alerts: Command, { withServices }: CommandHost): void {
  const limit = new Option('--limit <number>', 'how many, newest first').argParser(lineCount).default(DEFAULT_LIMIT)
  withHelp(alerts.command('log'), {
    examples: [
      ['liqwatch alerts log', 'the last 20, newest first'],
      ['liqwatch alerts log --limit 100'],
      ['liqwatch alerts log --json'],
    ],
  })
    .description('past alerts and what became of them on each channel')
    .addOption(limit)
    .action(async (own: { readonly limit: number }, command: Command) => {
      await withServices(command.optsWithGlobals<GlobalFlags>(), async (services) =>
        (await actions()).showAlertLog(services, own.limit),
      )
    })
}

function addDrill(alerts: Command, { withServices }: CommandHost): void {
  withHelp(alerts.command('drill'), {
    examples: [['liqwatch alerts drill', 'from the installed job to your phone'], ['liqwatch alerts drill --json']],
  })
    .description('send a marked test alert of the innermost tier to every channel, the way the installed job would')
    .addOption(new Option('--as <scheduler>', 'run by the drill itself').hideHelp())
    .action(async (_own: unknown, command: Command) => {
      const flags = command.optsWithGlobals<DrillFlags>()
      await withServices(flags, async (services) => (await import('../drill.ts')).runDrill(services, flags))
    })
}

function silenceDuration(text: string): number {
  const durationMs = durationFlag(text)
  if (durationMs <= LONGEST_SILENCE_MS) return durationMs
  throw new InvalidArgumentError('It takes at most 30d: a silence that is forgotten is an alert that is lost.')
}

function lineCount(text: string): number {
  const count = Number(text)
  if (Number.isInteger(count) && count >= 1 && count <= MOST_LINES) return count
  throw new InvalidArgumentError(`It takes a whole number from 1 to ${MOST_LINES}.`)
}
