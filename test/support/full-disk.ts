import { statSync } from 'node:fs'
import Database from 'libsql'
import type { TestContext } from 'vitest'

/** Blocks that no file of a run may grow beyond: 8 or 16 MB, as the shell counts them. */
export const FILE_BLOCKS = 16_384
const MOST_BYTES = FILE_BLOCKS * 1024

/**
 * Leaves a program that runs under `FILE_BLOCKS` no room to write its database: the log that SQLite appends every change
 * to is made longer than the system lets that program write, while a reader keeps it from being taken in and begun anew.
 *
 * @returns makes room again
 */
export function fillDisk(test: Pick<TestContext, 'onTestFinished'>, path: string): () => void {
  const [filler, reader] = [new Database(path, { timeout: 5000 }), new Database(path, { timeout: 5000 })]
  const empty = (): void => {
    if (reader.inTransaction) reader.exec('ROLLBACK')
    filler.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  }
  test.onTestFinished(() => {
    empty()
    for (const connection of [reader, filler]) connection.close()
  })
  filler.exec('PRAGMA wal_autocheckpoint = 0')
  filler.exec('PRAGMA synchronous = OFF')
  // Beside an empty log a reader would keep nothing back.
  filler.exec('PRAGMA application_id = 1')
  reader.exec('BEGIN')
  reader.exec('SELECT value FROM revision')
  // One page more each time, and nothing that the program would look at.
  for (let id = 2; statSync(`${path}-wal`).size <= MOST_BYTES; id += 1) filler.exec(`PRAGMA application_id = ${id}`)
  return () => {
    empty()
    if (statSync(`${path}-wal`).size > MOST_BYTES) throw new Error(`there is still no room in ${path}-wal`)
  }
}
