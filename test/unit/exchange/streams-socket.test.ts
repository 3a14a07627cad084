import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import { dialWebSocket, type Line } from '../../../src/exchange/binance/socket.ts'
import { addressUnder } from '../../../src/exchange/binance/stream-address.ts'

const SECRET = 'k9TsEcReTkEyThatNobodyMaySee'

let server: Server
let base: string
/** What the server does with a handshake. */
let welcome: (request: IncomingMessage, socket: Socket, head: Buffer) => void
const sockets = new Set<Socket>()

beforeEach(async () => {
  server = createServer()
  server.on('connection', (socket) => sockets.add(socket))
  server.on('upgrade', (request, socket, head) => welcome(request, socket as Socket, head))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/private/ws`
})

afterEach(async () => {
  for (const socket of sockets) socket.destroy()
  sockets.clear()
  await new Promise((resolve) => server.close(resolve))
})

/** Dials and waits for the last word of the connection. */
function dialled(onOpen: (line: Line) => void = () => undefined) {
  const heard: string[] = []
  return new Promise<{ readonly heard: readonly string[]; readonly why: string; readonly waitMs: number | null }>(
    (resolve) => {
      const line: Line = dialWebSocket(addressUnder(base, SECRET), {
        onOpen: () => {
          heard.push('open')
          onOpen(line)
        },
        onText: (text) => heard.push(text),
        onPong: () => heard.push('pong'),
        onClosed: (why, waitMs) => resolve({ heard, why, waitMs }),
      })
    },
  )
}

const answer = (head: string) => (_request: IncomingMessage, socket: Socket) => socket.end(`HTTP/1.1 ${head}\r\n\r\n`)

describe('a handshake', () => {
  it('is not followed to another place', async () => {
    let visits = 0
    welcome = (request, socket) => {
      visits += 1
      answer(`302 Found\r\nLocation: ${base}/elsewhere`)(request, socket)
    }
    const { why, heard } = await dialled()
    expect(why).toBe('the handshake was answered with HTTP 302')
    expect(heard).toEqual([])
    expect(visits).toBe(1)
  })

  it.each([
    { head: '429 Too Many Requests\r\nRetry-After: 90', waitMs: 90_000 },
    { head: '429 Too Many Requests', waitMs: 60_000 },
    { head: '418 Teapot\r\nRetry-After: 259200', waitMs: 3_600_000 },
    { head: '503 Service Unavailable', waitMs: null },
  ])('that is refused with $head is waited for: $waitMs', async ({ head, waitMs }) => {
    welcome = answer(head)
    const closed = await dialled()
    expect(closed.why).toBe(`the handshake was answered with HTTP ${head.slice(0, 3)}`)
    expect(closed.waitMs).toBe(waitMs)
  })

  it('that is cut names the failure and not the address', async () => {
    welcome = (_request, socket) => socket.destroy()
    const { why } = await dialled()
    expect(why).toBe('no connection (ECONNRESET)')
  })

  it('that meets a closed port names the failure and not the address', async () => {
    await new Promise((resolve) => server.close(resolve))
    const { why } = await dialled()
    expect(why).toBe('no connection (ECONNREFUSED)')
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })

  it('that is ended while it lasts harms nothing', async () => {
    welcome = () => undefined
    const line = { current: null as Line | null }
    const why = await new Promise<string>((resolve) => {
      line.current = dialWebSocket(addressUnder(base, SECRET), {
        onOpen: () => undefined,
        onText: () => undefined,
        onPong: () => undefined,
        onClosed: resolve,
      })
      line.current.end()
    })
    expect(why).toMatch(/^no connection/)
  })
})

describe('an open connection', () => {
  const accept = (use: (socket: import('ws').WebSocket, raw: Socket) => void) => {
    const upgrader = new WebSocketServer({ noServer: true })
    welcome = (request, socket, head) => upgrader.handleUpgrade(request, socket, head, (open) => use(open, socket))
  }

  it('hears text that comes together with the answer to the handshake, and answered pings', async () => {
    accept((socket) => {
      socket.send('{"first":true}')
      socket.on('ping', () => setTimeout(() => socket.close(1001), 20))
    })
    const { heard, why } = await dialled((line) => line.ping())
    expect(heard).toEqual(['open', '{"first":true}', 'pong'])
    expect(why).toBe('closed by the other side (1001)')
  })

  it('that is cut in the middle of a frame says that it was lost', async () => {
    accept((_socket, raw) => {
      raw.write(Buffer.from([0x81, 0x7e, 0x01, 0x00, 0x7b]))
      setTimeout(() => raw.destroy(), 20)
    })
    const { heard, why } = await dialled()
    expect(heard).toEqual(['open'])
    expect(why).toBe('the connection was lost')
  })

  it('gets no pong while half a frame stands in the way', async () => {
    accept((_socket, raw) => {
      raw.write(Buffer.from([0x81, 0x7e, 0x01, 0x00, 0x7b]))
      setTimeout(() => raw.destroy(), 150)
    })
    const { heard } = await dialled((line) => line.ping())
    expect(heard).toEqual(['open'])
  })

  it('refuses frames that are larger than anything Binance sends', async () => {
    accept((socket) => socket.send('x'.repeat(9 * 1024 * 1024)))
    const { heard, why } = await dialled()
    expect(heard).toEqual(['open'])
    expect(why).toBe('the connection failed (WS_ERR_UNSUPPORTED_MESSAGE_LENGTH)')
  })
})

describe('the address of a stream', () => {
  it.each(['../market/ws/x', '..%2f/../../x', 'x?streams=y', 'x#y', 'a/../../x'])('refuses %s', (path) => {
    expect(() => addressUnder('wss://fstream.binance.com/private/ws', path)).toThrow(
      'the address of the stream would leave the configured base',
    )
  })

  it('stands below the base', () => {
    expect(addressUnder('wss://fstream.binance.com/private/ws', 'abc').href).toBe(
      'wss://fstream.binance.com/private/ws/abc',
    )
  })
})
