import type { Command } from 'commander'
import type { GlobalFlags } from '../flags.ts'
import type { CommandHost } from '../program.ts'

const EXAMPLES = `
Examples:
  liqwatch funding                  every symbol you hold
  liqwatch funding sol              one symbol, with a chart of its recent rates
  liqwatch funding BTCUSDT --json

Explained by: liqwatch explain funding | funding-history`

/** `liqwatch funding [symbol]`: funding at its true interval, what it costs you, how it moves your liquidation. */
export function registerFunding(program: Command, { withServices }: CommandHost): void {
  program
    .command('funding')
    .description('funding at its true interval, what it costs you, how it moves your liquidation')
    .argument('[symbol]', 'the contract, loosely typed (default: every one you hold)')
    .addHelpText('after', EXAMPLES)
    .action(async (symbol: string | undefined, _flags: unknown, command: Command) => {
      await withServices(command.optsWithGlobals<GlobalFlags>(), async (services) => {
        const { runFunding } = await import('../funding.ts')
        return runFunding(services, symbol)
      })
    })
}
