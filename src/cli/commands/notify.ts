import type { Command } from 'commander'
import type { GlobalFlags } from '../flags.ts'
import { type HelpTail, withHelp } from '../help-tail.ts'
import type { CommandHost } from '../program.ts'

const HELP: HelpTail = {
  examples: [
    ['liqwatch notify test', 'a test message on every channel'],
    ['liqwatch notify test phone', 'on this one alone'],
    ['liqwatch alerts drill', 'the same from the installed job, and with the routes'],
  ],
}

/** `liqwatch notify test`: proves that each channel works. */
export function registerNotify(program: Command, { withServices }: CommandHost): void {
  const notify = withHelp(program.command('notify'), HELP)
    .description('prove that each channel works')
    .helpCommand(false)
  withHelp(notify.command('test'), HELP)
    .description('send a test message on every channel, or on one; exit 1 when one did not take it')
    .argument('[channel]', 'name of a channel in the config (default: every one)')
    .action(async (channel: string | undefined, _own: unknown, command: Command) => {
      await withServices(command.optsWithGlobals<GlobalFlags>(), async (services) => {
        const { runNotifyTest } = await import('../notify-test.ts')
        return runNotifyTest(services, channel)
      })
    })
}
