import type { World } from './world.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** NONE: public. KEY: the X-MBX-APIKEY header. SIGNED: header, `timestamp` and `signature`. */
export type Security = 'NONE' | 'KEY' | 'SIGNED'

/**
 * Where the weight of a request is counted. `futures` is shared by fapi and dapi; `funding` and `futuresData` count
 * calls in five minutes; `free` is not counted (hosts that are not Binance's).
 */
export type WeightPool = 'futures' | 'funding' | 'futuresData' | 'sapiIp' | 'sapiUid' | 'spot' | 'papi' | 'free'

/** Query parameters by name, decoded; a route never sees `timestamp`, `recvWindow` or `signature`. */
export type Query = ReadonlyMap<string, string>

/** A request that has passed every check of the door: key, signature, clock, weight, required parameters. */
export interface DemoRequest {
  readonly method: Method
  readonly path: string
  readonly query: Query
  /** Lower-case header names. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** The key of the header; `null` when none was sent. */
  readonly apiKey: string | null
}

/** One endpoint of the wire. */
export interface Route {
  readonly method: Method
  /** The whole path, e.g. `/fapi/v1/time`. */
  readonly path: string
  readonly security: Security
  readonly pool: WeightPool
  readonly weight: number | ((query: Query) => number)
  /** Parameters whose absence is answered with -1102 before `answer` is called. */
  readonly required: readonly string[]
  /**
   * The body of the reply, status 200, as a value to be printed as JSON; a bigint prints as a bare number.
   *
   * @throws Refusal for an answer with another status
   */
  readonly answer: (request: DemoRequest, world: World) => unknown
}

/** An error reply in Binance's form `{ code, msg }`. */
export class Refusal extends Error {
  readonly status: number
  readonly code: number
  /** Replaces `{ code, msg }` for hosts that speak another error dialect; `null` for Binance's. */
  readonly body: unknown

  constructor(code: number, message: string, options: { readonly status?: number; readonly body?: unknown } = {}) {
    super(message)
    this.name = 'Refusal'
    this.code = code
    this.status = options.status ?? 400
    this.body = options.body ?? null
  }
}

/** The refusal of a symbol that is not listed. */
export function invalidSymbol(): Refusal {
  return new Refusal(-1121, 'Invalid symbol.')
}

/** The refusal of a mandatory parameter that is missing, empty or malformed. */
export function missingParameter(name: string): Refusal {
  return new Refusal(-1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`)
}

/** The refusal of a parameter whose value is not allowed. */
export function badParameter(name: string): Refusal {
  return new Refusal(-1130, `Data sent for parameter '${name}' is not valid.`)
}
