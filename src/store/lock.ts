import type { LockAttempt, LockHolder, WatchLocks } from '../ports/state-store.ts'
import type { StateConnection } from './connection.ts'
import type { StateDatabase } from './database.ts'
import { StoredDocument } from './document.ts'

/** One headless watch per account, by a row in the state database. */
export class SqliteWatchLocks implements WatchLocks {
  readonly #connection: StateConnection
  readonly #isAlive: (holder: string) => boolean

  /** @param isAlive whether the process of a holder may still run */
  constructor(connection: StateConnection, isAlive: (holder: string) => boolean) {
    this.#connection = connection
    this.#isAlive = isAlive
  }

  acquire(
    nowMs: number,
    request: { readonly name: string; readonly holder: string; readonly staleMs: number },
  ): LockAttempt {
    const { name, holder, staleMs } = request
    return this.#connection.use(nowMs, (database) =>
      database.transaction((): LockAttempt => {
        const before = readLock(database, name)
        if (before !== null && before.holder !== holder && this.#isWatching(before, nowMs, staleMs)) {
          return { status: 'held', by: before }
        }
        database.run('INSERT OR REPLACE INTO watch_lock VALUES (?, ?, ?, ?)', name, holder, nowMs, nowMs)
        return { status: 'acquired', takenFrom: before?.holder === holder ? null : before }
      }),
    )
  }

  beat(nowMs: number, name: string, holder: string): boolean {
    return this.#connection.use(nowMs, (database) =>
      database.transaction(() => {
        const before = readLock(database, name)
        if (before !== null && before.holder !== holder) return false
        const acquiredAtMs = before?.acquiredAtMs ?? nowMs
        // Without a row nobody else has taken over: the file was replaced, and the lock is still ours.
        database.run('INSERT OR REPLACE INTO watch_lock VALUES (?, ?, ?, ?)', name, holder, acquiredAtMs, nowMs)
        return true
      }),
    )
  }

  isHeldBy(nowMs: number, name: string, holder: string): boolean {
    const lock = this.#connection.use(nowMs, (database) => readLock(database, name))
    return lock === null || lock.holder === holder
  }

  release(nowMs: number, name: string, holder: string): void {
    this.#connection.use(nowMs, (database) =>
      database.run('DELETE FROM watch_lock WHERE name = ? AND holder = ?', name, holder),
    )
  }

  /** A heartbeat in the future is one from before the clock was set back: it counts by how far it is off. */
  #isWatching({ holder, heartbeatAtMs }: LockHolder, nowMs: number, staleMs: number): boolean {
    return Math.abs(nowMs - heartbeatAtMs) <= staleMs && this.#isAlive(holder)
  }
}

function readLock(database: StateDatabase, name: string): LockHolder | null {
  const [row] = database.all('SELECT * FROM watch_lock WHERE name = ?', name)
  if (row === undefined) return null
  const document = new StoredDocument(row)
  return {
    holder: document.text('holder'),
    acquiredAtMs: document.number('acquired_at_ms'),
    heartbeatAtMs: document.number('heartbeat_at_ms'),
  }
}
