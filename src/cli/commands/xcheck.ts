import type { Command } from 'commander'
import type { GlobalFlags } from '../flags.ts'
import { type HelpTail, withHelp } from '../help-tail.ts'
import type { CommandHost } from '../program.ts'

const HELP: HelpTail = {
  examples: [
    ['liqwatch xcheck', 'every symbol you hold'],
    ['liqwatch xcheck 1000pepe', 'lots of a thousand coins are scaled'],
    ['liqwatch xcheck BTCUSDT --json'],
  ],
  topics: ['xcheck'],
}

/** `liqwatch xcheck [symbol]`: mark and index against constituents, spot, CoinGecko and CryptoCompare. */
export function registerCrossCheck(program: Command, { withServices }: CommandHost): void {
  withHelp(program.command('xcheck'), HELP)
    .description('mark and index against constituents, spot, CoinGecko and CryptoCompare')
    .argument('[symbol]', 'the contract, loosely typed (default: every one you hold)')
    .action(async (symbol: string | undefined, _flags: unknown, command: Command) => {
      await withServices(command.optsWithGlobals<GlobalFlags>(), async (services) => {
        const { runCrossCheck } = await import('../cross-check.ts')
        return services.withinTimeout(() => runCrossCheck(services, symbol))
      })
    })
}
