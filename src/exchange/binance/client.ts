import type { Clock } from '../../ports/clock.ts'
import type { AccountHistory, Exchange } from '../../ports/exchange.ts'
import type { MarketData } from '../../ports/market-data.ts'
import type { SpotMargin } from '../../ports/spot-margin.ts'
import type { UserStreamKeys } from '../../ports/streams.ts'
import { accountCalls, accountHistory, userStreamKeys } from './account-calls.ts'
import { type Budget, sharedBudget } from './budget.ts'
import type { Warn } from './calls.ts'
import { keyFingerprint, readCredentials } from './credentials.ts'
import { type EndpointOverrides, type Environment, resolveBaseUrls } from './hosts.ts'
import { marginCalls } from './margin-calls.ts'
import { marketCalls, marketData } from './market-calls.ts'
import { Requests } from './requests.ts'

export interface BinanceOptions {
  /** The account's name in the config, for messages. */
  readonly account: string
  readonly apiKey: string
  /** An HMAC secret, or the PEM text of an unencrypted Ed25519 or RSA private key. */
  readonly apiSecret: string
  readonly environment: Environment
  readonly endpoints?: EndpointOverrides
  /** Permits endpoints that are neither Binance's nor loopback. */
  readonly trustEndpoints?: boolean
  /** Deadline of each call with its retries; 10 s unless given. */
  readonly timeoutMs?: number
  readonly clock: Clock
  /** Told about rows that were left out. */
  readonly warn?: Warn
  /** The one that accounts on the same hosts share in this process, unless given. */
  readonly budget?: Budget
  /** Jitter between 0 and 1; `Math.random` unless given. */
  readonly random?: () => number
}

export type BinanceExchange = Exchange & MarketData & AccountHistory & UserStreamKeys & SpotMargin

const DEFAULT_TIMEOUT_MS = 10_000

/**
 * One account's read-only way to Binance. Nothing is loaded or sent before the first call.
 *
 * @throws ConfigError when credentials or endpoints cannot be used, or certificates are not checked
 */
export function createBinanceExchange(options: BinanceOptions): BinanceExchange {
  const { account, environment, clock, warn = ignore } = options
  const bases = resolveBaseUrls({
    account,
    environment,
    overrides: options.endpoints ?? {},
    trustEndpoints: options.trustEndpoints ?? false,
  })
  const credentials = readCredentials(account, options.apiKey, options.apiSecret)
  const requests = new Requests({
    account,
    environment,
    bases,
    clock,
    credentials,
    budget: options.budget ?? sharedBudget(bases, keyFingerprint(credentials.apiKey)),
    timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    random: options.random ?? Math.random,
  })
  return {
    syncClock: () => requests.syncClock(),
    budgets: () => requests.budgets(),
    ...accountCalls(requests, environment, warn),
    ...marketCalls(requests, warn),
    ...marketData(requests, warn),
    ...accountHistory(requests, warn),
    ...userStreamKeys(requests),
    ...marginCalls(requests),
  }
}

function ignore(): void {}
