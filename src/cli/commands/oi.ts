import type { Command } from 'commander'
import type { GlobalFlags } from '../flags.ts'
import type { CommandHost } from '../program.ts'

const EXAMPLES = `
Examples:
  liqwatch oi                       every symbol you hold
  liqwatch oi btc                   one symbol, with a chart of the last week
  liqwatch oi BTCUSDT --json

Explained by: liqwatch explain oi`

/** `liqwatch oi [symbol]`: open interest: hourly change, spikes, and what followed them. */
export function registerOpenInterest(program: Command, { withServices }: CommandHost): void {
  program
    .command('oi')
    .description('open interest: hourly change, spikes, and what followed them')
    .argument('[symbol]', 'the contract, loosely typed (default: every one you hold)')
    .addHelpText('after', EXAMPLES)
    .action(async (symbol: string | undefined, _flags: unknown, command: Command) => {
      await withServices(command.optsWithGlobals<GlobalFlags>(), async (services) => {
        const { runOpenInterest } = await import('../open-interest.ts')
        return runOpenInterest(services, symbol)
      })
    })
}
