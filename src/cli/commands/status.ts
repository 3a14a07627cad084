import type { Command } from 'commander'
import { UsageError } from '../../errors.ts'
import { nearestName } from '../../model/suggest.ts'
import type { GlobalFlags } from '../flags.ts'
import type { CommandHost } from '../program.ts'

const EXAMPLES = `
Examples:
  liqwatch                          the verdict and every position, worst first
  liqwatch status --json            the same as one JSON document
  liqwatch --demo --scenario squeeze    on the embedded exchange
  liqwatch -a main --timeout 5      one account, giving up after 5 seconds`

/** `liqwatch [status]`: the one-screen verdict, and what an unknown word falls back to. */
export function registerStatus(program: Command, { withServices }: CommandHost): void {
  program
    .command('status', { isDefault: true })
    .description('one-screen verdict (default command)')
    .allowExcessArguments(true)
    .addHelpText('after', EXAMPLES)
    .action(async (_flags: unknown, command: Command) => {
      refuseUnknownWord(program, command.args)
      await withServices(command.optsWithGlobals<GlobalFlags>(), async (services) => {
        const { runReport } = await import('../report.ts')
        return runReport(services, 'status')
      })
    })
}

function refuseUnknownWord(program: Command, [word]: readonly string[]): void {
  if (word === undefined) return
  const names = program.commands.map((command) => command.name())
  const near = nearestName(word, names)
  throw new UsageError(`there is no command ${JSON.stringify(word)}`, {
    hint: near === null ? 'liqwatch --help lists the commands' : `did you mean: liqwatch ${near}`,
  })
}
