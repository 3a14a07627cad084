import type { TierTable } from '../model/tiers.ts'
import type { Clock } from '../ports/clock.ts'
import { type Evaluation, type Evaluator, type LostAccount, startEvaluation } from './evaluate.ts'
import { EvidenceDesk } from './evidence-desk.ts'
import type { StreamJournal } from './history/stream-journal.ts'
import type { HistoryRecord } from './history-record.ts'
import { NewsDesk } from './news-desk.ts'
import { RareNotes } from './rare-notes.ts'
import { reasonOf } from './reason.ts'
import { startUrgent } from './urgent.ts'
import { WatchedAccount, type WatchedSource } from './watch-account.ts'
import type { WatchEvaluation, WatchListener } from './watch-listener.ts'
import { LockKeeper, type WatchLock } from './watch-lock.ts'

const TICK_MS = 1000
/** A tick this late means that the machine slept: everything is read anew before anything is said. */
const SLEPT_MS = 10_000
/** A tick this much too early means that the clock was set back. */
const SET_BACK_MS = 2000

export interface WatchOptions {
  readonly sources: readonly WatchedSource[]
  /** Accounts that cannot be asked for now; none, when absent. */
  readonly lost?: () => readonly LostAccount[]
  readonly evaluator: Evaluator
  readonly tiers: TierTable
  readonly staleSeconds: number
  readonly clock: Clock
  readonly listener: WatchListener
  /** Keeps a headless watch the only one of its accounts; `null` for a screen, which may stand beside others. */
  readonly lock: WatchLock | null
  readonly record: HistoryRecord
  /** Journals what the user streams tell; absent where nothing is journaled. */
  readonly heard?: StreamJournal
}

export type WatchEnd = 'stopped' | 'replaced'

/** Looks at accounts until it is stopped: streams drive it, REST corrects it, one evaluation at a time. */
export class Watch {
  readonly #accounts: WatchedAccount[]
  readonly #options: WatchOptions
  readonly #desk = new EvidenceDesk(() => this.#evaluateSoon())
  readonly #news: NewsDesk
  readonly #sending = new Set<Promise<unknown>>()
  readonly #notes = new RareNotes()
  #isDirty = false
  #isWaking = false
  #end: WatchEnd | 'left' | null = null
  #wake: () => void = () => undefined
  #crash: { readonly error: unknown } | null = null
  #tickedAtMs: number
  #evaluatedAtMs = Number.NEGATIVE_INFINITY
  #urgentAtMs = Number.NEGATIVE_INFINITY
  readonly #lock: LockKeeper | null

  constructor(options: WatchOptions) {
    this.#options = options
    this.#tickedAtMs = options.clock.nowMs()
    this.#lock = options.lock === null ? null : new LockKeeper(options.lock, options.staleSeconds)
    this.#news = new NewsDesk({
      evaluator: options.evaluator,
      mayTell: () => this.#end === null && this.#isOurs(),
      onTold: (sent) => this.#follow(sent, () => undefined),
      onOpenInterest: (figures) => this.#keep(() => options.record.takeOpenInterest(figures, options.clock.nowMs())),
      onNote: (text) => this.#note(text),
    })
    this.#accounts = options.sources.map((source) => this.#watched(source))
  }

  get accounts(): readonly WatchedAccount[] {
    return this.#accounts
  }

  /** Takes up an account that was lost before; the others are not kept waiting for its first reading. */
  async join(source: WatchedSource): Promise<void> {
    const account = this.#watched(source)
    account.open()
    await account.tend()
    if (this.#end === null) this.#accounts.push(account)
    else account.close()
  }

  #watched(source: WatchedSource): WatchedAccount {
    const { tiers, staleSeconds, evaluator, clock, heard } = this.#options
    return new WatchedAccount({
      source,
      tiers,
      staleMs: staleSeconds * 1000,
      memory: () => evaluator.log.load(clock.nowMs()),
      onChange: () => this.#evaluateSoon(),
      onEvent: (event, before) => heard?.hear(source.account, event, before),
      onNote: (text) => this.#note(`${source.account}: ${text}`),
    })
  }

  /**
   * Runs until it is stopped, or until another watch has taken over; what is being sent is sent first.
   *
   * @throws whatever made an evaluation impossible: a watch that cannot judge must not seem to be looking
   */
  async run(): Promise<WatchEnd> {
    for (const account of this.accounts) account.open()
    try {
      while (this.#end === null) {
        await Promise.race([this.#tick(), this.#untilStopped()])
        if (this.#end === null) await Promise.race([this.#options.clock.sleep(TICK_MS), this.#untilStopped()])
        if (this.#crash !== null) throw this.#crash.error
      }
    } finally {
      for (const account of this.accounts) account.close()
    }
    if (this.#end !== 'left') await Promise.allSettled(this.#sending)
    return this.#end === 'replaced' ? 'replaced' : 'stopped'
  }

  /** Ends the watch; messages on their way are sent first. */
  stop(): void {
    this.#endAs('stopped')
  }

  /** Ends the watch at once: what was not sent stays due. */
  leave(): void {
    this.#endAs('left')
  }

  /** One look at everything by REST, for `--once`. */
  async once(): Promise<void> {
    await Promise.all(this.accounts.map((account) => account.tend()))
    await Promise.all(this.accounts.map((account) => account.whenDecorated()))
    this.#evaluate()
    await Promise.allSettled(this.#sending)
    if (this.#crash !== null) throw this.#crash.error
  }

  #endAs(end: WatchEnd | 'left'): void {
    this.#end ??= end
    this.#wake()
  }

  #untilStopped(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }

  async #tick(): Promise<void> {
    const lateMs = this.#lateMs()
    if (lateMs < -SET_BACK_MS) await this.#clockWasSetBack(lateMs)
    if (lateMs > SLEPT_MS) await this.#wakeUp(lateMs)
    const tended = Promise.all(this.accounts.map((account) => account.tend()))
    // A reading that takes its time must not keep the age of the data from being judged.
    if (this.accounts.some(({ hasTried }) => !hasTried)) await tended
    this.#tickedAtMs = this.#options.clock.nowMs()
    // Frames make evaluations too: a tick adds none to a young one. Timers may fire a little early.
    if (Math.abs(this.#options.clock.nowMs() - this.#evaluatedAtMs) >= 0.9 * TICK_MS) this.#evaluateOrCrash()
    this.#news.consider(() => this.accounts.map((account) => account.look()), this.#options.clock.nowMs())
  }

  /** How much later than due a tick would be now; negative before it is due. */
  #lateMs(): number {
    return this.#options.clock.nowMs() - this.#tickedAtMs - TICK_MS
  }

  /** A reading that was on its way when the clock moved bears times of both: it is read anew. */
  async #clockWasSetBack(byMs: number): Promise<void> {
    this.#note(`the clock was set back by ${Math.round(-byMs / 1000)} s`)
    for (const account of this.accounts) account.clockMoved(byMs)
    await this.#readAnew()
  }

  /** What was known before a sleep is too old to judge by, and no reason to cry before it was read anew. */
  async #wakeUp(sleptMs: number): Promise<void> {
    this.#note(`no tick for ${Math.round(sleptMs / 1000)} s: the machine slept`)
    await this.#readAnew()
  }

  async #readAnew(): Promise<void> {
    this.#isWaking = true
    await Promise.all(this.accounts.map((account) => account.refresh()))
    this.#isWaking = false
  }

  /** A burst of frames is one evaluation, at the end of the burst. */
  #evaluateSoon(): void {
    if (this.#isDirty || this.#end !== null) return
    this.#isDirty = true
    setImmediate(() => {
      this.#isDirty = false
      this.#evaluateOrCrash()
    })
  }

  #evaluateOrCrash(): void {
    if (this.#end !== null || this.#isWaking || this.accounts.some(({ hasTried }) => !hasTried)) return
    // The frame that woke us comes before the tick that notices the sleep, or that the clock was set back.
    const lateMs = this.#lateMs()
    if (lateMs > SLEPT_MS || lateMs < -SET_BACK_MS) return
    this.#orCrash(() => {
      if (!this.#isOurs()) this.#endAs('replaced')
      else if (this.#tellUrgent()) this.#evaluateSoon()
      else this.#evaluate()
    })
  }

  /** Whether something inside a tier was due: it is told, and leaves, before the whole is judged. */
  #tellUrgent(): boolean {
    const nowMs = this.#decisionMs()
    const looks = this.accounts.flatMap((account) => account.urgent() ?? [])
    const urgent = startUrgent(looks, this.#options.evaluator, nowMs)
    if (urgent === null) return false
    this.#urgentAtMs = nowMs
    this.#follow(urgent.sent, () => this.#options.record.takeEvents(urgent.decision, nowMs))
    return true
  }

  /** Alerts are named by their reading and time: what follows an urgent decision bears a time of its own. */
  #decisionMs(): number {
    const nowMs = this.#options.clock.nowMs()
    return nowMs === this.#urgentAtMs ? nowMs + 1 : nowMs
  }

  #orCrash(act: () => void): void {
    try {
      act()
    } catch (error) {
      this.#crash ??= { error }
      this.#wake()
    }
  }

  #evaluate(): void {
    const { evaluator, record } = this.#options
    const nowMs = this.#decisionMs()
    this.#evaluatedAtMs = nowMs
    const looks = this.accounts.map((account) => account.look())
    const lost = this.#options.lost?.() ?? []
    const { decision, remedies, sent } = startEvaluation(looks, evaluator, { nowMs, lost, desk: this.#desk })
    const shown = this.#shown({ decision, looks, remedies })
    // History waits for the messages: writing it must not hold them up.
    this.#follow(
      Promise.all([sent, shown]).then(([evaluation]) => evaluation),
      () => record.take(decision, looks, nowMs),
    )
    this.#beat(nowMs)
  }

  /** Showing hundreds of positions takes its time: messages that were handed over go on their way first. */
  async #shown(evaluated: WatchEvaluation): Promise<void> {
    if (evaluated.decision.messages.length > 0) await new Promise((resolve) => setImmediate(resolve))
    this.#orCrash(() => this.#options.listener.onEvaluated(evaluated))
  }

  #follow(sent: Promise<Evaluation>, record: () => void): void {
    const told = sent.then(
      (evaluation) => {
        for (const fault of evaluation.faults) this.#note(fault)
        this.#options.listener.onSent(evaluation)
        this.#keep(record)
        this.#keep(() => this.#options.heard?.write(this.#options.clock.nowMs()))
      },
      (error: unknown) => this.#note(`sending failed: ${reasonOf(error)}`),
    )
    this.#sending.add(told)
    void told.finally(() => this.#sending.delete(told))
  }

  #keep(record: () => void): void {
    this.#attempt('the history could not be written', record)
  }

  /** Asked before anything is decided: what a watch that was replaced claims for itself, nobody else would send. */
  #isOurs(): boolean {
    const nowMs = this.#options.clock.nowMs()
    return this.#attempt('the lock could not be read', () => this.#lock?.isHeld(nowMs)) !== false
  }

  /** A lock that cannot be kept is told, and watching goes on. */
  #beat(nowMs: number): void {
    if (this.#attempt('the lock could not be kept', () => this.#lock?.beat(nowMs)) === false) this.#endAs('replaced')
  }

  #attempt<T>(failure: string, act: () => T): T | null {
    try {
      return act()
    } catch (error) {
      this.#note(`${failure}: ${reasonOf(error)}`)
      return null
    }
  }

  #note(text: string): void {
    if (this.#notes.isNews(text, this.#options.clock.nowMs())) this.#options.listener.onNote(text)
  }
}
