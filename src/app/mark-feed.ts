import type { MarkEvent } from '../model/events.ts'
import type { MarkPrice } from '../model/market.ts'
import type { AccountSnapshot } from '../model/snapshot.ts'
import type { AccountSource } from './collect.ts'
import { ALL_MARKS_FROM } from './collect-market.ts'
import { reasonOf } from './reason.ts'

/** A market stream that has said nothing for this long is replaced by REST until it speaks again. */
const SILENT_MS = 3000
const POLL_EVERY_MS = 5000

/** The marks of the held symbols: streamed, or polled while the stream is silent. */
export class MarkFeed {
  readonly #source: AccountSource
  readonly #onMarks: (marks: readonly MarkEvent[]) => void
  readonly #onNote: (text: string) => void
  /** When the stream last brought a mark, or began to be waited for. */
  #heardAtMs = Number.NEGATIVE_INFINITY
  #readAtMs = Number.NEGATIVE_INFINITY
  #isPolling = false

  constructor(
    source: AccountSource,
    to: { readonly onMarks: (marks: readonly MarkEvent[]) => void; readonly onNote: (text: string) => void },
  ) {
    this.#source = source
    this.#onMarks = to.onMarks
    this.#onNote = to.onNote
  }

  /** Takes marks of the stream. */
  hear(marks: readonly MarkEvent[]): void {
    this.expect()
    this.#onMarks(marks)
  }

  /** The stream is waited for from now on. */
  expect(): void {
    this.#heardAtMs = this.#source.clock.nowMs()
  }

  /** A connection that stands and says nothing counts as silent, however often it is replaced. */
  isSilent(snapshot: AccountSnapshot | null): boolean {
    if (snapshot === null || snapshot.positions.length === 0) return false
    return this.#source.clock.nowMs() - this.#heardAtMs > SILENT_MS
  }

  /** The streamed marks that need not be read by REST. */
  fresh(snapshot: AccountSnapshot | null, venueNowMs: number): ReadonlyMap<string, MarkPrice> {
    this.#readAtMs = this.#source.clock.nowMs()
    if (snapshot === null || this.isSilent(snapshot)) return new Map()
    return new Map([...snapshot.marks].filter(([, { atMs }]) => venueNowMs - atMs <= SILENT_MS))
  }

  /** Polls when the stream is silent and no reading has brought marks lately. Never rejects. */
  async pollWhenDue(snapshot: AccountSnapshot | null): Promise<void> {
    const nowMs = this.#source.clock.nowMs()
    if (snapshot === null || this.#isPolling || !this.isSilent(snapshot)) return
    if (nowMs - this.#readAtMs < POLL_EVERY_MS) return
    this.#readAtMs = nowMs
    this.#isPolling = true
    try {
      this.#onMarks(await this.#fetch([...new Set(snapshot.positions.map(({ symbol }) => symbol))]))
    } catch (error) {
      this.#onNote(`marks could not be polled: ${reasonOf(error)}`)
    } finally {
      this.#isPolling = false
    }
  }

  clockMoved(byMs: number): void {
    this.#heardAtMs += byMs
    this.#readAtMs += byMs
  }

  async #fetch(symbols: readonly string[]): Promise<readonly MarkEvent[]> {
    const { exchange } = this.#source
    if (symbols.length < ALL_MARKS_FROM) return Promise.all(symbols.map((symbol) => exchange.fetchMark(symbol)))
    const all = await exchange.fetchAllMarks(new Set(symbols))
    return [...all.values()]
  }
}
