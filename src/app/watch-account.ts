import type { AlertMemory } from '../alerts/memory.ts'
import {
  type AccountEvent,
  applyEvent,
  applyMarks,
  type FreshReading,
  type MarkEvent,
  readingAfter,
} from '../model/events.ts'
import type { AccountSnapshot } from '../model/snapshot.ts'
import type { TierTable } from '../model/tiers.ts'
import type { MarketStream, Stream, Streams } from '../ports/streams.ts'
import { assessAccount } from '../risk/assess.ts'
import { AccountFigures } from './account-figures.ts'
import { type AccountSource, type Collection, collectNeeded, type FreshFacts } from './collect.ts'
import { decoratedBy } from './collect-optional.ts'
import { DueTimes } from './due-times.ts'
import type { AccountLook } from './evaluate.ts'
import { MarginWatch } from './margin-watch.ts'
import { MarkFeed } from './mark-feed.ts'
import { asNamedFailure, isSuspect } from './observe.ts'
import { ReadingWish } from './reading-wish.ts'
import { StreamWitness } from './stream-evidence.ts'
import type { UrgentLook } from './urgent.ts'
import {
  DECORATE_EVERY_MS,
  ORDERS_EVERY_MS,
  RATES_EVERY_MS,
  REFRESH_EVERY_MS,
  readingEveryMs,
  SYNC_EVERY_MS,
} from './watch-pace.ts'

export interface WatchedSource extends AccountSource {
  readonly streams: Streams
}

export interface WatchedOptions {
  readonly source: WatchedSource
  readonly tiers: TierTable
  readonly staleMs: number
  /** What alerts remember: a margin account that was in danger and no longer is may have been liquidated. */
  readonly memory: () => AlertMemory
  /** Something changed that an evaluation should see. */
  readonly onChange: () => void
  /** An event of the user stream, with the snapshot before it. It must only take it down. */
  readonly onEvent?: (event: AccountEvent, before: AccountSnapshot | null) => void
  /** A line for the log: a stream went down, a frame could not be read. */
  readonly onNote: (text: string) => void
}

/** How long ago each source last spoke; `null` when it never did or is down. */
export interface WatchedAges {
  readonly markMs: number | null
  readonly userMs: number | null
  readonly restMs: number | null
  readonly isPolled: boolean
}

/** One account kept current: streams move it, REST corrects it, and it knows how old it is. */
export class WatchedAccount {
  readonly source: WatchedSource
  readonly #options: WatchedOptions
  readonly #witness = new StreamWitness()
  readonly #figures: AccountFigures
  readonly #times = new DueTimes<'read' | 'decorate' | 'rates' | 'clock'>()
  readonly #feed: MarkFeed
  #reading: Promise<void> | null = null
  /** Events that came while REST was read: the answer may be older than they are. */
  #duringReading: AccountEvent[] = []
  #decorating: Promise<void> = Promise.resolve()
  readonly #margin: MarginWatch
  readonly #wish = new ReadingWish()
  #areOrdersWanted = false
  #market: MarketStream | null = null
  #user: Stream | null = null

  constructor(options: WatchedOptions) {
    this.#options = options
    this.source = options.source
    this.#figures = new AccountFigures({ ...options, clock: options.source.clock })
    this.#margin = new MarginWatch(options)
    const onMarks = (marks: readonly MarkEvent[]): void => this.#move((snapshot) => applyMarks(snapshot, marks))
    this.#feed = new MarkFeed(options.source, { onMarks, onNote: options.onNote })
  }

  /** Opens the streams; the first reading follows with the first `tend`. */
  open(): void {
    const { streams } = this.source
    const note = (name: string) => ({
      onDown: (why: string) => this.#options.onNote(`${name} stream down: ${why}`),
      onTrouble: (why: string) => this.#options.onNote(`${name} stream: ${why}`),
    })
    this.#market = streams.openMarketStream([], {
      ...note('market'),
      onOpen: () => undefined,
      onMarks: (marks) => this.#hear(marks),
      onBrackets: (symbol) => {
        this.#options.onNote(`new brackets of ${symbol} were announced`)
        this.#follow('configuration')
      },
    })
    this.#user = streams.openUserStream({
      ...note('user'),
      // What an unreadable frame said is not known: only REST can tell.
      onTrouble: (why) => {
        this.#options.onNote(`user stream: ${why}`)
        this.#wish.want()
      },
      // Whatever happened while it was away is only known to REST.
      onOpen: () => this.#wish.want(),
      onEvent: (event) => this.#onEvent(event),
    })
  }

  close(): void {
    this.#market?.close()
    this.#user?.close()
  }

  /** Does what is due: reads by REST, polls marks while the stream is silent. Never rejects. */
  async tend(): Promise<void> {
    // Margin has a pace of its own; its first look comes with the first reading.
    if (this.hasTried) void this.#margin.lookWhenDue()
    const everyMs = readingEveryMs(this.#figures.isInDanger(), this.#options.staleMs)
    const sinceMs = this.#times.sinceMs('read', this.#nowMs())
    if (this.#wish.isDue(sinceMs, everyMs)) await this.#read()
    else await this.#feed.pollWhenDue(this.#figures.snapshot)
  }

  /** Reads everything anew, after whatever is being read already: what was asked before a sleep says nothing now. */
  async refresh(): Promise<void> {
    await this.#reading
    this.#forgetClock()
    this.#margin.forget()
    await this.#read()
  }

  /** The clock was set back: remembered times move with it, so that nothing looks young for an hour. */
  clockMoved(shiftMs: number): void {
    this.#figures.clockMoved(shiftMs)
    this.#times.shift(shiftMs)
    this.#feed.clockMoved(shiftMs)
    this.#margin.clockMoved(shiftMs)
    this.#forgetClock()
    this.#wish.want()
  }

  #forgetClock(): void {
    this.#times.forget('clock', 'rates')
  }

  /** Resolves once orders, ATR and intervals of the last reading are in. */
  whenDecorated(): Promise<void> {
    return this.#decorating
  }

  /** What can be said of the account now: its figures, or why there are none. */
  look(): AccountLook {
    return {
      source: this.source,
      result: this.#figures.result(),
      streamed: this.#witness.evidence,
      margin: this.#margin.latest,
    }
  }

  /** What stands inside a tier, ahead of the rest; `null` when nothing does, or all is computed already. */
  urgent(): UrgentLook | null {
    return this.#figures.urgent()
  }

  ages(): WatchedAges {
    return {
      markMs: this.#figures.markAgeMs(),
      userMs: this.#user?.silentForMs() ?? null,
      restMs: this.#figures.restAgeMs(),
      isPolled: this.#market !== null && this.#feed.isSilent(this.#figures.snapshot),
    }
  }

  /** True once a first reading succeeded or failed. */
  get hasTried(): boolean {
    return this.#figures.hasTried
  }

  #nowMs(): number {
    return this.source.clock.nowMs()
  }

  #read(): Promise<void> {
    this.#reading ??= this.#readOnce().finally(() => {
      this.#reading = null
    })
    return this.#reading
  }

  async #readOnce(): Promise<void> {
    this.#times.done('read', this.#nowMs())
    this.#wish.begin()
    this.#duringReading = []
    try {
      const [collection] = await Promise.all([this.#collect(), this.#margin.lookWhenDue()])
      this.#accept(collection)
      this.#decorateWhenDue(collection)
    } catch (error) {
      const failure = asNamedFailure(error)
      this.#figures.failed(failure)
      this.#forgetClock()
      this.#options.onNote(`reading failed: ${failure.message}`)
    }
    this.#options.onChange()
  }

  /**
   * A difference from Binance's own price is not believed before brackets and configuration were read anew; where that
   * fails, what was read stands.
   */
  async #collect(): Promise<Collection> {
    const first = await collectNeeded(this.source, this.#freshFacts())
    const { needed } = first
    const fetchedAtMs = needed.bracketsFetchedAtMs ?? Number.NEGATIVE_INFINITY
    if (Math.abs(this.#nowMs() - fetchedAtMs) < REFRESH_EVERY_MS) return first
    const risk = assessAccount(needed, { tiers: this.#options.tiers, nowMs: needed.takenAtMs })
    if (!isSuspect({ snapshot: needed, risk })) return first
    this.source.reference.forgetConfiguration()
    const second = await collectNeeded(this.source, this.#freshFacts()).catch(() => first)
    return second.needed.bracketsFetchedAtMs === null ? first : second
  }

  /** REST is the truth, except for what streams told while it was being read. */
  #accept({ needed, offsetMs }: Collection): void {
    const before = this.#figures.snapshot
    const held = [...new Set(needed.positions.map(({ symbol }) => symbol))]
    const marks = [...(before?.marks.values() ?? [])].filter(({ symbol }) => held.includes(symbol))
    const decorated = before === null ? needed : decoratedBy(needed, before)
    const current = this.#duringReading.reduce(applyEvent, decorated)
    if (before === null || before.positions.length === 0) this.#feed.expect()
    this.#figures.read(applyMarks(current, marks), offsetMs)
    this.#market?.follow([...held, ...this.#margin.symbols])
  }

  #decorateWhenDue({ needed, complete }: Collection): void {
    const isNewlyHeld = needed.positions.some(({ symbol }) => this.#figures.snapshot?.orders.has(symbol) === false)
    const everyMs = this.#areOrdersWanted || isNewlyHeld ? ORDERS_EVERY_MS : DECORATE_EVERY_MS
    if (this.#times.sinceMs('decorate', this.#nowMs()) < everyMs) return
    this.#times.done('decorate', this.#nowMs())
    this.#areOrdersWanted = false
    this.#decorating = complete().then((whole) => this.#move((snapshot) => decoratedBy(snapshot, whole)))
  }

  /** What need not be read again: it is streamed, or changes so slowly that a calm account can wait for it. */
  #freshFacts(): FreshFacts {
    const nowMs = this.#nowMs()
    const areRatesFresh = !this.#figures.isInDanger() && this.#times.sinceMs('rates', nowMs) < RATES_EVERY_MS
    const isClockKnown = this.#times.sinceMs('clock', nowMs) < SYNC_EVERY_MS
    if (!areRatesFresh) this.#times.done('rates', nowMs)
    if (!isClockKnown) this.#times.done('clock', nowMs)
    return {
      marks: this.#feed.fresh(this.#figures.snapshot, nowMs + this.#figures.offsetMs),
      rates: (areRatesFresh ? this.#figures.snapshot?.rates : null) ?? new Map(),
      ...(isClockKnown ? { offsetMs: this.#figures.offsetMs } : {}),
    }
  }

  /** Marks of coins that only the margin accounts hold say nothing about the positions, nor that their marks come. */
  #hear(marks: readonly MarkEvent[]): void {
    this.#margin.hear(marks)
    const held = new Set(this.#figures.snapshot?.positions.map(({ symbol }) => symbol))
    const own = marks.filter(({ symbol }) => held.has(symbol))
    if (own.length > 0) this.#feed.hear(own)
  }

  #onEvent(event: AccountEvent): void {
    this.#witness.hear(event)
    this.#options.onEvent?.(event, this.#figures.snapshot)
    if (this.#reading !== null) this.#duringReading.push(event)
    this.#move((snapshot) => {
      this.#follow(readingAfter(snapshot, event))
      return applyEvent(snapshot, event)
    })
  }

  /** Sees to it that what an event only hints at is read. */
  #follow(needs: FreshReading): void {
    if (needs === 'configuration') this.source.reference.forgetConfiguration()
    if (needs === 'orders') this.#areOrdersWanted = true
    else if (needs !== 'nothing') this.#wish.want()
  }

  #move(change: (snapshot: AccountSnapshot) => AccountSnapshot): void {
    const before = this.#figures.snapshot
    const after = before === null ? null : change(before)
    if (after === null || after === before) return
    this.#figures.moved(after)
    this.#options.onChange()
  }
}
