import type { ServerResponse } from 'node:http'
import { wireJson } from './wire-json.ts'

/** How the bytes of a reply travel. */
export type Delivery =
  | { readonly kind: 'whole' }
  | { readonly kind: 'hang' }
  | { readonly kind: 'drip'; readonly bytes: number; readonly everyMs: number }
  | { readonly kind: 'reset'; readonly midBody: boolean }

/** A reply that is decided but not yet sent. */
export interface ReplyPlan {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Text is sent as it is, anything else as JSON. */
  readonly body: unknown
  readonly contentType: string
  readonly isTruncated: boolean
  readonly latencyMs: number
  readonly delivery: Delivery
}

/** A plain reply. */
export function replyOf(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): ReplyPlan {
  return {
    status,
    headers,
    body,
    contentType: 'application/json;charset=UTF-8',
    isTruncated: false,
    latencyMs: 0,
    delivery: { kind: 'whole' },
  }
}

function bodyOf(plan: ReplyPlan): Buffer {
  const text = typeof plan.body === 'string' ? plan.body : wireJson(plan.body)
  const whole = Buffer.from(text)
  return plan.isTruncated ? whole.subarray(0, Math.floor(whole.length / 2)) : whole
}

function drip(response: ServerResponse, body: Buffer, how: { readonly bytes: number; readonly everyMs: number }): void {
  let sent = 0
  const timer = setInterval(() => {
    response.write(body.subarray(sent, sent + how.bytes))
    sent += how.bytes
    if (sent < body.length) return
    clearInterval(timer)
    response.end()
  }, how.everyMs)
  response.on('close', () => clearInterval(timer))
}

function deliver(response: ServerResponse, plan: ReplyPlan): void {
  const { delivery } = plan
  if (delivery.kind === 'hang' || response.destroyed) return
  if (delivery.kind === 'reset' && !delivery.midBody) {
    response.socket?.resetAndDestroy()
    return
  }
  const body = bodyOf(plan)
  const contentType = typeof plan.body === 'string' && plan.body.startsWith('<') ? 'text/html' : plan.contentType
  response.writeHead(plan.status, { 'Content-Type': contentType, 'Content-Length': body.length, ...plan.headers })
  if (delivery.kind === 'drip') drip(response, body, delivery)
  else if (delivery.kind === 'reset') {
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.socket?.resetAndDestroy())
  } else response.end(body)
}

/** Sends a reply as planned, after its latency. */
export function sendReply(response: ServerResponse, plan: ReplyPlan): void {
  if (plan.latencyMs === 0) deliver(response, plan)
  else setTimeout(() => deliver(response, plan), plan.latencyMs)
}
