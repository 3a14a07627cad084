import { StoreError } from '../errors.ts'
import type { OpenedState, StateDatabase, StateFiles } from './database.ts'

/**
 * The state database as a long-lived process uses it: opened when first needed, opened anew when the file was set aside
 * or deleted under it, replaced once when it turns out to be damaged.
 */
export class StateConnection {
  readonly #files: StateFiles
  #database: StateDatabase | null = null
  #generation = 0
  #notices: string[] = []

  constructor(files: StateFiles) {
    this.#files = files
  }

  /** Counts the openings: what was remembered of an earlier file says nothing about a later one. */
  get generation(): number {
    return this.#generation
  }

  /**
   * Runs the work on the open database; a second time when the first found it damaged.
   *
   * @throws StoreError
   */
  use<T>(nowMs: number, work: (database: StateDatabase) => T): T {
    const database = this.#opened(nowMs)
    try {
      return work(database)
    } catch (error) {
      if (!(error instanceof StoreError) || error.fault !== 'damaged') throw error
      this.#database = null
      return work(this.#take(this.#files.replace(database, nowMs)))
    }
  }

  /** What the owner must be told about the files, since it was last asked. */
  takeNotices(): readonly string[] {
    const notices = this.#notices
    this.#notices = []
    return notices
  }

  close(): void {
    this.#database?.close()
    this.#database = null
  }

  #opened(nowMs: number): StateDatabase {
    if (this.#database?.isInPlace() === true) return this.#database
    this.close()
    return this.#take(this.#files.open(nowMs))
  }

  #take({ database, notice }: OpenedState): StateDatabase {
    this.#database = database
    this.#generation += 1
    if (notice !== null) this.#notices.push(notice)
    return database
  }
}
