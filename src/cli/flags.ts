import { type Command, InvalidArgumentError, Option } from 'commander'
import { SCENARIOS } from '../demo/world.ts'

/** Flags that every command takes, before or after its name. */
export interface GlobalFlags {
  readonly config?: string
  readonly account?: string
  readonly json?: boolean
  readonly csv?: boolean
  readonly demo?: boolean
  readonly scenario?: string
  readonly quiet?: boolean
  readonly verbose?: boolean
  readonly color?: boolean
  readonly timeout?: number
}

/** Adds the global flags to the program. */
export function addGlobalFlags(program: Command): Command {
  return program
    .option('-c, --config <file>', 'config file (default: ~/.config/liqwatch/config.json)')
    .option('-a, --account <name>', 'one account of the config by its name, or all')
    .option('--json', 'print one JSON document (schema liqwatch/1)')
    .option('--csv', 'print tables as CSV')
    .option('--demo', 'run against the embedded exchange: no key, no network')
    .addOption(new Option('--scenario <name>', 'with --demo: the market that it plays').choices(SCENARIOS))
    .option('-q, --quiet', 'print less: status only its verdict')
    .option('-v, --verbose', 'print more, on standard error')
    .option('--no-color', 'no colours (NO_COLOR does the same)')
    .addOption(
      new Option('--timeout <seconds>', 'give up on the exchange after so many seconds (default: 10)').argParser(
        seconds,
      ),
    )
}

/**
 * Reads a positive number of seconds.
 *
 * @throws InvalidArgumentError naming what is accepted
 */
export function seconds(text: string): number {
  const value = Number(text)
  if (!Number.isFinite(value) || value <= 0 || value > 3600) {
    throw new InvalidArgumentError('It takes a number of seconds above 0, at most 3600.')
  }
  return value
}
