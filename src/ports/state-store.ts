import type { AlertDecision } from '../alerts/decide.ts'
import type { AlertMemory } from '../alerts/memory.ts'
import type { DeliveryResult, OutboxEntry } from '../alerts/outbox.ts'
import type { Decimal } from '../model/decimal.ts'
import type { Journal, SyncMemory } from './journal.ts'

/**
 * Who was told what, across runs and processes. No method of it that an alert depends on throws: when the state cannot
 * be used they work on what this process remembers, and `takeFaults` says so.
 */
export interface AlertLog {
  /** The memory as it stands, for screens and for what must be read before deciding. */
  load(nowMs: number): AlertMemory
  /**
   * Decides on the memory of this moment, alone among all processes, and saves it before it returns: only then is
   * anything sent. The callback may run more than once and must be pure.
   */
  decide(nowMs: number, decide: (memory: AlertMemory) => AlertDecision): AlertDecision
  /** Records what came of sending. */
  settle(nowMs: number, results: readonly DeliveryResult[]): void
  /** Changes the memory otherwise: silence, acknowledge. */
  update(nowMs: number, change: (memory: AlertMemory) => AlertMemory): AlertMemory
  /** Past alerts with their deliveries, newest first. Throws `StoreError`. */
  history(nowMs: number, limit: number): readonly OutboxEntry[]
  /** What went wrong with the state since it was last asked; not empty means that `check` ends with 3. */
  takeFaults(): readonly string[]
}

/** A figure at a time: the distance of a reading, an account's equity, a symbol's funding rate or open interest. */
export interface Sample {
  /** A reading's key, `<account>/equity`, `<account>/free-margin` (percent of equity), `<account>/funding/<SYMBOL>` or `<account>/oi/<SYMBOL>`. */
  readonly key: string
  readonly account: string
  readonly atMs: number
  readonly value: Decimal
}

/** Figures over time. Methods throw `StoreError`. */
export interface SampleLog {
  record(nowMs: number, samples: readonly Sample[]): void
  /** Oldest first. */
  list(nowMs: number, key: string, sinceMs: number): readonly Sample[]
  /** Keys that have a sample at or after that time, in order. */
  keys(nowMs: number, sinceMs: number): readonly string[]
}

export interface LockHolder {
  readonly holder: string
  readonly acquiredAtMs: number
  /** When it last completed an evaluation. */
  readonly heartbeatAtMs: number
}

export type LockAttempt =
  | { readonly status: 'held'; readonly by: LockHolder }
  /** `takenFrom` is a holder that is dead or stuck; `null` when nobody held it: sight was not lost. */
  | { readonly status: 'acquired'; readonly takenFrom: LockHolder | null }

/** One headless watch per account. Methods throw `StoreError`; the caller then goes on without a lock. */
export interface WatchLocks {
  /**
   * Takes the lock unless its holder lives and completed an evaluation within `staleMs` (twice `staleSeconds`).
   */
  acquire(
    nowMs: number,
    request: { readonly name: string; readonly holder: string; readonly staleMs: number },
  ): LockAttempt
  /** Says that an evaluation was completed; false when another process has taken over. */
  beat(nowMs: number, name: string, holder: string): boolean
  /** Whether nobody else has taken over: asked before every send. */
  isHeldBy(nowMs: number, name: string, holder: string): boolean
  release(nowMs: number, name: string, holder: string): void
}

/** Everything that is kept between runs. */
export interface StateStore {
  readonly alerts: AlertLog
  readonly journal: Journal
  readonly sync: SyncMemory
  readonly samples: SampleLog
  readonly locks: WatchLocks
  /**
   * Deletes what is older than so many days, open alerts excepted, and thins samples older than a week to the lowest of
   * every ten minutes. Throws `StoreError`.
   */
  prune(nowMs: number, keepDays: number): void
  close(): void
}
