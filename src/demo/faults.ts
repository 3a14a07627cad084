/** Which requests a fault meets. */
export interface FaultAim {
  /** A whole path, a prefix that ends in `*`, or left out for every path. */
  readonly path?: string
  readonly method?: string
  /** Only requests whose `symbol` parameter is this one. */
  readonly forSymbol?: string
  /** How many requests it meets before it has healed; left out: until `clear`. */
  readonly times?: number
}

/** What happens to the reply of a request. */
export type HttpFault = FaultAim &
  (
    | {
        readonly kind: 'status'
        readonly status: number
        /** A value is printed as JSON; text is sent as it is. */
        readonly body?: unknown
        readonly headers?: Readonly<Record<string, string>>
      }
    /** Replaces the body of a 200. */
    | { readonly kind: 'body'; readonly body: string; readonly contentType?: string }
    | { readonly kind: 'html' }
    | { readonly kind: 'empty' }
    /** Cuts the JSON text to half; the HTTP message itself is whole. */
    | { readonly kind: 'truncated' }
    /** Leaves a field out wherever it occurs, or only in the rows of `symbol`. */
    | { readonly kind: 'missing-field'; readonly field: string; readonly symbol?: string }
    | { readonly kind: 'set-field'; readonly field: string; readonly value: unknown; readonly symbol?: string }
    /** Multiplies a decimal field, e.g. liquidationPrice by 1.02. */
    | { readonly kind: 'scale-field'; readonly field: string; readonly by: number; readonly symbol?: string }
    /** Leaves the rows of a symbol out of an array. */
    | { readonly kind: 'missing-row'; readonly symbol: string }
    /** Accepts the request and never answers. */
    | { readonly kind: 'hang' }
    /** Sends the body a few bytes at a time. */
    | { readonly kind: 'drip'; readonly bytes?: number; readonly everyMs?: number }
    /** Resets the connection before answering, or in the middle of the body. */
    | { readonly kind: 'reset'; readonly midBody?: boolean }
    | { readonly kind: 'redirect'; readonly location: string }
    | { readonly kind: 'latency'; readonly ms: number }
  )

export type SocketRoute = 'market' | 'private' | 'public'

/** What happens to websockets. Those that name no `route` meet all of them. */
export type SocketFault = { readonly route?: SocketRoute } & (
  | { readonly kind: 'close'; readonly code?: number }
  /** Cuts the TCP connections without a closing frame. */
  | { readonly kind: 'cut' }
  /** Sends the first half of a frame and then nothing more, on the sockets that are open now. */
  | { readonly kind: 'half-frame' }
  | { readonly kind: 'garbage'; readonly text?: string }
)

/** What holds for websockets until it is lifted. */
export interface SocketWeather {
  /** Open, answering pings, and saying nothing. */
  readonly silent: boolean
  /** HTTP status of refused handshakes; `null` when they are accepted; 0 leaves them unanswered. */
  readonly refuseHandshake: number | null
  /** Account events are sent twice. */
  readonly duplicate: boolean
  /** Account events are held back by one and sent in swapped order. */
  readonly outOfOrder: boolean
}

const FAIR: SocketWeather = { silent: false, refuseHandshake: null, duplicate: false, outOfOrder: false }

interface Armed {
  readonly fault: HttpFault
  left: number
}

/** The switchboard of everything that can go wrong; test code and scenarios turn its switches. */
export class Faults {
  #armed: Armed[] = []
  #weather = new Map<SocketRoute | 'all', Partial<SocketWeather>>()
  #clockSkewMs = 0
  readonly #strike: (fault: SocketFault) => void

  constructor(strike: (fault: SocketFault) => void) {
    this.#strike = strike
  }

  /** Arms a fault; the returned function disarms it. Later ones are applied after earlier ones. */
  http(fault: HttpFault): () => void {
    const armed: Armed = { fault, left: fault.times ?? Number.POSITIVE_INFINITY }
    this.#armed.push(armed)
    return () => {
      this.#armed = this.#armed.filter((other) => other !== armed)
    }
  }

  /** Does something to the sockets that are open now. */
  socket(fault: SocketFault): void {
    this.#strike(fault)
  }

  /** Sets what holds for sockets from now on. */
  weather(change: Partial<SocketWeather>, route: SocketRoute | 'all' = 'all'): void {
    this.#weather.set(route, { ...this.#weather.get(route), ...change })
  }

  /** What holds for the sockets of a route. */
  weatherOf(route: SocketRoute): SocketWeather {
    return { ...FAIR, ...this.#weather.get('all'), ...this.#weather.get(route) }
  }

  /** Shifts the clock that the exchange shows and checks by: positive is ahead. */
  skewClock(byMs: number): void {
    this.#clockSkewMs = byMs
  }

  get clockSkewMs(): number {
    return this.#clockSkewMs
  }

  /** Disarms everything. */
  clear(): void {
    this.#armed = []
    this.#weather.clear()
    this.#clockSkewMs = 0
  }

  /** The faults that meet a request, counted as met. */
  meeting(request: { readonly path: string; readonly method: string; readonly symbol: string | null }): HttpFault[] {
    const met = this.#armed.filter((armed) => armed.left > 0 && isAimedAt(armed.fault, request))
    for (const armed of met) armed.left--
    return met.map((armed) => armed.fault)
  }
}

function isAimedAt(
  aim: FaultAim,
  request: { readonly path: string; readonly method: string; readonly symbol: string | null },
): boolean {
  if (aim.method !== undefined && aim.method !== request.method) return false
  if (aim.forSymbol !== undefined && aim.forSymbol !== request.symbol) return false
  if (aim.path === undefined || aim.path === '*') return true
  return aim.path.endsWith('*') ? request.path.startsWith(aim.path.slice(0, -1)) : aim.path === request.path
}
