import type { Command } from 'commander'
import type { GlobalFlags } from '../flags.ts'
import { type HelpTail, withHelp } from '../help-tail.ts'
import type { CommandHost } from '../program.ts'

const HELP: HelpTail = {
  examples: [
    ['liqwatch rules', 'the 25 rules as pass, warn, fail or unknown'],
    ['liqwatch rules --all', 'with the frame around them and the two other documents'],
    ['liqwatch rules --id PS1,OT4', 'some in full: figure, evidence, how far the source can be trusted'],
    ['liqwatch rules --json --all'],
    ['liqwatch check --fail-on rules', 'a failed rule makes the check a WARNING'],
  ],
  topics: ['rules', 'PS1'],
}

export interface RulesFlags extends GlobalFlags {
  readonly id?: string
  readonly all?: boolean
}

/** `liqwatch rules`: the rules of the guidance, with evidence. */
export function registerRules(program: Command, { withServices }: CommandHost): void {
  withHelp(program.command('rules'), HELP)
    .description('the 25 rules as pass / warn / fail / unknown, with evidence')
    .option('--id <ids>', 'one rule in full, or several separated by commas')
    .option('--all', 'also the frame around the 25, and what the other documents say')
    .action(async (_flags: unknown, command: Command) => {
      const flags = command.optsWithGlobals<RulesFlags>()
      await withServices(flags, async (services) => {
        const { runRules } = await import('../rules.ts')
        return services.withinTimeout(() => runRules(services, flags))
      })
    })
}
