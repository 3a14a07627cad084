import type { Command } from 'commander'
import { EXIT } from '../../errors.ts'
import type { GlobalFlags } from '../flags.ts'
import type { CommandHost } from '../program.ts'

const EXAMPLES = `
Examples:
  liqwatch init                     asks, writes the config, tests the key
  liqwatch init -c ./work.json      writes it there
  liqwatch init --force             replaces a config; the old one is kept beside it`

interface InitFlags extends GlobalFlags {
  readonly force?: boolean
  readonly test?: boolean
}

/** `liqwatch init`: asks for a key, writes a config that only its owner can read, and tests the key. */
export function registerInit(program: Command, host: CommandHost): void {
  program
    .command('init')
    .description('write a config, step by step')
    .option('--force', 'replace a config that exists; the old one is kept with the ending .old')
    .option('--no-test', 'do not try the key now')
    .addHelpText('after', EXAMPLES)
    .action(async (_flags: unknown, command: Command) => {
      const flags = command.optsWithGlobals<InitFlags>()
      const { writeConfigByAsking } = await import('../init.ts')
      const written = await writeConfigByAsking(flags)
      if (flags.test === false) return host.setExitCode(EXIT.ok)
      await host.withServices({ ...flags, config: written.configPath, account: written.account }, async (services) => {
        const { runDoctor } = await import('../doctor.ts')
        return runDoctor(services, 'init', { withAlerts: false, withCron: false })
      })
    })
}
