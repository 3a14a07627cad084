import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PlannedMessage } from '../../src/alerts/plan.ts'
import type { Watch } from '../../src/app/watch.ts'
import { type DemoExchange, type DemoOptions, startDemoExchange } from '../../src/demo/server.ts'
import type { BinanceExchange } from '../../src/exchange/binance/client.ts'
import type { StateStore } from '../../src/ports/state-store.ts'
import { openStateStore } from '../../src/store/state-store.ts'
import { createBenchWatch } from './bench-watch.ts'
import { SoakTime } from './soak-time.ts'

const START_MS = Date.UTC(2026, 10, 21, 14, 0, 0)
/** Marks come this often; the watch takes a stream for silent that says nothing for longer. */
const STEP_MS = 3000
/** What is not answered by then waits for time to pass itself. */
const LONGEST_SETTLE_MS = 25
const QUIET_ROUNDS = 5
/** Every so many messages the channel fails once: it must come with the next evaluation. */
const FAILS_EVERY = 9

/** An alert that the phone took. */
export interface Told {
  readonly symbol: string | null
  /** `reason/tier`, or the reason alone where there is no tier. */
  readonly text: string
}

/** A watch and its exchange in this process, both on a clock moved by hand: hours in seconds. */
export class SoakRun {
  readonly exchange: DemoExchange
  readonly time: SoakTime
  readonly store: StateStore
  readonly notes = new Map<string, number>()
  evaluations = 0
  readonly #folder: string
  readonly #watch: Watch
  readonly #run: Promise<unknown>
  #told: Told[] = []
  #messages = 0
  #inFlight = 0
  #crash: { readonly error: unknown } | null = null

  private constructor(exchange: DemoExchange, store: StateStore, folder: string) {
    this.exchange = exchange
    this.store = store
    this.#folder = folder
    this.time = new SoakTime(exchange.nowMs())
    this.#watch = createBenchWatch({
      access: exchange,
      store,
      clock: this.time,
      time: this.time,
      deliver: async (messages) => messages.map((message) => this.#deliver(message)),
      through: (client) => this.#counted(client),
      listener: {
        onEvaluated: () => {
          this.evaluations += 1
        },
        onNote: (text) => this.#note(text),
      },
    })
    this.#run = this.#watch.run().catch((error: unknown) => {
      this.#crash = { error }
    })
  }

  static async start(options: Omit<DemoOptions, 'speed' | 'startAtMs'>): Promise<SoakRun> {
    const exchange = await startDemoExchange({ ...options, speed: 0, startAtMs: START_MS })
    const folder = mkdtempSync(join(tmpdir(), 'liqwatch-soak-'))
    return new SoakRun(exchange, await openStateStore(folder), folder)
  }

  /** Lets exchange and watch go on together, so many milliseconds at a time. */
  async pass(seconds: number, atATimeMs: number = STEP_MS): Promise<void> {
    for (let leftMs = seconds * 1000; leftMs > 0; leftMs -= atATimeMs) {
      const stepMs = Math.min(atATimeMs, leftMs)
      this.exchange.venue.advance(stepMs)
      await this.#settle()
      this.time.pass(stepMs)
      await this.#settle()
      if (this.#crash !== null) throw this.#crash.error
    }
  }

  /** What the phone took since it was last asked. */
  takeTold(): readonly Told[] {
    const told = this.#told
    this.#told = []
    return told
  }

  get seconds(): number {
    return (this.time.nowMs() - START_MS) / 1000
  }

  /** Ends the watch; the exchange goes with `close`. */
  async stop(): Promise<void> {
    this.#watch.stop()
    await this.#run
  }

  async close(): Promise<void> {
    this.store.close()
    await this.exchange.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #deliver({ channel, message, alertIds, aboutChannels }: PlannedMessage) {
    this.#messages += 1
    const failure = this.#messages % FAILS_EVERY === 0 ? 'the phone is off' : null
    if (failure === null) {
      for (const { symbol, reason, tier } of message.alerts) {
        const text = typeof tier === 'string' ? `${String(reason)}/${tier}` : String(reason)
        this.#told.push({ symbol: typeof symbol === 'string' ? symbol : null, text })
      }
    }
    return { channel, alertIds, aboutChannels, failure }
  }

  /** Counts notes of one kind, whatever figures they hold. */
  #note(text: string): void {
    const kind = text.replace(/\d+/g, '#').slice(0, 100)
    this.notes.set(kind, (this.notes.get(kind) ?? 0) + 1)
  }

  /** Lets what is on its way arrive. */
  async #settle(): Promise<void> {
    const endsAtMs = performance.now() + LONGEST_SETTLE_MS
    for (let quiet = 0; quiet < QUIET_ROUNDS && performance.now() < endsAtMs; ) {
      await new Promise((resolve) => setImmediate(resolve))
      quiet = this.#inFlight === 0 ? quiet + 1 : 0
    }
  }

  /** Counts the calls that are on their way, so that time can wait for them. */
  #counted(client: BinanceExchange): BinanceExchange {
    return new Proxy(client, {
      get: (target, name, receiver) => {
        const value: unknown = Reflect.get(target, name, receiver)
        if (typeof value !== 'function') return value
        return (...args: unknown[]) => this.#followed(Reflect.apply(value, target, args))
      },
    })
  }

  #followed(result: unknown): unknown {
    if (!(result instanceof Promise)) return result
    this.#inFlight += 1
    return result.finally(() => {
      this.#inFlight -= 1
    })
  }
}
