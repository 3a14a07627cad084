import type { Command } from 'commander'
import type { GlobalFlags } from '../flags.ts'
import { type HelpTail, withHelp } from '../help-tail.ts'
import type { CommandHost } from '../program.ts'

/** Flags of `leverage`, as typed. */
export interface LeverageFlags extends GlobalFlags {
  readonly side?: string
  readonly entry?: string
  readonly stop?: string
  readonly quantity?: string
  readonly equity?: string
}

const HELP: HelpTail = {
  notes: ['The quantity decides over the brackets. Without --quantity it is about what liqwatch size would give.'],
  examples: [
    ['liqwatch leverage sol --entry 165 --stop 155'],
    ['liqwatch leverage eth --entry 3500 --stop 3600 --side short --quantity 10'],
    ['liqwatch leverage btc --entry 94000 --stop 92000 --equity 10000 --json'],
  ],
  topics: ['leverage'],
}

/** `liqwatch leverage`: where liquidation lies by leverage, against the stop. */
export function registerLeverage(program: Command, { setExitCode }: CommandHost): void {
  withHelp(program.command('leverage'), HELP)
    .argument('<symbol>', 'contract to trade')
    .description('liquidation price by leverage, against your stop')
    .option('--entry <price>', 'where the position is opened')
    .option('--stop <price>', 'where it is given up')
    .option('--side <side>', 'long or short (default: by the stop)')
    .option('--quantity <base>', 'size in the base coin')
    .option('--equity <amount>', "equity to size from (default: the account's)")
    .action(async (symbol: string, _flags: unknown, command: Command) => {
      const { runLeverage } = await import('../leverage.ts')
      setExitCode(await runLeverage(symbol, command.optsWithGlobals<LeverageFlags>()))
    })
}
