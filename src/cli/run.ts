import { type Command, CommanderError } from 'commander'
import { CHECK_EXIT, EXIT } from '../errors.ts'
import { withoutBareAccount } from './margin-arguments.ts'
import { endProcess, ignoreClosedPipes } from './output.ts'
import { createProgram } from './program.ts'
import { plainWords, usageFailure, withHelpFlag } from './usage-words.ts'

/** Runs one command line to its end: tells every failure in words and ends the process with its exit code. */
export async function run(argv: readonly string[]): Promise<void> {
  let exitCode: number = EXIT.ok
  const program = createProgram((code) => {
    exitCode = code
  })
  const failed = (thrown: unknown): Promise<number> => toldFailure(thrown, program, argv)
  ignoreClosedPipes()
  process.once('SIGINT', () => void endProcess(isCheck(argv) ? CHECK_EXIT.unknown : EXIT.interrupted))
  // Node would end with 1, which of a check means WARNING.
  process.once('uncaughtException', (thrown) => void failed(thrown).then(endProcess))
  try {
    await program.parseAsync(withHelpFlag(program, withoutBareAccount(argv)), { from: 'user' })
  } catch (thrown) {
    exitCode = await failed(thrown)
  }
  await endProcess(exitCode, isCheck(argv) ? CHECK_EXIT.unknown : EXIT.failure)
}

async function toldFailure(thrown: unknown, program: Command, argv: readonly string[]): Promise<number> {
  // Help and version come as an exception too; their text is out already.
  if (thrown instanceof CommanderError && thrown.exitCode === 0) return EXIT.ok
  const { printFailure } = await import('./failure-output.ts')
  const command = commandNameOf(argv)
  const exitCode = printFailure(thrown instanceof CommanderError ? usageFailure(thrown, program, argv) : thrown, {
    command,
    asJson: argv.includes('--json'),
    isVerbose: argv.includes('-v') || argv.includes('--verbose'),
  })
  return isCheck(argv) ? CHECK_EXIT.unknown : exitCode
}

function isCheck(argv: readonly string[]): boolean {
  return commandNameOf(argv) === 'check'
}

/** The command that was meant, known even where the line could not be understood. */
function commandNameOf(argv: readonly string[]): string {
  return plainWords(argv)[0] ?? 'status'
}
