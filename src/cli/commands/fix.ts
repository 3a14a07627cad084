import type { Command } from 'commander'
import type { GlobalFlags } from '../flags.ts'
import { type HelpTail, withHelp } from '../help-tail.ts'
import type { CommandHost } from '../program.ts'

/** Flags of `fix`, as typed. */
export interface FixFlags extends GlobalFlags {
  readonly target: string
  readonly budget?: string
  readonly side?: string
  readonly pool?: string
}

const HELP: HelpTail = {
  notes: [
    'The subject is an open position, or account for the cross pool and its joint distance. Options come in the order worth trying: a stop before liquidation, close a part, half and half, add money.',
  ],
  examples: [
    ['liqwatch fix sol', 'back to 15 % from liquidation'],
    ['liqwatch fix sol --target 20 --budget 500'],
    ['liqwatch fix account', 'the joint distance of the cross pool in most danger'],
    ['liqwatch fix eth --side short', 'one leg of two'],
    ["liqwatch fix sol --json | jq '.fix.options[] | {kind, closeQuantity, addMargin}'"],
  ],
  topics: ['fix'],
}

/** `liqwatch fix`: margin to add, size to close, and what either does to everything else. */
export function registerFix(program: Command, { withServices }: CommandHost): void {
  withHelp(program.command('fix'), HELP)
    .argument('<symbol|account>', 'an open position, or account for the cross pool')
    .description('margin to add, size to close, side effects')
    .option('--target <percent>', 'distance to reach, in percent of the mark', '15')
    .option('--budget <amount>', 'a sum in quote asset: tells where it buys most')
    .option('--side <side>', 'long or short, where both are held')
    .option('--pool <asset>', 'with account: which cross pool (default: the one in most danger)')
    .action(async (subject: string, _flags: unknown, command: Command) => {
      const flags = command.optsWithGlobals<FixFlags>()
      const { fixWish, runFix } = await import('../fix.ts')
      const wish = fixWish(subject, flags)
      await withServices(flags, (services) => services.withinTimeout(() => runFix(services, wish)))
    })
}
