import type { BookSlot } from './account-history.ts'
import type { EventFigures, JournalEvent, JournalEventType } from './journal.ts'

/** Which list of the exchange was read: of an account, and of a symbol where the list is one symbol's. */
export interface SyncKey {
  readonly account: string
  readonly source: string
  /** Empty for a list of all symbols. */
  readonly symbol: string
}

/** What a part of a list told. */
export interface SyncBatch {
  readonly account: string
  readonly events: readonly JournalEvent[]
  /** Symbols whose money moved, with the day of it (days since 1970, UTC). */
  readonly traces: readonly { readonly symbol: string; readonly day: number }[]
  /** The list is complete up to this instant; `null` while a part is not read to its end. */
  readonly cursor: { readonly key: SyncKey; readonly toMs: number } | null
}

/** A setting of the account as it was seen: `leverage SOLUSDT`, `margin-type SOLUSDT`, `position-mode`, `multi-assets`. */
export interface SettingSeen {
  readonly type: JournalEventType
  readonly symbol: string | null
  readonly value: string
  /** What it was before, where the teller knows better than memory. */
  readonly before?: string
  readonly figures?: EventFigures
}

/** Settings seen at one time: `told` when a change was announced, `looked` when they were merely read. */
export interface SettingsLook {
  readonly account: string
  readonly atMs: number
  readonly how: 'told' | 'looked'
  readonly settings: readonly SettingSeen[]
}

/** The open positions as the last sync saw them. */
export interface RememberedBook {
  readonly atMs: number
  readonly slots: readonly BookSlot[]
  /** Symbols whose position could not be read then: nothing is known of them. */
  readonly unread: readonly string[]
  /** From here to `atMs` the sync reads without a gap. Of what lies before, some may be journaled and some not. */
  readonly completeFromMs: number
}
