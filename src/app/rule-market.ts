import type { Decimal } from '../model/decimal.ts'
import type { Gap } from '../model/snapshot.ts'
import { closedCandles, wilderAtr } from '../risk/atr.ts'
import type { MarketDepth } from '../risk/thin-market.ts'
import type { GapLog } from './gap-log.ts'
import { inBulk } from './market/in-bulk.ts'
import type { MarketSource } from './market/market-source.ts'
import type { Observation } from './observe.ts'
import { ofSameHour } from './reference.ts'

/** A hundred levels weigh 5; more would cost twice that. */
const DEPTH_LEVELS = 100
/** Below 100 candles the call weighs 1. */
const CHEAP_CANDLES = 99
/** Wilder's average needs some multiples of its period to forget its seed. */
const SEEDS = 5
const MOST_CANDLES = 1000

/** How the ATR that stops are measured with is made. */
export interface AtrChoice {
  readonly period: number
  readonly interval: string
}

/**
 * The account's way to the exchange without calls that were made already or that cost much: marks come from the
 * snapshot, each ticker and open interest is asked for once, trades and income are left to the commands about them.
 */
export function thriftySource(source: MarketSource, { snapshot }: Observation): MarketSource {
  const { reference } = source
  const exchange = inBulk(source.exchange, new Set(snapshot.positions.map(({ symbol }) => symbol)).size)
  const refuse = async (): Promise<never> => {
    throw new Error('it is left out to save request weight; liqwatch funding reads it')
  }
  return {
    reference,
    exchange: {
      ...exchange,
      fetchMark: async (symbol) => snapshot.marks.get(symbol) ?? exchange.fetchMark(symbol),
      fetchTicker24h: once((symbol) => exchange.fetchTicker24h(symbol)),
      fetchOpenInterest: once((symbol) => exchange.fetchOpenInterest(symbol)),
      fetchUserTrades: refuse,
      fetchIncome: refuse,
    },
  }
}

function once<T>(fetch: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const asked = new Map<string, Promise<T>>()
  return (key) => {
    const running = asked.get(key) ?? fetch(key)
    asked.set(key, running)
    return running
  }
}

/** Book and turnover of some symbols; what failed is `null` with a gap. */
export async function readMarkets(
  { exchange }: MarketSource,
  symbols: readonly string[],
  log: GapLog,
): Promise<ReadonlyMap<string, MarketDepth>> {
  const entries = symbols.map(async (symbol): Promise<[string, MarketDepth]> => {
    const [book, ticker] = await Promise.all([
      log.orNull(`depth ${symbol}`, exchange.fetchDepth(symbol, DEPTH_LEVELS)),
      log.orNull(`ticker ${symbol}`, exchange.fetchTicker24h(symbol)),
    ])
    return [symbol, { book, ticker }]
  })
  return new Map(await Promise.all(entries))
}

/** ATRs by symbol, absent where it failed or is too short, and when the oldest of them was read. */
export interface AtrReading {
  readonly bySymbol: ReadonlyMap<string, Decimal>
  /** `null` for none. */
  readonly oldestAtMs: number | null
}

export const NO_ATRS: AtrReading = { bySymbol: new Map(), oldestAtMs: null }

/** ATR of closed candles by symbol, remembered until the next hour begins. */
export async function readAtrs(
  { exchange, reference }: MarketSource,
  symbols: readonly string[],
  { choice, nowMs, log }: { readonly choice: AtrChoice; readonly nowMs: number; readonly log: GapLog },
): Promise<AtrReading> {
  const { period, interval } = choice
  const limit = Math.min(MOST_CANDLES, Math.max(CHEAP_CANDLES, period * SEEDS))
  const readings = await Promise.all(
    symbols.map(async (symbol) => {
      const name = `atr-${interval}-${period}-${symbol}`
      const fetch = async () =>
        wilderAtr(closedCandles(await exchange.fetchCandles(symbol, interval, limit), nowMs), period)
      const atr = await log.orNull(`ATR ${interval} ${symbol}`, reference.memory.recall(name, ofSameHour(nowMs), fetch))
      return atr?.value == null ? [] : [{ symbol, value: atr.value, fetchedAtMs: atr.fetchedAtMs }]
    }),
  )
  const known = readings.flat()
  const oldestAtMs = known.length === 0 ? null : Math.min(...known.map(({ fetchedAtMs }) => fetchedAtMs))
  return { bySymbol: new Map(known.map(({ symbol, value }) => [symbol, value])), oldestAtMs }
}

/** Gaps of several readings, each told once. */
export function distinctGaps(gaps: readonly Gap[]): readonly Gap[] {
  return gaps.filter((gap, index) => gaps.findIndex(({ what }) => what === gap.what) === index)
}
