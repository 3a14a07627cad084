import type { Command } from 'commander'
import type { GlobalFlags } from '../flags.ts'
import type { CommandHost } from '../program.ts'

const EXAMPLES = `
Examples:
  liqwatch check                    one line, alerts sent, exit code 0/1/2/3
  liqwatch check --quiet --ping https://hc-ping.com/your-uuid
  liqwatch check --json             with exitCode and alerts
  liqwatch check --fail-on rules    WARNING when one of the 25 rules fails
Exit codes: 0 OK, 1 WARNING (outermost tier, drift, a broken rule), 2 CRITICAL (inner tiers), 3 UNKNOWN (data
missing, or an alert that no required channel took).`

export interface CheckFlags extends GlobalFlags {
  readonly ping?: string
  /** `rules`, or ids of rules. */
  readonly failOn?: string
}

/** `liqwatch check`: one evaluation for cron and monitoring. */
export function registerCheck(program: Command, { withServices }: CommandHost): void {
  program
    .command('check')
    .description('one evaluation for cron: sends alerts, exits 0/1/2/3')
    .option('--ping <url>', "dead man's switch: called when the evaluation is complete (URL/fail for exit code 3)")
    .option('--fail-on <rules>', "WARNING when a rule is broken: 'rules' for any that fails, or ids like PS1,OT4")
    .addHelpText('after', EXAMPLES)
    .action(async (_flags: unknown, command: Command) => {
      const flags = command.optsWithGlobals<CheckFlags>()
      await withServices(flags, async (services) => {
        const { runCheckCommand } = await import('../check.ts')
        return runCheckCommand(services, flags)
      })
    })
}
