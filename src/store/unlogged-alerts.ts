import type { AlertMemory } from '../alerts/memory.ts'
import { isOpen, type OutboxEntry } from '../alerts/outbox.ts'

/** A database that stays unusable must not fill the memory of the process: the oldest go first. */
const MOST_KEPT = 1000

/** Alerts that were done with while the database could not be written: the log must have them once it can. */
export class UnloggedAlerts {
  readonly #entries = new Map<string, OutboxEntry>()

  /** Keeps what is done with in a memory that could not be saved. */
  keep({ outbox }: AlertMemory): void {
    for (const [id, entry] of outbox) if (!isOpen(entry)) this.#entries.set(id, entry)
    for (const id of [...this.#entries.keys()].slice(0, -MOST_KEPT)) this.#entries.delete(id)
  }

  /** The memory with them in its outbox, where the database may still have them as open; itself when there are none. */
  addedTo(memory: AlertMemory): AlertMemory {
    if (this.#entries.size === 0) return memory
    return { ...memory, outbox: new Map([...memory.outbox, ...this.#entries]) }
  }

  /** Forgets them: they are in the log. */
  clear(): void {
    this.#entries.clear()
  }
}
