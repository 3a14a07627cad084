import type { JournalEvent, JournalEventType } from '../model/journal.ts'
import type { RememberedBook, SettingsLook, SyncBatch, SyncKey } from '../model/sync.ts'

export interface JournalQuery {
  readonly sinceMs: number
  /** `null` for all accounts. */
  readonly account: string | null
  /** The newest so many. */
  readonly limit: number
  /** Of one symbol; of all, and of none, when absent. */
  readonly symbol?: string
  /** Of these types; of all when absent. */
  readonly types?: readonly JournalEventType[]
}

/** What happened, kept across runs. Methods throw `StoreError`. */
export interface Journal {
  /** Returns how many were new. */
  append(nowMs: number, events: readonly JournalEvent[]): number
  /** Oldest first. */
  list(nowMs: number, query: JournalQuery): readonly JournalEvent[]
}

/** What lets a sync go on where the last one stopped. Methods throw `StoreError`. */
export interface SyncMemory {
  /** Up to when a list was read; `null` for never. */
  cursor(nowMs: number, key: SyncKey): number | null
  /** Keeps events, traces and cursor together or not at all; returns how many events were new. */
  keep(nowMs: number, batch: SyncBatch): number
  /** Days on which money moved, by symbol. */
  traces(nowMs: number, account: string, sinceDay: number): ReadonlyMap<string, ReadonlySet<number>>
  /** Settings last seen, by `type symbol`, with the time. */
  settings(nowMs: number, account: string): ReadonlyMap<string, { readonly value: string; readonly atMs: number }>
  /** Remembers settings and journals each that differs from what was remembered; returns how many did. */
  seeSettings(nowMs: number, look: SettingsLook): number
  book(nowMs: number, account: string): RememberedBook | null
  rememberBook(nowMs: number, account: string, book: RememberedBook): void
}
