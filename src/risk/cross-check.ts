import { type Decimal, d, HUNDRED, ONE, sum, ZERO } from '../model/decimal.ts'
import type { MarkPrice } from '../model/market.ts'
import type { IndexConstituents } from '../model/market-data.ts'
import type { Gap } from '../model/snapshot.ts'

/** Turnover of a day in quote asset below which a contract counts as a small cap. */
const SMALL_CAP_BELOW = d('100000000')
/** A quote older than this is shown and not judged. */
const STALE_AFTER_SECONDS = 300

/** What one source says of a coin. */
export interface ReferencePrice {
  /** As shown: `Binance spot`, `CoinGecko`. */
  readonly name: string
  /** Of one coin; `null` when the source is missing. */
  readonly price: Decimal | null
  /** The currency of the price. */
  readonly currency: 'quote' | 'USD'
  /** Of one unit of the contract's quote asset in USD, by the same source; `null` when it does not say. */
  readonly quoteInUsd: Decimal | null
  /** Since the source renewed it; `null` when it does not say. */
  readonly ageSeconds: number | null
  /** When it was read from there. */
  readonly readAtMs: number | null
  /** Why there is no price; `null` when there is one. */
  readonly why: string | null
}

/** What was read to check one symbol. */
export interface CrossCheckReading {
  readonly symbol: string
  readonly baseAsset: string
  readonly mark: MarkPrice
  readonly constituents: IndexConstituents | null
  readonly references: readonly ReferencePrice[]
  /** Quote asset; `null` when it could not be read: the strict threshold then counts. */
  readonly turnover24h: Decimal | null
  readonly thresholds: CrossCheckThresholds
}

/** Percent from which a difference is a divergence. */
export interface CrossCheckThresholds {
  readonly thresholdPct: Decimal
  readonly smallCapPct: Decimal
}

export type SourceStatus = 'agrees' | 'divergence' | 'stale' | 'unavailable'

/** One source held against the index. */
export interface CheckedSource {
  readonly name: string
  /** Of one unit of the contract, in its quote asset. */
  readonly price: Decimal | null
  readonly ageSeconds: number | null
  /** How far the index stands above the source, in percent of the source. */
  readonly divergencePct: Decimal | null
  /** The same of the mark, which carries the contract's premium besides: shown, not judged. */
  readonly markDivergencePct: Decimal | null
  readonly status: SourceStatus
  readonly why: string | null
}

/** One market inside the index. */
export interface CheckedConstituent {
  readonly exchange: string
  readonly symbol: string
  /** `null` when the venue hides it. */
  readonly price: Decimal | null
  readonly weight: Decimal | null
  readonly divergencePct: Decimal | null
}

/** Mark and index of one symbol against everybody else. */
export interface SymbolCrossCheck {
  readonly symbol: string
  readonly markPrice: Decimal
  readonly indexPrice: Decimal | null
  /** How far the mark stands above the index, in percent; `null` without an index. */
  readonly markIndexPct: Decimal | null
  /** Coins in one unit of the contract. */
  readonly lot: Decimal
  readonly sources: readonly CheckedSource[]
  readonly constituents: readonly CheckedConstituent[]
  readonly thresholdPct: Decimal
  readonly isSmallCap: boolean
  /** `unknown` when no source could be judged. */
  readonly result: 'agreement' | 'divergence' | 'unknown'
}

/** All that `xcheck` shows. */
export interface CrossCheckReport {
  readonly asOfMs: number
  readonly symbols: readonly SymbolCrossCheck[]
  readonly gaps: readonly Gap[]
}

/** Coins in one unit of a contract, by its base asset: 1000 for 1000PEPE, a million for 1MBABYDOGE, 1 for most. */
export function lotOf(baseAsset: string): { readonly coin: string; readonly lot: Decimal } {
  const [, digits, coin] = /^1(0{3,}|M)(?=[A-Z])(.+)$/.exec(baseAsset) ?? []
  if (digits === undefined || coin === undefined) return { coin: baseAsset, lot: ONE }
  return { coin, lot: digits === 'M' ? d('1000000') : d(`1${digits}`) }
}

/**
 * Holds the index of a symbol against its own constituents, Binance's spot market and outside sources, like with like:
 * prices in USD are converted into the quote asset, coins scaled to the contract's lot.
 */
export function assessCrossCheck(reading: CrossCheckReading): SymbolCrossCheck {
  const { symbol, mark, turnover24h, thresholds } = reading
  const { lot } = lotOf(reading.baseAsset)
  const isSmallCap = turnover24h?.lt(SMALL_CAP_BELOW) ?? false
  const thresholdPct = isSmallCap ? thresholds.smallCapPct : thresholds.thresholdPct
  const against: Against = { mark, lot, thresholdPct }
  const constituents = checkedConstituents(reading.constituents, against)
  const sources = [indexSource(reading.constituents, constituents), ...reading.references].map((source) =>
    checkedSource(source, against),
  )
  const markIndexPct = abovePct(mark.markPrice, mark.indexPrice)
  return {
    symbol,
    markPrice: mark.markPrice,
    indexPrice: mark.indexPrice,
    markIndexPct,
    lot,
    sources,
    constituents,
    thresholdPct,
    isSmallCap,
    result: resultOf(sources, markIndexPct?.abs().gt(thresholdPct) ?? false),
  }
}

interface Against {
  readonly mark: MarkPrice
  readonly lot: Decimal
  readonly thresholdPct: Decimal
}

function checkedSource(source: ReferencePrice, { mark, lot, thresholdPct }: Against): CheckedSource {
  const coinPrice = inQuote(source)
  const price = coinPrice?.times(lot) ?? null
  const divergencePct = abovePct(mark.indexPrice, price)
  const why = source.why ?? (coinPrice === null ? 'it gives no rate between USD and the quote asset' : null)
  return {
    name: source.name,
    price,
    ageSeconds: source.ageSeconds,
    divergencePct,
    markDivergencePct: abovePct(mark.markPrice, price),
    status: statusOf({ divergencePct, ageSeconds: source.ageSeconds, thresholdPct }),
    why: divergencePct === null && why === null ? 'Binance gives no index price' : why,
  }
}

function inQuote({ price, currency, quoteInUsd }: ReferencePrice): Decimal | null {
  if (price === null || currency === 'quote') return price
  return quoteInUsd === null || quoteInUsd.lte(ZERO) ? null : price.div(quoteInUsd)
}

function statusOf(facts: {
  readonly divergencePct: Decimal | null
  readonly ageSeconds: number | null
  readonly thresholdPct: Decimal
}): SourceStatus {
  if (facts.divergencePct === null) return 'unavailable'
  if (facts.ageSeconds !== null && facts.ageSeconds > STALE_AFTER_SECONDS) return 'stale'
  return facts.divergencePct.abs().gt(facts.thresholdPct) ? 'divergence' : 'agrees'
}

/** A mark that has left its index is a divergence by itself; without any judged source nothing is known. */
function resultOf(sources: readonly CheckedSource[], isMarkAway: boolean): SymbolCrossCheck['result'] {
  if (isMarkAway || sources.some(({ status }) => status === 'divergence')) return 'divergence'
  return sources.some(({ status }) => status === 'agrees') ? 'agreement' : 'unknown'
}

/** The index rebuilt from the markets that show a price, by their weights. */
function indexSource(index: IndexConstituents | null, constituents: readonly CheckedConstituent[]): ReferencePrice {
  const source = { name: 'constituents', currency: 'quote', quoteInUsd: null, readAtMs: index?.atMs ?? null } as const
  if (index === null) return { ...source, price: null, ageSeconds: null, why: 'they could not be read' }
  const shown = constituents.flatMap(({ price, weight }) =>
    price === null || weight === null || weight.lte(ZERO) ? [] : [{ price, weight }],
  )
  const weights = sum(shown.map(({ weight }) => weight))
  if (weights.isZero()) return { ...source, price: null, ageSeconds: null, why: 'the venue hides their prices' }
  const price = sum(shown.map((row) => row.price.times(row.weight))).div(weights)
  return { ...source, price, ageSeconds: 0, why: null }
}

function checkedConstituents(index: IndexConstituents | null, { mark, lot }: Against): readonly CheckedConstituent[] {
  return (index?.constituents ?? []).map(({ exchange, symbol, price, weight }) => {
    const coinPrice = price === null ? null : perCoin(price, mark.indexPrice, lot)
    return {
      exchange,
      symbol,
      price: coinPrice,
      weight,
      divergencePct: abovePct(mark.indexPrice, coinPrice?.times(lot)),
    }
  })
}

/** A market under a contract of lots may quote the lot or the coin: the one nearer to the index is meant. */
function perCoin(price: Decimal, indexPrice: Decimal | null, lot: Decimal): Decimal {
  if (indexPrice === null || lot.eq(ONE)) return price
  return price.times(lot.sqrt()).gt(indexPrice) ? price.div(lot) : price
}

function abovePct(price: Decimal | null, other: Decimal | null | undefined): Decimal | null {
  if (price === null || other === null || other === undefined || other.lte(ZERO)) return null
  return price.minus(other).times(HUNDRED).div(other)
}
