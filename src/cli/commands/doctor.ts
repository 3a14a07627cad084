import type { Command } from 'commander'
import { UsageError } from '../../errors.ts'
import type { GlobalFlags } from '../flags.ts'
import { type HelpTail, withHelp } from '../help-tail.ts'
import type { CommandHost } from '../program.ts'

const HELP: HelpTail = {
  examples: [
    ['liqwatch doctor', 'key, clock, network, streams, brackets, own prices, channels, routes'],
    ['liqwatch doctor --cron', 'the same, and whether the scheduled job can do its work'],
    ['liqwatch doctor --egress', 'everything that could be sent, and every secret source; sends nothing'],
    ['liqwatch doctor --json', 'the same as checks in one JSON document'],
  ],
}

interface DoctorFlags extends GlobalFlags {
  readonly cron?: boolean
  readonly egress?: boolean
}

/** `liqwatch doctor`: examines key, clock, network, streams, figures, channels, and with --cron the schedule. */
export function registerDoctor(program: Command, { withServices }: CommandHost): void {
  withHelp(program.command('doctor'), HELP)
    .description('check key permissions, clock, network, streams, brackets and channels; exit 1 when one fails')
    .option('--cron', 'also run the scheduled job (or the one that would be) with an emptied environment')
    .option('--egress', 'list every host, method, path, frame and secret source this config can use; send nothing')
    .action(async (_own: unknown, command: Command) => {
      const flags = command.optsWithGlobals<DoctorFlags>()
      refuseScheduledDemo(flags)
      await withServices(flags, async (services) => {
        if (flags.egress === true) return (await import('../egress.ts')).runEgress(services)
        const { runDoctor } = await import('../doctor.ts')
        return runDoctor(services, 'doctor', { withAlerts: true, withCron: flags.cron === true })
      })
    })
}

function refuseScheduledDemo({ cron, demo }: DoctorFlags): void {
  if (cron !== true || demo !== true) return
  throw new UsageError('there is nothing to schedule on the embedded exchange', {
    hint: 'run liqwatch doctor --cron with a config',
  })
}
