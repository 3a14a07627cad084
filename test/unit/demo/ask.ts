import { createHmac } from 'node:crypto'
import type { DemoExchange } from '../../../src/demo/server.ts'

/** A reply, parsed when it is JSON. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly json: unknown
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text()
  const isJson = text.startsWith('{') || text.startsWith('[')
  let json: unknown = null
  try {
    json = isJson ? JSON.parse(text) : null
  } catch {
    json = 'unreadable'
  }
  return { status: response.status, headers: response.headers, text, json }
}

/** Sends an unsigned request. */
export async function ask(
  exchange: DemoExchange,
  path: string,
  options: { readonly method?: string; readonly key?: string; readonly signal?: AbortSignal } = {},
): Promise<Answer> {
  const headers = options.key === undefined ? {} : { 'X-MBX-APIKEY': options.key }
  const { method = 'GET', signal = null } = options
  return answerOf(await fetch(exchange.httpBase + path, { method, headers, signal, redirect: 'manual' }))
}

/** The query with the exchange's own time and a valid HMAC signature. */
export function signedQuery(exchange: DemoExchange, query = '', timestamp: number = exchange.nowMs()): string {
  const payload = `${query === '' ? '' : `${query}&`}timestamp=${timestamp}`
  const signature = createHmac('sha256', exchange.apiSecret).update(payload).digest('hex')
  return `${payload}&signature=${signature}`
}

/** Sends a signed request. */
export function askSigned(exchange: DemoExchange, path: string, query = ''): Promise<Answer> {
  return ask(exchange, `${path}?${signedQuery(exchange, query)}`, { key: exchange.apiKey })
}
