import type { Command } from 'commander'
import type { GlobalFlags } from '../flags.ts'
import { type HelpTail, withHelp } from '../help-tail.ts'
import type { CommandHost } from '../program.ts'

const HELP: HelpTail = {
  examples: [
    ['liqwatch explain', 'every topic'],
    ['liqwatch explain liq', "the LIQ column, with your worst position's numbers"],
    ['liqwatch explain isolated --symbol sol'],
    ['liqwatch explain joint --demo', "with the embedded exchange's account"],
  ],
}

export interface ExplainFlags extends GlobalFlags {
  readonly symbol?: string
}

/** `liqwatch explain <topic>`: a formula, rule, column or error, with the user's own numbers where there are any. */
export function registerExplain(program: Command, { setExitCode }: CommandHost): void {
  withHelp(program.command('explain'), HELP)
    .description('a formula, rule, column or error, with your own numbers')
    .argument('[topic]', 'name of the topic; without one all are listed')
    .option('--symbol <symbol>', 'the position whose numbers to use (default: the one in most danger)')
    .action(async (topic: string | undefined, _flags: unknown, command: Command) => {
      const { runExplain } = await import('../explain.ts')
      setExitCode(await runExplain(topic, command.optsWithGlobals<ExplainFlags>()))
    })
}
