import type { Command } from 'commander'
import type { GlobalFlags } from '../flags.ts'
import type { CommandHost } from '../program.ts'

/** Flags of `fix`, as typed. */
export interface FixFlags extends GlobalFlags {
  readonly target: string
  readonly budget?: string
  readonly side?: string
  readonly pool?: string
}

const EXAMPLES = `
The subject is an open position, or account for the cross pool and its joint distance.
Options come in the order worth trying: a stop before liquidation, close a part, half and half, add money.

Examples:
  liqwatch fix sol                  back to 15 % from liquidation
  liqwatch fix sol --target 20 --budget 500
  liqwatch fix account              the joint distance of the cross pool in most danger
  liqwatch fix eth --side short     one leg of two
  liqwatch fix sol --json | jq '.fix.options[] | {kind, closeQuantity, addMargin}'

Explained by: liqwatch explain fix`

/** `liqwatch fix`: margin to add, size to close, and what either does to everything else. */
export function registerFix(program: Command, { withServices }: CommandHost): void {
  program
    .command('fix')
    .argument('<subject>', 'open position, or account')
    .description('margin to add, size to close, side effects')
    .option('--target <percent>', 'distance to reach, in percent of the mark', '15')
    .option('--budget <amount>', 'say where this sum buys most')
    .option('--side <side>', 'long or short, where both are held')
    .option('--pool <asset>', 'which cross pool, with account (default: the one in most danger)')
    .addHelpText('after', EXAMPLES)
    .action(async (subject: string, _flags: unknown, command: Command) => {
      const flags = command.optsWithGlobals<FixFlags>()
      const { fixWish, runFix } = await import('../fix.ts')
      const wish = fixWish(subject, flags)
      await withServices(flags, (services) => runFix(services, wish))
    })
}
