import { homedir } from 'node:os'
import type { AccountSource } from '../app/collect.ts'
import { createAccountReference } from '../app/reference.ts'
import type { AccountSettings, Config } from '../config/config.ts'
import { loadConfig } from '../config/load.ts'
import { secretVariables } from '../config/secret-sources.ts'
import { openSecrets, type Secrets } from '../config/secrets.ts'
import { type AccountScope, selectAccounts } from '../config/select-accounts.ts'
import { LiqwatchError } from '../errors.ts'
import { type BinanceExchange, createBinanceExchange } from '../exchange/binance/client.ts'
import { cacheScope, createFileCache } from '../exchange/binance/file-cache.ts'
import { hostScope, resolveBaseUrls } from '../exchange/binance/hosts.ts'
import { endingBy } from '../exchange/binance/shared-deadline.ts'
import { createStreams } from '../exchange/binance/streams.ts'
import { createReferenceData } from '../exchange/reference-data.ts'
import type { Clock } from '../ports/clock.ts'
import type { ReferenceCache, ReferenceData } from '../ports/reference.ts'
import type { SpotMargin } from '../ports/spot-margin.ts'
import type { Streams } from '../ports/streams.ts'
import type { EnvironmentLabel } from '../risk/report.ts'
import type { DemoServices } from './demo-services.ts'
import type { GlobalFlags } from './flags.ts'
import { printNotice } from './output.ts'
import { userId } from './user-id.ts'

const DEFAULT_TIMEOUT_SECONDS = 10

/** An account ready to be read. */
export interface OpenAccount extends AccountSource {
  readonly settings: AccountSettings
  readonly environment: EnvironmentLabel
  readonly exchange: BinanceExchange
  readonly streams: Streams
  readonly margin: SpotMargin
}

/** An account whose secrets or settings cannot be used. */
export interface UnopenedAccount {
  readonly account: string
  readonly environment: EnvironmentLabel
  readonly failure: LiqwatchError
  /** Tries again: a secret may have come to be readable. */
  reopen(): Promise<OpenAccount | UnopenedAccount>
}

/** Everything a command needs of the outside, opened for one run. */
export interface Services {
  readonly flags: GlobalFlags
  readonly config: Config
  readonly clock: Clock
  readonly secrets: Secrets
  /** Where alert state is kept; a throw-away folder with --demo. */
  readonly stateFolder: string
  /** The accounts that this run is about, each with its client; secrets are read now and not before. */
  openAccounts(scope: AccountScope): Promise<readonly OpenAccount[]>
  /** The same, but one that cannot be opened does not keep the others from it. */
  openEach(scope: AccountScope): Promise<readonly (OpenAccount | UnopenedAccount)[]>
  /** What --timeout gives a whole command, in the time of `clock`. */
  readonly timeoutMs: number
  /** Runs something whose calls to the exchange all end within --timeout, not each of them. */
  withinTimeout<T>(run: () => Promise<T>): Promise<T>
  close(): Promise<void>
}

/**
 * Loads the config (or starts the embedded exchange with --demo). Nothing is sent and no secret read yet.
 *
 * @param given an embedded exchange that runs already
 * @throws ConfigError for a config that cannot be used
 */
export async function openServices(flags: GlobalFlags, given: DemoServices | null = null): Promise<Services> {
  const demo = given ?? (flags.demo === true ? await openDemo(flags) : null)
  const config = demo?.config ?? loadConfig({ flags, env: process.env, home: homedir(), user: userId() })
  const clock = demo?.clock ?? SYSTEM_CLOCK
  const secrets = openSecrets({
    env: process.env,
    home: homedir(),
    user: userId(),
    source: config.source,
    secretNames: secretVariables(config),
  })
  const opening = { flags, config, clock, secrets, demoSpeed: demo?.speed ?? null, common: new Map() }
  const chosen = (scope: AccountScope) => selectAccounts(config, flags.account, scope)
  return {
    flags,
    config,
    clock,
    secrets,
    stateFolder: demo?.stateFolder ?? config.folders.state,
    openAccounts: (scope) => Promise.all(chosen(scope).map((settings) => openAccount(settings, opening))),
    openEach: (scope) => Promise.all(chosen(scope).map((settings) => openOrFailure(settings, opening))),
    timeoutMs: timeoutMs(opening),
    withinTimeout: (run) => endingBy(clock.nowMs() + timeoutMs(opening), run),
    close: async () => demo?.close(),
  }
}

async function openDemo(flags: GlobalFlags): Promise<DemoServices> {
  const { openDemoServices } = await import('./demo-services.ts')
  return openDemoServices(flags.scenario, { speed: 1 })
}

interface Opening {
  readonly flags: GlobalFlags
  readonly config: Config
  readonly clock: Clock
  readonly secrets: Secrets
  /** Exchange seconds per real second; `null` on a real exchange. */
  readonly demoSpeed: number | null
  /** Memory of what is the same for every account of a host, by its scope. */
  readonly common: Map<string, ReferenceData>
}

async function openOrFailure(settings: AccountSettings, opening: Opening): Promise<OpenAccount | UnopenedAccount> {
  try {
    return await openAccount(settings, opening)
  } catch (failure) {
    if (!(failure instanceof LiqwatchError)) throw failure
    const environment = LABELS[settings.environment]
    return { account: settings.name, environment, failure, reopen: () => openOrFailure(settings, opening) }
  }
}

async function openAccount(settings: AccountSettings, opening: Opening): Promise<OpenAccount> {
  const { flags, config, clock, secrets, demoSpeed } = opening
  const isDemo = demoSpeed !== null
  const { name, environment, endpoints } = settings
  const [apiKey, apiSecret] = await Promise.all([
    secrets.resolve(settings.apiKey, `accounts.${name}.apiKey`),
    secrets.resolve(settings.apiSecret, `accounts.${name}.apiSecret`),
  ])
  const exchange = createBinanceExchange({
    account: name,
    apiKey,
    apiSecret,
    environment,
    endpoints,
    trustEndpoints: settings.trustEndpoints,
    timeoutMs: timeoutMs(opening),
    clock,
    warn: (text) => flags.verbose === true && printNotice(text),
  })
  const bases = resolveBaseUrls({
    account: name,
    environment,
    overrides: endpoints,
    trustEndpoints: settings.trustEndpoints,
  })
  const nowMs = () => clock.nowMs()
  const remembering = (scope: string): ReferenceData =>
    createReferenceData(isDemo ? NO_CACHE : createFileCache(config.folders.cache, scope), nowMs)
  const place = hostScope(environment, bases)
  const common = opening.common.get(place) ?? remembering(place)
  opening.common.set(place, common)
  const own = remembering(cacheScope({ environment, endpoints, apiKey }))
  return {
    account: name,
    settings,
    environment: isDemo ? 'DEMO' : LABELS[environment],
    exchange,
    margin: exchange,
    market: exchange,
    streams: createStreams({ bases, keys: exchange }),
    reference: createAccountReference(exchange, own, nowMs, common),
    clock,
    policy: {
      isLive: environment === 'live',
      allowTradingKey: settings.allowTradingKey,
      coinM: settings.coinM,
      staleMs: config.staleSeconds * 1000,
    },
  }
}

/** What `--timeout` says, or is without it; milliseconds. */
export function timeoutOf({ timeout }: GlobalFlags): number {
  return (timeout ?? DEFAULT_TIMEOUT_SECONDS) * 1000
}

/** Deadlines run on the clock given, which an embedded exchange may accelerate. */
function timeoutMs({ flags, demoSpeed }: Pick<Opening, 'flags' | 'demoSpeed'>): number {
  return timeoutOf(flags) * Math.max(1, demoSpeed ?? 1)
}

const LABELS: Readonly<Record<AccountSettings['environment'], EnvironmentLabel>> = {
  live: 'LIVE',
  testnet: 'TESTNET',
  demo: 'DEMO',
}

const NO_CACHE: ReferenceCache = {
  load: async () => null,
  save: async () => undefined,
}

/** The clock of this machine. */
export const SYSTEM_CLOCK: Clock = {
  nowMs: () => Date.now(),
  sleep: (durationMs) => new Promise((resolve) => setTimeout(resolve, durationMs)),
}
