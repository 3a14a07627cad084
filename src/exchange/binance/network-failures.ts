import type { FailureContext, RawFailure, Verdict } from './failures.ts'
import { GateRefusal } from './gate.ts'
import { CutOffError, DeadlineError } from './transport.ts'

const CONNECTION_HINT = 'check the network and the addresses with `liqwatch doctor`; an endpoints override may be wrong'
const SLOW_HINT = 'check the network with `liqwatch doctor`, or allow more time with --timeout SECONDS'

const CERTIFICATE = /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO_(VERIFY|GET)/

/** Judges a failure without a usable reply: refused, unreachable, too slow, redirected, garbled; `null` for others. */
export function networkVerdict(thrown: unknown, raw: RawFailure, context: FailureContext): Verdict | null {
  if (thrown instanceof GateRefusal) return refusedByGate(thrown)
  if (thrown instanceof DeadlineError || hasName(thrown, 'AbortError')) return tooSlow(context)
  if (thrown instanceof CutOffError) return cutOff(context)
  if (hasName(thrown, 'FetchError')) return fetchVerdict(thrown, context)
  return raw.isGarbled && raw.status !== null && raw.status < 300 ? garbled(raw, context) : null
}

function refusedByGate(refusal: GateRefusal): Verdict {
  return {
    code: 'read-only-violation',
    message: `refused before sending: ${refusal.message}`,
    hint: 'liqwatch sends only the calls that `liqwatch doctor --egress` lists; please report this',
    retry: 'never',
  }
}

function tooSlow({ timeoutMs, path }: FailureContext): Verdict {
  return {
    code: 'timeout',
    message: `Binance gave no complete answer to ${path} within ${seconds(timeoutMs)}`,
    hint: SLOW_HINT,
    retry: 'now',
  }
}

function fetchVerdict(thrown: object, { host, path }: FailureContext): Verdict {
  const { type, code } = thrown as { readonly type?: unknown; readonly code?: unknown }
  const system = String(code ?? '')
  if (type === 'no-redirect' || type === 'invalid-redirect') return redirected(path)
  if (type === 'max-size') return unreachable(`the reply to ${path} is too large`, 'reply-too-large', 'never')
  if (system === 'ECONNREFUSED')
    return unreachable(`the connection to ${host} for ${path} was refused`, 'connection-refused')
  if (system === 'ENOTFOUND' || system === 'EAI_AGAIN') {
    return unreachable(`the address of ${host} for ${path} could not be looked up (${system})`, 'dns-failure')
  }
  if (CERTIFICATE.test(system)) return untrusted(system)
  return unreachable(
    `the connection to ${host} for ${path} broke off${system === '' ? '' : ` (${system})`}`,
    'connection-lost',
  )
}

function unreachable(message: string, code: string, retry: 'now' | 'never' = 'now'): Verdict {
  return { code, message, hint: CONNECTION_HINT, retry }
}

function cutOff({ host, path }: FailureContext): Verdict {
  return unreachable(`the connection to ${host} broke off in the middle of the reply to ${path}`, 'connection-lost')
}

function redirected(path: string): Verdict {
  return {
    code: 'redirect-refused',
    message: `${path} was answered with a redirect, which is never followed`,
    hint: 'a captive portal, a proxy or a wrong endpoints override stands between here and Binance',
    retry: 'never',
  }
}

function untrusted(system: string): Verdict {
  return {
    code: 'certificate-rejected',
    message: `the server's certificate was not accepted (${system})`,
    hint: 'check the date of this machine, and whether a proxy inspects its traffic',
    retry: 'never',
  }
}

function garbled(raw: RawFailure, { path }: FailureContext): Verdict {
  const what = raw.text === '' ? 'is empty' : `is not JSON: ${raw.text}`
  return {
    code: 'garbled-reply',
    message: `the reply to ${path} ${what}`,
    hint: 'a proxy or captive portal may answer in place of Binance; `liqwatch doctor` looks into it',
    retry: 'now',
  }
}

/** A duration in words, e.g. "1.5 s". */
export function seconds(durationMs: number): string {
  return `${Math.ceil(durationMs / 100) / 10} s`
}

function hasName(thrown: unknown, name: string): thrown is object {
  return typeof thrown === 'object' && thrown !== null && 'name' in thrown && thrown.name === name
}
