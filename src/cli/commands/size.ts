import type { Command } from 'commander'
import type { GlobalFlags } from '../flags.ts'
import { type HelpTail, withHelp } from '../help-tail.ts'
import type { CommandHost } from '../program.ts'

/** Flags of `size`, as typed. */
export interface SizeFlags extends GlobalFlags {
  readonly side?: string
  readonly stop?: string
  /** `true` without a multiple of its own. */
  readonly atrStop?: string | true
  readonly entry?: string
  readonly target?: string
  readonly risk?: string
  readonly equity?: string
}

const HELP: HelpTail = {
  notes: [
    'Without --entry it is a market order at the present book; with it a limit order that waits there. Without a config it works from cached brackets and --equity.',
  ],
  examples: [
    ['liqwatch size sol --side long --stop 155', '1 % of equity at risk, market entry'],
    ['liqwatch size sol --side long --atr-stop 2 --risk 0.5%'],
    ['liqwatch size eth --side short --entry 3500 --stop 3600 --target 3200'],
    ['liqwatch size btc --side long --entry 94000 --stop 92000 --equity 10000 --json'],
  ],
  topics: ['sizing'],
}

/** `liqwatch size`: what a risk budget buys. */
export function registerSize(program: Command, { setExitCode }: CommandHost): void {
  withHelp(program.command('size'), HELP)
    .argument('<symbol>', 'contract to trade')
    .description('position size from what you are ready to lose at the stop')
    .option('--side <side>', 'long or short')
    .option('--stop <price>', 'where the position is given up')
    .option('--atr-stop [multiple]', 'a stop so many ATRs away (default: rules.atr of the config)')
    .option('--entry <price>', 'limit entry (default: market)')
    .option('--target <price>', 'where profit is taken: adds R and the break-even win rate')
    .option('--risk <percent>', 'percent of equity at risk (default: rules.riskPerTradePct of the config)')
    .option('--equity <amount>', "equity to size from (default: the account's)")
    .action(async (symbol: string, _flags: unknown, command: Command) => {
      const { runSize } = await import('../size.ts')
      setExitCode(await runSize(symbol, command.optsWithGlobals<SizeFlags>()))
    })
}
