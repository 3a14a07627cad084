import type { AlertDecision } from '../alerts/decide.ts'
import { type AlertMemory, EMPTY_MEMORY, settledMemory, withoutDone } from '../alerts/memory.ts'
import type { DeliveryResult, OutboxEntry } from '../alerts/outbox.ts'
import { isQuiet } from '../alerts/quiet.ts'
import { StoreError } from '../errors.ts'
import type { AlertLog } from '../ports/state-store.ts'
import { decodeEntry } from './alert-document.ts'
import { deliveriesOf, loadMemory, raiseRevision, readRevision, type SaveScope, saveMemory } from './alert-memory.ts'
import type { StateConnection } from './connection.ts'
import type { StateDatabase } from './database.ts'
import { StoredDocument } from './document.ts'
import { isHolderAlive } from './holder.ts'
import { UnloggedAlerts } from './unlogged-alerts.ts'

/** What is quiet is saved at most this often: a watch looks every second, a disk should not be written as often. */
const SAVE_EVERY_MS = 60_000

/** What this process remembers. */
interface Remembered {
  readonly memory: AlertMemory
  /** What the database holds as of `revision`; quiet states in it may be a minute old. */
  readonly saved: AlertMemory
  /** `null` when the database could not be read. */
  readonly revision: number | null
  /** The opening of the file that `revision` belongs to. */
  readonly generation: number
}

/** A change that was worked out already, and the memory on which: on that very memory it need not be worked out again. */
interface Prepared<T> {
  readonly memory: AlertMemory
  readonly result: T
}

interface Change<T> {
  readonly make: (memory: AlertMemory) => T
  readonly prepared: Prepared<T> | null
  readonly scopeOf: (result: T) => SaveScope
}

/**
 * The alert memory in the state database. Each change runs alone among all processes, on what the last one left. When
 * the database cannot be used the change runs on what this process remembers, or on nothing: an alert is then sent all
 * the same, perhaps twice, and the fault is kept for `takeFaults`.
 */
export class SqliteAlertLog implements AlertLog {
  readonly #connection: StateConnection
  #remembered: Remembered | null = null
  /** When everything was last saved, or was to be. */
  #wholeAtMs = Number.NEGATIVE_INFINITY
  readonly #unlogged = new UnloggedAlerts()
  #faults: string[] = []

  constructor(connection: StateConnection) {
    this.#connection = connection
  }

  load(nowMs: number): AlertMemory {
    return this.#readable(nowMs).memory
  }

  decide(nowMs: number, decide: (memory: AlertMemory) => AlertDecision): AlertDecision {
    const prepared = this.#prepared(nowMs, decide)
    if (prepared !== null && !this.#isWholeDue(nowMs) && isQuiet(prepared.memory, prepared.result)) {
      return this.#remember(prepared.result)
    }
    // Messages wait for what must be on disk before they go out, and for nothing else.
    const scopeOf = ({ messages }: AlertDecision): SaveScope => (messages.length > 0 ? 'stand' : this.#scope(nowMs))
    return this.#change(nowMs, { make: decide, prepared, scopeOf })
  }

  settle(nowMs: number, results: readonly DeliveryResult[]): void {
    this.#changeAlone(nowMs, (memory) => settledMemory(memory, results, nowMs))
  }

  update(nowMs: number, change: (memory: AlertMemory) => AlertMemory): AlertMemory {
    return this.#changeAlone(nowMs, change)
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

  /** The decision on what this process remembers; `null` when it remembers nothing, or something outdated. */
  #prepared(nowMs: number, decide: (memory: AlertMemory) => AlertDecision): Prepared<AlertDecision> | null {
    const known = this.#remembered
    if (known === null || this.#isOutdated(nowMs, known)) return null
    return { memory: known.memory, result: decide(known.memory) }
  }

  /** A decision so quiet that it need not be saved. */
  #remember(decision: AlertDecision): AlertDecision {
    if (this.#remembered !== null) this.#remembered = { ...this.#remembered, memory: decision.memory }
    return decision
  }

  #isWholeDue(nowMs: number): boolean {
    return Math.abs(nowMs - this.#wholeAtMs) >= SAVE_EVERY_MS
  }

  #scope(nowMs: number): SaveScope {
    return this.#isWholeDue(nowMs) ? 'whole' : 'stand'
  }

  /** Whether another process has changed the memory since, or the file was replaced. */
  #isOutdated(nowMs: number, known: Remembered): boolean {
    const revision = this.#attempt(() => this.#connection.use(nowMs, readRevision))
    return revision !== null && (revision !== known.revision || this.#connection.generation !== known.generation)
  }

  #changeAlone(nowMs: number, change: (memory: AlertMemory) => AlertMemory): AlertMemory {
    const make = (memory: AlertMemory) => ({ memory: change(memory) })
    return this.#change(nowMs, { make, prepared: null, scopeOf: () => this.#scope(nowMs) }).memory
  }

  #change<T extends { readonly memory: AlertMemory }>(nowMs: number, change: Change<T>): T {
    const saved = this.#attempt(() => this.#changeSaved(nowMs, change))
    if (saved !== null) return saved
    // What is quiet need not be tried again with every evaluation: beside a lock each try takes its time.
    this.#wholeAtMs = nowMs
    return this.#changeUnsaved(nowMs, change)
  }

  #changeSaved<T extends { readonly memory: AlertMemory }>(nowMs: number, change: Change<T>): T {
    const [result, remembered] = this.#connection.use(nowMs, (database) =>
      database.transaction(() => {
        const current = this.#current(database)
        const result = resultOn(this.#unlogged.addedTo(current.memory), change)
        const scope = change.scopeOf(result)
        if (scope === 'whole') this.#wholeAtMs = nowMs
        const after = this.#unlogged.addedTo(result.memory)
        const saved = saveMemory(database, { before: current.saved, after, scope })
        raiseRevision(database)
        return [result, { ...current, saved, revision: (current.revision ?? 0) + 1 }] as const
      }),
    )
    this.#unlogged.clear()
    this.#remembered = { ...remembered, memory: withoutDone(result.memory), saved: withoutDone(remembered.saved) }
    return result
  }

  /** The next change that can be saved saves this one too, unless another process was quicker. */
  #changeUnsaved<T extends { readonly memory: AlertMemory }>(nowMs: number, change: Change<T>): T {
    const known = this.#remembered ?? this.#readable(nowMs)
    const changed = resultOn(known.memory, change)
    this.#unlogged.keep(changed.memory)
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

function resultOn<T>(memory: AlertMemory, { make, prepared }: Change<T>): T {
  return prepared !== null && prepared.memory === memory ? prepared.result : make(memory)
}
