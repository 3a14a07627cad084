import { createRequire } from 'node:module'
import type * as Sockets from 'ws'

const HANDSHAKE_MS = 5000
const MAX_FRAME_BYTES = 8 * 1024 * 1024
/** Told to slow down without being told for how long. */
const REFUSED_WAIT_MS = 60_000
const LONGEST_WAIT_MS = 3_600_000

/** What one connection tells; `onClosed` is the last thing it says, also when the handshake failed. */
export interface LineEvents {
  readonly onOpen: () => void
  readonly onText: (text: string) => void
  readonly onPong: () => void
  /** `waitMs` is how long the other side wants to be left alone; `null` when it did not say. */
  readonly onClosed: (why: string, waitMs: number | null) => void
}

/** One connection, from the handshake on. */
export interface Line {
  ping(): void
  /** Ends it at once, without a farewell that a dead path would never answer. */
  end(): void
}

export type Dial = (address: URL, events: LineEvents) => Line

/**
 * Opens one websocket. Redirects are refused, and no reason it gives contains the address, which holds the listen key.
 *
 * The library is loaded with the first connection: only `watch` and `doctor` make one.
 */
export const dialWebSocket: Dial = (address, events) => {
  const { WebSocket }: typeof Sockets = createRequire(import.meta.url)('ws')
  const socket = new WebSocket(address, {
    handshakeTimeout: HANDSHAKE_MS,
    followRedirects: false,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
  })
  let isOpen = false
  let failure: string | null = null
  let waitMs: number | null = null
  socket.on('open', () => {
    isOpen = true
    events.onOpen()
  })
  socket.on('message', (data) => events.onText(String(data)))
  socket.on('pong', () => events.onPong())
  socket.on('unexpected-response', (_request, response) => {
    const status = response.statusCode ?? 0
    failure = `the handshake was answered with HTTP ${status}`
    waitMs = waitAfter(status, response.headers['retry-after'])
    socket.terminate()
  })
  socket.on('error', (error: NodeJS.ErrnoException) => {
    failure ??= `${isOpen ? 'the connection failed' : 'no connection'} (${error.code ?? 'no answer to the handshake'})`
  })
  socket.on('close', (code) => events.onClosed(failure ?? closedText(code), waitMs))
  return { ping: () => socket.ping(), end: () => socket.terminate() }
}

function closedText(code: number): string {
  return code === 1006 ? 'the connection was lost' : `closed by the other side (${code})`
}

function waitAfter(status: number, retryAfter: string | undefined): number | null {
  if (status !== 429 && status !== 418) return null
  const seconds = /^\d+$/.test(retryAfter ?? '') ? Number(retryAfter) : 0
  return Math.min(LONGEST_WAIT_MS, Math.max(REFUSED_WAIT_MS, seconds * 1000))
}
