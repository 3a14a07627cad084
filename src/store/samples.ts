import { d } from '../model/decimal.ts'
import type { Sample, SampleLog } from '../ports.ts'
import type { StateConnection } from './connection.ts'
import type { Row } from './database.ts'
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
