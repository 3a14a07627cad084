import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe } from 'node:diagnostics_channel'
import { IncomingMessage } from 'node:http'
import { ALLOWED, type Endpoint, type HostKind } from './endpoints.ts'

/** The part of node-fetch that the client library uses. */
export type Fetch = (url: unknown, init?: FetchInit) => Promise<FetchResponse>

export interface FetchInit {
  readonly method?: string
  readonly body?: unknown
  readonly redirect?: string
  readonly signal?: AbortSignal
  readonly size?: number
}

export interface FetchResponse {
  readonly status: number
  readonly headers: { get(name: string): string | null }
}

/** What the library hides of a reply. */
export interface ReplyHead {
  readonly status: number
  header(name: string): string | null
}

/** One request under way: which endpoint it may reach, until when, and the head of its reply once it came. */
export interface GatedCall {
  readonly endpoint: Endpoint
  readonly bases: Readonly<Record<HostKind, string>>
  readonly signal: AbortSignal
  head: ReplyHead | null
  /** The connection closed before the reply was complete: nothing more will come. */
  readonly onCut?: () => void
}

/** A request that the allow-list does not hold; nothing of it was sent. */
export class GateRefusal extends Error {
  override readonly name = 'GateRefusal'
}

/** The largest reply, exchangeInfo, has a few megabytes. */
const MAX_REPLY_BYTES = 24 * 1024 * 1024

const calls = new AsyncLocalStorage<GatedCall>()

/** Runs a library call as `call`; outside of this, the gate lets nothing through. */
export function asCall<T>(call: GatedCall, run: () => Promise<T>): Promise<T> {
  return calls.run(call, run)
}

/**
 * Told of every reply as its head arrives, by Node itself: the fetch below us does not notice a connection that closes
 * in the middle of a body whose length was announced, and would wait for the rest until the deadline.
 */
subscribe('http.client.response.finish', (message) => {
  const call = calls.getStore()
  const response = typeof message === 'object' && message !== null && 'response' in message ? message.response : null
  if (call === undefined || !(response instanceof IncomingMessage)) return
  response.once('close', () => {
    if (!response.complete) call.onCut?.()
  })
})

/**
 * The fetch function with our conditions in front of it: the request must be the one that was announced, on its
 * host, method and path, and be in the allow-list; redirects are errors; it ends when the call's signal says so.
 */
export function guardFetch(fetch: Fetch): Fetch {
  return async (url, init = {}) => {
    const call = calls.getStore()
    const refusal = refusalOf(call, url, init)
    if (call === undefined || refusal !== null) throw new GateRefusal(refusal ?? 'no call was announced')
    const response = await fetch(url, { ...init, redirect: 'error', signal: call.signal, size: MAX_REPLY_BYTES })
    call.head = { status: response.status, header: (name) => response.headers.get(name) }
    return response
  }
}

/** Why a request may not be sent, without its query; `null` when it may. */
export function refusalOf(call: GatedCall | undefined, url: unknown, init: FetchInit): string | null {
  if (typeof url !== 'string' || !URL.canParse(url)) return 'the address is not a URL'
  const target = new URL(url)
  const method = init.method ?? 'GET'
  const where = `${method} ${target.host}${target.pathname}`
  if (call === undefined) return `${where} was not announced`
  if (init.body !== undefined && init.body !== null) return `${where} carries a body`
  const place = `${target.protocol}//${target.host}${target.pathname}`
  const allowed = ALLOWED.find(
    (endpoint) => endpoint.method === method && `${call.bases[endpoint.host]}${endpoint.path}` === place,
  )
  if (allowed === undefined) return `${where} is not in the list of allowed calls`
  return allowed === call.endpoint ? null : `${where} is not the call that was announced`
}
