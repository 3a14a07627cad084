import { type ChildProcess, spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { TestContext } from 'vitest'
import { MEASURED } from './run-cli.ts'

const bin = fileURLToPath(new URL('../../bin/liqwatch.js', import.meta.url))
/** Makes a child believe that it has a terminal: what it writes still arrives through pipes. */
const WITH_TERMINAL =
  'for(const s of [process.stdin,process.stdout]){s.isTTY=true};process.stdout.columns=100;process.stdout.rows=30'

export interface LiveOptions {
  /** The test that it ends with. */
  readonly test: Pick<TestContext, 'onTestFinished'>
  readonly env: Readonly<Record<string, string>>
  readonly hasTerminal?: boolean
  /** Blocks that no file of the run may grow beyond, of 512 or 1024 bytes as the shell counts them; without limit unless given. */
  readonly fileBlocks?: number
}

/** A run of the built program that is looked at and spoken to while it runs; it ends with the test at the latest. */
export class LiveCli {
  readonly child: ChildProcess
  readonly exited: Promise<number | null>
  stdout = ''
  stderr = ''

  constructor(argv: readonly string[], { test, env, hasTerminal = false, fileBlocks }: LiveOptions) {
    const pretending = `${env.NODE_OPTIONS ?? ''} --import=data:text/javascript,${encodeURI(WITH_TERMINAL)}`
    const terminal = hasTerminal ? { NODE_OPTIONS: pretending } : {}
    const limited = fileBlocks === undefined ? [] : ['sh', '-c', `ulimit -f ${fileBlocks} && exec "$0" "$@"`]
    const [command = '', ...rest] = [...limited, process.execPath, bin, ...argv]
    this.child = spawn(command, rest, {
      cwd: tmpdir(),
      env: { ...env, ...terminal, ...MEASURED },
      stdio: 'pipe',
    })
    this.child.stdout?.on('data', (chunk) => (this.stdout += String(chunk)))
    this.child.stderr?.on('data', (chunk) => (this.stderr += String(chunk)))
    this.exited = new Promise((resolve) => this.child.on('close', resolve))
    test.onTestFinished(async () => {
      this.child.kill('SIGKILL')
      await this.exited
    })
  }

  /** Waits until what was printed matches. */
  async prints(pattern: RegExp): Promise<void> {
    await this.until(() => pattern.test(this.stdout + this.stderr), String(pattern))
  }

  async until(holds: () => boolean, what: string): Promise<void> {
    const endsAtMs = performance.now() + 25_000
    while (!holds()) {
      if (performance.now() > endsAtMs) throw new Error(`no ${what} in:\n${this.stdout}\n${this.stderr}`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  type(keys: string): void {
    this.child.stdin?.write(keys)
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal)
  }
}
