import { StoreError } from '../errors.ts'
import type { StateStore } from '../ports/state-store.ts'
import { SqliteAlertLog } from './alert-log.ts'
import { StateConnection } from './connection.ts'
import { loadStateFiles, type StateFiles } from './database.ts'
import { isHolderAlive } from './holder.ts'
import { SqliteJournal } from './journal.ts'
import { SqliteWatchLocks } from './lock.ts'
import { SqliteSampleLog, thinSamples } from './samples.ts'
import { SqliteSyncMemory } from './sync-memory.ts'

/**
 * The state kept in a folder. SQLite is loaded here and not before; the file is opened when something is first asked of
 * it. Never throws: where SQLite itself cannot be loaded every use fails like an unavailable database.
 */
export async function openStateStore(folder: string): Promise<StateStore> {
  const connection = new StateConnection(await loadedFiles(folder))
  return {
    alerts: new SqliteAlertLog(connection),
    journal: new SqliteJournal(connection),
    sync: new SqliteSyncMemory(connection),
    samples: new SqliteSampleLog(connection),
    locks: new SqliteWatchLocks(connection, isHolderAlive),
    prune: (nowMs, keepDays) => prune(connection, nowMs, keepDays),
    close: () => connection.close(),
  }
}

const DAY_MS = 24 * 60 * 60 * 1000

function prune(connection: StateConnection, nowMs: number, keepDays: number): void {
  const beforeMs = nowMs - keepDays * DAY_MS
  connection.use(nowMs, (database) =>
    database.transaction(() => {
      database.run('DELETE FROM sample WHERE at_ms < ?', beforeMs)
      database.run('DELETE FROM journal WHERE at_ms < ?', beforeMs)
      database.run('DELETE FROM sync_trace WHERE day < ?', Math.floor(beforeMs / DAY_MS))
      database.run('DELETE FROM alert WHERE is_open = 0 AND due_at_ms < ?', beforeMs)
      database.run('DELETE FROM delivery WHERE alert_id NOT IN (SELECT id FROM alert)')
      database.run('DELETE FROM silence WHERE until_ms < ?', beforeMs)
    }),
  )
  connection.use(nowMs, (database) => thinSamples(database, nowMs))
}

async function loadedFiles(folder: string): Promise<StateFiles> {
  try {
    return await loadStateFiles(folder)
  } catch (error) {
    const failure = new StoreError('SQLite could not be loaded', {
      fault: 'unavailable',
      hint: 'reinstall liqwatch on this machine: the database library has a part built for each system',
      cause: error,
    })
    const fail = (): never => {
      throw failure
    }
    return { open: fail, replace: fail }
  }
}
