import type { Command } from 'commander'
import type { GlobalFlags } from '../flags.ts'
import { type HelpTail, withHelp } from '../help-tail.ts'
import type { CommandHost } from '../program.ts'

const HELP: HelpTail = {
  examples: [
    ['liqwatch funding', 'every symbol you hold'],
    ['liqwatch funding sol', 'one symbol, with a chart of its recent rates'],
    ['liqwatch funding BTCUSDT --json'],
  ],
  topics: ['funding', 'funding-history'],
}

/** `liqwatch funding [symbol]`: funding at its true interval, what it costs you, how it moves your liquidation. */
export function registerFunding(program: Command, { withServices }: CommandHost): void {
  withHelp(program.command('funding'), HELP)
    .description('funding at its true interval, what it costs you, how it moves your liquidation')
    .argument('[symbol]', 'the contract, loosely typed (default: every one you hold)')
    .action(async (symbol: string | undefined, _flags: unknown, command: Command) => {
      await withServices(command.optsWithGlobals<GlobalFlags>(), async (services) => {
        const { runFunding } = await import('../funding.ts')
        return services.withinTimeout(() => runFunding(services, symbol))
      })
    })
}
