import type { AccountSeed } from './account-seed.ts'
import type { KnownKey, Restrictions } from './signature.ts'
import type { SocketCounts } from './stream/socket-hub.ts'
import type { VariantName } from './variants.ts'
import type { ScenarioName } from './world.ts'

/** A key that works out of the box; it opens nothing but this simulation. */
export const DEMO_KEY: Required<Pick<KnownKey, 'apiKey' | 'apiSecret'>> = {
  apiKey: 'demoKeyThatOpensOnlyTheEmbeddedExchange0000000000000000000000000',
  apiSecret: 'demoSecretThatSignsOnlyForTheEmbeddedExchange0000000000000000000',
}

/** Permissions of a key by name; `absent` is an environment without the endpoint. */
export const PERMISSIONS: Readonly<Record<'read-only' | 'trading' | 'withdraw' | 'absent', Restrictions | null>> = {
  'read-only': { enableReading: true },
  trading: { enableReading: true, enableFutures: true, enableSpotAndMarginTrading: true },
  withdraw: { enableReading: true, enableFutures: true, enableWithdrawals: true },
  absent: null,
}

/** How the embedded exchange is started; everything has a default. */
export interface DemoOptions {
  /** 0, the default: any free port. */
  readonly port?: number
  /** `calm` by default. */
  readonly scenario?: ScenarioName
  readonly seed?: number
  /** Exchange seconds per real second; 1 by default, 0 for a clock that is moved by hand. */
  readonly speed?: number
  /** Now by default. */
  readonly startAtMs?: number
  /** A variant, or a whole account; by default the one that the scenario is written for. */
  readonly account?: VariantName | AccountSeed
  /** Number of contracts; 13 by default, 700 with the `large` account. */
  readonly symbols?: number
  /** Number of positions of the `large` account; 300 by default. */
  readonly positions?: number
  /** `bare` (the default): the trades that opened what is held. `lived`: positions of the last months besides. */
  readonly past?: 'bare' | 'lived'
  /** Keys that the exchange knows besides the demo key. */
  readonly keys?: readonly KnownKey[]
  /** What the keys may do; `read-only` by default. */
  readonly permissions?: keyof typeof PERMISSIONS
}

/** Base URLs in the names and forms of the configuration's `endpoints`. */
export interface DemoEndpoints {
  readonly httpBase: string
  readonly httpFutures: string
  readonly httpDelivery: string
  readonly wsBase: string
  readonly wsFutures: string
  readonly wsFuturesMarket: string
  readonly wsFuturesPrivate: string
}

/** Counts since the start. */
export interface DemoCounters {
  /** Requests by `METHOD /path`. */
  readonly requests: ReadonlyMap<string, number>
  readonly totalRequests: number
  /** Request weight, all pools together. */
  readonly totalWeight: number
  readonly listenKeys: { readonly posted: number; readonly extended: number; readonly deleted: number }
  readonly mutationAttempts: number
  readonly sockets: SocketCounts
}
