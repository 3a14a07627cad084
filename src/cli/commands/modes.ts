import type { Command } from 'commander'
import type { GlobalFlags } from '../flags.ts'
import { type HelpTail, withHelp } from '../help-tail.ts'
import type { CommandHost } from '../program.ts'

/** Flags of `modes`, as typed. */
export interface ModesFlags extends GlobalFlags {
  readonly shock?: string
}

const HELP: HelpTail = {
  examples: [
    ['liqwatch modes', 'the present book as it is, all isolated, all cross'],
    ['liqwatch modes --shock -10,-30,10'],
    ["liqwatch modes --json | jq '.modes[] | {mode, lockedCapital, maxLoss}'"],
  ],
  topics: ['modes'],
}

/** `liqwatch modes`: isolated against cross, for the present book. */
export function registerModes(program: Command, { withServices }: CommandHost): void {
  withHelp(program.command('modes'), HELP)
    .description('isolated against cross, for the present book')
    .option('--shock <list>', 'percentages, separated by commas (default: -5,-10,-20)')
    .action(async (_flags: unknown, command: Command) => {
      const flags = command.optsWithGlobals<ModesFlags>()
      const { modesWish, runModes } = await import('../modes.ts')
      const wish = modesWish(flags)
      await withServices(flags, (services) => runModes(services, wish))
    })
}
