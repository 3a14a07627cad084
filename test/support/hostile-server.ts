import type { AddressInfo } from 'node:net'
import { createServer, type Server, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'

/** A server that speaks HTTP badly on purpose; it counts what it could get rid of. */
export interface HostileServer {
  readonly url: string
  /** Bytes that went out. */
  sentBytes(): number
  /** Connections that came in. */
  connections(): number
  close(): Promise<void>
}

/** What it does with a connection once a request has begun. */
export type Hostility = (socket: Socket, later: (act: () => void) => void) => void

const CHUNK = 'x'.repeat(65_536)
const OK = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n'

/** Writes for ever, as fast as the other side reads. */
function pour(socket: Socket, piece: string): void {
  const more = (): void => {
    while (!socket.destroyed && socket.write(piece)) {
      // as long as the buffer takes it
    }
  }
  socket.on('drain', more)
  more()
}

/** A body that never ends. */
export const endlessBody: Hostility = (socket) => {
  socket.write(`${OK}\r\n"`)
  pour(socket, CHUNK)
}

/** Headers that never end. */
export const endlessHeaders: Hostility = (socket) => {
  socket.write(OK)
  pour(socket, `X-Filler: ${'y'.repeat(1000)}\r\n`)
}

/** A header that comes byte by byte, each in time for whoever waits for the next one only. */
export const drippingHeaders: Hostility = (socket, later) => {
  socket.write(`${OK}X-Slow: `)
  const drip = (): void => {
    if (socket.destroyed) return
    socket.write('z')
    later(drip)
  }
  drip()
}

const BOMB = gzipSync(Buffer.alloc(100_000_000, '['), { level: 9 })

/** A hundred kilobytes that are a hundred megabytes. */
export const zipBomb: Hostility = (socket) => {
  socket.write(`${OK}Content-Encoding: gzip\r\nContent-Length: ${BOMB.length}\r\n\r\n`)
  socket.write(BOMB)
}

/** What is no HTTP at all. */
export const noHttp: Hostility = (socket) => void socket.end('SSH-2.0-OpenSSH_9.6\r\n')

export const redirect =
  (status: number, location: string): Hostility =>
  (socket) =>
    void socket.end(`HTTP/1.1 ${status} Moved\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`)

export async function startHostile(hostility: Hostility): Promise<HostileServer> {
  const sockets = new Set<Socket>()
  const timers = new Set<NodeJS.Timeout>()
  let connections = 0
  const later = (act: () => void): void => {
    timers.add(setTimeout(act, 100))
  }
  const server: Server = createServer((socket) => {
    connections += 1
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('data', () => hostility(socket, later))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    sentBytes: () => [...sockets].reduce((sum, socket) => sum + socket.bytesWritten - socket.writableLength, 0),
    connections: () => connections,
    close: () => {
      for (const timer of timers) clearTimeout(timer)
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
