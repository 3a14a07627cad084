import { Refusal, type WeightPool } from './route.ts'

interface Limit {
  readonly perWindow: number
  readonly windowMs: number
  /** Header that tells the used weight; `null` for pools that tell nothing. */
  readonly header: string | null
}

const MINUTE_MS = 60_000
const LIMITS: Readonly<Record<Exclude<WeightPool, 'free'>, Limit>> = {
  futures: { perWindow: 2400, windowMs: MINUTE_MS, header: 'X-MBX-USED-WEIGHT-1M' },
  funding: { perWindow: 500, windowMs: 5 * MINUTE_MS, header: null },
  futuresData: { perWindow: 1000, windowMs: 5 * MINUTE_MS, header: null },
  sapiIp: { perWindow: 12_000, windowMs: MINUTE_MS, header: 'X-SAPI-USED-IP-WEIGHT-1M' },
  sapiUid: { perWindow: 180_000, windowMs: MINUTE_MS, header: 'X-SAPI-USED-UID-WEIGHT-1M' },
  spot: { perWindow: 6000, windowMs: MINUTE_MS, header: 'X-MBX-USED-WEIGHT-1M' },
  papi: { perWindow: 6000, windowMs: MINUTE_MS, header: 'X-MBX-USED-WEIGHT-1M' },
}
/** Requests that may still arrive after a 429 before the address is banned. */
const PATIENCE = 50
const FIRST_BAN_MS = 2 * MINUTE_MS

/** A refusal that also tells how long to wait. */
export class RateRefusal extends Refusal {
  readonly retryAfterSeconds: number

  constructor(message: string, options: { readonly status: 418 | 429; readonly retryAfterSeconds: number }) {
    super(-1003, message, { status: options.status })
    this.retryAfterSeconds = options.retryAfterSeconds
  }
}

interface Used {
  window: number
  weight: number
  refused: number
}

/** The request weight of one address, counted per pool and window as the exchange does. */
export class Weights {
  readonly #used = new Map<string, Used>()
  #bannedUntilMs = 0
  #total = 0

  /** Weight of all requests since the start, all pools together. */
  get total(): number {
    return this.#total
  }

  /** Weight used in the pool's running window. */
  used(pool: WeightPool): number {
    return this.#used.get(pool)?.weight ?? 0
  }

  /**
   * Counts a request and returns the headers that tell of it.
   *
   * @throws RateRefusal 429 above the limit, 418 while banned
   */
  charge(pool: WeightPool, weight: number, nowMs: number): Readonly<Record<string, string>> {
    if (nowMs < this.#bannedUntilMs) throw this.#banned(nowMs)
    if (pool === 'free') return {}
    const limit = LIMITS[pool]
    const used = this.#windowOf(pool, Math.floor(nowMs / limit.windowMs))
    used.weight += weight
    this.#total += weight
    if (used.weight > limit.perWindow) throw this.#refused(used, limit, nowMs)
    return limit.header === null ? {} : { [limit.header]: String(used.weight) }
  }

  #windowOf(pool: WeightPool, window: number): Used {
    const known = this.#used.get(pool)
    if (known !== undefined && known.window === window) return known
    const fresh: Used = { window, weight: 0, refused: 0 }
    this.#used.set(pool, fresh)
    return fresh
  }

  #refused(used: Used, limit: Limit, nowMs: number): RateRefusal {
    used.refused++
    if (used.refused > PATIENCE) {
      this.#bannedUntilMs = nowMs + FIRST_BAN_MS
      return this.#banned(nowMs)
    }
    const retryAfterSeconds = Math.ceil((limit.windowMs - (nowMs % limit.windowMs)) / 1000)
    const message = `Too many requests; current limit of IP(127.0.0.1) is ${limit.perWindow} requests per minute. Please use the websocket for live updates to avoid polling the API.`
    return new RateRefusal(message, { status: 429, retryAfterSeconds })
  }

  #banned(nowMs: number): RateRefusal {
    const retryAfterSeconds = Math.ceil((this.#bannedUntilMs - nowMs) / 1000)
    const message = `Way too many requests; IP(127.0.0.1) banned until ${this.#bannedUntilMs}. Please use the websocket for live updates to avoid bans.`
    return new RateRefusal(message, { status: 418, retryAfterSeconds })
  }
}
