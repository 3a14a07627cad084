import type { Command } from 'commander'
import type { GlobalFlags } from '../flags.ts'
import { type HelpTail, withHelp } from '../help-tail.ts'
import type { CommandHost } from '../program.ts'

const HELP: HelpTail = {
  notes: [
    'Exit codes: 0 OK, 1 WARNING (outermost tier, drift, a broken rule), 2 CRITICAL (inner tiers), 3 UNKNOWN (data missing, an alert that no required channel took, or metrics that could not be written).',
  ],
  examples: [
    ['liqwatch check', 'one line, alerts sent, exit code 0/1/2/3'],
    ['liqwatch check --quiet --ping https://hc-ping.com/your-uuid'],
    ['liqwatch check --json', 'with exitCode and alerts'],
    ['liqwatch check --fail-on rules', 'WARNING when one of the 25 rules fails'],
    ['liqwatch check --prom /var/lib/node_exporter/liqwatch.prom', "for node_exporter's textfile collector"],
  ],
  topics: ['exit-codes', 'metrics'],
}

export interface CheckFlags extends GlobalFlags {
  readonly ping?: string
  /** `rules`, or ids of rules. */
  readonly failOn?: string
  /** File for node_exporter's textfile collector. */
  readonly prom?: string
}

/** `liqwatch check`: one evaluation for cron and monitoring. */
export function registerCheck(program: Command, { withServices }: CommandHost): void {
  withHelp(program.command('check'), HELP)
    .description('one evaluation for cron: sends alerts, exits 0/1/2/3')
    .option('--ping <url>', "dead man's switch: called when the evaluation is complete (URL/fail for exit code 3)")
    .option('--fail-on <rules>', "WARNING when a rule is broken: 'rules' for any that fails, or ids like PS1,OT4")
    .option('--prom <file>', 'write everything as Prometheus metrics, whole or not at all; also when the check fails')
    .action(async (_flags: unknown, command: Command) => {
      const flags = command.optsWithGlobals<CheckFlags>()
      const run = () =>
        withServices(flags, async (services) => {
          const { runCheckCommand } = await import('../check.ts')
          return runCheckCommand(services, flags)
        })
      if (flags.prom === undefined) return run()
      const { leavingMetrics } = await import('../check-metrics.ts')
      await leavingMetrics(flags.prom, run)
    })
}
