import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import type { SocketAddress } from './address.ts'

const MESSAGES_PER_SECOND = 10
const MOST_STREAMS = 1024

/** One client of the stream hosts. */
export class Connection {
  readonly address: SocketAddress
  readonly openedAtMs: number
  readonly streams: Set<string>
  isCombined: boolean
  readonly #socket: WebSocket
  readonly #wire: Socket
  /** The exchange's own time: a hurried client sends its pings as close together as time is hurried. */
  readonly #nowMs: () => number
  #isJammed = false
  #recent: number[] = []

  constructor(
    socket: WebSocket,
    wire: Socket,
    parts: { readonly address: SocketAddress; readonly nowMs: () => number },
  ) {
    this.#socket = socket
    this.#wire = wire
    this.address = parts.address
    this.#nowMs = parts.nowMs
    this.openedAtMs = parts.nowMs()
    this.isCombined = parts.address.isCombined
    this.streams = new Set(parts.address.streams)
    socket.on('message', (data) => this.#hear(String(data)))
    socket.on('ping', () => this.#countMessage())
    socket.on('pong', () => this.#countMessage())
  }

  /** Sends one text; after half a frame nothing more leaves. */
  sendText(text: string): void {
    if (!this.#isJammed && this.#socket.readyState === this.#socket.OPEN) this.#socket.send(text)
  }

  /** Sends a message of a stream in the form of this connection. */
  sendOf(stream: string, json: string): void {
    this.sendText(this.isCombined ? `{"stream":${JSON.stringify(stream)},"data":${json}}` : json)
  }

  ping(): void {
    if (!this.#isJammed) this.#socket.ping()
  }

  close(code: number): void {
    this.#socket.close(code)
  }

  /** Cuts the TCP connection. */
  cut(): void {
    this.#socket.terminate()
  }

  /** Announces a text frame of 1,000 bytes, sends half of it, and falls silent. */
  sendHalfFrame(): void {
    this.#isJammed = true
    const header = Buffer.from([0x81, 126, 1000 >> 8, 1000 & 0xff])
    this.#wire.write(Buffer.concat([header, Buffer.alloc(500, '[')]))
  }

  onClose(listener: () => void): void {
    this.#socket.on('close', listener)
    this.#socket.on('error', () => this.#socket.terminate())
  }

  #hear(text: string): void {
    this.#countMessage()
    const request = parseRequest(text)
    if (request === null) {
      this.sendText('{"error":{"code":3,"msg":"Invalid JSON: expected value at line 1 column 1"}}')
      return
    }
    this.sendText(JSON.stringify(this.#answer(request)))
  }

  #answer({ method, params, id }: Request): unknown {
    if (method === 'LIST_SUBSCRIPTIONS') return { result: [...this.streams], id }
    if (method === 'SUBSCRIBE') for (const name of params) this.streams.add(name)
    else if (method === 'UNSUBSCRIBE') for (const name of params) this.streams.delete(name)
    else return { error: { code: 2, msg: `Invalid request: unknown variant \`${method}\`` }, id }
    if (this.streams.size > MOST_STREAMS) this.close(1008)
    return { result: null, id }
  }

  #countMessage(): void {
    const nowMs = this.#nowMs()
    this.#recent = [...this.#recent.filter((atMs) => nowMs - atMs < 1000), nowMs]
    if (this.#recent.length > MESSAGES_PER_SECOND) this.close(1008)
  }
}

interface Request {
  readonly method: string
  readonly params: readonly string[]
  readonly id: unknown
}

function parseRequest(text: string): Request | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null || !('method' in value)) return null
  const params = 'params' in value && Array.isArray(value.params) ? value.params.map(String) : []
  return { method: String(value.method), params, id: 'id' in value ? value.id : null }
}
