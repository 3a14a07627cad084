import { isIP, isIPv4, isIPv6 } from 'node:net'
import { UsageError } from '../errors.ts'

/** Where metrics are served. */
export interface MetricsAddress {
  /** A literal address, without brackets. */
  readonly host: string
  /** 0 for any that is free. */
  readonly port: number
}

const LOOPBACK = '127.0.0.1'
const MOST_PORT = 65_535
const SHAPE = /^(?:\[([^\]]*)\]:|([^:]*):)?(\d{1,5})$/
const EXAMPLES = 'give HOST:PORT, for example 127.0.0.1:9464, [::1]:9464 or :9464'

/**
 * Reads `HOST:PORT`, `[IPv6]:PORT`, `:PORT` or a bare port; without a host it is this machine only. Host names other
 * than `localhost` are refused: what they lead to is decided elsewhere.
 *
 * @param isPublic whether addresses that other machines reach may be used
 * @throws UsageError naming what is accepted
 */
export function parseMetricsAddress(text: string, isPublic: boolean): MetricsAddress {
  const [, bracketed, plain, digits] = SHAPE.exec(text.trim()) ?? []
  const port = Number(digits)
  if (digits === undefined || port > MOST_PORT) throw refused(text, 'is no address and port', EXAMPLES)
  const host = hostOf(text, { bracketed, plain })
  if (isPublic || isLoopback(host)) return { host, port }
  throw refused(
    text,
    'can be reached from other machines, which could then read your positions and equity',
    'serve them on 127.0.0.1, or add --metrics-public if that is wanted; there is no password on it',
  )
}

function hostOf(
  text: string,
  { bracketed, plain }: { readonly bracketed: string | undefined; readonly plain: string | undefined },
): string {
  if (bracketed !== undefined && isIPv6(bracketed)) return bracketed
  if (bracketed !== undefined) throw refused(text, 'has no IPv6 address between its brackets', EXAMPLES)
  if (plain === undefined || plain === '' || plain.toLowerCase() === 'localhost') return LOOPBACK
  if (isIPv4(plain)) return plain
  throw refused(text, 'does not begin with an address of this machine', `${EXAMPLES}; names are not looked up`)
}

function refused(text: string, problem: string, hint: string): UsageError {
  return new UsageError(`--metrics: ${JSON.stringify(text)} ${problem}`, { hint })
}

/** True for literal addresses that only this machine reaches. */
function isLoopback(host: string): boolean {
  if (isIPv4(host)) return host.startsWith('127.')
  return host === '::1' || /^::ffff:127\./i.test(host)
}

/** The address as a URL has it, without a path. */
export function addressUrl({ host, port }: MetricsAddress): string {
  return `http://${isIPv6(host) ? `[${host}]` : host}:${port}`
}

/**
 * Whether a request's Host header names the server that was meant. A page in the browser can have a name of its own
 * lead to this machine, and then read what it fetches; its requests carry that name. A server for other machines is
 * asked by names that cannot be known here, and takes all.
 */
export function isHostAccepted(header: string | undefined, bound: MetricsAddress): boolean {
  if (!isLoopback(bound.host)) return true
  const host = /^(?:\[([^\]]*)\]|([^:]*))(?::\d{1,5})?$/.exec(header ?? '')
  const name = (host?.[1] ?? host?.[2] ?? '').toLowerCase()
  return name === 'localhost' || (isIP(name) !== 0 && isLoopback(name))
}
