import { homedir } from 'node:os'
import type { EntryData, EntrySource } from '../app/entry-market.ts'
import { observeAccount } from '../app/observe.ts'
import type { Config } from '../config/config.ts'
import { builtInConfig } from '../config/load.ts'
import { ConfigError, LiqwatchError, UsageError } from '../errors.ts'
import { type BinanceExchange, createBinanceExchange } from '../exchange/binance/client.ts'
import { endingBy } from '../exchange/binance/shared-deadline.ts'
import { newestCached } from '../exchange/cached-reference.ts'
import type { CommissionRate } from '../model/account-history.ts'
import type { LeverageBracket } from '../model/bracket.ts'
import { type Decimal, ZERO } from '../model/decimal.ts'
import type { AssetRate, SymbolRules } from '../model/market.ts'
import type { Dated } from '../ports/reference.ts'
import { assessAccount } from '../risk/assess.ts'
import { moneyOnly, type Standing } from '../risk/entry.ts'
import type { EnvironmentLabel } from '../risk/report.ts'
import type { SymbolSetting } from '../risk/size-plan.ts'
import type { GlobalFlags } from './flags.ts'
import { oneAccount } from './one-account.ts'
import { type OpenAccount, openServices, type Services, SYSTEM_CLOCK, timeoutOf } from './services.ts'
import { symbolArgument } from './symbol-argument.ts'

const DAY_MS = 86_400_000
const DEFAULT_ASSET = 'USDT'

/** Where a trade is planned: in an account, or without a key in one that is nothing but the money named. */
export interface PlanningDesk {
  readonly config: Config
  readonly standing: Standing
  /** `null` without a key. */
  readonly account: { readonly name: string; readonly environment: EnvironmentLabel } | null
  readonly data: EntryData
  readonly fetchCommission: ((symbol: string) => Promise<CommissionRate>) | null
  readonly fundingInfo: EntrySource['fundingInfo']
  readonly fetchAssetRate: (asset: string) => Promise<AssetRate>
  readonly settingOf: (symbol: string) => SymbolSetting | null
}

/** What a planning command needs of the outside, whatever the desk. */
export interface Planning {
  readonly flags: GlobalFlags
  /** Given with `--equity`; `null` for the account's own. */
  readonly equity: Decimal | null
  /** The size is decided already: no equity is needed for it. */
  readonly hasQuantity: boolean
}

/**
 * Opens a desk in the chosen account, or without a key where nothing is configured at all, and closes it after use.
 *
 * @throws ConfigError for a config that cannot be used
 */
export async function atPlanningDesk<T>(planning: Planning, use: (desk: PlanningDesk) => Promise<T>): Promise<T> {
  const services = await servicesOrNone(planning.flags)
  if (services === null) {
    const endsAtMs = Date.now() + timeoutOf(planning.flags)
    return endingBy(endsAtMs, async () => use(await keylessDesk(planning, publicSource(planning.flags))))
  }
  try {
    const account = await oneAccount(services)
    return await services.withinTimeout(async () => use(await accountDesk(services, account)))
  } finally {
    await services.close()
  }
}

/**
 * The services of the config; `null` only where the user has configured nothing and named nothing.
 *
 * @throws ConfigError for a config that cannot be used
 */
export async function servicesOrNone(flags: GlobalFlags): Promise<Services | null> {
  try {
    return await openServices(flags)
  } catch (error) {
    const { LIQWATCH_CONFIG, BINANCE_API_KEY, BINANCE_API_SECRET } = process.env
    const named = [flags.config, flags.account, LIQWATCH_CONFIG, BINANCE_API_KEY, BINANCE_API_SECRET]
    const isBare = named.every((name) => name === undefined || name === '')
    if (isBare && error instanceof ConfigError && error.code === 'config-missing') return null
    throw error
  }
}

async function accountDesk({ config }: Services, source: OpenAccount): Promise<PlanningDesk> {
  const { exchange, reference, environment } = source
  const [{ snapshot, risk }, configs] = await Promise.all([
    observeAccount(source, config.tiers),
    reference.symbolConfigs().catch(() => null),
  ])
  return {
    config,
    standing: { snapshot, risk, tiers: config.tiers },
    account: { name: source.account, environment },
    data: exchange,
    fetchCommission: (symbol) => exchange.fetchCommissionRate(symbol),
    fundingInfo: async () => (await reference.fundingInfo()).value,
    fetchAssetRate: (asset) => exchange.fetchAssetRate(asset),
    settingOf: (symbol) => {
      const held = snapshot.positions.find((position) => position.symbol === symbol)
      const setting = held ?? configs?.value.get(symbol)
      return setting === undefined ? null : { marginType: setting.marginType, leverage: setting.leverage }
    },
  }
}

/** Where a desk without a key reads from. */
export interface KeylessSource {
  readonly config: Config
  readonly exchange: EntryData & Pick<BinanceExchange, 'fetchSymbolRules' | 'fetchFundingInfo' | 'fetchAssetRate'>
  readonly nowMs: number
}

/**
 * A desk from public calls and what earlier runs with a key left in the cache.
 *
 * @throws UsageError when neither an equity nor a quantity was given
 */
export async function keylessDesk({ equity, hasQuantity }: Planning, source: KeylessSource): Promise<PlanningDesk> {
  if (equity === null && !hasQuantity) {
    throw new UsageError('without an account the equity is not known', {
      hint: 'give it with --equity, or run liqwatch init to read it from an account',
    })
  }
  const { config, exchange, nowMs } = source
  const [brackets, rules] = await Promise.all([newestCached(config.folders.cache, 'brackets'), readRules(source)])
  const snapshot = {
    ...moneyOnly({ asset: DEFAULT_ASSET, equity: equity ?? ZERO, atMs: nowMs }),
    rules,
    brackets: mapOf<LeverageBracket>(brackets),
    bracketsFetchedAtMs: brackets?.fetchedAtMs ?? null,
  }
  const { tiers } = config
  return {
    config,
    standing: { snapshot, tiers, risk: assessAccount(snapshot, { tiers, nowMs }) },
    account: null,
    data: exchange,
    fetchCommission: null,
    fundingInfo: () => exchange.fetchFundingInfo(),
    fetchAssetRate: (asset) => exchange.fetchAssetRate(asset),
    settingOf: () => ({ marginType: 'CROSSED', leverage: null }),
  }
}

/** Public calls carry no key; the client wants one all the same. */
function publicSource(flags: GlobalFlags): KeylessSource {
  const exchange = createBinanceExchange({
    account: 'none',
    apiKey: 'none',
    apiSecret: 'none',
    environment: 'live',
    timeoutMs: timeoutOf(flags),
    clock: SYSTEM_CLOCK,
  })
  return { config: builtInConfig([], { env: process.env, home: homedir() }), exchange, nowMs: Date.now() }
}

/** Fresh rules where they can be had, cached ones else, of whatever age. */
async function readRules({ config, exchange, nowMs }: KeylessSource): Promise<ReadonlyMap<string, SymbolRules>> {
  const cached = await newestCached(config.folders.cache, 'symbol-rules')
  if (cached !== null && nowMs - cached.fetchedAtMs < DAY_MS) return mapOf(cached)
  try {
    return await exchange.fetchSymbolRules()
  } catch (error) {
    if (cached !== null) return mapOf(cached)
    throw error
  }
}

function mapOf<T>(cached: Dated<unknown> | null): ReadonlyMap<string, T> {
  return cached?.value instanceof Map ? cached.value : new Map()
}

/** A symbol that may be traded, with what exchangeInfo says of it. */
export interface TradedSymbol {
  readonly symbol: string
  readonly rules: SymbolRules
}

/**
 * The contract that was typed, with its rules.
 *
 * @throws UsageError for an unknown one, LiqwatchError when no rules could be read at all
 */
export function tradedSymbol(typed: string, { standing: { snapshot } }: PlanningDesk): TradedSymbol {
  if (snapshot.rules.size === 0) {
    const gap = snapshot.gaps.find(({ what }) => what === 'exchangeInfo')
    throw new LiqwatchError(`the price and quantity steps could not be read: ${gap?.why ?? 'nothing is cached'}`, {
      code: 'symbol-rules-missing',
      hint: 'run it again when Binance answers: a size without its steps would be refused',
      retryable: true,
    })
  }
  const held = [...new Set(snapshot.positions.map(({ symbol }) => symbol))]
  const symbol = symbolArgument(typed, held, snapshot.rules.keys())
  const rules = snapshot.rules.get(symbol)
  if (rules === undefined) throw new RangeError(`${symbol} was understood, but has no rules`)
  return { symbol, rules }
}

/**
 * The standing with the rate of a margin asset, which multi-assets mode needs to value a position in it. Where it cannot
 * be read the standing stays as it is, and the liquidation price of such a position is not known.
 */
export async function withMarginAsset(desk: PlanningDesk, asset: string): Promise<Standing> {
  const { standing, fetchAssetRate } = desk
  const { snapshot } = standing
  if (!snapshot.multiAssetsMode || snapshot.rates.has(asset)) return standing
  const rate = await fetchAssetRate(asset).catch(() => null)
  if (rate === null) return standing
  return { ...standing, snapshot: { ...snapshot, rates: new Map([...snapshot.rates, [asset, rate]]) } }
}
