import { Command, CommanderError, Option } from 'commander'
import { describe, expect, it } from 'vitest'
import { withHelp } from '../../../src/cli/help-tail.ts'
import { usageFailure, withHelpFlag } from '../../../src/cli/usage-words.ts'

/** A command line of the shapes that ours has. */
function aProgram(): Command {
  const program = new Command('liqwatch').exitOverride().configureOutput({ writeErr: () => undefined })
  program.option('--demo')
  program.command('status', { isDefault: true }).action(() => undefined)
  withHelp(program.command('fix'), { examples: [['liqwatch fix sol']] })
    .argument('<symbol>', 'an open position')
    .option('--target <percent>', 'distance')
    .action(() => undefined)
  const alerts = program.command('alerts').helpCommand(false)
  alerts.command('list').action(() => undefined)
  alerts
    .command('silence')
    .option('--for <duration>')
    .argument('<symbol>', 'what')
    .action(() => undefined)
  const margin = program.command('margin').action(() => undefined)
  margin.command('simulate').action(() => undefined)
  program.command('install').addOption(new Option('-k, --kind <name>', 'which').choices(['cron', 'launchd']))
  program.commands.at(-1)?.action(() => undefined)
  return program
}

function refusalOf(typed: string): { readonly message: string; readonly hint: string } {
  const program = aProgram()
  const argv = typed.split(' ')
  try {
    program.parse(argv, { from: 'user' })
  } catch (thrown) {
    if (thrown instanceof CommanderError) return usageFailure(thrown, program, argv)
  }
  throw new Error(`${typed} was not refused`)
}

describe('what commander refuses', () => {
  it.each([
    {
      typed: 'fix',
      message: 'fix needs <symbol>: an open position',
      hint: 'for example: liqwatch fix sol   (more: liqwatch fix --help)',
    },
    { typed: 'fix sol --traget 5', message: "unknown option '--traget'", hint: 'did you mean --target?' },
    { typed: 'fix sol --zzzzzzz', message: "unknown option '--zzzzzzz'", hint: 'liqwatch fix --help lists the flags' },
    {
      typed: 'alerts lst',
      message: 'there is no subcommand of alerts "lst"',
      hint: 'did you mean: liqwatch alerts list',
    },
    {
      typed: 'alerts',
      message: 'a subcommand is missing: list, silence',
      hint: 'liqwatch alerts --help lists them',
    },
    {
      typed: 'alerts silence',
      message: 'silence needs <symbol>: what',
      hint: 'liqwatch alerts silence --help',
    },
    {
      typed: 'margin simulat',
      message: 'there is no subcommand of margin "simulat"',
      hint: 'did you mean: liqwatch margin simulate',
    },
    {
      typed: 'alerts silence doge 2h',
      message: 'silence has no use for "2h"',
      hint: 'did you mean --for 2h?',
    },
    { typed: 'fix sol doge', message: 'fix has no use for "doge"', hint: 'liqwatch fix --help shows what it takes' },
    {
      typed: 'install --kind corn',
      message: "--kind: value 'corn' is invalid. Allowed choices are cron, launchd.",
      hint: 'did you mean cron?   (liqwatch install --help)',
    },
  ])('$typed', ({ typed, message, hint }) => {
    expect(refusalOf(typed)).toMatchObject({ message, hint, code: 'usage', exitCode: 2 })
  })
})

describe('asking for help by its word', () => {
  it.each([
    { typed: 'help', becomes: '--help' },
    { typed: 'help fix', becomes: 'fix --help' },
    { typed: 'help alerts list', becomes: 'alerts list --help' },
    { typed: '-a all help fix', becomes: 'fix --help' },
    { typed: 'fix --help', becomes: 'fix --help' },
    { typed: '--help', becomes: '--help' },
    { typed: 'fix help', becomes: 'fix help' },
    { typed: 'status --demo', becomes: 'status --demo' },
  ])('$typed', ({ typed, becomes }) => {
    expect(withHelpFlag(aProgram(), typed.split(' ')).join(' ')).toBe(becomes)
  })

  it.each(['help fxi', 'fxi --help'])('%s names the command that was meant', (typed) => {
    expect(() => withHelpFlag(aProgram(), typed.split(' '))).toThrow(
      expect.objectContaining({ message: 'there is no command "fxi"', hint: 'did you mean: liqwatch fix' }),
    )
  })
})
