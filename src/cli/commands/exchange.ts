import type { Command } from 'commander'
import type { GlobalFlags } from '../flags.ts'
import { type HelpTail, withHelp } from '../help-tail.ts'
import type { CommandHost } from '../program.ts'

const HELP: HelpTail = {
  examples: [
    ['liqwatch exchange', 'every symbol you hold'],
    ['liqwatch exchange doge', 'one symbol, held or not'],
    ['liqwatch exchange BTCUSDT --json'],
  ],
  topics: ['exchange', 'adl', 'insurance-fund', 'brackets', 'mark-and-last'],
}

/** `liqwatch exchange [symbol]`: auto-deleveraging queue, insurance fund, brackets, mark against last. */
export function registerExchange(program: Command, { withServices }: CommandHost): void {
  withHelp(program.command('exchange'), HELP)
    .description('auto-deleveraging queue, insurance fund, brackets, mark against last')
    .argument('[symbol]', 'the contract, loosely typed (default: every one you hold)')
    .action(async (symbol: string | undefined, _flags: unknown, command: Command) => {
      await withServices(command.optsWithGlobals<GlobalFlags>(), async (services) => {
        const { runVenue } = await import('../venue.ts')
        return services.withinTimeout(() => runVenue(services, symbol))
      })
    })
}
