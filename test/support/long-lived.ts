import { readdirSync } from 'node:fs'
import type { TestContext } from 'vitest'
import type { DemoExchange } from '../../src/demo/server.ts'
import { type Inbox, startInbox } from './inbox.ts'
import { LiveCli } from './live-cli.ts'
import { type CliHome, homeFor } from './run-cli.ts'

/** The ways to leave a watch running. */
export const MODES = ['screen', 'headless', 'json', 'metrics'] as const
export type Mode = (typeof MODES)[number]

const FLAGS: Readonly<Record<Mode, readonly string[]>> = {
  screen: [],
  headless: ['--headless'],
  json: ['--json'],
  metrics: ['--headless', '--metrics', '127.0.0.1:0'],
}

/** A message as the phone got it. */
export interface Letter {
  readonly title: string
  readonly body: string
  readonly reasons: readonly string[]
}

export interface LongLivedOptions {
  readonly test: Pick<TestContext, 'onTestFinished'>
  readonly exchange: DemoExchange
  readonly mode: Mode
  /** Of the config: a test cannot wait for a minute of blindness. */
  readonly staleSeconds: number
  /** The program's own patience with a request unless given. */
  readonly timeoutSeconds?: number
  readonly env?: Readonly<Record<string, string>>
  /** See `LiveOptions`. */
  readonly fileBlocks?: number
  /** Changes the home before anything runs in it. */
  readonly prepare?: (home: CliHome) => void
  /** A home and its phone to share; of its own by default. */
  readonly beside?: LongLived
}

/** A line painted at its place, up to the next one. */
const PAINTED = /\u001b\[(\d+);1H((?:(?!\u001b\[\d+;1H)[\s\S])*)/g
const STEERING = /\u001b\[[?\d;]*[A-Za-z]/g

/** A watch left running in one of its modes, and what its owner sees of it. */
export class LongLived {
  readonly mode: Mode
  readonly home: CliHome
  readonly cli: LiveCli
  readonly inbox: Inbox
  readonly #screen = new Map<number, string>()
  /** Every verdict that was shown, in order, without repetition. */
  readonly verdicts: string[] = []
  #pending = ''

  private constructor(options: LongLivedOptions, home: CliHome, inbox: Inbox) {
    this.mode = options.mode
    this.home = home
    this.inbox = inbox
    const timeout = options.timeoutSeconds === undefined ? [] : ['--timeout', String(options.timeoutSeconds)]
    this.cli = new LiveCli(['watch', ...FLAGS[options.mode], ...timeout], {
      test: options.test,
      env: { ...home.env, ...options.env },
      hasTerminal: options.mode === 'screen',
      ...(options.fileBlocks === undefined ? {} : { fileBlocks: options.fileBlocks }),
    })
    this.cli.child.stdout?.on('data', (chunk) => this.#read(String(chunk)))
  }

  /** Starts a watch with a home and a phone of its own. */
  static async start(options: LongLivedOptions): Promise<LongLived> {
    if (options.beside !== undefined) return new LongLived(options, options.beside.home, options.beside.inbox)
    const inbox = await startInbox()
    options.test.onTestFinished(() => inbox.close())
    const routes = { '15': ['phone'], '10': ['phone'], '5': ['phone'], blind: ['phone'] }
    const home = homeFor(options.exchange, {
      staleSeconds: options.staleSeconds,
      alerts: { rearmSeconds: 0 },
      channels: { phone: { type: 'webhook', url: inbox.url } },
      routes,
    })
    options.prepare?.(home)
    return new LongLived(options, home, inbox)
  }

  /** The verdict that stands; empty before the first. */
  get verdict(): string {
    return this.verdicts.at(-1) ?? ''
  }

  /** What the live screen shows now, or all that was printed. */
  get shown(): string {
    if (this.mode !== 'screen') return this.cli.stdout + this.cli.stderr
    return [...this.#screen]
      .sort(([a], [b]) => a - b)
      .map(([, line]) => line)
      .join('\n')
  }

  get letters(): readonly Letter[] {
    return this.inbox.letters.map(({ body }) => {
      const { title, body: text, alerts } = JSON.parse(body)
      return { title, body: text, reasons: alerts.map(({ reason }: { reason: string }) => reason) }
    })
  }

  /**
   * Why the phone rang, since so many letters. One outage is told again when it goes by another name, old data and then
   * an account that cannot be read: such a second letter counts with the first.
   */
  newsSince(letters = 0): readonly string[] {
    return this.letters.slice(letters).flatMap(({ reasons, body }, index, all) => {
      const before = all[index - 1]
      const isSameOutage = before?.reasons.includes('blind') && reasons.includes('blind') && before.body !== body
      return isSameOutage ? [] : reasons
    })
  }

  /** Open files and sockets. */
  descriptors(): number {
    return readdirSync(`/proc/${this.cli.child.pid}/fd`).length
  }

  /** Waits until something holds; says what was seen when it does not. */
  async until(holds: () => boolean, what: string): Promise<void> {
    const endsAtMs = performance.now() + 30_000
    while (!holds()) {
      if (performance.now() > endsAtMs || this.cli.child.exitCode !== null) throw new Error(this.story(`no ${what}`))
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
  }

  /** What was seen and sent so far, for a failing test. */
  story(title = 'what was seen'): string {
    const letters = this.letters.map(({ title, body }) => `${title}: ${body}`).join('\n')
    return `${this.mode}: ${title}; verdicts ${this.verdicts.join(' ')}; letters:\n${letters}\nshown:\n${this.shown.slice(-3000)}`
  }

  #read(chunk: string): void {
    this.#pending += chunk
    if (this.mode === 'screen') this.#readFrames()
    else this.#readLines()
  }

  #readFrames(): void {
    let last = 0
    for (const match of this.#pending.matchAll(PAINTED)) {
      const [, row, painted = ''] = match
      const line = painted.replace(STEERING, '')
      this.#screen.set(Number(row), line)
      last = match.index
      if (row === '1') this.#note(/^[A-Z]+(?= )/.exec(line)?.[0])
    }
    // Of the last line there may be more to come.
    this.#pending = this.#pending.slice(last)
  }

  #readLines(): void {
    const lines = this.#pending.split('\n')
    this.#pending = lines.pop() ?? ''
    for (const line of lines) {
      this.#note(this.mode === 'json' ? JSON.parse(line).verdict : / verdict=(\w+) (?:feed|error)=/.exec(line)?.[1])
    }
  }

  #note(verdict: string | undefined): void {
    if (verdict !== undefined && verdict !== this.verdict) this.verdicts.push(verdict)
  }
}
