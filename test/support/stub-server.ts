import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One request that reached the stub. */
export interface SeenRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly rawQuery: string
  readonly apiKey: string | undefined
  readonly headers: IncomingMessage['headers']
}

export type StubReply = (response: ServerResponse, request: SeenRequest) => void

/** A loopback HTTP server that answers as told and remembers what it was asked. */
export interface StubServer {
  readonly url: string
  readonly seen: SeenRequest[]
  /** Replies in order; the last one repeats. */
  on(path: string, ...replies: StubReply[]): void
  close(): Promise<void>
}

export async function startStub(): Promise<StubServer> {
  const routes = new Map<string, StubReply[]>()
  const seen: SeenRequest[] = []
  const server = createServer((message, response) => {
    const url = new URL(message.url ?? '/', 'http://stub')
    const request: SeenRequest = {
      method: message.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      rawQuery: url.search.slice(1),
      apiKey: message.headers['x-mbx-apikey']?.toString(),
      headers: message.headers,
    }
    seen.push(request)
    const replies = routes.get(url.pathname) ?? []
    const reply = (replies.length > 1 ? replies.shift() : replies[0]) ?? json({ code: -1, msg: 'no route' }, 404)
    reply(response, request)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    on: (path, ...replies) => void routes.set(path, replies),
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

export function json(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): StubReply {
  return text(JSON.stringify(body), status, { 'content-type': 'application/json', ...headers })
}

export function text(body: string, status = 200, headers: Readonly<Record<string, string>> = {}): StubReply {
  return (response) => void response.writeHead(status, headers).end(body)
}

export const HTML = '<html><body><h1>Just a moment…</h1></body></html>'

/** Takes the request and never says a word. */
export const silence: StubReply = () => {}

/** Promises 1000 bytes, sends some and then nothing. */
export const stalledBody: StubReply = (response) => {
  response.writeHead(200, { 'content-length': '1000' }).write('{"serverTime":')
}

/** Promises 1000 bytes, sends some and cuts the connection. */
export const halfBody: StubReply = (response) => {
  response.writeHead(200, { 'content-length': '1000' }).write('{"serverTime":', () => response.destroy())
}

/** Cuts the connection inside a chunked body. */
export const brokenChunks: StubReply = (response) => {
  response.writeHead(200).write('{"serverTime":', () => response.destroy())
}

/** Cuts the connection instead of answering. */
export const hangUp: StubReply = (response) => void response.destroy()

export function redirectTo(location: string): StubReply {
  return text('', 302, { location })
}
