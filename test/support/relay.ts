import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import type { DemoEndpoints, DemoExchange } from '../../src/demo/server.ts'

/** A cable between program and exchange that can be pulled: then connections are refused. */
export interface Relay {
  /** The exchange at the address of the cable. */
  readonly exchange: DemoExchange
  down(): Promise<void>
  up(): Promise<void>
}

/** Puts a cable before the exchange. */
export async function openRelay(exchange: DemoExchange): Promise<Relay> {
  const sockets = new Set<Socket>()
  const target = Number(new URL(exchange.httpBase).port)
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1')
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one)
      one.pipe(other)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
    }
  })
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  await listen(0)
  const { port } = server.address() as AddressInfo
  const down = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    for (const socket of sockets) socket.destroy()
    await closed
  }
  return {
    exchange: { ...exchange, endpoints: movedTo(exchange.endpoints, port) },
    down,
    up: () => listen(port),
  }
}

function movedTo(endpoints: DemoEndpoints, port: number): DemoEndpoints {
  const moved = Object.entries(endpoints).map(([name, url]) => [name, url.replace(/:\d+/, `:${port}`)])
  return { ...endpoints, ...Object.fromEntries(moved) }
}
