import { readFileSync } from 'node:fs'
import type { IncomingHttpHeaders, IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterEach, expect } from 'vitest'
import type { OutgoingMessage } from '../../../src/ports/notifier.ts'

/** A request as the service saw it. */
export interface Seen {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly raw: string
}

export interface Reply {
  readonly status: number
  readonly headers?: Record<string, string>
  readonly body?: string
}

/** Answers a request; `hang` never does, `drip` sends a byte now and then, `cut` closes in the middle of a body. */
export type Behaviour = (seen: Seen) => Reply | 'hang' | 'drip' | 'cut' | 'close'

export interface Service {
  readonly port: number
  readonly origin: string
  readonly seen: Seen[]
}

const open: Server[] = []

afterEach(async () => {
  for (const server of open.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

/** A service on loopback that follows the given behaviours in turn, the last one for ever. */
export async function startService(...behaviours: readonly Behaviour[]): Promise<Service> {
  return listen((listener) => createServer(listener), 'http', behaviours)
}

/** The same over TLS, with the certificate for the name localhost. */
export async function startTlsService(...behaviours: readonly Behaviour[]): Promise<Service> {
  const options = { key: tlsFile('key.pem'), cert: tlsFile('certificate.pem') }
  return listen((listener) => createTlsServer(options, listener), 'https', behaviours)
}

export function tlsFile(name: string): string {
  return readFileSync(new URL(`tls/${name}`, import.meta.url), 'utf8')
}

async function listen(
  create: (listener: RequestListener) => Server | ReturnType<typeof createTlsServer>,
  scheme: string,
  behaviours: readonly Behaviour[],
): Promise<Service> {
  const seen: Seen[] = []
  const server = create(async (request, response) => {
    const request_ = await read(request)
    seen.push(request_)
    const behaviour = behaviours[Math.min(seen.length, behaviours.length) - 1]
    if (behaviour !== undefined) answer(behaviour(request_), response)
  })
  open.push(server as Server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { port, origin: `${scheme}://127.0.0.1:${port}`, seen }
}

async function read(request: IncomingMessage): Promise<Seen> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  const raw = Buffer.concat(chunks).toString('utf8')
  return { method: request.method ?? '', path: request.url ?? '', headers: request.headers, raw }
}

function answer(reply: ReturnType<Behaviour>, response: ServerResponse): void {
  if (reply === 'hang') return
  if (reply === 'close') return void response.destroy()
  if (reply === 'drip' || reply === 'cut') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100000' })
    response.write('{"ok":')
    if (reply === 'cut') return void setImmediate(() => response.destroy())
    const timer = setInterval(() => response.write(' '), 5)
    response.on('close', () => clearInterval(timer))
    return
  }
  response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers })
  response.end(reply.body ?? '')
}

/** A reply with a JSON body. */
export function json(status: number, value: unknown, headers: Record<string, string> = {}): Reply {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) }
}

export const HTML: Reply = {
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: '<!doctype html><html><body>Please log in</body></html>',
}

/** A clock that only notes how long it was asked to wait. */
export function notingClock(startAtMs = 1_770_000_000_000) {
  const waits: number[] = []
  return {
    waits,
    nowMs: () => startAtMs + waits.reduce((total, waitMs) => total + waitMs, 0),
    sleep: async (durationMs: number) => void waits.push(durationMs),
  }
}

/** The JSON body of a request that must be a POST of JSON with its length declared. */
export function postedJson(seen: Seen | undefined): Record<string, unknown> {
  expect(seen?.method).toBe('POST')
  expect(seen?.headers['content-type']).toMatch(/^application\/json(; ?charset=utf-8)?$/i)
  expect(seen?.headers['content-length']).toBe(String(Buffer.byteLength(seen?.raw ?? '')))
  return JSON.parse(seen?.raw ?? '') as Record<string, unknown>
}

export function aMessage(changes: Partial<OutgoingMessage> = {}): OutgoingMessage {
  return {
    title: 'SOLUSDT long 6.32% from liquidation',
    body: 'mark 165.300, liquidation 154.854\nsell 33.60 SOL brings it back to 15%',
    severity: 'critical',
    alerts: [{ key: 'main/SOLUSDT/long', symbol: 'SOLUSDT', tier: '10', reason: 'entered' }],
    ...changes,
  }
}

/** 400 lines, more than any service takes. */
export const LONG_BODY = Array.from({ length: 400 }, (_, n) => `line ${n + 1}: DOGEUSDT long 13.60% <&> "quoted"`).join(
  '\n',
)
