import type { Command } from 'commander'
import type { GlobalFlags } from '../flags.ts'
import { type HelpTail, withHelp } from '../help-tail.ts'
import type { CommandHost } from '../program.ts'
import { unknownCommand } from '../usage-words.ts'

const HELP: HelpTail = {
  examples: [
    ['liqwatch', 'the verdict and every position, worst first'],
    ['liqwatch status --json', 'the same as one JSON document'],
    ['liqwatch --demo --scenario squeeze', 'on the embedded exchange'],
    ['liqwatch -a main --timeout 5', 'one account, giving up after 5 seconds'],
  ],
}

/** `liqwatch [status]`: the one-screen verdict, and what an unknown word falls back to. */
export function registerStatus(program: Command, { withServices }: CommandHost): void {
  withHelp(program.command('status', { isDefault: true }), HELP)
    .description('one-screen verdict (default command)')
    .allowExcessArguments(true)
    .action(async (_flags: unknown, command: Command) => {
      refuseUnknownWord(program, command.args)
      await withServices(command.optsWithGlobals<GlobalFlags>(), async (services) => {
        const { runReport } = await import('../report.ts')
        return runReport(services, 'status')
      })
    })
}

function refuseUnknownWord(program: Command, [word]: readonly string[]): void {
  if (word !== undefined) throw unknownCommand(program, word)
}
