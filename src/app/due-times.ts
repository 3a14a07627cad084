/** Remembers when things were last done, so that they can be done again when they are due. */
export class DueTimes<Thing extends string> {
  readonly #doneAtMs = new Map<Thing, number>()

  /** How long ago it was done; infinite when it never was. */
  sinceMs(thing: Thing, nowMs: number): number {
    return nowMs - (this.#doneAtMs.get(thing) ?? Number.NEGATIVE_INFINITY)
  }

  done(thing: Thing, nowMs: number): void {
    this.#doneAtMs.set(thing, nowMs)
  }

  /** Makes things due at once. */
  forget(...things: readonly Thing[]): void {
    for (const thing of things) this.#doneAtMs.delete(thing)
  }

  /** Moves all remembered times with a clock that was set. */
  shift(byMs: number): void {
    for (const [thing, atMs] of this.#doneAtMs) this.#doneAtMs.set(thing, atMs + byMs)
  }
}
