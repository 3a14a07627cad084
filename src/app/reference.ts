import type { LeverageBracket } from '../model/bracket.ts'
import type { Decimal } from '../model/decimal.ts'
import type { FundingInfo, SymbolRules } from '../model/market.ts'
import type { AccountConfig, KeyPermissions, SymbolConfig } from '../model/readings.ts'
import type { Exchange } from '../ports/exchange.ts'
import type { Dated, ReferenceData } from '../ports/reference.ts'
import { closedCandles, wilderAtr } from '../risk/atr.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const DAILY_ATR_PERIOD = 14
/** Below 100 candles the call weighs 1; 99 days are ample for Wilder's average to forget its seed. */
const DAILY_CANDLES = 99

/** What may have changed when our figures and Binance's part: read again before a drift is believed. */
const CONFIGURATION = ['brackets', 'account-config', 'symbol-configs'] as const

/** The slow-changing facts of one account, each remembered for as long as it can be trusted. */
export interface AccountReference {
  /** What the facts are remembered in; commands keep their own under names of their own. */
  readonly memory: ReferenceData
  brackets(): Promise<Dated<ReadonlyMap<string, LeverageBracket>>>
  accountConfig(): Promise<Dated<AccountConfig>>
  symbolConfigs(): Promise<Dated<ReadonlyMap<string, SymbolConfig>>>
  symbolRules(): Promise<Dated<ReadonlyMap<string, SymbolRules>>>
  /** Price and quantity steps as last read, however old; empty when none are remembered. Sends nothing. */
  rememberedRules(): Promise<ReadonlyMap<string, SymbolRules>>
  fundingInfo(): Promise<Dated<ReadonlyMap<string, FundingInfo>>>
  /** Wilder's ATR(14) of closed daily candles, in quote per base unit; `null` with too few candles. */
  dailyAtr(symbol: string): Promise<Dated<Decimal | null>>
  keyPermissions(): Promise<Dated<KeyPermissions | null>>
  coinMSymbols(): Promise<Dated<readonly string[]>>
  /** Judges the key once for all; `judge` throws to refuse it. */
  keyApproval(judge: () => void): Promise<void>
  forgetConfiguration(): void
}

/**
 * Binds the exchange to its memory: brackets and configuration 24 h, funding intervals 1 h, ATR until 00:00 UTC.
 *
 * @param common where facts of the market are remembered, which accounts of one host share; with the others by default
 */
export function createAccountReference(
  exchange: Exchange,
  memory: ReferenceData,
  nowMs: () => number,
  common: ReferenceData = memory,
): AccountReference {
  const within = (maxAgeMs: number) => youngerThan(maxAgeMs, nowMs)
  const sameUtcDay = (fetchedAtMs: number) => Math.floor(fetchedAtMs / DAY_MS) === Math.floor(nowMs() / DAY_MS)
  return {
    memory,
    brackets: () => memory.recall('brackets', within(DAY_MS), () => exchange.fetchBrackets()),
    accountConfig: () => memory.recall('account-config', within(DAY_MS), () => exchange.fetchAccountConfig()),
    symbolConfigs: () => memory.recall('symbol-configs', within(DAY_MS), () => exchange.fetchSymbolConfigs()),
    symbolRules: () => common.recall('symbol-rules', within(DAY_MS), () => exchange.fetchSymbolRules()),
    rememberedRules: () =>
      common
        .recall(
          'symbol-rules',
          () => true,
          (): Promise<ReadonlyMap<string, SymbolRules>> => Promise.reject(NOTHING),
        )
        .then(
          ({ value }) => value,
          () => new Map(),
        ),
    fundingInfo: () => common.recall('funding-info', within(HOUR_MS), () => exchange.fetchFundingInfo()),
    dailyAtr: (symbol) =>
      common.recall(`daily-atr-${symbol}`, sameUtcDay, () => fetchDailyAtr(exchange, symbol, nowMs())),
    keyPermissions: () => memory.recall('key-permissions', within(DAY_MS), () => exchange.fetchKeyPermissions()),
    coinMSymbols: () => memory.recall('coin-m-symbols', within(DAY_MS), () => exchange.fetchCoinMSymbols()),
    keyApproval: async (judge) => {
      await memory.recall(
        'key-approval',
        () => true,
        async () => {
          judge()
          return true
        },
      )
    },
    forgetConfiguration: () => CONFIGURATION.forEach((name) => void memory.forget(name)),
  }
}

const NOTHING = new Error('nothing is remembered')

/**
 * True for an answer younger than `maxAgeMs`; one from the future was read before the clock was set back. The time is
 * asked when the age is judged: a concurrent reading may have renewed the answer meanwhile.
 */
export function youngerThan(maxAgeMs: number, nowMs: () => number): (fetchedAtMs: number) => boolean {
  return (fetchedAtMs) => {
    const ageMs = nowMs() - fetchedAtMs
    return ageMs >= 0 && ageMs < maxAgeMs
  }
}

/** True for an answer of the same hour (UTC): what Binance tells by the hour is new with the next one. */
export function ofSameHour(nowMs: number): (fetchedAtMs: number) => boolean {
  return (fetchedAtMs) => Math.floor(fetchedAtMs / HOUR_MS) === Math.floor(nowMs / HOUR_MS)
}

async function fetchDailyAtr(exchange: Exchange, symbol: string, nowMs: number): Promise<Decimal | null> {
  return wilderAtr(closedCandles(await exchange.fetchCandles(symbol, '1d', DAILY_CANDLES), nowMs), DAILY_ATR_PERIOD)
}
