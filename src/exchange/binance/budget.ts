import type { BudgetReading } from '../../model/readings.ts'
import type { PoolName } from './endpoints.ts'
import type { BaseUrls } from './hosts.ts'

interface PoolRule {
  readonly limit: number
  readonly windowMs: number
  /** Reply header with the weight used so far; `null` where Binance tells none. */
  readonly header: string | null
}

const MINUTE_MS = 60_000

const POOLS: Readonly<Record<PoolName, PoolRule>> = {
  futures: { limit: 2_400, windowMs: MINUTE_MS, header: 'x-mbx-used-weight-1m' },
  funding: { limit: 500, windowMs: 5 * MINUTE_MS, header: null },
  'futures-data': { limit: 1_000, windowMs: 5 * MINUTE_MS, header: null },
  spot: { limit: 6_000, windowMs: MINUTE_MS, header: 'x-mbx-used-weight-1m' },
  'sapi-ip': { limit: 12_000, windowMs: MINUTE_MS, header: 'x-sapi-used-ip-weight-1m' },
}

/** The host that counts a pool. */
const COUNTED_BY: Readonly<Record<PoolName, 'httpFutures' | 'httpBase'>> = {
  futures: 'httpFutures',
  funding: 'httpFutures',
  'futures-data': 'httpFutures',
  spot: 'httpBase',
  'sapi-ip': 'httpBase',
}

/** The share of a limit that we take for ourselves: the trader's own programs use the same address. */
const OWN_SHARE = 0.25
/** So many accounts are content with that share; more of them get more, up to half. */
const CONTENT_ACCOUNTS = 4
const MOST_OWN_SHARE = 0.5
/** A status of 100 symbols stays below this, so that no share, however small the limit, stops a single one. */
const ALWAYS_ALLOWED = 200

export type PauseReason = 'rate-limited' | 'ip-banned' | 'firewall' | 'request-budget'

/** A call that may not go yet. */
export interface Hold {
  readonly waitMs: number
  readonly reason: PauseReason
}

interface PoolState {
  limit: number
  window: number
  /** Our own weight in the window. */
  own: number
  /** The highest figure of the header in the window; `null` until a reply told. */
  told: number | null
  /** `told` with what was sent since. */
  estimate: number
  pausedUntilMs: number
  pauseReason: PauseReason
}

/** The header that tells the use of a pool; `null` where Binance tells none. */
export function budgetHeader(pool: PoolName): string | null {
  return POOLS[pool].header
}

/** What one host counts of this address, for every account that talks to it. */
interface HostCount {
  readonly pools: Map<PoolName, PoolState>
  readonly accounts: Set<string>
}

/**
 * Request weight per pool within its running window. Counts before sending, corrects itself by what replies tell, and
 * pauses pools that Binance has closed.
 */
export class Budget {
  readonly #countOf: (pool: PoolName) => HostCount

  /** @param countOf where a pool is counted; in a count of its own unless given */
  constructor(countOf?: (pool: PoolName) => HostCount) {
    const own = newCount()
    this.#countOf = countOf ?? (() => own)
  }

  /** Counts a call of this weight and returns `null`, or says how long it has to wait and why. */
  admit(pool: PoolName, weight: number, nowMs: number): Hold | null {
    const state = this.#stateOf(pool, nowMs)
    if (state.pausedUntilMs > nowMs) return { waitMs: state.pausedUntilMs - nowMs, reason: state.pauseReason }
    if (isOverBudget(state, weight, this.#countOf(pool).accounts.size))
      return { waitMs: untilNextWindow(pool, nowMs), reason: 'request-budget' }
    state.own += weight
    state.estimate += weight
    return null
  }

  /** Takes over the weight that a reply told; replies arrive in any order, so the highest counts. */
  observe(pool: PoolName, used: number, nowMs: number): void {
    const state = this.#stateOf(pool, nowMs)
    state.told = Math.max(state.told ?? 0, used)
    state.estimate = Math.max(state.estimate, used)
  }

  /** Takes over the real limit that exchangeInfo told. */
  setLimit(pool: PoolName, limit: number, nowMs: number): void {
    this.#stateOf(pool, nowMs).limit = limit
  }

  /** Stops the pool, or every pool, until then. */
  pause(pool: PoolName | 'all', untilMs: number, reason: PauseReason, nowMs: number): void {
    for (const name of pool === 'all' ? POOL_NAMES : [pool]) {
      const state = this.#stateOf(name, nowMs)
      if (untilMs <= state.pausedUntilMs) continue
      state.pausedUntilMs = untilMs
      state.pauseReason = reason
    }
  }

  /** Every pool that was used or paused so far. */
  readings(nowMs: number): readonly BudgetReading[] {
    return POOL_NAMES.filter((pool) => this.#countOf(pool).pools.has(pool)).map((pool) => {
      const { told, limit } = this.#stateOf(pool, nowMs)
      return { pool, used: told, limit }
    })
  }

  #stateOf(pool: PoolName, nowMs: number): PoolState {
    const { pools } = this.#countOf(pool)
    const known = pools.get(pool) ?? freshState(pool)
    pools.set(pool, known)
    const window = Math.floor(nowMs / POOLS[pool].windowMs)
    if (known.window !== window) Object.assign(known, { window, own: 0, told: null, estimate: 0 })
    return known
  }
}

const POOL_NAMES = Object.keys(POOLS) as readonly PoolName[]

const counts = new Map<string, HostCount>()

/**
 * The budget of an account on its hosts. Binance counts by address and host: accounts of this process share what they
 * use of a host, and its pauses.
 *
 * @param account tells accounts apart, in any way
 */
export function sharedBudget(bases: Pick<BaseUrls, 'httpFutures' | 'httpBase'>, account: string): Budget {
  const countOf = (pool: PoolName): HostCount => {
    const { host } = new URL(bases[COUNTED_BY[pool]])
    const count = counts.get(host) ?? newCount()
    counts.set(host, count)
    return count
  }
  for (const pool of POOL_NAMES) countOf(pool).accounts.add(account)
  return new Budget(countOf)
}

function newCount(): HostCount {
  return { pools: new Map(), accounts: new Set() }
}

function freshState(pool: PoolName): PoolState {
  return {
    limit: POOLS[pool].limit,
    window: Number.NaN,
    own: 0,
    told: null,
    estimate: 0,
    pausedUntilMs: 0,
    pauseReason: 'rate-limited',
  }
}

function isOverBudget({ limit, own, estimate }: PoolState, weight: number, accounts: number): boolean {
  const wanted = OWN_SHARE * Math.max(1, accounts / CONTENT_ACCOUNTS)
  const share = Math.max(limit * Math.min(wanted, MOST_OWN_SHARE), Math.min(ALWAYS_ALLOWED, limit))
  return own + weight > share || estimate + weight > limit
}

function untilNextWindow(pool: PoolName, nowMs: number): number {
  const { windowMs } = POOLS[pool]
  return windowMs - (nowMs % windowMs)
}
