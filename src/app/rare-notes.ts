/** The same line is not logged again and again. */
const AGAIN_MS = 300_000
const MOST_REMEMBERED = 100

/** Remembers which lines were logged lately. */
export class RareNotes {
  readonly #notedAtMs = new Map<string, number>()

  /** Whether the line is to be logged now: then it is remembered. */
  isNews(text: string, nowMs: number): boolean {
    const lastMs = this.#notedAtMs.get(text)
    if (lastMs !== undefined && Math.abs(nowMs - lastMs) < AGAIN_MS) return false
    this.#notedAtMs.delete(text)
    this.#notedAtMs.set(text, nowMs)
    const [oldest] = this.#notedAtMs.keys()
    if (this.#notedAtMs.size > MOST_REMEMBERED && oldest !== undefined) this.#notedAtMs.delete(oldest)
    return true
  }
}
