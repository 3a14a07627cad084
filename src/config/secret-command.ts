import { type ChildProcess, spawn } from 'node:child_process'
import { ConfigError } from '../errors.ts'

/** Runs a program and yields what it printed. */
export type CommandRun = (argv: readonly string[], env: Readonly<Record<string, string>>) => Promise<string>

const LIMIT_MS = 10_000
const MOST_BYTES = 65_536

/**
 * Standard output of a program that was started without a shell. It is killed, with the processes it started, when it
 * takes longer than `limitMs` or prints more than a secret could be long.
 *
 * @throws ConfigError `secret-command`; output and arguments stay out of it
 */
export function runForOutput(
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
  limitMs: number = LIMIT_MS,
): Promise<string> {
  const [program = '', ...parameters] = argv
  return new Promise((resolve, reject) => {
    // A group of its own can be killed as a whole: password managers are often scripts around other programs.
    const child = spawn(program, parameters, { env, stdio: ['ignore', 'pipe', 'ignore'], detached: true })
    const chunks: Buffer[] = []
    let bytes = 0
    const giveUp = (problem: string): void => {
      clearTimeout(timer)
      killGroup(child)
      child.stdout.destroy()
      reject(failed(program, problem))
    }
    const timer = setTimeout(() => giveUp(`did not answer within ${limitMs / 1000} s`), limitMs)
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > MOST_BYTES) giveUp('printed far more than a secret')
      else chunks.push(chunk)
    })
    child.on('error', (cause) => {
      clearTimeout(timer)
      reject(failed(program, 'cannot be started', cause))
    })
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      if (code === 0) resolve(Buffer.concat(chunks).toString('utf8'))
      else reject(failed(program, code === null ? `was ended by ${signal}` : `ended with exit code ${code}`))
    })
  })
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // No such group (already gone, or a system without groups): the process itself is left to kill.
    child.kill('SIGKILL')
  }
}

function failed(program: string, problem: string, cause?: unknown): ConfigError {
  return new ConfigError(`the command ${program}, which a secret comes from, ${problem}`, {
    code: 'secret-command',
    hint: 'run it by hand with the same user; programs outside the usual folders need their whole path',
    cause,
  })
}
