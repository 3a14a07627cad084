import type { Command } from 'commander'
import type { GlobalFlags } from '../flags.ts'
import { type HelpTail, withHelp } from '../help-tail.ts'
import type { CommandHost } from '../program.ts'

export interface MarginFlags extends GlobalFlags {
  readonly target?: string
}

export interface SimulateFlags extends MarginFlags {
  readonly example?: string
  readonly slippage?: string
}

const HELP: HelpTail = {
  notes: [
    "Levels and lines are Binance's own, with liqwatch's level beside them. Where Binance gives no line, the published table counts, and the screen says so. --target is the margin level that the money to add, to repay or to sell is computed for. All of it costs request weight 400 to 600 of Binance's 12,000 a minute, 200 to 400 again within the hour; status, check and watch look at levels and lines only, for 20.",
  ],
  examples: [
    ['liqwatch margin', 'the cross account and every isolated pair, worst first'],
    ['liqwatch margin --target 2', 'what would lift the level to 2'],
    ['liqwatch margin simulate', 'what a forced liquidation would do to your accounts'],
    ['liqwatch margin simulate --example c', 'a worked example, step by step'],
    ['liqwatch margin --demo --scenario margin-call --json'],
  ],
}

const SIMULATE_HELP: HelpTail = {
  notes: [
    'Without --example your own accounts are simulated; --account alone says the same, -a NAME chooses one of several.',
  ],
  examples: [
    ['liqwatch margin simulate --example a', 'orders sell a liquid coin'],
    ['liqwatch margin simulate --example b', 'a thin coin is taken over'],
    ['liqwatch margin simulate --example c', 'first orders, then a takeover'],
    ['liqwatch margin simulate --account', 'your own accounts'],
    ['liqwatch margin simulate --slippage 3', 'your own accounts, sales losing 3 %'],
  ],
}

/** `liqwatch margin`: spot-margin accounts, and `margin simulate`. */
export function registerMargin(program: Command, { setExitCode, withServices }: CommandHost): void {
  const margin = withHelp(program.command('margin'), HELP)
    .description('spot margin: level, call, liquidation, repay solver')
    .option('--target <level>', 'margin level to compute money for (default: 1.5)')
    .action(async (_flags: unknown, command: Command) => {
      const flags = command.optsWithGlobals<MarginFlags>()
      const { marginTarget, runMargin } = await import('../margin.ts')
      const target = marginTarget(flags)
      await withServices(flags, (services) => services.withinTimeout(() => runMargin(services, target)))
    })
  withHelp(margin.command('simulate'), SIMULATE_HELP)
    .description('a forced liquidation step by step: regular, takeover, mixed')
    .option('--example <name>', 'a worked example: a, b or c')
    .option('--slippage <percent>', 'what sales and purchases lose, for your own accounts (default: 1)')
    .action(async (_flags: unknown, command: Command) => {
      const flags = command.optsWithGlobals<SimulateFlags>()
      const { chosenSimulation, runExample, runOwnSimulation } = await import('../margin.ts')
      const chosen = chosenSimulation(flags)
      if ('example' in chosen) setExitCode(runExample(chosen.example, flags))
      else {
        const { slippagePct } = chosen
        await withServices(flags, (services) => services.withinTimeout(() => runOwnSimulation(services, slippagePct)))
      }
    })
}
