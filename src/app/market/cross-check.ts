import type { SymbolRules } from '../../model/market.ts'
import type { ReferencePrices } from '../../ports/reference.ts'
import {
  assessCrossCheck,
  type CrossCheckReport,
  type CrossCheckThresholds,
  lotOf,
  type ReferencePrice,
} from '../../risk/cross-check.ts'
import { createGapLog, readEach } from '../gap-log.ts'
import { reasonOf } from '../reason.ts'
import type { MarketSource } from './market-source.ts'

/** A source that is there, or the reason why it is not asked. */
export type ConfiguredSource = ReferencePrices | { readonly name: string; readonly off: string }

export interface CrossCheckQuestion {
  readonly symbols: readonly string[]
  readonly rules: ReadonlyMap<string, SymbolRules>
  readonly sources: readonly ConfiguredSource[]
  readonly thresholds: CrossCheckThresholds
  readonly nowMs: number
}

/**
 * Reads mark and index of some symbols, and what others say of the same coins. A missing source leaves the rest.
 *
 * @throws ExchangeError when not one of the symbols has a mark
 */
export async function readCrossCheck(
  { exchange }: MarketSource,
  { symbols, rules, sources, thresholds, nowMs }: CrossCheckQuestion,
): Promise<CrossCheckReport> {
  const log = createGapLog()
  const coins = symbols.map((symbol) => ({ symbol, ...coinOf(symbol, rules) }))
  const wanted = [...new Set(coins.flatMap(({ coin, quote }) => [coin, quote]))]
  const outside = sources.map((source) => ({ source, reading: quotesOf(source, wanted) }))
  const rows = await readEach(symbols, log, {
    what: 'premiumIndex',
    of: async (symbol) => {
      const { baseAsset, coin, quote } = coinOf(symbol, rules)
      const [mark, constituents, ticker, spot, others] = await Promise.all([
        exchange.fetchMark(symbol),
        log.orNull(`constituents ${symbol}`, exchange.fetchConstituents(symbol)),
        log.orNull(`ticker ${symbol}`, exchange.fetchTicker24h(symbol)),
        spotPrice(exchange.fetchSpotPrice(`${coin}${quote}`), nowMs),
        Promise.all(
          outside.map(async ({ source, reading }) => priceFrom(source, await reading, { coin, quote, nowMs })),
        ),
      ])
      return assessCrossCheck({
        symbol,
        baseAsset,
        mark,
        constituents,
        references: [spot, ...others],
        turnover24h: ticker?.quoteVolume ?? null,
        thresholds,
      })
    },
  })
  return { asOfMs: nowMs, symbols: rows, gaps: log.gaps }
}

function coinOf(symbol: string, rules: ReadonlyMap<string, SymbolRules>) {
  const known = rules.get(symbol)
  const baseAsset = known?.baseAsset ?? symbol.replace(/(USDT|USDC)$/, '')
  return { baseAsset, coin: lotOf(baseAsset).coin, quote: known?.quoteAsset ?? 'USDT' }
}

async function spotPrice(reading: ReturnType<MarketSource['exchange']['fetchSpotPrice']>, nowMs: number) {
  const source = { name: 'Binance spot', currency: 'quote', quoteInUsd: null } as const
  return reading.then(
    (price): ReferencePrice => ({ ...source, price, ageSeconds: 0, readAtMs: nowMs, why: null }),
    (error: unknown): ReferencePrice => ({
      ...source,
      price: null,
      ageSeconds: null,
      readAtMs: null,
      why: reasonOf(error),
    }),
  )
}

type Quotes = Awaited<ReturnType<ReferencePrices['fetchUsdQuotes']>>

/** A message instead of quotes says why there are none. */
async function quotesOf(source: ConfiguredSource, coins: readonly string[]): Promise<Quotes | string> {
  if ('off' in source) return source.off
  return source.fetchUsdQuotes(coins).catch((error: unknown) => reasonOf(error).replace(`${source.name}: `, ''))
}

interface Wanted {
  readonly coin: string
  readonly quote: string
  readonly nowMs: number
}

function priceFrom(
  { name }: ConfiguredSource,
  quotes: Quotes | string,
  { coin, quote, nowMs }: Wanted,
): ReferencePrice {
  const missing = { name, price: null, currency: 'USD', quoteInUsd: null, ageSeconds: null, readAtMs: null } as const
  if (typeof quotes === 'string') return { ...missing, why: quotes }
  const found = quotes.value.get(coin)
  if (found === undefined) return { ...missing, why: `it has no price for ${coin}, or it is not known by which name` }
  const knownAtMs = found.updatedAtMs ?? quotes.fetchedAtMs
  return {
    name,
    price: found.price,
    currency: 'USD',
    quoteInUsd: quotes.value.get(quote)?.price ?? null,
    ageSeconds: Math.max(0, Math.round((nowMs - knownAtMs) / 1000)),
    readAtMs: quotes.fetchedAtMs,
    why: null,
  }
}
