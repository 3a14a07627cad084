import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { AlertPolicy } from '../../src/alerts/decision-input.ts'
import type { Evaluator } from '../../src/app/evaluate.ts'
import { StreamJournal } from '../../src/app/history/stream-journal.ts'
import { HistoryRecord } from '../../src/app/history-record.ts'
import { createAccountReference } from '../../src/app/reference.ts'
import { Watch, type WatchEnd } from '../../src/app/watch.ts'
import type { WatchedSource } from '../../src/app/watch-account.ts'
import type { WatchEvaluation } from '../../src/app/watch-listener.ts'
import type { WatchLock } from '../../src/app/watch-lock.ts'
import { type DemoExchange, type DemoOptions, startDemoExchange } from '../../src/demo/server.ts'
import { Budget } from '../../src/exchange/binance/budget.ts'
import { createBinanceExchange } from '../../src/exchange/binance/client.ts'
import { resolveBaseUrls } from '../../src/exchange/binance/hosts.ts'
import { createStreams } from '../../src/exchange/binance/streams.ts'
import { createReferenceData } from '../../src/exchange/reference-data.ts'
import { d } from '../../src/model/decimal.ts'
import type { StateStore } from '../../src/ports/state-store.ts'
import { openStateStore } from '../../src/store/state-store.ts'
import { POLICY } from './alert-world.ts'
import { tierTable } from './builders.ts'
import { VirtualTime } from './virtual-time.ts'

/** When the embedded exchange begins. */
export const START_MS = Date.UTC(2026, 10, 21, 14, 0, 0)
/** A phone that hears of everything. */
const PHONE: AlertPolicy = {
  ...POLICY,
  channels: [{ name: 'phone', isRemote: true }],
  routes: {
    byTier: ['15', '10', '5'].map((tier) => ({ tier: d(tier), channels: ['phone'] })),
    blind: ['phone'],
  },
}

/** A message that reached the phone. */
export interface Sent {
  /** Seconds since the start. */
  readonly at: number
  readonly title: string
  readonly body: string
  readonly reasons: readonly string[]
  readonly tiers: readonly (string | null)[]
}

export interface LabOptions extends Omit<DemoOptions, 'speed' | 'startAtMs'> {
  /** Replaces the phone; what it is given was not recorded yet. */
  readonly deliver?: Evaluator['deliver']
  /** A state folder that outlives the lab; one of its own by default. */
  readonly stateFolder?: string
  /** Replaces the store of that folder. */
  readonly store?: StateStore
  readonly policy?: Partial<AlertPolicy>
  /** Exchange seconds that pass at a time. */
  readonly stepMs?: number
  /** Real milliseconds after which a request gives up. */
  readonly timeoutMs?: number
  readonly lock?: (store: StateStore, evaluator: Evaluator) => WatchLock
  readonly staleSeconds?: number
  /** How far the clock of this machine runs before that of the exchange. */
  readonly aheadMs?: number
  /** How long the exchange ran before the watch was started. */
  readonly lateSeconds?: number
  /** Looks at the spot-margin accounts too. */
  readonly withMargin?: boolean
}

/** A watch at the embedded exchange, with time moved by hand: minutes of the market in a second of the test. */
export class WatchLab {
  readonly demo: DemoExchange
  readonly time: VirtualTime
  readonly watch: Watch
  readonly store: StateStore
  readonly sent: Sent[] = []
  readonly notes: string[] = []
  readonly stateFolder: string
  evaluations = 0
  latest: WatchEvaluation | null = null
  end: WatchEnd | null = null
  readonly #options: LabOptions
  #inFlight = 0
  #startedAtMs = 0
  #run: Promise<void> = Promise.resolve()

  private constructor(demo: DemoExchange, store: StateStore, stateFolder: string, options: LabOptions) {
    this.demo = demo
    this.store = store
    this.stateFolder = stateFolder
    this.#options = options
    this.time = new VirtualTime(demo.nowMs() + (options.aheadMs ?? 0))
    this.#startedAtMs = this.time.nowMs()
    const evaluator = this.#evaluator()
    this.watch = new Watch({
      sources: [this.#source()],
      evaluator,
      tiers: tierTable(),
      staleSeconds: options.staleSeconds ?? 60,
      clock: this.time,
      lock: options.lock?.(store, evaluator) ?? null,
      record: new HistoryRecord(store, 365),
      heard: new StreamJournal(store),
      listener: {
        onNote: (text) => void this.notes.push(text),
        onEvaluated: (evaluated) => {
          this.evaluations += 1
          this.latest = evaluated
        },
        onSent: () => undefined,
      },
    })
  }

  /** Starts exchange and watch, and lets the first reading come in; all ends with the test. */
  static async start(options: LabOptions = {}): Promise<WatchLab> {
    const {
      deliver,
      stateFolder,
      store,
      policy,
      stepMs,
      timeoutMs,
      lock,
      staleSeconds,
      aheadMs,
      lateSeconds,
      withMargin: _withMargin,
      ...demoOptions
    } = options
    const demo = await startDemoExchange({ ...demoOptions, speed: 0, startAtMs: START_MS })
    if (lateSeconds !== undefined) demo.venue.advance(lateSeconds * 1000)
    const folder = stateFolder ?? mkdtempSync(join(tmpdir(), 'liqwatch-lab-'))
    const lab = new WatchLab(demo, store ?? (await openStateStore(folder)), folder, options)
    onTestFinished(async () => {
      lab.watch.leave()
      await lab.stop()
      lab.store.close()
      await demo.close()
      if (stateFolder === undefined) rmSync(folder, { recursive: true, force: true })
    })
    lab.#run = lab.watch.run().then((end) => {
      lab.end = end
    })
    lab.#run.catch(() => undefined)
    await lab.settle()
    return lab
  }

  /** Lets exchange and watch go on together. */
  async pass(seconds: number): Promise<void> {
    const stepMs = this.#options.stepMs ?? 1000
    for (let leftMs = seconds * 1000; leftMs > 0; leftMs -= stepMs) {
      this.demo.venue.advance(stepMs)
      await this.settle()
      this.time.pass(stepMs)
      await this.settle()
    }
  }

  /** Lets time go on until something holds. */
  async passUntil(holds: () => boolean, withinSeconds: number): Promise<void> {
    for (let second = 0; second < withinSeconds; second += 1) {
      if (holds()) return
      await this.pass(1)
    }
    if (!holds()) throw new Error(`it did not happen within ${withinSeconds} s; ${this.story()}`)
  }

  /** The exchange goes on while the machine sleeps. */
  async oversleep(seconds: number): Promise<void> {
    this.demo.venue.advance(seconds * 1000)
    this.time.setBy(seconds * 1000)
    await this.settle()
  }

  /** Lets what is on its way arrive. */
  async settle(): Promise<void> {
    const endsAtMs = performance.now() + 25
    for (let quiet = 0; quiet < 6; ) {
      await new Promise((resolve) => setImmediate(resolve))
      quiet = this.#inFlight === 0 ? quiet + 1 : 0
      if (performance.now() > endsAtMs) return
    }
  }

  async stop(): Promise<void> {
    this.watch.stop()
    await this.#run.catch(() => undefined)
  }

  /** Throws what ended the watch, if something did. */
  async ended(): Promise<void> {
    await this.#run
  }

  get seconds(): number {
    return (this.time.nowMs() - this.#startedAtMs) / 1000
  }

  /** What was sent, as `reason/tier` of each message's alerts. */
  told(): readonly string[] {
    return this.sent.map(({ reasons, tiers }) =>
      reasons.map((reason, index) => [reason, tiers[index]].filter((word) => word !== null).join('/')).join('+'),
    )
  }

  story(): string {
    return JSON.stringify({ sent: this.sent.map(({ at, title }) => `${at}: ${title}`), notes: this.notes }, null, 1)
  }

  /** The figures of the only account. */
  get risk() {
    const result = this.watch.accounts[0]?.look().result
    if (result === undefined || !('risk' in result)) throw new Error(`no figures; ${this.story()}`)
    return result.risk
  }

  get ages() {
    const ages = this.watch.accounts[0]?.ages()
    if (ages === undefined) throw new Error('no account')
    return ages
  }

  #evaluator(): Evaluator {
    return {
      log: this.store.alerts,
      policy: { ...PHONE, ...this.#options.policy },
      tiers: tierTable(),
      holder: `lab/${process.pid}/${Math.random()}`,
      maySend: () => true,
      deliver: async (messages) => {
        if (this.#options.deliver !== undefined) return this.#options.deliver(messages)
        return messages.map(({ channel, message, alertIds, aboutChannels }) => {
          this.sent.push({
            at: Math.round(this.seconds),
            title: message.title,
            body: message.body,
            reasons: message.alerts.map(({ reason }) => String(reason)),
            tiers: message.alerts.map(({ tier }) => (tier === null ? null : String(tier))),
          })
          return { channel, alertIds, aboutChannels, failure: null }
        })
      },
    }
  }

  #source(): WatchedSource {
    const { demo, time } = this
    const exchange = this.#counted(
      createBinanceExchange({
        account: 'main',
        apiKey: demo.apiKey,
        apiSecret: demo.apiSecret,
        environment: 'live',
        endpoints: demo.endpoints,
        clock: time,
        budget: new Budget(),
        timeoutMs: this.#options.timeoutMs ?? 10_000,
        random: () => 0.5,
      }),
    )
    const bases = resolveBaseUrls({ account: 'main', environment: 'live', overrides: demo.endpoints })
    const nowMs = () => time.nowMs()
    const memory = createReferenceData({ load: async () => null, save: async () => undefined }, nowMs)
    return {
      account: 'main',
      exchange,
      streams: createStreams({ bases, keys: exchange, random: () => 0.5, time }),
      reference: createAccountReference(exchange, memory, nowMs),
      clock: time,
      policy: { isLive: true, allowTradingKey: false, coinM: 'report' },
      ...(this.#options.withMargin === true ? { margin: exchange } : {}),
    }
  }

  /** Counts the calls that are on their way, so that time can wait for them. */
  #counted<T extends object>(target: T): T {
    return new Proxy(target, {
      get: (object, name, receiver) => {
        const value: unknown = Reflect.get(object, name, receiver)
        if (typeof value !== 'function') return value
        return (...args: unknown[]) => this.#followed(Reflect.apply(value, object, args))
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
