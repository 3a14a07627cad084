import type { HttpFault } from './faults.ts'
import type { ReplyPlan } from './reply.ts'

/** The body with the field replaced in every object that has it, or only in those of a symbol; `undefined` drops it. */
function changed(
  body: unknown,
  aim: { readonly field: string; readonly symbol?: string },
  change: (value: unknown) => unknown,
): unknown {
  if (Array.isArray(body)) return body.map((item: unknown) => changed(item, aim, change))
  if (typeof body !== 'object' || body === null) return body
  const isAimedAt = aim.symbol === undefined || ('symbol' in body && body.symbol === aim.symbol)
  const entries = Object.entries(body).map(([name, value]): [string, unknown] =>
    name === aim.field && isAimedAt ? [name, change(value)] : [name, changed(value, aim, change)],
  )
  return Object.fromEntries(entries)
}

function scaled(value: unknown, by: number): unknown {
  const number = Number(value) * by
  return typeof value === 'number' ? number : number.toFixed(8)
}

/** The reply after one fault. */
export function spoiled(plan: ReplyPlan, fault: HttpFault): ReplyPlan {
  switch (fault.kind) {
    case 'status':
      return { ...plan, status: fault.status, body: fault.body ?? '', headers: { ...plan.headers, ...fault.headers } }
    case 'body':
      return { ...plan, body: fault.body, contentType: fault.contentType ?? 'application/json' }
    case 'html':
      return {
        ...plan,
        body: '<html><body><h1>Sorry, we will be back soon</h1></body></html>',
        contentType: 'text/html',
      }
    case 'empty':
      return { ...plan, body: '' }
    case 'truncated':
      return { ...plan, isTruncated: true }
    case 'missing-field':
      return { ...plan, body: changed(plan.body, fault, () => undefined) }
    case 'set-field':
      return { ...plan, body: changed(plan.body, fault, () => fault.value) }
    case 'scale-field':
      return {
        ...plan,
        body: changed(plan.body, fault, (value) => scaled(value, fault.by)),
      }
    case 'missing-row':
      return { ...plan, body: withoutRow(plan.body, fault.symbol) }
    case 'hang':
      return { ...plan, delivery: { kind: 'hang' } }
    case 'drip':
      return { ...plan, delivery: { kind: 'drip', bytes: fault.bytes ?? 16, everyMs: fault.everyMs ?? 200 } }
    case 'reset':
      return { ...plan, delivery: { kind: 'reset', midBody: fault.midBody ?? false } }
    case 'redirect':
      return { ...plan, status: 302, body: '', headers: { ...plan.headers, Location: fault.location } }
    case 'latency':
      return { ...plan, latencyMs: plan.latencyMs + fault.ms }
  }
}

function withoutRow(body: unknown, symbol: string): unknown {
  const keeps = (row: unknown): boolean =>
    !(typeof row === 'object' && row !== null && 'symbol' in row && row.symbol === symbol)
  return Array.isArray(body) ? body.filter(keeps) : body
}
