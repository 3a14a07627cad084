import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { basename } from 'node:path'
import type { Notifier, OutgoingMessage } from '../ports/notifier.ts'
import type { ChannelDeps, CommandConfig } from './channel.ts'
import { ChannelError, misconfigured } from './channel-error.ts'
import { childEnvironment } from './child-environment.ts'
import { fitText, messageText, plainText, utf8Length } from './plain-text.ts'
import { withRetries } from './retry.ts'

const DEADLINE_MS = 5000
// Linux takes at most 128 KiB in one variable; the whole text is on standard input.
const LONGEST_VARIABLE_BYTES = 32_000

/**
 * A program of the user's own, started without a shell. Title and body come on its standard input, and as LIQWATCH_TITLE,
 * LIQWATCH_BODY and LIQWATCH_SEVERITY; exit code 0 means delivered.
 */
export function commandNotifier(name: string, config: CommandConfig, deps: ChannelDeps): Notifier {
  const deadlineMs = deps.deadlineMs ?? DEADLINE_MS
  const retry = { clock: deps.clock, random: deps.random ?? Math.random, deadlineMs }
  const environment = deps.env ?? process.env
  const hint = `check channels.${name}.argv, then run liqwatch notify test`
  const [program, ...args] = config.argv
  if (program === undefined || program === '') throw misconfigured(`channel ${name} names no program`, hint)
  return {
    name,
    isRemote: true,
    send: async (message) => {
      const env = { ...childEnvironment(environment), ...messageVariables(message) }
      const run = { program, args, hint, input: messageText(message), env, deadlineMs }
      await withRetries(() => runOnce(run), retry)
    },
  }
}

interface Run {
  readonly program: string
  readonly args: readonly string[]
  /** What to do when it fails. */
  readonly hint: string
  readonly input: string
  readonly env: Readonly<Record<string, string>>
  readonly deadlineMs: number
}

function messageVariables(message: OutgoingMessage): Record<string, string> {
  return {
    LIQWATCH_TITLE: fitText(plainText(message.title), LONGEST_VARIABLE_BYTES, utf8Length),
    LIQWATCH_BODY: fitText(plainText(message.body), LONGEST_VARIABLE_BYTES, utf8Length),
    LIQWATCH_SEVERITY: message.severity,
  }
}

async function runOnce(run: Run): Promise<void> {
  const ending = await endingOf(run)
  if (ending.kind === 'exit' && ending.code === 0) return
  // A program that cannot be started now cannot be started a second later.
  const retryable = ending.kind !== 'not-started'
  throw new ChannelError(`${basename(run.program)} ${wordsFor(ending)}`, { hint: run.hint, retryable })
}

type Ending =
  | { readonly kind: 'exit'; readonly code: number }
  | { readonly kind: 'signal'; readonly signal: string }
  | { readonly kind: 'deadline'; readonly deadlineMs: number }
  | { readonly kind: 'not-started'; readonly code: string }

function endingOf(run: Run): Promise<Ending> {
  return new Promise((resolve) => {
    const child = startOf(run)
    if (child === null) return resolve({ kind: 'not-started', code: 'bad argument' })
    const timer = setTimeout(() => {
      killGroup(child)
      resolve({ kind: 'deadline', deadlineMs: run.deadlineMs })
    }, run.deadlineMs)
    const end = (ending: Ending): void => {
      clearTimeout(timer)
      resolve(ending)
    }
    child.on('error', (error) => end({ kind: 'not-started', code: 'code' in error ? String(error.code) : error.name }))
    child.on('exit', (code, signal) =>
      end(code === null ? { kind: 'signal', signal: `${signal}` } : { kind: 'exit', code }),
    )
    // A program may end without reading its input.
    child.stdin?.on('error', () => {})
    child.stdin?.end(run.input)
  })
}

function startOf({ program, args, env }: Run): ChildProcess | null {
  try {
    // Detached gives it a process group of its own, so that the deadline ends its children too.
    return spawn(program, args, {
      shell: false,
      detached: process.platform !== 'win32',
      stdio: ['pipe', 'ignore', 'ignore'],
      env,
    })
  } catch {
    return null
  }
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    if (process.platform === 'win32') child.kill('SIGKILL')
    else process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It ended by itself in the meantime.
  }
}

function wordsFor(ending: Ending): string {
  switch (ending.kind) {
    case 'exit':
      return `ended with exit code ${ending.code}`
    case 'signal':
      return `was ended by ${ending.signal}`
    case 'deadline':
      return `did not end within ${ending.deadlineMs / 1000} s`
    case 'not-started':
      return `could not be started (${ending.code})`
  }
}
