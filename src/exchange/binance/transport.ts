import { createRequire, Module } from 'node:module'
import { ConfigError, LiqwatchError } from '../../errors.ts'
import type { Credentials } from './credentials.ts'
import type { Endpoint, HostKind, Params } from './endpoints.ts'
import { asCall, type Fetch, type GatedCall, GateRefusal, guardFetch, type ReplyHead } from './gate.ts'
import { type BaseUrls, restBase } from './hosts.ts'
import { type ParseJson, quickOrCareful } from './reply-json.ts'

/** The four methods of binance-api-node that we use; no other is ever called. */
export interface LibraryClient {
  publicRequest(method: string, path: string, payload?: unknown): Promise<unknown>
  privateRequest(method: string, path: string, payload?: unknown): Promise<unknown>
  futuresGetDataStream(): Promise<unknown>
  futuresKeepDataStream(payload: { listenKey: string }): Promise<unknown>
}

export interface TransportOptions {
  readonly bases: BaseUrls
  readonly credentials: Credentials
  /** The venue's time: local clock plus the measured offset. */
  venueNowMs(): number
}

export interface Attempt {
  readonly endpoint: Endpoint
  readonly params: Params
  readonly timeoutMs: number
}

/** One reply or failure, with the head of the reply if one came. */
export type AttemptResult =
  | { readonly ok: true; readonly body: unknown; readonly head: ReplyHead }
  | { readonly ok: false; readonly thrown: unknown; readonly head: ReplyHead | null }

/** Sends single requests without retries; rejects only when the gate is missing. */
export interface Transport {
  send(attempt: Attempt): Promise<AttemptResult>
}

/** A request that gave no answer within its time. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError'
}

/** A reply that broke off: its connection closed before all of it had come. */
export class CutOffError extends Error {
  override readonly name = 'CutOffError'
}

/** Longer than the venue's default of 5 s, so that a slow handshake does not make a good request stale. */
const RECV_WINDOW_MS = 10_000
/** By how much the second deadline follows the first, should the fetch not notice its own. */
const GRACE_MS = 250

/**
 * binance-api-node as a function that sends one allow-listed request. The library is loaded with the first request.
 *
 * @throws ConfigError when certificates are not checked (NODE_TLS_REJECT_UNAUTHORIZED=0)
 */
export function createTransport(options: TransportOptions): Transport {
  if (process.env.NODE_TLS_REJECT_UNAUTHORIZED === '0') {
    throw new ConfigError('NODE_TLS_REJECT_UNAUTHORIZED=0 switches off the check of certificates', {
      hint: 'unset it: your API key must not reach a server that only claims to be Binance',
      code: 'tls-disabled',
    })
  }
  let client: Promise<LibraryClient> | null = null
  return {
    async send(attempt) {
      client ??= openLibrary(options)
      const library = await client
      return sendWithin(library, attempt, basesByHost(options.bases))
    },
  }
}

/**
 * The library's client behind the gate: one per key, since bases, key and clock belong to a client (what clients
 * share, the socket addresses and the last weights seen, is never used here).
 *
 * @throws LiqwatchError when the gate cannot be put under the library
 */
export async function openLibrary({ bases, credentials, venueNowMs }: TransportOptions): Promise<LibraryClient> {
  const make = await loadLibrary()
  return make({
    apiKey: credentials.apiKey,
    ...(credentials.apiSecret === null ? {} : { apiSecret: credentials.apiSecret }),
    ...(credentials.privateKey === null ? {} : { privateKey: credentials.privateKey }),
    httpBase: bases.httpBase,
    httpFutures: bases.httpFutures,
    httpDelivery: bases.httpDelivery,
    // Portfolio margin is not supported: its calls go nowhere.
    httpPortfolioMargin: 'http://127.0.0.1:9',
    getTime: venueNowMs,
  })
}

/** The base URLs by kind of path. */
export function basesByHost(bases: BaseUrls): Readonly<Record<HostKind, string>> {
  return {
    futures: restBase(bases, 'futures'),
    delivery: restBase(bases, 'delivery'),
    spot: restBase(bases, 'spot'),
  }
}

type MakeClient = (options: Readonly<Record<string, unknown>>) => LibraryClient

let library: Promise<MakeClient> | null = null

function loadLibrary(): Promise<MakeClient> {
  library ??= installGate()
  return library
}

/**
 * The library reads node-fetch's `default` export once, while it loads: the gate has to be in its place before. It is
 * the copy that the library itself resolves, which need not be the one that others in the tree see.
 */
async function installGate(): Promise<MakeClient> {
  const fromHere = createRequire(import.meta.url)
  const libraryPath = fromHere.resolve('binance-api-node')
  if (fromHere.cache[libraryPath] !== undefined) throw gateMissing()
  const fromLibrary = createRequire(libraryPath)
  const nodeFetch: { default: Fetch } = fromLibrary('node-fetch')
  nodeFetch.default = guardFetch(nodeFetch.default)
  const json: { parse: ParseJson } = fromLibrary('json-bigint')
  json.parse = quickOrCareful(json.parse)
  const { default: make } = withoutSockets(fromLibrary, (): { default: MakeClient } => fromHere(libraryPath))
  await proveGate(make)
  return make
}

/** The library's own sockets do not pass the gate, so it gets none: what it finds in place of `ws` refuses to connect. */
function withoutSockets<T>(fromLibrary: NodeJS.Require, load: () => T): T {
  const path = fromLibrary.resolve('isomorphic-ws')
  const before = fromLibrary.cache[path]
  const refusing = new Module(path)
  refusing.exports = RefusedSocket
  refusing.loaded = true
  fromLibrary.cache[path] = refusing
  try {
    return load()
  } finally {
    if (before === undefined) delete fromLibrary.cache[path]
    else fromLibrary.cache[path] = before
  }
}

class RefusedSocket {
  constructor() {
    throw new GateRefusal("a socket of the client library's own")
  }
}

/** An upgrade could read fetch in another way and undo the gate silently: an unannounced call has to be refused. */
async function proveGate(make: MakeClient): Promise<void> {
  const probe = make({ httpFutures: 'http://127.0.0.1:9' }).publicRequest('GET', '/fapi/v1/ping')
  const outcome: unknown = await probe.catch((error: unknown) => error)
  if (!(outcome instanceof GateRefusal)) throw gateMissing()
}

function gateMissing(): LiqwatchError {
  return new LiqwatchError('the read-only gate is not in place under the client library; nothing was sent', {
    code: 'read-only-gate-missing',
    hint: 'install liqwatch anew: its version of binance-api-node is fixed',
  })
}

async function sendWithin(
  client: LibraryClient,
  attempt: Attempt,
  bases: Readonly<Record<HostKind, string>>,
): Promise<AttemptResult> {
  const limit = new AbortController()
  let isCut = false
  const onCut = (): void => {
    isCut = !limit.signal.aborted
    limit.abort()
  }
  const call: GatedCall = { endpoint: attempt.endpoint, bases, signal: limit.signal, head: null, onCut }
  const first = setTimeout(() => limit.abort(), attempt.timeoutMs)
  const second = deadline(attempt.timeoutMs + GRACE_MS)
  try {
    const body = await Promise.race([asCall(call, () => request(client, attempt)), second.expired])
    // Without a head the reply did not come through the gate.
    if (call.head === null) throw gateMissing()
    return { ok: true, body, head: call.head }
  } catch (thrown) {
    return { ok: false, thrown: causeOf(thrown, { isCut, isLate: limit.signal.aborted }), head: call.head }
  } finally {
    clearTimeout(first)
    second.clear()
  }
}

function causeOf(thrown: unknown, { isCut, isLate }: { readonly isCut: boolean; readonly isLate: boolean }): unknown {
  if (isCut) return new CutOffError()
  return isLate ? new DeadlineError() : thrown
}

/** Throws of the library's own checks become rejections because the function is async. */
async function request(client: LibraryClient, { endpoint, params }: Attempt): Promise<unknown> {
  const payload = definedParams(params)
  if (endpoint.security === 'USER_STREAM') {
    return endpoint.method === 'POST'
      ? client.futuresGetDataStream()
      : client.futuresKeepDataStream({ listenKey: String(payload.listenKey) })
  }
  if (endpoint.security === 'NONE') {
    const query = Object.keys(payload).length === 0 ? undefined : payload
    return client.publicRequest(endpoint.method, endpoint.path, query)
  }
  return client.privateRequest(endpoint.method, endpoint.path, { ...payload, recvWindow: RECV_WINDOW_MS })
}

/** The library would send `undefined` as that word. */
function definedParams(params: Params): Record<string, string | number> {
  const defined = Object.entries(params).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
  return Object.fromEntries(defined)
}

function deadline(durationMs: number): { readonly expired: Promise<never>; clear(): void } {
  let timer: NodeJS.Timeout | undefined
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeadlineError()), durationMs)
  })
  return { expired, clear: () => clearTimeout(timer) }
}
