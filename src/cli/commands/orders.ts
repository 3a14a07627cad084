import type { Command } from 'commander'
import type { GlobalFlags } from '../flags.ts'
import { type HelpTail, withHelp } from '../help-tail.ts'
import type { CommandHost } from '../program.ts'

const HELP: HelpTail = {
  examples: [
    ['liqwatch orders', 'what is wrong with stops and other resting orders'],
    ['liqwatch orders --all', 'with what is right'],
    ['liqwatch orders --json'],
  ],
  topics: ['OT1', 'OT2', 'OT3', 'OT4', 'OT5', 'LM4', 'COVER', 'BEYOND', 'LADDER', 'ORPHAN'],
}

export interface OrdersFlags extends GlobalFlags {
  readonly all?: boolean
}

/** `liqwatch orders`: resting orders held against the positions. */
export function registerOrders(program: Command, { withServices }: CommandHost): void {
  withHelp(program.command('orders'), HELP)
    .description('audit of open and conditional orders: what stops leave open, come too late, or could turn over')
    .option('--all', 'also what passes')
    .action(async (_flags: unknown, command: Command) => {
      const flags = command.optsWithGlobals<OrdersFlags>()
      await withServices(flags, async (services) => {
        const { runOrders } = await import('../orders.ts')
        return services.withinTimeout(() => runOrders(services, flags))
      })
    })
}
