import type { AlertDecision } from '../alerts/decide.ts'
import { type AlertMemory, EMPTY_MEMORY, settledMemory, withoutDone } from '../alerts/memory.ts'
import type { DeliveryResult, OutboxEntry } from '../alerts/outbox.ts'
import { isQuiet } from '../alerts/quiet.ts'
import { StoreError } from '../errors.ts'
import type { AlertLog } from '../ports.ts'
import { decodeEntry } from './alert-document.ts'
import { deliveriesOf, loadMemory, raiseRevision, readRevision, saveMemory } from './alert-memory.ts'
import type { StateConnection } from './connection.ts'
import type { StateDatabase } from './database.ts'
import { StoredDocument } from './document.ts'
import { isHolderAlive } from './holder.ts'

/** A quiet evaluation is saved at most this often: a watch looks every second, a disk should not be written as often. */
const SAVE_EVERY_MS = 60_000

/** What this process remembers. */
interface Remembered {
  readonly memory: AlertMemory
  /** What the database holds as of `revision`. */
  readonly saved: AlertMemory
  /** `null` when the database could not be read. */
  readonly revision: number | null
  /** The opening of the file that `revision` belongs to. */
  readonly generation: number
}

/**
 * The alert memory in the state database. Each change runs alone among all processes, on what the last one left. When
 * the database cannot be used the change runs on what this process remembers, or on nothing: an alert is then sent all
 * the same, perhaps twice, and the fault is kept for `takeFaults`.
 */
export class SqliteAlertLog implements AlertLog {
  readonly #connection: StateConnection
  #remembered: Remembered | null = null
  #triedAtMs = Number.NEGATIVE_INFINITY
  #faults: string[] = []

  constructor(connection: StateConnection) {
    this.#connection = connection
  }

  load(nowMs: number): AlertMemory {
    return this.#readable(nowMs).memory
  }

  decide(nowMs: number, decide: (memory: AlertMemory) => AlertDecision): AlertDecision {
    return this.#quietly(nowMs, decide) ?? this.#change(nowMs, decide)
  }

  settle(nowMs: number, results: readonly DeliveryResult[]): void {
    this.#change(nowMs, (memory) => ({ memory: settledMemory(memory, results, nowMs) }))
  }

  update(nowMs: number, change: (memory: AlertMemory) => AlertMemory): AlertMemory {
    return this.#change(nowMs, (memory) => ({ memory: change(memory) })).memory
  }

  history(nowMs: number, limit: number): readonly OutboxEntry[] {
    return this.#connection.use(nowMs, (database) =>
      database.all('SELECT id, document FROM alert ORDER BY due_at_ms DESC, id LIMIT ?', limit).map((row) => {
        const document = new StoredDocument(row)
        const deliveries = deliveriesOf(database, document.text('id'))
        return decodeEntry(document.text('document'), deliveries, isHolderAlive)
      }),
    )
  }

  takeFaults(): readonly string[] {
    const faults = [...this.#faults, ...this.#connection.takeNotices()]
    this.#faults = []
    return faults
  }

  /** The decision on what this process remembers, if it is so quiet that it need not be saved; `null` otherwise. */
  #quietly(nowMs: number, decide: (memory: AlertMemory) => AlertDecision): AlertDecision | null {
    const known = this.#remembered
    if (known === null || Math.abs(nowMs - this.#triedAtMs) >= SAVE_EVERY_MS) return null
    if (this.#isOutdated(nowMs, known)) return null
    const decision = decide(known.memory)
    if (!isQuiet(known.memory, decision)) return null
    this.#remembered = { ...known, memory: decision.memory }
    return decision
  }

  /** Whether another process has changed the memory since, or the file was replaced. */
  #isOutdated(nowMs: number, known: Remembered): boolean {
    const revision = this.#attempt(() => this.#connection.use(nowMs, readRevision))
    return revision !== null && (revision !== known.revision || this.#connection.generation !== known.generation)
  }

  #change<T extends { readonly memory: AlertMemory }>(nowMs: number, change: (memory: AlertMemory) => T): T {
    this.#triedAtMs = nowMs
    return this.#attempt(() => this.#changeSaved(nowMs, change)) ?? this.#changeUnsaved(nowMs, change)
  }

  #changeSaved<T extends { readonly memory: AlertMemory }>(nowMs: number, change: (memory: AlertMemory) => T): T {
    const [changed, before] = this.#connection.use(nowMs, (database) =>
      database.transaction(() => {
        const current = this.#current(database)
        const result = change(current.memory)
        saveMemory(database, current.saved, result.memory)
        raiseRevision(database)
        return [result, current] as const
      }),
    )
    const memory = withoutDone(changed.memory)
    this.#remembered = { ...before, memory, saved: memory, revision: (before.revision ?? 0) + 1 }
    return changed
  }

  /** The next change that can be saved saves this one too, unless another process was quicker. */
  #changeUnsaved<T extends { readonly memory: AlertMemory }>(nowMs: number, change: (memory: AlertMemory) => T): T {
    const known = this.#remembered ?? this.#readable(nowMs)
    const changed = change(known.memory)
    this.#remembered = { ...known, memory: changed.memory }
    return changed
  }

  /** What is current, as far as it can be read. */
  #readable(nowMs: number): Remembered {
    const current = this.#attempt(() => this.#connection.use(nowMs, (database) => this.#current(database)))
    if (current !== null) return current
    const { generation } = this.#connection
    return this.#remembered ?? { memory: EMPTY_MEMORY, saved: EMPTY_MEMORY, revision: null, generation }
  }

  /** What this process remembers, if nobody changed it since or the file is new; otherwise what is stored. */
  #current(database: StateDatabase): Remembered {
    const revision = readRevision(database)
    const { generation } = this.#connection
    const known = this.#remembered
    if (known !== null && known.revision === revision && known.generation === generation) return known
    if (known !== null && known.generation !== generation && revision === 0) {
      return { memory: known.memory, saved: EMPTY_MEMORY, revision, generation }
    }
    const saved = loadMemory(database, isHolderAlive)
    return { memory: saved, saved, revision, generation }
  }

  #attempt<T>(work: () => T): T | null {
    try {
      return work()
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      this.#faults.push(error.message)
      return null
    }
  }
}
