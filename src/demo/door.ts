import { type DemoRequest, type Method, missingParameter, Refusal, type Route } from './route.ts'
import { isSignedBy, type KnownKey, splitSignature } from './signature.ts'

const KEY_FORM = /^[A-Za-z0-9]{64}$/
const WHOLE_NUMBERS: ReadonlySet<string> = new Set([
  'timestamp',
  'recvWindow',
  'limit',
  'startTime',
  'endTime',
  'fromId',
])
const DEFAULT_RECV_WINDOW_MS = 5000
const LONGEST_RECV_WINDOW_MS = 60_000
const AHEAD_MS = 1000
const HIDDEN: ReadonlySet<string> = new Set(['timestamp', 'recvWindow', 'signature'])

/** A request as it came off the socket. */
export interface RawRequest {
  readonly method: Method
  readonly path: string
  readonly rawQuery: string
  readonly headers: Readonly<Record<string, string | undefined>>
}

/** What the door knows of the exchange. */
export interface DoorKeeper {
  readonly keys: readonly KnownKey[]
  nowMs(): number
  /**
   * How far a client that sampled the clock honestly may have fallen behind (positive) or run ahead (negative) since
   * only because the exchange's clock is accelerated or was moved by hand.
   */
  honestDriftMs(): number
}

/** The parameters of a query string. */
function parseQuery(rawQuery: string): Map<string, string> {
  const query = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(rawQuery)) {
    if (query.has(name)) throw new Refusal(-1101, 'Duplicate values for a parameter detected.')
    query.set(name, value)
  }
  return query
}

function checkParameters(route: Route, query: ReadonlyMap<string, string>): void {
  for (const name of route.required) if ((query.get(name) ?? '') === '') throw missingParameter(name)
  for (const [name, value] of query) {
    if (WHOLE_NUMBERS.has(name) && !/^\d{1,20}$/.test(value))
      throw new Refusal(-1100, `Illegal characters found in parameter '${name}'; legal range is '^[0-9]{1,20}$'.`)
    if (name === 'symbol' && value === '') throw new Refusal(-1105, "Parameter 'symbol' was empty.")
  }
}

function knownKey(keeper: DoorKeeper, header: string | undefined): KnownKey {
  if (header === undefined || !KEY_FORM.test(header))
    throw new Refusal(-2014, 'API-key format invalid.', { status: 401 })
  const key = keeper.keys.find((candidate) => candidate.apiKey === header)
  if (key === undefined) throw keyRefused()
  return key
}

/** The refusal of a key that is unknown or may not do this. */
export function keyRefused(): Refusal {
  return new Refusal(-2015, 'Invalid API-key, IP, or permissions for action, request ip: 127.0.0.1', { status: 401 })
}

function checkTime(keeper: DoorKeeper, query: ReadonlyMap<string, string>): void {
  const text = query.get('timestamp')
  if (text === undefined || text === '') throw missingParameter('timestamp')
  const window = Number(query.get('recvWindow') ?? DEFAULT_RECV_WINDOW_MS)
  if (window > LONGEST_RECV_WINDOW_MS) throw new Refusal(-1131, 'recvWindow must be less than 60000')
  const age = keeper.nowMs() - Number(text)
  const drift = keeper.honestDriftMs()
  if (-age > AHEAD_MS + Math.max(0, -drift))
    throw new Refusal(-1021, "Timestamp for this request was 1000ms ahead of the server's time.")
  if (age > window + Math.max(0, drift))
    throw new Refusal(-1021, 'Timestamp for this request is outside of the recvWindow.')
}

function checkSignature(key: KnownKey, rawQuery: string): void {
  const split = splitSignature(rawQuery)
  if (split === null) throw missingParameter('signature')
  if (!isSignedBy(key, split.payload, split.signature))
    throw new Refusal(-1022, 'Signature for this request is not valid.')
}

/**
 * The request as a route may see it, after the checks that the exchange makes: parameters, key, clock, signature.
 *
 * @throws Refusal with the exchange's own code
 */
export function admit(keeper: DoorKeeper, route: Route, raw: RawRequest): DemoRequest {
  const query = parseQuery(raw.rawQuery)
  const header = raw.headers['x-mbx-apikey']
  if (route.security !== 'NONE') {
    const key = knownKey(keeper, header)
    checkParameters(route, query)
    if (route.security === 'SIGNED') {
      checkTime(keeper, query)
      checkSignature(key, raw.rawQuery)
    }
  } else checkParameters(route, query)
  const visible = new Map([...query].filter(([name]) => !HIDDEN.has(name)))
  return { method: raw.method, path: raw.path, query: visible, headers: raw.headers, apiKey: header ?? null }
}
