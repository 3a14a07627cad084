import type { Journal, JournalEvent, JournalQuery } from '../ports.ts'
import type { StateConnection } from './connection.ts'
import type { Row } from './database.ts'
import { StoredDocument } from './document.ts'

/** The journal in the state database. */
export class SqliteJournal implements Journal {
  readonly #connection: StateConnection

  constructor(connection: StateConnection) {
    this.#connection = connection
  }

  append(nowMs: number, events: readonly JournalEvent[]): number {
    return this.#connection.use(nowMs, (database) =>
      database.transaction(() =>
        events
          .map((event) =>
            database.run(
              `INSERT OR IGNORE INTO journal (event_id, at_ms, account, type, symbol, side, before, after, note)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
              event.id,
              event.atMs,
              event.account,
              event.type,
              event.symbol,
              event.side,
              event.before,
              event.after,
              event.note,
            ),
          )
          .reduce((total, changes) => total + changes, 0),
      ),
    )
  }

  list(nowMs: number, query: JournalQuery): readonly JournalEvent[] {
    return this.#connection.use(nowMs, (database) =>
      database
        .all(
          `SELECT * FROM (
             SELECT * FROM journal WHERE at_ms >= ? AND (? = '' OR account = ?) ORDER BY at_ms DESC, sequence DESC LIMIT ?
           ) ORDER BY at_ms, sequence`,
          query.sinceMs,
          query.account ?? '',
          query.account ?? '',
          query.limit,
        )
        .map(decodeEvent),
    )
  }
}

function decodeEvent(row: Row): JournalEvent {
  const document = new StoredDocument(row)
  const textOf = (name: string): string => document.text(name)
  return {
    id: document.text('event_id'),
    atMs: document.number('at_ms'),
    account: document.text('account'),
    type: document.text('type'),
    symbol: document.orNull('symbol', textOf),
    side: document.orNull('side', textOf),
    before: document.orNull('before', textOf),
    after: document.orNull('after', textOf),
    note: document.orNull('note', textOf),
  }
}
