import { d } from '../model/decimal.ts'
import type { Sample, SampleLog } from '../ports/state-store.ts'
import type { StateConnection } from './connection.ts'
import type { Row, StateDatabase } from './database.ts'
import { StoredDocument, stored } from './document.ts'

/** Samples in the state database. */
export class SqliteSampleLog implements SampleLog {
  readonly #connection: StateConnection

  constructor(connection: StateConnection) {
    this.#connection = connection
  }

  record(nowMs: number, samples: readonly Sample[]): void {
    this.#connection.use(nowMs, (database) =>
      database.transaction(() => {
        for (const { key, atMs, account, value } of samples) {
          database.run('INSERT OR REPLACE INTO sample VALUES (?, ?, ?, ?)', key, atMs, account, stored(value))
        }
      }),
    )
  }

  list(nowMs: number, key: string, sinceMs: number): readonly Sample[] {
    return this.#connection.use(nowMs, (database) =>
      database.all('SELECT * FROM sample WHERE key = ? AND at_ms >= ? ORDER BY at_ms', key, sinceMs).map(decodeSample),
    )
  }

  keys(nowMs: number, sinceMs: number): readonly string[] {
    return this.#connection.use(nowMs, (database) =>
      database.all(KEYS, sinceMs).map((row) => new StoredDocument(row).text('key')),
    )
  }
}

/** Jumps from key to key: a year of samples has millions of rows and a handful of keys. */
const KEYS = `
  WITH RECURSIVE known(key) AS (
    SELECT MIN(key) FROM sample
    UNION ALL
    SELECT (SELECT MIN(key) FROM sample WHERE key > known.key) FROM known WHERE known.key IS NOT NULL
  )
  SELECT key FROM known
  WHERE key IS NOT NULL AND EXISTS (SELECT 1 FROM sample WHERE sample.key = known.key AND at_ms >= ?)
`

/** Samples are kept as they came for a week. */
const WHOLE_FOR_MS = 7 * 24 * 3_600_000
/** Of older ones the lowest of a slot stays: a chart must not lose the worst moment. */
const SLOT_MS = 600_000
/** What is thinned at a time, so that another process never waits long for its turn. */
const SPAN_MS = 36 * SLOT_MS

/** Thins what became older than a week since it was last asked to. Distances and equity are worst where they are lowest. */
export function thinSamples(database: StateDatabase, nowMs: number): void {
  const untilMs = floored(nowMs - WHOLE_FOR_MS)
  for (let fromMs = thinnedUntil(database) ?? untilMs; fromMs < untilMs; ) {
    const toMs = Math.min(untilMs, fromMs + SPAN_MS)
    database.transaction(() => thinSpan(database, fromMs, toMs))
    fromMs = toMs
  }
}

/** Where the last thinning ended, or the samples begin, whichever is later; `null` without samples. */
function thinnedUntil(database: StateDatabase): number | null {
  const [row] = database.all('SELECT MIN(at_ms) AS first, (SELECT until_ms FROM thinning) AS until FROM sample')
  if (row === undefined || row.first === null) return null
  return floored(Math.max(Number(row.first), Number(row.until ?? 0)))
}

function thinSpan(database: StateDatabase, fromMs: number, toMs: number): void {
  // The value is text; fifteen digits of it are enough to tell which sample of a slot is the lowest.
  database.run(
    `DELETE FROM sample WHERE (key, at_ms) IN (
       SELECT key, at_ms FROM (
         SELECT key, at_ms, ROW_NUMBER() OVER (
           PARTITION BY key, at_ms / ${SLOT_MS} ORDER BY CAST(value AS REAL), at_ms
         ) AS place FROM sample WHERE at_ms >= ? AND at_ms < ?
       ) WHERE place > 1
     )`,
    fromMs,
    toMs,
  )
  database.run('INSERT OR REPLACE INTO thinning (id, until_ms) VALUES (1, ?)', toMs)
}

function floored(atMs: number): number {
  return Math.floor(atMs / SLOT_MS) * SLOT_MS
}

function decodeSample(row: Row): Sample {
  const document = new StoredDocument(row)
  return {
    key: document.text('key'),
    atMs: document.number('at_ms'),
    account: document.text('account'),
    value: d(document.text('value')),
  }
}
