import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { DemoExchange } from '../../src/demo/server.ts'

/** One request and its reply as seen between program and exchange. */
export interface Exchanged {
  readonly path: string
  readonly startedAtMs: number
  readonly endedAtMs: number
  /** The futures pool's used weight as the reply told it; `null` for replies of other pools. */
  readonly usedFuturesWeight: number | null
}

/** The exchange behind a door that writes down who came and went. */
export interface LoggedExchange {
  /** The exchange at the proxy's address. */
  readonly exchange: DemoExchange
  /** What passed since the last call. */
  takeLog(): readonly Exchanged[]
  close(): Promise<void>
}

/** Puts a proxy in front of the exchange; it changes nothing and logs every request. */
export async function logExchange(exchange: DemoExchange): Promise<LoggedExchange> {
  let log: Exchanged[] = []
  const server = createServer((incoming, outgoing) => {
    forward(exchange.httpBase, incoming, outgoing, (exchanged) => log.push(exchanged))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const endpoints = { ...exchange.endpoints, httpBase: base, httpFutures: base, httpDelivery: base }
  return {
    exchange: { ...exchange, httpBase: base, endpoints },
    takeLog: () => {
      const taken = log
      log = []
      return taken
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await exchange.close()
    },
  }
}

function forward(
  base: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  note: (exchanged: Exchanged) => void,
): void {
  const startedAtMs = performance.now()
  const url = incoming.url ?? '/'
  const onward = request(`${base}${url}`, { method: incoming.method ?? 'GET', headers: incoming.headers }, (reply) => {
    const used = /^\/[fd]api\//.test(url) ? reply.headers['x-mbx-used-weight-1m'] : undefined
    outgoing.writeHead(reply.statusCode ?? 502, reply.headers)
    reply.pipe(outgoing)
    reply.on('end', () =>
      note({
        path: url.replace(/\?.*/, ''),
        startedAtMs,
        endedAtMs: performance.now(),
        usedFuturesWeight: used === undefined ? null : Number(used),
      }),
    )
  })
  incoming.pipe(onward)
}

/** The longest chain of requests of which each began only after the one before had been answered. */
export function longestChain(log: readonly Exchanged[]): readonly Exchanged[] {
  const byEnd = [...log].sort((one, other) => one.endedAtMs - other.endedAtMs)
  const chain: Exchanged[] = []
  for (const exchanged of byEnd) {
    const last = chain.at(-1)
    if (last === undefined || exchanged.startedAtMs >= last.endedAtMs) chain.push(exchanged)
  }
  return chain
}

/** Weight that the futures pool counted, from the header of the replies; only within one minute of the exchange. */
export function futuresWeight(log: readonly Exchanged[], usedBefore: number): number {
  return Math.max(usedBefore, ...log.flatMap(({ usedFuturesWeight }) => usedFuturesWeight ?? [])) - usedBefore
}
