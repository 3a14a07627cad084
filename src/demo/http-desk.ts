import type { IncomingMessage, ServerResponse } from 'node:http'
import { admit, type DoorKeeper, keyRefused, type RawRequest } from './door.ts'
import type { Faults } from './faults.ts'
import { type ReplyPlan, replyOf, sendReply } from './reply.ts'
import { Refusal, type Route } from './route.ts'
import { isWithin } from './scenario.ts'
import { spoiled } from './spoil.ts'
import type { Venue } from './venue.ts'
import { RateRefusal, type Weights } from './weights.ts'

const METHODS: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'DELETE'])
/** Paths that exist on the real exchange and change something; they are counted and refused. */
const MUTATIONS =
  /\/(order|batchOrders|algoOrder|algoOpenOrders|allOpenOrders|leverage|marginType|positionMargin|countdownCancelAll|transfer|withdraw|borrow-repay|loan|repay|asset\/transfer|capital\/withdraw\/apply)$/

/** What the desk works with. */
export interface DeskParts {
  readonly venue: Venue
  readonly keeper: DoorKeeper
  readonly weights: Weights
  readonly faults: Faults
  /** Brings the exchange up to the present instant. */
  readonly beforeEach: () => void
}

/** Counts of what arrived, for tests. */
export interface Traffic {
  /** Requests by `METHOD path`. */
  readonly requests: ReadonlyMap<string, number>
  readonly total: number
}

/** Answers HTTP requests: finds the route, checks at the door, charges the weight, applies faults. */
export class HttpDesk {
  readonly #routes: ReadonlyMap<string, Route>
  readonly #paths: ReadonlySet<string>
  readonly #requests = new Map<string, number>()
  readonly #parts: DeskParts
  #total = 0

  constructor(routes: readonly Route[], parts: DeskParts) {
    this.#routes = new Map(routes.map((route) => [`${route.method} ${route.path}`, route]))
    this.#paths = new Set(routes.map((route) => route.path))
    this.#parts = parts
  }

  get traffic(): Traffic {
    return { requests: this.#requests, total: this.#total }
  }

  /** Answers one request. */
  serve(request: IncomingMessage, response: ServerResponse): void {
    request.resume()
    const url = request.url ?? '/'
    const at = url.indexOf('?')
    const path = at < 0 ? url : url.slice(0, at)
    const rawQuery = at < 0 ? '' : url.slice(at + 1)
    const method = request.method ?? 'GET'
    this.#count(method, path)
    this.#parts.beforeEach()
    if (this.#isBlackout()) {
      request.socket.resetAndDestroy()
      return
    }
    let plan = this.#planFor(method, { path, rawQuery, headers: headersOf(request) })
    const symbol = new URLSearchParams(rawQuery).get('symbol')
    for (const fault of this.#parts.faults.meeting({ path, method, symbol })) plan = spoiled(plan, fault)
    sendReply(response, plan)
  }

  #isBlackout(): boolean {
    const { venue } = this.#parts
    return isWithin(venue.scenario.blackout, (venue.world.nowMs() - venue.world.startAtMs) / 1000)
  }

  #count(method: string, path: string): void {
    this.#total++
    const key = `${method} ${path}`
    this.#requests.set(key, (this.#requests.get(key) ?? 0) + 1)
  }

  #planFor(method: string, raw: Omit<RawRequest, 'method'>): ReplyPlan {
    try {
      const route = this.#routes.get(`${method} ${raw.path}`)
      if (route === undefined) return this.#unknown(method, raw.path)
      return this.#answer(route, { ...raw, method: route.method })
    } catch (error) {
      if (error instanceof Refusal) return refusalPlan(error)
      throw error
    }
  }

  #answer(route: Route, raw: RawRequest): ReplyPlan {
    const { keeper, venue, weights } = this.#parts
    const query = new Map(new URLSearchParams(raw.rawQuery))
    const weight = typeof route.weight === 'number' ? route.weight : route.weight(query)
    const headers = weights.charge(route.pool, weight, venue.world.nowMs())
    try {
      return replyOf(200, route.answer(admit(keeper, route, raw), venue.world), headers)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const plan = refusalPlan(error)
      return { ...plan, headers: { ...plan.headers, ...headers } }
    }
  }

  /** futures hosts answer in JSON, the others with a page. */
  #unknown(method: string, path: string): ReplyPlan {
    if (method !== 'GET' && MUTATIONS.test(path)) {
      this.#parts.venue.mutationAttempts++
      return refusalPlan(keyRefused())
    }
    if (/^\/[fd]api\//.test(path))
      return replyOf(404, { code: -5000, msg: `Path ${path}, Method ${method} is invalid` })
    if (this.#paths.has(path) && METHODS.has(method)) return replyOf(405, '')
    return replyOf(404, '<html><body><h2>404 Not found</h2></body></html>')
  }
}

function headersOf(request: IncomingMessage): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  )
}

function refusalPlan(refusal: Refusal): ReplyPlan {
  const body = refusal.body ?? { code: refusal.code, msg: refusal.message }
  const headers: Record<string, string> = {}
  if (refusal instanceof RateRefusal) headers['Retry-After'] = String(refusal.retryAfterSeconds)
  return replyOf(refusal.status, body, headers)
}
