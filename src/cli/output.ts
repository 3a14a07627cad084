import { EXIT, type ExitCode } from '../errors.ts'

/** Writes an answer to stdout. */
export function printAnswer(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`)
}

/** Writes progress, a warning or an error to stderr. */
export function printNotice(text: string): void {
  process.stderr.write(text.endsWith('\n') ? text : `${text}\n`)
}

/** Why something printed did not arrive (a full disk); `null` while all did. */
let unwritten: string | null = null

/**
 * Ends the process once everything written has left it; the client library can leave sockets open for ever.
 * A reader that went away (`| head`) is no failure; an answer that could not be written is.
 *
 * @param whenUnwritten exit code of a success whose answer did not arrive
 */
export async function endProcess(exitCode: number, whenUnwritten: ExitCode = EXIT.failure): Promise<never> {
  await Promise.all([flushed(process.stdout), flushed(process.stderr)])
  // Streams tell of a failed write one turn later.
  await new Promise((resolve) => setImmediate(resolve))
  if (unwritten !== null) printNotice(`error: the answer could not be written: ${unwritten}`)
  process.exit(unwritten !== null && exitCode === EXIT.ok ? whenUnwritten : exitCode)
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.writableLength === 0 || stream.destroyed) resolve()
    else stream.write('', () => resolve())
  })
}

/** Makes a closed pipe end the output instead of the program, and keeps other failures for the end. */
export function ignoreClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') unwritten ??= error.message
    })
  }
}
