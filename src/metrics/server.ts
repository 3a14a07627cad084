import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { LiqwatchError } from '../errors.ts'
import { addressUrl, isHostAccepted, type MetricsAddress } from './address.ts'

/** More than any scraper needs; whoever wants to hold them all is cut off by the deadlines below. */
const MOST_CONNECTIONS = 16
/** A request's head must be here by then, and its answer be taken by then. */
const REQUEST_MS = 5000
const ANSWER_MS = 10_000
const KEEP_ALIVE_MS = 5000
const LONGEST_HEAD = 8192
/** Many scrapers at once read what one of them asked for. */
const SAME_MOMENT_MS = 500

/** Whether the watch can see, in words for the body. */
export interface Health {
  readonly isHealthy: boolean
  readonly text: string
}

export interface MetricsServerOptions {
  readonly address: MetricsAddress
  /** Media type of the exposition. */
  readonly contentType: string
  readonly exposition: () => Promise<string>
  readonly health: () => Health
}

/** A server that is listening. */
export interface MetricsServer {
  /** The address it got, with its real port. */
  readonly address: MetricsAddress
  /** Stops listening and cuts every connection. */
  close(): void
}

interface Answer {
  readonly status: number
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * Serves `/metrics`, `/-/healthy` and a page that names them, over plain http.
 *
 * @throws LiqwatchError with code `metrics-address` when the address cannot be had
 */
export async function openMetricsServer(options: MetricsServerOptions): Promise<MetricsServer> {
  const exposition = sharedWithin(SAME_MOMENT_MS, options.exposition)
  const server = createServer({
    headersTimeout: REQUEST_MS,
    requestTimeout: REQUEST_MS,
    connectionsCheckingInterval: 1000,
    keepAliveTimeout: KEEP_ALIVE_MS,
    maxHeaderSize: LONGEST_HEAD,
  })
  server.maxConnections = MOST_CONNECTIONS
  server.setTimeout(ANSWER_MS)
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    void answerTo(request, { ...options, exposition }).then((answer) => send(response, answer))
  })
  await listening(server, options.address)
  // What goes wrong with one connection later on is that connection's end, not the watch's.
  server.on('error', () => undefined)
  return {
    address: { ...options.address, port: (server.address() as AddressInfo).port },
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

function listening(server: Server, { host, port }: MetricsAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (cause: NodeJS.ErrnoException): void => reject(addressFailure({ host, port }, cause))
    server.once('error', failed)
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', failed)
      resolve()
    })
  })
}

const ADDRESS_FAILURES: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is taken by another program',
  EACCES: 'may not be used by this user',
  EADDRNOTAVAIL: 'is no address of this machine',
}

function addressFailure(address: MetricsAddress, cause: NodeJS.ErrnoException): LiqwatchError {
  const why = ADDRESS_FAILURES[cause.code ?? ''] ?? `cannot be listened on (${cause.code ?? 'unknown'})`
  return new LiqwatchError(`${addressUrl(address)} ${why}: metrics cannot be served there`, {
    code: 'metrics-address',
    hint: 'give --metrics another port, or end what holds this one; another watch of yours perhaps',
    exitCode: 2,
    cause,
  })
}

async function answerTo(request: IncomingMessage, options: MetricsServerOptions): Promise<Answer> {
  const { method = '', url = '', headers } = request
  if (!isHostAccepted(headers.host, options.address)) {
    return { status: 403, body: 'this server answers to localhost and loopback addresses only\n' }
  }
  if (method !== 'GET' && method !== 'HEAD') {
    return { status: 405, body: 'GET or HEAD only\n', headers: { Allow: 'GET, HEAD' } }
  }
  const [path] = url.split('?')
  if (path === '/metrics') return metricsAnswer(options)
  if (path === '/-/healthy') {
    const { isHealthy, text } = options.health()
    return { status: isHealthy ? 200 : 503, body: `${text}\n` }
  }
  if (path === '/') return { status: 200, body: 'liqwatch: /metrics for Prometheus, /-/healthy for probes\n' }
  return { status: 404, body: 'there is /metrics and /-/healthy\n' }
}

async function metricsAnswer({ exposition, contentType }: MetricsServerOptions): Promise<Answer> {
  try {
    return { status: 200, body: await exposition(), headers: { 'Content-Type': contentType } }
  } catch {
    // A scrape that fails is seen as such by Prometheus; the watch goes on.
    return { status: 500, body: 'the metrics could not be collected\n' }
  }
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  const deadline = setTimeout(() => response.destroy(), ANSWER_MS)
  response.on('close', () => clearTimeout(deadline))
  // Without a body to wait for, a refused request gets no second try on the same connection.
  if (status === 403 || status === 405) response.shouldKeepAlive = false
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "default-src 'none'",
    ...headers,
  })
  response.end(body)
}

/** The same answer for everybody who asks within this long, however many ask. */
function sharedWithin<T>(spanMs: number, make: () => Promise<T>): () => Promise<T> {
  let latest: { readonly atMs: number; readonly made: Promise<T> } | null = null
  return () => {
    const atMs = performance.now()
    if (latest === null || atMs - latest.atMs >= spanMs) latest = { atMs, made: make() }
    return latest.made
  }
}
