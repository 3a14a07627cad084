import type { FailureContext, RawFailure, Verdict } from './failures.ts'
import type { ReplyHead } from './gate.ts'
import { seconds } from './network-failures.ts'
import { retryAfterBan, retryAfterLimit } from './pauses.ts'

const MINUTE_MS = 60_000
const FIREWALL_PAUSE_MS = 5 * MINUTE_MS
const THROTTLED_KEY_PAUSE_MS = MINUTE_MS
const OVERLOAD_PAUSE_MS = 3_000

const CLOCK_CODES = [-1021, -5028, -4188]
const KEY_CODES = [-1002, -2008, -2014, -2015]
const BUSY_CODES = [-1000, -1001, -1006, -1007, -1016]

type Judge = (raw: RawFailure, head: ReplyHead | null, context: FailureContext) => Verdict | null

/** In order: what the whole address or pool suffers, then Binance's own code, then the bare status. */
const JUDGES: readonly Judge[] = [banned, limited, blocked, clock, signature, key, byCode, byStatus]

/** Judges an answer by its status and Binance's code. */
export function venueVerdict(raw: RawFailure, head: ReplyHead | null, context: FailureContext): Verdict {
  for (const judge of JUDGES) {
    const verdict = judge(raw, head, context)
    if (verdict !== null) return verdict
  }
  return refused(raw, context)
}

function banned(raw: RawFailure, head: ReplyHead | null, context: FailureContext): Verdict | null {
  if (raw.status !== 418) return null
  const retryAfterMs = retryAfterBan(raw.text, head, context.nowMs)
  return {
    code: 'ip-banned',
    message: `Binance has banned this address until ${new Date(context.nowMs + retryAfterMs).toISOString()}`,
    hint: 'nothing is sent until then; another program on this address goes over the request limits',
    retry: 'after',
    retryAfterMs,
  }
}

function limited(raw: RawFailure, head: ReplyHead | null, context: FailureContext): Verdict | null {
  if (raw.status !== 429 && raw.venueCode !== -1003) return null
  const retryAfterMs = retryAfterLimit(head, context)
  return {
    code: 'rate-limited',
    message: `Binance's request limit is reached (${statusText(raw)}); liqwatch pauses for ${seconds(retryAfterMs)}`,
    hint: 'it goes on by itself; other programs on this address count against the same limit',
    retry: 'after',
    retryAfterMs,
  }
}

function blocked(raw: RawFailure): Verdict | null {
  if (raw.status === 451) {
    return {
      code: 'restricted-location',
      message: "Binance does not serve this machine's location (HTTP 451)",
      hint: 'run liqwatch where your account may be used',
      retry: 'never',
    }
  }
  if (raw.status !== 403 || raw.venueCode !== null) return null
  return {
    code: 'firewall',
    message: `Binance's firewall turned the request away (HTTP 403); liqwatch pauses for ${seconds(FIREWALL_PAUSE_MS)}`,
    hint: 'it goes on by itself; if it stays, this address is blocked: try another network',
    retry: 'after',
    retryAfterMs: FIREWALL_PAUSE_MS,
  }
}

function clock(raw: RawFailure): Verdict | null {
  if (raw.venueCode === null || !CLOCK_CODES.includes(raw.venueCode)) return null
  return {
    code: 'clock-skew',
    message: `Binance rejects the time of the request (${raw.venueCode})`,
    hint: "set this machine's clock by network time (for example `timedatectl set-ntp true`)",
    retry: 'now',
  }
}

function signature(raw: RawFailure, _: ReplyHead | null, { account, environment }: FailureContext): Verdict | null {
  if (raw.venueCode !== -1022) return null
  return {
    code: 'signature-rejected',
    message: `Binance rejects the signature of account ${account} (-1022)`,
    hint: `accounts.${account}.apiSecret does not belong to its apiKey, or the key is not one of environment ${environment}`,
    retry: 'never',
    keyRefused: true,
  }
}

function key(raw: RawFailure, _: ReplyHead | null, context: FailureContext): Verdict | null {
  const isKeyCode = raw.venueCode !== null && KEY_CODES.includes(raw.venueCode)
  if (!isKeyCode && raw.status !== 401) return null
  return context.keyWorkedBefore ? throttledKey(raw, context) : rejectedKey(raw, context)
}

/** A key that worked a moment ago is not wrong: Binance answers −2015 for a while when it throttles it. */
function throttledKey(raw: RawFailure, { account }: FailureContext): Verdict {
  return {
    code: 'api-key-throttled',
    message: `Binance turned away the key of account ${account}, which worked before (${statusText(raw)})`,
    hint: 'it usually passes within minutes; if it stays, the key was changed or deleted in API Management',
    retry: 'after',
    retryAfterMs: THROTTLED_KEY_PAUSE_MS,
  }
}

function rejectedKey(raw: RawFailure, { account, environment }: FailureContext): Verdict {
  const isMalformed = raw.venueCode === -2014 || raw.venueCode === -2008
  return {
    code: 'api-key-rejected',
    message: `Binance refuses the API key of account ${account} (${statusText(raw)})`,
    hint: isMalformed
      ? `copy the key again into accounts.${account}.apiKey; it must be one of environment ${environment}`
      : `on binance.com open Account, API Management, Edit restrictions: tick "Enable Reading", and under "IP access restrictions" allow this machine's address; a key made before the futures account was opened has to be made anew; environment is ${environment}`,
    retry: 'never',
    keyRefused: true,
  }
}

function byCode(raw: RawFailure, _: ReplyHead | null, { path }: FailureContext): Verdict | null {
  if (raw.venueCode === null) return null
  if (BUSY_CODES.includes(raw.venueCode)) return unavailable(raw, path)
  if (raw.venueCode === -1008) return overloaded()
  if (raw.venueCode === -1121) {
    return never(
      'unknown-symbol',
      `${path}: Binance does not know this symbol (-1121)`,
      'it may be delisted or misspelt',
    )
  }
  if (raw.venueCode === -1125) {
    return never('listen-key-unknown', 'the key of the user stream has expired (-1125)', 'a new one has to be made')
  }
  if (raw.venueCode === -3003) {
    return never('margin-account-absent', 'the margin account was never opened (-3003)', 'nothing has to be done')
  }
  return null
}

function byStatus(raw: RawFailure, _: ReplyHead | null, { path }: FailureContext): Verdict | null {
  if (raw.status === null) return null
  if (raw.status === 404 || raw.status === 410) {
    return never(
      'not-available',
      `${path} does not exist here (HTTP ${raw.status})`,
      'this environment may not offer it',
    )
  }
  return raw.status >= 500 || raw.status === 408 ? unavailable(raw, path) : null
}

function unavailable(raw: RawFailure, path: string): Verdict {
  return {
    code: 'venue-unavailable',
    message: `Binance could not answer ${path} (${statusText(raw)})`,
    hint: 'it usually passes by itself; binance.com announces maintenance',
    retry: 'now',
  }
}

function overloaded(): Verdict {
  return {
    code: 'venue-overloaded',
    message: 'Binance is shedding load (-1008)',
    hint: 'it usually passes within seconds',
    retry: 'after',
    retryAfterMs: OVERLOAD_PAUSE_MS,
  }
}

function refused(raw: RawFailure, { path }: FailureContext): Verdict {
  const words = raw.text === '' ? '' : `: ${raw.text}`
  return never('venue-refused', `Binance refused ${path} (${statusText(raw)})${words}`, 'see `liqwatch explain errors`')
}

function never(code: string, message: string, hint: string): Verdict {
  return { code, message, hint, retry: 'never' }
}

function statusText({ status, venueCode }: RawFailure): string {
  const http = status === null ? [] : [`HTTP ${status}`]
  const own = venueCode === null ? [] : [String(venueCode)]
  return [...http, ...own].join(', ') || 'no status'
}
