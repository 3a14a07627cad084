import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import type { DemoEndpoints, DemoExchange } from '../../src/demo/server.ts'

/** One account behind a gateway: the embedded exchange that plays it, and the API key that leads there. */
export interface Tenant {
  readonly exchange: DemoExchange
  readonly apiKey: string
}

/** One request as it arrived. */
export interface Arrival {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly apiKey: string | null
  readonly signature: string | null
  /** The exchange's time when it came. */
  readonly atMs: number
}

/** A host with several accounts behind it, which writes down all that it is asked. */
export interface Gateway {
  readonly endpoints: DemoEndpoints
  readonly seen: Arrival[]
  /** Paths of the websockets that were asked for. */
  readonly sockets: string[]
  /** How often a path was asked for, by one key or by all. */
  count(path: string, apiKey?: string): number
  close(): Promise<void>
}

/** Opens a gateway: requests go by their key, user streams by their listen key, what is public to the first account. */
export async function openGateway(tenants: readonly [Tenant, ...Tenant[]]): Promise<Gateway> {
  const seen: Arrival[] = []
  const sockets: string[] = []
  const open = new Set<Socket>()
  const byListenKey = new Map<string, DemoExchange>()
  const tenantOf = (apiKey: string | null): Tenant => tenants.find((one) => one.apiKey === apiKey) ?? tenants[0]
  const server = createServer((incoming, outgoing) => {
    const arrival = arrivalOf(incoming, tenants[0].exchange.nowMs())
    seen.push(arrival)
    const { exchange } = tenantOf(arrival.apiKey)
    forward(exchange, incoming, outgoing, (body) => {
      const key = arrival.path === '/fapi/v1/listenKey' ? /"listenKey":"(\w+)"/.exec(body)?.[1] : undefined
      if (key !== undefined) byListenKey.set(key, exchange)
    })
  })
  server.on('upgrade', (incoming: IncomingMessage, socket: Socket, head: Buffer) => {
    const path = incoming.url ?? '/'
    sockets.push(path)
    const exchange = byListenKey.get(path.split('/').at(-1) ?? '') ?? tenants[0].exchange
    open.add(socket)
    tunnel(exchange, { incoming, socket, head })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    endpoints: endpointsAt(port),
    seen,
    sockets,
    count: (path, apiKey) =>
      seen.filter((one) => one.path === path && (apiKey === undefined || one.apiKey === apiKey)).length,
    close: async () => {
      server.closeAllConnections()
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function arrivalOf(incoming: IncomingMessage, atMs: number): Arrival {
  const url = new URL(incoming.url ?? '/', 'http://gateway')
  return {
    method: incoming.method ?? '',
    path: url.pathname,
    query: url.searchParams,
    apiKey: incoming.headers['x-mbx-apikey']?.toString() ?? null,
    signature: url.searchParams.get('signature'),
    atMs,
  }
}

function forward(
  { httpBase }: DemoExchange,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  onBody: (body: string) => void,
): void {
  const { method, url, headers } = incoming
  const onward = request(`${httpBase}${url}`, { method, headers }, (reply) => {
    let body = ''
    reply.on('data', (chunk) => {
      body += String(chunk)
    })
    reply.on('end', () => onBody(body))
    reply.on('error', () => outgoing.destroy())
    outgoing.writeHead(reply.statusCode ?? 502, reply.headers)
    reply.pipe(outgoing)
  })
  onward.on('error', () => outgoing.destroy())
  outgoing.on('close', () => onward.destroy())
  incoming.pipe(onward)
}

interface Upgrade {
  readonly incoming: IncomingMessage
  readonly socket: Socket
  readonly head: Buffer
}

function tunnel({ httpBase }: DemoExchange, { incoming, socket, head }: Upgrade): void {
  const onward = connect(Number(new URL(httpBase).port), '127.0.0.1', () => {
    const lines = incoming.rawHeaders.flatMap((text, index, all) =>
      index % 2 === 0 ? [`${text}: ${all[index + 1]}`] : [],
    )
    onward.write(`GET ${incoming.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
    onward.write(head)
    onward.pipe(socket)
    socket.pipe(onward)
  })
  for (const [one, other] of [
    [onward, socket],
    [socket, onward],
  ] as const) {
    one.on('error', () => other.destroy())
    one.on('close', () => other.destroy())
  }
}

function endpointsAt(port: number): DemoEndpoints {
  const http = `http://127.0.0.1:${port}`
  const ws = `ws://127.0.0.1:${port}`
  return {
    httpBase: http,
    httpFutures: http,
    httpDelivery: http,
    wsBase: `${ws}/ws`,
    wsFutures: `${ws}/market/ws`,
    wsFuturesMarket: `${ws}/market/ws`,
    wsFuturesPrivate: `${ws}/private/ws`,
  }
}
