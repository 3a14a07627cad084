/**
 * The exchange's own time: it starts where it is told, runs `speed` times as fast as the wall (0: it stands still and
 * is moved by hand), and never runs back.
 */
export class ExchangeClock {
  readonly speed: number
  readonly startAtMs: number
  #moved = 0
  readonly #bornAt = performance.now()

  constructor(options: { readonly startAtMs: number; readonly speed: number }) {
    this.startAtMs = options.startAtMs
    this.speed = options.speed
  }

  /** Milliseconds since 1970 on the exchange's clock, whole. */
  nowMs(): number {
    return Math.floor(this.startAtMs + this.#moved + this.wallElapsedMs() * this.speed)
  }

  /** Milliseconds of real time since the start. */
  wallElapsedMs(): number {
    return performance.now() - this.#bornAt
  }

  /** Moves the clock forward by hand. */
  advance(durationMs: number): void {
    if (durationMs < 0) throw new RangeError('the exchange clock does not run back')
    this.#moved += durationMs
  }
}
