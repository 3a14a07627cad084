import type { Command } from 'commander'
import type { GlobalFlags } from '../flags.ts'
import { type HelpTail, withHelp } from '../help-tail.ts'
import type { CommandHost } from '../program.ts'

const HELP: HelpTail = {
  examples: [
    ['liqwatch positions', 'every position with all columns'],
    ['liqwatch positions --csv > book.csv'],
    ['liqwatch positions -a all --json'],
  ],
}

/** `liqwatch positions`: every position, wide columns. */
export function registerPositions(program: Command, { withServices }: CommandHost): void {
  withHelp(program.command('positions'), HELP)
    .description('every position, wide columns')
    .action(async (_flags: unknown, command: Command) => {
      await withServices(command.optsWithGlobals<GlobalFlags>(), async (services) => {
        const { runReport } = await import('../report.ts')
        return runReport(services, 'positions')
      })
    })
}
