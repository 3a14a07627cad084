import type { Dial, LineEvents } from '../../../src/exchange/binance/socket.ts'
import type { StreamTime } from '../../../src/exchange/binance/stream-time.ts'

interface Timer {
  dueAtMs: number
  readonly periodMs: number | null
  readonly act: () => void
}

/** Clocks and timers moved by hand. */
export class FakeTime implements StreamTime {
  #steadyMs = 0
  #wallAheadMs = 1_795_300_800_000
  #timers = new Set<Timer>()

  wallMs(): number {
    return this.#steadyMs + this.#wallAheadMs
  }

  steadyMs(): number {
    return this.#steadyMs
  }

  every(periodMs: number, act: () => void): () => void {
    return this.#add({ dueAtMs: this.#steadyMs + periodMs, periodMs, act })
  }

  after(delayMs: number, act: () => void): () => void {
    return this.#add({ dueAtMs: this.#steadyMs + delayMs, periodMs: null, act })
  }

  get timers(): number {
    return this.#timers.size
  }

  /** Lets time pass and everything happen that falls due, in order. */
  async pass(durationMs: number): Promise<void> {
    const endMs = this.#steadyMs + durationMs
    await settled()
    for (let next = this.#next(endMs); next !== null; next = this.#next(endMs)) {
      this.#steadyMs = Math.max(this.#steadyMs, next.dueAtMs)
      this.#run(next)
      await settled()
    }
    this.#steadyMs = endMs
  }

  /** The machine sleeps: the time of day goes on, nothing else does. */
  sleep(durationMs: number): void {
    this.#wallAheadMs += durationMs
  }

  /** The process is busy: everything is late. */
  stall(durationMs: number): void {
    this.#steadyMs += durationMs
  }

  #next(endMs: number): Timer | null {
    const due = [...this.#timers].filter(({ dueAtMs }) => dueAtMs <= endMs)
    return due.sort((a, b) => a.dueAtMs - b.dueAtMs)[0] ?? null
  }

  #run(timer: Timer): void {
    if (timer.periodMs === null) this.#timers.delete(timer)
    else timer.dueAtMs = this.#steadyMs + timer.periodMs
    timer.act()
  }

  #add(timer: Timer): () => void {
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }
}

/** One connection of the fake exchange. */
export class FakeLine {
  readonly address: string
  readonly events: LineEvents
  readonly openedAtMs: number
  isEnded = false
  pings = 0
  answersPings = true
  #saying = ''

  constructor(address: string, events: LineEvents, openedAtMs: number) {
    this.address = address
    this.events = events
    this.openedAtMs = openedAtMs
  }

  ping(): void {
    this.pings += 1
    if (this.answersPings) this.events.onPong()
  }

  end(): void {
    this.isEnded = true
  }

  /** Sends a value as JSON, or text as it is. */
  say(value: unknown): void {
    this.#saying = typeof value === 'string' ? value : JSON.stringify(value)
    this.events.onText(this.#saying)
  }
}

/** What meets the next handshakes: opened at once unless told. */
export type Welcome = 'open' | 'ignore' | { readonly why: string; readonly waitMs: number | null }

/** The other side: remembers every connection that was made. */
export class FakeExchange {
  readonly lines: FakeLine[] = []
  welcome: Welcome = 'open'
  readonly #time: FakeTime

  constructor(time: FakeTime) {
    this.#time = time
  }

  readonly dial: Dial = (address, events) => {
    const line = new FakeLine(address.href, events, this.#time.steadyMs())
    this.lines.push(line)
    const { welcome } = this
    queueMicrotask(() => {
      if (line.isEnded || welcome === 'ignore') return
      if (welcome === 'open') events.onOpen()
      else events.onClosed(welcome.why, welcome.waitMs)
    })
    return line
  }

  get last(): FakeLine {
    const line = this.lines.at(-1)
    if (line === undefined) throw new Error('nothing was dialled')
    return line
  }

  /** Times between one handshake and the next. */
  get gapsMs(): readonly number[] {
    return this.lines.slice(1).map((line, index) => line.openedAtMs - (this.lines[index]?.openedAtMs ?? 0))
  }
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 6; turn++) await Promise.resolve()
}
