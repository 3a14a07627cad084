import type { Command } from 'commander'
import type { GlobalFlags } from '../flags.ts'
import type { CommandHost } from '../program.ts'

const EXAMPLES = `
Examples:
  liqwatch orders                   what is wrong with stops and other resting orders
  liqwatch orders --all             with what is right
  liqwatch orders --json

Explained by: liqwatch explain OT1 | OT2 | OT3 | OT4 | OT5 | LM4 |
              COVER | BEYOND | LADDER | ORPHAN`

export interface OrdersFlags extends GlobalFlags {
  readonly all?: boolean
}

/** `liqwatch orders`: resting orders held against the positions. */
export function registerOrders(program: Command, { withServices }: CommandHost): void {
  program
    .command('orders')
    .description('audit of open and conditional orders: what stops leave open, come too late, or could turn over')
    .option('--all', 'also what passes')
    .addHelpText('after', EXAMPLES)
    .action(async (_flags: unknown, command: Command) => {
      const flags = command.optsWithGlobals<OrdersFlags>()
      await withServices(flags, async (services) => {
        const { runOrders } = await import('../orders.ts')
        return runOrders(services, flags)
      })
    })
}
