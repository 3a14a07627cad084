import { CommanderError } from 'commander'
import { CHECK_EXIT, EXIT, UsageError } from '../errors.ts'
import { withoutBareAccount } from './margin-arguments.ts'
import { endProcess, ignoreClosedPipes } from './output.ts'
import { createProgram } from './program.ts'

/** Runs one command line to its end: tells every failure in words and ends the process with its exit code. */
export async function run(argv: readonly string[]): Promise<void> {
  let exitCode: number = EXIT.ok
  ignoreClosedPipes()
  process.once('SIGINT', () => void endProcess(isCheck(argv) ? CHECK_EXIT.unknown : EXIT.interrupted))
  // Node would end with 1, which of a check means WARNING.
  process.once('uncaughtException', (thrown) => void failed(thrown, argv).then(endProcess))
  try {
    const program = createProgram((code) => {
      exitCode = code
    })
    await program.parseAsync(withoutBareAccount(argv), { from: 'user' })
  } catch (thrown) {
    exitCode = await failed(thrown, argv)
  }
  await endProcess(exitCode, isCheck(argv) ? CHECK_EXIT.unknown : EXIT.failure)
}

async function failed(thrown: unknown, argv: readonly string[]): Promise<number> {
  // Help and version come as an exception too; their text is out already.
  if (thrown instanceof CommanderError && thrown.exitCode === 0) return EXIT.ok
  const { printFailure } = await import('./failure-output.ts')
  const command = commandNameOf(argv)
  const exitCode = printFailure(asUsageError(thrown, command), {
    command,
    asJson: argv.includes('--json'),
    isVerbose: argv.includes('-v') || argv.includes('--verbose'),
  })
  return isCheck(argv) ? CHECK_EXIT.unknown : exitCode
}

function isCheck(argv: readonly string[]): boolean {
  return commandNameOf(argv) === 'check'
}

function asUsageError(thrown: unknown, command: string): unknown {
  if (!(thrown instanceof CommanderError)) return thrown
  if (thrown.code === 'commander.help') {
    return new UsageError('a subcommand is missing', { hint: `liqwatch ${command} --help lists them` })
  }
  return new UsageError(thrown.message.replace(/^error: /, ''), { hint: 'liqwatch --help lists commands and flags' })
}

const VALUED_FLAGS = ['-c', '--config', '-a', '--account', '--scenario', '--timeout']

/** The first word that is not a flag or a flag's value: enough to know which command was meant. */
function commandNameOf(argv: readonly string[]): string {
  const words = argv.filter((word, index) => !word.startsWith('-') && !VALUED_FLAGS.includes(argv[index - 1] ?? ''))
  return words[0] ?? 'status'
}
