import type { Cancel, StreamTime } from '../../src/exchange/binance/stream-time.ts'
import type { Clock } from '../../src/ports/clock.ts'

interface Timer {
  readonly atMs: number
  readonly act: () => void
}

/** Both clocks of a watch and its timers, moved by hand: nothing happens unless time is told to pass. */
export class VirtualTime implements Clock, StreamTime {
  readonly #startMs: number
  readonly #timers = new Set<Timer>()
  #elapsedMs = 0
  #shiftMs = 0

  constructor(startMs: number) {
    this.#startMs = startMs
  }

  nowMs(): number {
    return this.#startMs + this.#elapsedMs + this.#shiftMs
  }

  wallMs(): number {
    return this.nowMs()
  }

  steadyMs(): number {
    return this.#elapsedMs
  }

  sleep(durationMs: number): Promise<void> {
    return new Promise((resolve) => this.after(durationMs, resolve))
  }

  after(delayMs: number, act: () => void): Cancel {
    const timer = { atMs: this.#elapsedMs + delayMs, act }
    this.#timers.add(timer)
    return () => void this.#timers.delete(timer)
  }

  every(periodMs: number, act: () => void): Cancel {
    let cancel: Cancel = () => undefined
    const again = (): void => {
      cancel = this.after(periodMs, again)
      act()
    }
    cancel = this.after(periodMs, again)
    return () => cancel()
  }

  /** Lets time pass; timers that fall due run in their order. */
  pass(durationMs: number): void {
    const endMs = this.#elapsedMs + durationMs
    for (let due = this.#nextBy(endMs); due !== null; due = this.#nextBy(endMs)) {
      this.#timers.delete(due)
      this.#elapsedMs = Math.max(this.#elapsedMs, due.atMs)
      due.act()
    }
    this.#elapsedMs = endMs
  }

  /** Sets the time of day, as an owner or a time server does. */
  setBy(shiftMs: number): void {
    this.#shiftMs += shiftMs
  }

  #nextBy(endMs: number): Timer | null {
    const due = [...this.#timers].filter(({ atMs }) => atMs <= endMs).sort((one, other) => one.atMs - other.atMs)
    return due[0] ?? null
  }
}
