import type { Command } from 'commander'
import { EXIT } from '../../errors.ts'
import type { GlobalFlags } from '../flags.ts'
import { type HelpTail, withHelp } from '../help-tail.ts'
import type { CommandHost } from '../program.ts'

const HELP: HelpTail = {
  examples: [
    ['liqwatch init', 'asks, writes the config, tests the key'],
    ['liqwatch init -c ./work.json', 'writes it there'],
    ['liqwatch init --force', 'replaces a config; the old one is kept beside it'],
  ],
}

const KEY_NOT_PROVEN =
  'The config is written, but the key was not proven: mend what is said above, then run liqwatch doctor.'

interface InitFlags extends GlobalFlags {
  readonly force?: boolean
  readonly test?: boolean
}

/** `liqwatch init`: asks for a key, writes a config that only its owner can read, and tests the key. */
export function registerInit(program: Command, host: CommandHost): void {
  withHelp(program.command('init'), HELP)
    .description('write a config, step by step')
    .option('--force', 'replace a config that exists; the old one is kept with the ending .old')
    .option('--no-test', 'do not try the key now')
    .action(async (_flags: unknown, command: Command) => {
      const flags = command.optsWithGlobals<InitFlags>()
      const [{ NEXT_STEPS, writeConfigByAsking }, { printNotice }] = await Promise.all([
        import('../init.ts'),
        import('../output.ts'),
      ])
      const written = await writeConfigByAsking(flags)
      if (flags.test === false) {
        printNotice(NEXT_STEPS)
        return host.setExitCode(EXIT.ok)
      }
      await host.withServices({ ...flags, config: written.configPath, account: written.account }, async (services) => {
        const { runDoctor } = await import('../doctor.ts')
        const exitCode = await runDoctor(services, 'init', { withAlerts: false, withCron: false })
        printNotice(exitCode === EXIT.ok ? NEXT_STEPS : KEY_NOT_PROVEN)
        return exitCode
      })
    })
}
