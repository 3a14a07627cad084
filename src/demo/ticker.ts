import type { ExchangeClock } from './clock.ts'

/** However fast the exchange's clock runs, streams speak at most this often in real time. */
const SHORTEST_PAUSE_MS = 200

/** Calls at each whole second of the exchange, or as often as is sensible when seconds fly by. */
export class Ticker {
  readonly #clock: ExchangeClock
  readonly #speak: (atMs: number) => void
  #timer: NodeJS.Timeout | null = null
  #spokeAtMs = 0

  constructor(clock: ExchangeClock, speak: (atMs: number) => void) {
    this.#clock = clock
    this.#speak = speak
  }

  /** Begins to follow the clock; a clock that stands still is left to `tick`. */
  start(): void {
    if (this.#clock.speed === 0) return
    const { speed } = this.#clock
    const toNextSecondMs = (1000 - (this.#clock.nowMs() % 1000)) / speed
    this.#timer = setTimeout(
      () => {
        this.tick()
        this.start()
      },
      Math.max(SHORTEST_PAUSE_MS, toNextSecondMs + 1),
    )
  }

  /** Speaks for the present second, unless that was done. */
  tick(): void {
    const second = Math.floor(this.#clock.nowMs() / 1000) * 1000
    if (second === this.#spokeAtMs) return
    this.#spokeAtMs = second
    this.#speak(second)
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }
}
