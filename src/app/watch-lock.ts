import { unseenSight } from '../alerts/blind.ts'
import type { AlertMemory } from '../alerts/memory.ts'
import type { Clock } from '../ports/clock.ts'
import type { WatchLocks } from '../ports/state-store.ts'
import type { Evaluator } from './evaluate.ts'

/** The lock of the accounts watched, by this process. */
export interface WatchLock {
  readonly locks: WatchLocks
  readonly names: readonly string[]
  readonly holder: string
}

/**
 * Whether nobody else has taken over any of the accounts.
 *
 * @throws StoreError when the state cannot be used
 */
export function isLockHeld({ locks, names, holder }: WatchLock, nowMs: number): boolean {
  return names.every((name) => locks.isHeldBy(nowMs, name, holder))
}

/** The heartbeat need not be written at every frame. */
const BEAT_EVERY_MS = 10_000

/** Holds the lock of a watch: asks whether it is still ours, and keeps its heartbeat going. */
export class LockKeeper {
  readonly #lock: WatchLock
  readonly #beatEveryMs: number
  #beatAtMs = Number.NEGATIVE_INFINITY

  constructor(lock: WatchLock, staleSeconds: number) {
    this.#lock = lock
    this.#beatEveryMs = Math.min(BEAT_EVERY_MS, staleSeconds * 500)
  }

  /** @throws StoreError when the state cannot be used */
  isHeld(nowMs: number): boolean {
    return isLockHeld(this.#lock, nowMs)
  }

  /**
   * The heartbeat, when it is due.
   *
   * @returns false when somebody else has taken over
   * @throws StoreError when the state cannot be used
   */
  beat(nowMs: number): boolean {
    if (Math.abs(nowMs - this.#beatAtMs) < this.#beatEveryMs) return true
    this.#beatAtMs = nowMs
    const { locks, names, holder } = this.#lock
    return names.every((name) => locks.beat(nowMs, name, holder))
  }
}

/** What came of asking for the accounts' locks. */
export interface LockOutcome {
  readonly acquired: readonly string[]
  /** Accounts that another watch holds. */
  readonly held: readonly string[]
  /** Accounts whose watch was dead or stuck, with the time of its last evaluation. */
  readonly takenOver: readonly { readonly account: string; readonly sinceMs: number }[]
}

export interface LockRequest {
  readonly locks: WatchLocks
  readonly staleSeconds: number
  readonly clock: Clock
  readonly evaluator: Pick<Evaluator, 'log' | 'holder'>
}

/**
 * Takes the locks of the accounts that nobody else watches. Where another watch died, sight was lost since its last
 * evaluation: that is put into the alert memory, and the next good look says so.
 *
 * @throws StoreError when the state cannot be used
 */
export function acquireLocks(accounts: readonly string[], request: LockRequest): LockOutcome {
  const { locks, staleSeconds, clock, evaluator } = request
  const nowMs = clock.nowMs()
  const attempts = accounts.map((account) => ({
    account,
    attempt: locks.acquire(nowMs, { name: account, holder: evaluator.holder, staleMs: 2 * staleSeconds * 1000 }),
  }))
  const takenOver = attempts.flatMap(({ account, attempt }) =>
    attempt.status === 'acquired' && attempt.takenFrom !== null
      ? [{ account, sinceMs: attempt.takenFrom.heartbeatAtMs }]
      : [],
  )
  if (takenOver.length > 0) {
    evaluator.log.update(nowMs, (memory) => ({ ...memory, sights: withLostSight(memory.sights, takenOver) }))
  }
  return {
    acquired: attempts.filter(({ attempt }) => attempt.status === 'acquired').map(({ account }) => account),
    held: attempts.filter(({ attempt }) => attempt.status === 'held').map(({ account }) => account),
    takenOver,
  }
}

function withLostSight(sights: AlertMemory['sights'], lost: LockOutcome['takenOver']): AlertMemory['sights'] {
  const what = 'watch'
  const entries = lost.map(({ account, sinceMs }) => {
    const known = sights.get(account) ?? unseenSight(account, sinceMs)
    const blind = {
      ...known,
      failures: Math.max(1, known.failures),
      failingSinceMs: known.failingSinceMs ?? sinceMs,
      blindSinceMs: known.blindSinceMs ?? sinceMs,
      told: [...new Set([...known.told, what])],
      // That a watch died is told at once, however lately sight came back before.
      isUnsteady: false,
      problems: [{ what, why: 'the watch before this one stopped' }],
    }
    return [account, blind] as const
  })
  return new Map([...sights, ...entries])
}
