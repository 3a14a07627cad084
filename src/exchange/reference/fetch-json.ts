import { LiqwatchError } from '../../errors.ts'
import { notAfterShared } from '../binance/shared-deadline.ts'
import { parseExactJson } from '../exact-json.ts'

/** One question to a source outside Binance. Keys travel in headers only. */
export interface ReferenceRequest {
  /** The source's name, for messages. */
  readonly name: string
  readonly base: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly deadlineMs?: number
  /** The clock by which the command's own end is set. */
  readonly nowMs?: () => number
}

const DEADLINE_MS = 5_000
const LONGEST_REPLY_BYTES = 1024 * 1024

/**
 * The reply as parsed JSON. Redirects are refused, and nothing of the reply or the headers gets into an error.
 *
 * @throws LiqwatchError with code `reference-unavailable`, or `reference-key-refused`
 */
export async function fetchReferenceJson(request: ReferenceRequest): Promise<unknown> {
  const { name, base, path, query, headers = {} } = request
  const deadlineMs = timeLeftMs(request)
  const url = new URL(`${base}${path}`)
  for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value)
  const signal = AbortSignal.timeout(deadlineMs)
  const reply = await fetch(url, {
    headers: { accept: 'application/json', 'user-agent': 'liqwatch', ...headers },
    redirect: 'error',
    signal,
  }).catch(() => {
    throw unreachable(name, signal.aborted ? `no answer within ${deadlineMs / 1000} s` : 'it could not be reached')
  })
  if (!reply.ok) {
    await reply.body?.cancel()
    throw refused(name, reply.status)
  }
  const text = await readCapped(reply).catch(() => {
    throw unreachable(
      name,
      signal.aborted ? `no complete answer within ${deadlineMs / 1000} s` : 'the answer broke off',
    )
  })
  return parsed(name, text)
}

/** Until the request's own deadline, or the end of the command around it if that comes first. */
function timeLeftMs({ deadlineMs = DEADLINE_MS, nowMs = Date.now }: ReferenceRequest): number {
  const startMs = nowMs()
  return Math.max(1, Math.round(notAfterShared(startMs + deadlineMs) - startMs))
}

async function readCapped(reply: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of reply.body ?? []) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > LONGEST_REPLY_BYTES) throw new RangeError('too long')
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parsed(name: string, text: string): unknown {
  try {
    return parseExactJson(text)
  } catch {
    throw unreachable(name, 'its answer is not JSON')
  }
}

function refused(name: string, status: number): LiqwatchError {
  if (status === 401 || status === 403) return keyRefused(name)
  if (status === 429) return unreachable(name, 'it limits requests (HTTP 429); try again in a minute')
  return unreachable(name, `it answered HTTP ${status}`)
}

/** CoinGecko answers keys of paid plans at another address, and nothing in a key tells which kind it is. */
const KEY_KINDS: Readonly<Record<string, string>> = { CoinGecko: '; only its demo keys are taken here' }

/** The failure of a source that wants another key, or any. */
export function keyRefused(name: string): LiqwatchError {
  return new LiqwatchError(`${name}: it wants a valid key`, {
    code: 'reference-key-refused',
    hint: `set crossCheck.${name.toLowerCase()}Key to a key of your own, or to null${KEY_KINDS[name] ?? ''}`,
  })
}

/** The failure of a source that gave no usable answer. */
export function unreachable(name: string, why: string): LiqwatchError {
  return new LiqwatchError(`${name}: ${why}`, {
    code: 'reference-unavailable',
    hint: 'the other sources stand without it',
    retryable: true,
  })
}
