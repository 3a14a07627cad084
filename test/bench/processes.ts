import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { Readable, type Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'

const fileHere = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** The built program. */
export const PROGRAM = fileHere('../../bin/liqwatch.js')

type Environment = Readonly<Record<string, string>>

/** A finished process, from its start to its end. */
export interface Run {
  readonly stdout: string
  readonly durationMs: number
  /** `null` when it was not asked for: the preload that tells it costs a little time. */
  readonly peakMemoryKb: number | null
}

interface RunOptions {
  readonly env?: Environment
  readonly tellsMemory?: boolean
}

/**
 * Runs node with these arguments to its end.
 *
 * @throws Error with what it printed when it does not end with 0
 */
export async function runNode(argv: readonly string[], options: RunOptions = {}): Promise<Run> {
  const preload = options.tellsMemory === true ? ['--require', fileHere('peak-memory.cjs')] : []
  const startedAtMs = performance.now()
  const child = spawn(process.execPath, [...preload, ...argv], {
    env: options.env ?? { PATH: process.env.PATH ?? '' },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  })
  const texts = ([1, 2, 3] as const).map((descriptor) => textOf(pipeOf(child, descriptor)))
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', resolve)
  })
  const durationMs = performance.now() - startedAtMs
  const [stdout, stderr, memory] = await Promise.all(texts)
  if (exitCode !== 0) throw new Error(`node ${argv.join(' ')} ended with ${exitCode}:\n${stdout}${stderr}`)
  return { stdout: stdout ?? '', durationMs, peakMemoryKb: options.tellsMemory === true ? Number(memory) : null }
}

/** What a child writes on one of its descriptors; the preloaded scripts tell their figures on 3. */
function pipeOf(child: ChildProcess, descriptor: 1 | 2 | 3): Readable {
  const pipe = child.stdio[descriptor]
  if (pipe instanceof Readable) return pipe
  throw new Error(`the child has no pipe on ${descriptor}`)
}

async function textOf(stream: Readable): Promise<string> {
  let text = ''
  for await (const chunk of stream) text += String(chunk)
  return text
}

/** What a running process told of itself at one moment. */
export interface LoadSample {
  readonly atMs: number
  /** Processor time since its start, all threads. */
  readonly cpuMs: number
  readonly rssKb: number
  /** The highest since its start, between two samples too. */
  readonly peakKb: number
}

/** A process under observation while it works. */
export interface Observed {
  readonly stdin: Writable
  /** Lines that it printed. */
  readonly lines: AsyncIterable<string>
  /** One sample a second, complete once it has ended. */
  readonly samples: readonly LoadSample[]
  /** Closes its input and waits for its end. */
  end(): Promise<void>
  /** Asks it to end, as a service manager does, and waits for that. */
  stop(): Promise<void>
}

/** Starts node with these arguments and collects what it costs, second by second, until it ends. */
export function observeNode(argv: readonly string[], env: Environment = {}): Observed {
  const child = spawn(process.execPath, ['--require', fileHere('steady-load.cjs'), ...argv], {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['pipe', 'pipe', 'inherit', 'pipe'],
  })
  const { stdin } = child
  if (stdin === null) throw new Error('the child has no input')
  const samples: LoadSample[] = []
  createInterface({ input: pipeOf(child, 3) }).on('line', (line) => samples.push(JSON.parse(line)))
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve))
  const ended = async (): Promise<void> => {
    const exitCode = await closed
    if (exitCode !== 0) throw new Error(`node ${argv.join(' ')} ended with ${exitCode}`)
  }
  return {
    stdin,
    lines: createInterface({ input: pipeOf(child, 1) }),
    samples,
    end: () => {
      stdin.end()
      return ended()
    },
    stop: () => {
      child.kill('SIGTERM')
      return ended()
    },
  }
}
