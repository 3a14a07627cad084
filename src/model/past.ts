import type { Decimal } from './decimal.ts'
import type { JournalEvent } from './journal.ts'
import type { Side } from './position.ts'

/** A figure at a moment. */
export interface Point {
  readonly atMs: number
  readonly value: Decimal
}

/** From one moment to another. */
export interface Span {
  readonly fromMs: number
  readonly toMs: number
}

/** A time at which nobody looked at the account: `blind` when it was tried and told, else nothing ran. */
export interface UnseenSpan extends Span {
  readonly why: 'blind' | 'not-watched'
}

/** What the recorded distance is of: a position, a cross pool by its asset, a margin account by its pair. */
export type PastSubject =
  | { readonly kind: 'position'; readonly symbol: string; readonly side: Side }
  /** `null` for the pool of the account's main asset. */
  | { readonly kind: 'joint'; readonly asset: string | null }
  /** `null` for the cross account. */
  | { readonly kind: 'margin'; readonly symbol: string | null }

/** The recorded distance of one reading. */
export interface DistancePast {
  readonly key: string
  readonly subject: PastSubject
  /** Percent points, outermost first. */
  readonly tiers: readonly Decimal[]
  /** Percent points, oldest first; never empty. */
  readonly points: readonly Point[]
  /** What was told of it, oldest first. */
  readonly events: readonly JournalEvent[]
}

/** A figure of one symbol over time; never empty. */
export interface SymbolPast {
  readonly symbol: string
  readonly points: readonly Point[]
}

/** What was kept about one account; lists are oldest first. */
export interface RecordedPast {
  readonly account: string
  /** From the first sample kept to the moment of asking; events may be older. */
  readonly span: Span
  readonly equity: readonly Point[]
  /** Those that came closest to liquidation first. */
  readonly distances: readonly DistancePast[]
  /** Fractions per interval. */
  readonly fundingRates: readonly SymbolPast[]
  /** Base units. */
  readonly openInterest: readonly SymbolPast[]
  /** Moments of sight. */
  readonly pace: Pace
  readonly unseen: readonly UnseenSpan[]
}

/** How densely the account was looked at, which tells a hole from the usual spacing. */
export interface Pace {
  /** When the account was last seen; `null` when it never was. */
  readonly lastLookMs: number | null
  /** A silence longer than this, after a look at that moment, is a hole. */
  readonly longestAfter: (atMs: number) => number
}
