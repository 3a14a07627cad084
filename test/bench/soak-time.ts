import type { Cancel } from '../../src/exchange/binance/stream-time.ts'
import { VirtualTime } from '../support/virtual-time.ts'

/** Time moved by hand that knows how many of its timers are still to run. */
export class SoakTime extends VirtualTime {
  readonly #waiting = new Set<object>()

  get timers(): number {
    return this.#waiting.size
  }

  override after(delayMs: number, act: () => void): Cancel {
    const timer = {}
    this.#waiting.add(timer)
    const cancel = super.after(delayMs, () => {
      this.#waiting.delete(timer)
      act()
    })
    return () => {
      this.#waiting.delete(timer)
      cancel()
    }
  }
}
