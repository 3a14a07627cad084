import type { Command } from 'commander'
import type { GlobalFlags } from '../flags.ts'
import { type HelpTail, withHelp } from '../help-tail.ts'
import type { CommandHost } from '../program.ts'

const HELP: HelpTail = {
  examples: [
    ['liqwatch oi', 'every symbol you hold'],
    ['liqwatch oi btc', 'one symbol, with a chart of the last week'],
    ['liqwatch oi BTCUSDT --json'],
  ],
  topics: ['oi'],
}

/** `liqwatch oi [symbol]`: open interest: hourly change, spikes, and what followed them. */
export function registerOpenInterest(program: Command, { withServices }: CommandHost): void {
  withHelp(program.command('oi'), HELP)
    .description('open interest: hourly change, spikes, and what followed them')
    .argument('[symbol]', 'the contract, loosely typed (default: every one you hold)')
    .action(async (symbol: string | undefined, _flags: unknown, command: Command) => {
      await withServices(command.optsWithGlobals<GlobalFlags>(), async (services) => {
        const { runOpenInterest } = await import('../open-interest.ts')
        return services.withinTimeout(() => runOpenInterest(services, symbol))
      })
    })
}
