import { EVENT_TYPES, type EventFigures, type JournalEvent } from '../model/journal.ts'
import type { Journal, JournalQuery } from '../ports/journal.ts'
import type { StateConnection } from './connection.ts'
import type { Row, StateDatabase } from './database.ts'
import { StoredDocument } from './document.ts'

/** The journal in the state database. */
export class SqliteJournal implements Journal {
  readonly #connection: StateConnection

  constructor(connection: StateConnection) {
    this.#connection = connection
  }

  append(nowMs: number, events: readonly JournalEvent[]): number {
    return this.#connection.use(nowMs, (database) => database.transaction(() => addEvents(database, events)))
  }

  list(nowMs: number, query: JournalQuery): readonly JournalEvent[] {
    const { sinceMs, account, limit, symbol, types } = query
    return this.#connection.use(nowMs, (database) =>
      database
        .all(
          `SELECT * FROM (
             SELECT * FROM journal
             WHERE at_ms >= ? AND (? = '' OR account = ?) AND (? = '' OR symbol = ?)
               AND (? = '' OR type IN (SELECT value FROM json_each(?)))
             ORDER BY at_ms DESC, sequence DESC LIMIT ?
           ) ORDER BY at_ms, sequence`,
          sinceMs,
          account ?? '',
          account ?? '',
          symbol ?? '',
          symbol ?? '',
          types === undefined ? '' : 'some',
          JSON.stringify(types ?? []),
          limit,
        )
        .map(decodeEvent),
    )
  }
}

/** Adds what is not known yet, inside the caller's transaction; returns how much that was. */
export function addEvents(database: StateDatabase, events: readonly JournalEvent[]): number {
  return events
    .map((event) =>
      database.run(
        `INSERT INTO journal (event_id, at_ms, account, type, symbol, side, before, after, note, figures)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (event_id) DO NOTHING`,
        event.id,
        event.atMs,
        event.account,
        event.type,
        event.symbol,
        event.side,
        event.before,
        event.after,
        event.note,
        event.figures === undefined ? null : JSON.stringify(event.figures),
      ),
    )
    .reduce((total, changes) => total + changes, 0)
}

function decodeEvent(row: Row): JournalEvent {
  const document = new StoredDocument(row)
  const textOf = (name: string): string => document.text(name)
  const figures = document.orNull('figures', textOf)
  return {
    id: document.text('event_id'),
    atMs: document.number('at_ms'),
    account: document.text('account'),
    type: document.word('type', EVENT_TYPES),
    symbol: document.orNull('symbol', textOf),
    side: document.orNull('side', textOf),
    before: document.orNull('before', textOf),
    after: document.orNull('after', textOf),
    note: document.orNull('note', textOf),
    ...(figures === null ? {} : { figures: decodeFigures(figures) }),
  }
}

/** All of them, or it does not compile: a figure left out here would be written and never read. */
const FIGURES: Readonly<Record<keyof EventFigures, true>> = {
  quantity: true,
  price: true,
  amount: true,
  asset: true,
  fee: true,
  feeAsset: true,
  realizedPnl: true,
  orderId: true,
  positionSide: true,
  markLow: true,
  markHigh: true,
  sinceMs: true,
}

function decodeFigures(text: string): EventFigures {
  const document = StoredDocument.parse(text)
  const known = Object.keys(FIGURES).flatMap((name): [string, string][] => {
    const value = document.optional(name, (field) => document.text(field))
    return value === null ? [] : [[name, value]]
  })
  return Object.fromEntries(known)
}
