import { ConfigError } from '../../errors.ts'
import type { HostKind } from './endpoints.ts'

export type Environment = 'live' | 'testnet' | 'demo'

/** Base URLs, in the names and forms that binance-api-node uses; all of them are always set. */
export interface BaseUrls {
  /** Spot, margin and wallet: /api and /sapi. */
  readonly httpBase: string
  readonly httpFutures: string
  readonly httpDelivery: string
  readonly wsBase: string
  readonly wsFuturesMarket: string
  readonly wsFuturesPrivate: string
}

/** What a config may override; `wsFutures` stands for both futures streams unless one is given by name. */
export type EndpointOverrides = Partial<BaseUrls> & { readonly wsFutures?: string }

export interface HostOptions {
  readonly account: string
  readonly environment: Environment
  readonly overrides?: EndpointOverrides
  /** Permits hosts that are not Binance's. */
  readonly trustEndpoints?: boolean
}

/** The old and the demo environment share the futures test streams. */
const TEST_STREAMS = {
  wsFuturesMarket: 'wss://fstream.binancefuture.com/market/ws',
  wsFuturesPrivate: 'wss://fstream.binancefuture.com/private/ws',
} as const

const ENVIRONMENTS: Readonly<Record<Environment, BaseUrls>> = {
  live: {
    httpBase: 'https://api.binance.com',
    httpFutures: 'https://fapi.binance.com',
    httpDelivery: 'https://dapi.binance.com',
    wsBase: 'wss://stream.binance.com:9443/ws',
    wsFuturesMarket: 'wss://fstream.binance.com/market/ws',
    wsFuturesPrivate: 'wss://fstream.binance.com/private/ws',
  },
  testnet: {
    httpBase: 'https://testnet.binance.vision',
    httpFutures: 'https://testnet.binancefuture.com',
    httpDelivery: 'https://testnet.binancefuture.com',
    wsBase: 'wss://stream.testnet.binance.vision/ws',
    ...TEST_STREAMS,
  },
  demo: {
    httpBase: 'https://demo-api.binance.com',
    httpFutures: 'https://demo-fapi.binance.com',
    httpDelivery: 'https://demo-dapi.binance.com',
    wsBase: 'wss://demo-stream.binance.com/ws',
    ...TEST_STREAMS,
  },
}

const NAMES = [
  'httpBase',
  'httpFutures',
  'httpDelivery',
  'wsBase',
  'wsFuturesMarket',
  'wsFuturesPrivate',
] as const satisfies readonly (keyof BaseUrls)[]

const BINANCE_DOMAINS = ['binance.com', 'binancefuture.com', 'binance.vision']
const LOOPBACK = /^(127\.\d+\.\d+\.\d+|\[::1\])$/

/**
 * The base URLs of an environment with the overrides applied, without trailing slashes.
 *
 * @throws ConfigError when an override is not a plain URL, not encrypted, or leads to a host that is not trusted
 */
export function resolveBaseUrls(options: HostOptions): BaseUrls {
  const { wsFutures, ...overrides } = options.overrides ?? {}
  const streams = wsFutures === undefined ? {} : { wsFuturesMarket: wsFutures, wsFuturesPrivate: wsFutures }
  const chosen: BaseUrls = { ...ENVIRONMENTS[options.environment], ...streams, ...definedOnly(overrides) }
  const checked = NAMES.map((name) => [name, checkedUrl(name, chosen[name], options)] as const)
  return { ...chosen, ...Object.fromEntries(checked) }
}

/** The REST base that serves a kind of path. */
export function restBase(bases: BaseUrls, host: HostKind): string {
  if (host === 'futures') return bases.httpFutures
  return host === 'delivery' ? bases.httpDelivery : bases.httpBase
}

/** Names the environment and host whose answers may be kept together: test figures must not mix with live ones. */
export function hostScope(environment: Environment, bases: BaseUrls): string {
  return `${environment}-${new URL(bases.httpFutures).host}`
}

function definedOnly(overrides: Partial<BaseUrls>): Partial<BaseUrls> {
  return Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined))
}

function checkedUrl(name: keyof BaseUrls, text: string, options: HostOptions): string {
  const key = `accounts.${options.account}.endpoints.${name}`
  const schemes = name.startsWith('http') ? ['https:', 'http:'] : ['wss:', 'ws:']
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !schemes.includes(url.protocol)) {
    throw new ConfigError(`${key} is not a URL that begins with ${schemes.join('//, ')}//`, {
      hint: `write it like ${ENVIRONMENTS.live[name]}`,
    })
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new ConfigError(`${key} carries a user name, query or fragment`, { hint: 'give scheme, host and path only' })
  }
  refuseUntrusted(key, url, options.trustEndpoints ?? false)
  return url.href.replace(/\/+$/, '')
}

function refuseUntrusted(key: string, url: URL, trusted: boolean): void {
  if (LOOPBACK.test(url.hostname)) return
  if (url.protocol === 'http:' || url.protocol === 'ws:') {
    throw new ConfigError(`${key} (${url.host}) is not encrypted`, {
      hint: 'use https or wss; only a literal loopback address such as 127.0.0.1 may go without',
    })
  }
  if (!trusted && !isBinance(url.hostname)) {
    throw new ConfigError(`${key} leads to ${url.host}, which is not Binance's`, {
      hint: 'it would receive your API key: set trustEndpoints to true in this account if that is what you want',
    })
  }
}

function isBinance(hostname: string): boolean {
  return BINANCE_DOMAINS.some((domain) => hostname === domain || hostname.endsWith(`.${domain}`))
}
