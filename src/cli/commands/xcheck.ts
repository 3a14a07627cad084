import type { Command } from 'commander'
import type { GlobalFlags } from '../flags.ts'
import type { CommandHost } from '../program.ts'

const EXAMPLES = `
Examples:
  liqwatch xcheck                   every symbol you hold
  liqwatch xcheck 1000pepe          lots of a thousand coins are scaled
  liqwatch xcheck BTCUSDT --json

Explained by: liqwatch explain xcheck`

/** `liqwatch xcheck [symbol]`: mark and index against constituents, spot, CoinGecko and CryptoCompare. */
export function registerCrossCheck(program: Command, { withServices }: CommandHost): void {
  program
    .command('xcheck')
    .description('mark and index against constituents, spot, CoinGecko and CryptoCompare')
    .argument('[symbol]', 'the contract, loosely typed (default: every one you hold)')
    .addHelpText('after', EXAMPLES)
    .action(async (symbol: string | undefined, _flags: unknown, command: Command) => {
      await withServices(command.optsWithGlobals<GlobalFlags>(), async (services) => {
        const { runCrossCheck } = await import('../cross-check.ts')
        return runCrossCheck(services, symbol)
      })
    })
}
