import { ExchangeError } from '../../errors.ts'
import { parseExactJson } from '../exact-json.ts'
import { type Connection, faultOf, markOpened, newConnection, pingWhenDue } from './connection.ts'
import { redact } from './redact.ts'
import { type Dial, dialWebSocket, type LineEvents } from './socket.ts'
import { addressUnder } from './stream-address.ts'
import { type Cancel, machineTime, type StreamTime } from './stream-time.ts'

const TICK_MS = 1000
/** Longer than a handshake and the call that makes a listen key. */
const ATTEMPT_MS = 30_000
/** Binance closes every socket at 24 h: ours is replaced before that, without a gap. */
const ROTATE_AFTER_MS = 23 * 3_600_000
/** Old and new connection are heard side by side for this long; what comes twice is harmless. */
const OVERLAP_MS = 3000
/** Only a connection that stood for this long wipes out earlier failures: one that opens and dies must be let alone. */
const PROVEN_AFTER_MS = 60_000
const FIRST_BACKOFF_MS = 500
const LONGEST_BACKOFF_MS = 30_000
/** A tick that comes this late by either clock means that the machine slept: whatever the socket says, it is dead. */
const SLEPT_MS = 10_000

/** What a socket tells its owner; a handler that throws is reported through `onTrouble` and harms nothing. */
export interface SocketEvents {
  /** Returns whether the payload was what is listened for: only that ends the silence. */
  readonly onMessage: (payload: unknown) => boolean
  /** A connection stands, the first one or a replacement: whatever was missed meanwhile must be read by REST. */
  readonly onOpen: () => void
  readonly onDown: (why: string) => void
  readonly onTrouble: (why: string) => void
}

export interface SocketOptions extends SocketEvents {
  /** The configured base URL; no connection ever leaves it. */
  readonly base: string
  /** What follows the base; asked before every connection, so that a new listen key gets a new address. */
  readonly path: () => Promise<string>
  /** Without anything that was listened for during this time the connection is replaced; `null` where silence is normal. */
  readonly silenceMs: number | null
  /** 0 to 1, for jitter. */
  readonly random: () => number
  readonly dial?: Dial
  readonly time?: StreamTime
}

/**
 * A connection that stays: it pings, notices silence and sleep, backs off with jitter, and is replaced before 24 h.
 * At most one connection is being made and one is in service; a replacement is made before the old one goes.
 */
export class LastingSocket {
  readonly #options: SocketOptions
  readonly #time: StreamTime
  readonly #dial: Dial
  readonly #cancelTicks: Cancel
  #attempt: Connection | null = null
  #current: Connection | null = null
  #retiring: Connection | null = null
  #cancelRetry: Cancel | null = null
  #cancelOverlap: Cancel | null = null
  #failures = 0
  #lastTick: { readonly wallMs: number; readonly steadyMs: number }
  #path = ''
  #isClosed = false

  constructor(options: SocketOptions) {
    this.#options = options
    this.#time = options.time ?? machineTime
    this.#dial = options.dial ?? dialWebSocket
    this.#lastTick = this.#clocks()
    this.#cancelTicks = this.#time.every(TICK_MS, () => this.#tick())
    void this.#connect()
  }

  /** Ends the connection for good. */
  close(): void {
    this.#isClosed = true
    this.#cancelTicks()
    this.#cancelRetry?.()
    this.#cancelOverlap?.()
    for (const connection of [this.#attempt, this.#current, this.#retiring]) connection?.line?.end()
    this.#attempt = null
    this.#current = null
    this.#retiring = null
  }

  /** Gives the connection up as failed, e.g. for a new listen key; without one, the next is on its way anyway. */
  replace(why: string): void {
    if (this.#current !== null) this.#drop(why, null)
  }

  /** Makes a connection to the present path and then lets the old one go; a wait after a failure is not cut short. */
  rotate(): void {
    if (this.#cancelRetry === null) void this.#connect()
  }

  /** Time since the connection last proved to be alive; `null` while there is none. */
  silentForMs(): number | null {
    if (this.#current === null) return null
    const { lifeAtMs, signAtMs } = this.#current
    return this.#time.steadyMs() - (this.#options.silenceMs === null ? signAtMs : lifeAtMs)
  }

  async #connect(): Promise<void> {
    if (this.#isClosed) return
    this.#cancelRetry?.()
    this.#cancelRetry = null
    this.#attempt?.line?.end()
    const attempt = newConnection(this.#time.steadyMs())
    this.#attempt = attempt
    try {
      this.#path = await this.#options.path()
      if (this.#attempt !== attempt) return
      attempt.line = this.#dial(addressUnder(this.#options.base, this.#path), this.#eventsOf(attempt))
    } catch (error) {
      if (this.#attempt !== attempt) return
      const waitMs = error instanceof ExchangeError ? error.retryAfterMs : null
      this.#attemptFailed(this.#reasonOf(error), waitMs)
    }
  }

  #eventsOf(connection: Connection): LineEvents {
    return {
      onOpen: () => this.#opened(connection),
      onText: (text) => this.#received(connection, text),
      onPong: () => {
        connection.pongAtMs = this.#time.steadyMs()
        connection.signAtMs = connection.pongAtMs
      },
      onClosed: (why, waitMs) => {
        if (connection === this.#attempt) this.#attemptFailed(why, waitMs)
        else if (connection === this.#current) this.#drop(why, waitMs)
      },
    }
  }

  #opened(connection: Connection): void {
    if (connection !== this.#attempt) {
      connection.line?.end()
      return
    }
    const replaced = this.#current
    this.#attempt = null
    this.#current = connection
    markOpened(connection, this.#time.steadyMs())
    if (replaced !== null) this.#retire(replaced)
    this.#guard(() => this.#options.onOpen())
  }

  #retire(connection: Connection): void {
    this.#cancelOverlap?.()
    this.#retiring?.line?.end()
    this.#retiring = connection
    this.#cancelOverlap = this.#time.after(OVERLAP_MS, () => {
      this.#retiring = null
      connection.line?.end()
    })
  }

  #received(connection: Connection, text: string): void {
    if (connection !== this.#current && connection !== this.#retiring) return
    connection.signAtMs = this.#time.steadyMs()
    const payload = parsedJson(text)
    // What the text says is not repeated: a spoiled frame may hold the listen key.
    if (payload === undefined) {
      this.report('a frame was not JSON')
      return
    }
    let isLife = true // a handler that fails says nothing against the connection
    this.#guard(() => {
      isLife = this.#options.onMessage(payload)
    })
    if (isLife) connection.lifeAtMs = connection.signAtMs
  }

  #tick(): void {
    const before = this.#lastTick
    const now = this.#clocks()
    this.#lastTick = now
    const steadyGapMs = now.steadyMs - before.steadyMs
    const sleptMs = Math.max(now.wallMs - before.wallMs, steadyGapMs) - TICK_MS
    if (sleptMs > SLEPT_MS) {
      this.#awake(sleptMs)
      return
    }
    // We were busy ourselves: what came meanwhile is read first, and judged at the next tick.
    if (steadyGapMs > 2 * TICK_MS) return
    const { steadyMs: nowMs } = now
    if (this.#attempt !== null && nowMs - this.#attempt.startedAtMs > ATTEMPT_MS) {
      this.#attempt.line?.end()
      this.#attemptFailed('no connection came about', null)
    }
    if (this.#current !== null) this.#examine(this.#current, nowMs)
  }

  #awake(sleptMs: number): void {
    const why = `this machine slept for ${Math.round(sleptMs / 1000)} s`
    this.#failures = 0
    if (this.#current !== null) this.#drop(why, null)
    else void this.#connect()
  }

  #examine(connection: Connection, nowMs: number): void {
    const fault = faultOf(connection, nowMs, this.#options.silenceMs)
    if (fault !== null) {
      this.#drop(fault, null)
      return
    }
    pingWhenDue(connection, nowMs)
    if (!connection.isProven && nowMs - connection.openedAtMs >= PROVEN_AFTER_MS) {
      connection.isProven = true
      this.#failures = 0
    }
    const isRenewing = this.#attempt !== null || this.#cancelRetry !== null
    if (!isRenewing && nowMs - connection.openedAtMs >= ROTATE_AFTER_MS) void this.#connect()
  }

  #drop(why: string, waitMs: number | null): void {
    for (const connection of [this.#current, this.#attempt]) connection?.line?.end()
    this.#current = null
    this.#attempt = null
    this.#retry(waitMs)
    this.#guard(() => this.#options.onDown(why))
  }

  #attemptFailed(why: string, waitMs: number | null): void {
    this.#attempt = null
    this.#retry(waitMs)
    if (this.#current === null) this.#guard(() => this.#options.onDown(why))
    else this.report(`the connection could not be renewed yet: ${why}`)
  }

  #retry(waitMs: number | null): void {
    if (this.#isClosed) return
    this.#failures += 1
    this.#cancelRetry?.()
    this.#cancelRetry = this.#time.after(Math.max(this.#backoffMs(), waitMs ?? 0), () => void this.#connect())
  }

  #backoffMs(): number {
    const ceilingMs = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** Math.min(this.#failures - 1, 10))
    return ceilingMs * (0.5 + this.#options.random() / 2)
  }

  #guard(act: () => void): void {
    try {
      act()
    } catch (error) {
      this.report(error instanceof Error ? error.message : 'a handler failed')
    }
  }

  /** Tells the owner about trouble, without what must stay secret. */
  report(why: string): void {
    try {
      this.#options.onTrouble(redact(why, [this.#path]))
    } catch {
      // The owner's own reporting fails: there is nobody left to tell, and the stream must go on.
    }
  }

  #reasonOf(error: unknown): string {
    return error instanceof Error ? redact(error.message, [this.#path]) : 'failed for an unknown reason'
  }

  #clocks(): { readonly wallMs: number; readonly steadyMs: number } {
    return { wallMs: this.#time.wallMs(), steadyMs: this.#time.steadyMs() }
  }
}

function parsedJson(text: string): unknown {
  try {
    return parseExactJson(text)
  } catch {
    return undefined
  }
}
