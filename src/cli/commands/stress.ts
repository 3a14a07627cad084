import type { Command } from 'commander'
import type { GlobalFlags } from '../flags.ts'
import { type HelpTail, withHelp } from '../help-tail.ts'
import type { CommandHost } from '../program.ts'

/** Flags of `stress`, as typed. */
export interface StressFlags extends GlobalFlags {
  readonly shock?: string
  readonly beta?: boolean
  readonly adverse?: boolean
  readonly file?: string
}

const HELP: HelpTail = {
  notes: [
    'A file holds scenarios of your own: percent by which coins or symbols move, * for all others.',
    '  { "alts bleed": { "BTC": -5, "ETH": -8, "*": -20 }, "squeeze": { "*": 15 } }',
  ],
  examples: [
    ['liqwatch stress', 'all marks together by -5, -10 and -20 %'],
    ['liqwatch stress --shock -3,-7,8', 'other sizes, both ways'],
    ['liqwatch stress --adverse', 'every position against you'],
    ['liqwatch stress --beta', "by each coin's 30-day beta to BTC"],
    ['liqwatch stress --file scenarios.json'],
  ],
  topics: ['stress'],
}

/** `liqwatch stress`: who dies, in which order. */
export function registerStress(program: Command, { withServices }: CommandHost): void {
  withHelp(program.command('stress'), HELP)
    .description('who is liquidated in a shock, in which order, and what is left')
    .option('--shock <list>', 'percentages, separated by commas (default: -5,-10,-20)')
    .option('--beta', 'move every mark by its 30-day beta to BTC times the shock')
    .option('--adverse', 'move every mark against the position in it')
    .option('--file <path>', 'scenarios of your own, as JSON')
    .action(async (_flags: unknown, command: Command) => {
      const flags = command.optsWithGlobals<StressFlags>()
      const { runStress, stressWish } = await import('../stress.ts')
      const wish = stressWish(flags)
      await withServices(flags, (services) => services.withinTimeout(() => runStress(services, wish)))
    })
}
