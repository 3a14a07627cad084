import type { Command } from 'commander'
import type { GlobalFlags } from '../flags.ts'
import { type HelpTail, withHelp } from '../help-tail.ts'
import type { CommandHost } from '../program.ts'

/** Flags of `liquidate`, as typed. */
export interface LiquidateFlags extends GlobalFlags {
  readonly side?: string
}

const HELP: HelpTail = {
  notes: ['It is a simulation: nothing is sent, and nothing is liquidated.'],
  examples: [
    ['liqwatch liquidate sol', 'trigger, orders, close, fee, bankruptcy price, fund, ADL, what is left'],
    ['liqwatch liquidate btc', 'a cross position takes its pool along'],
    ['liqwatch liquidate eth --side short --json'],
  ],
  topics: ['liquidate'],
}

/** `liqwatch liquidate`: the steps of a liquidation with the user's own numbers. */
export function registerLiquidate(program: Command, { withServices }: CommandHost): void {
  withHelp(program.command('liquidate'), HELP)
    .argument('<symbol>', 'open position')
    .description('step-by-step simulation of a liquidation')
    .option('--side <side>', 'long or short, where both are held')
    .action(async (symbol: string, _flags: unknown, command: Command) => {
      const flags = command.optsWithGlobals<LiquidateFlags>()
      const { liquidateWish, runLiquidate } = await import('../liquidate.ts')
      const wish = liquidateWish(symbol, flags)
      await withServices(flags, (services) => services.withinTimeout(() => runLiquidate(services, wish)))
    })
}
