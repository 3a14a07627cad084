import type { AssetRate, MarkPrice } from '../model/market.ts'
import type { Position, UnreadablePosition } from '../model/position.ts'
import type { Gap } from '../model/snapshot.ts'
import type { AccountSource } from './collect.ts'
import type { AccountBook, HeldRow } from './collect-book.ts'
import { reasonOf } from './reason.ts'

/** From here on one call for all symbols is no dearer than one call each (weight 10). */
export const ALL_MARKS_FROM = 10
const ALL_RATES_FROM = 10
const ACCOUNT_ASSET = 'USDT'

/** Marks and rates of what is held, and the positions that they complete. */
export interface MarketReading {
  readonly marks: ReadonlyMap<string, MarkPrice>
  readonly rates: ReadonlyMap<string, AssetRate>
  readonly positions: readonly Position[]
  readonly unreadable: readonly UnreadablePosition[]
  readonly gaps: readonly Gap[]
}

/** Figures that are known already, and need not be read. */
export interface FreshMarket {
  /** Marks that a stream keeps fresh, by symbol. */
  readonly marks: ReadonlyMap<string, MarkPrice>
  /** By asset. */
  readonly rates: ReadonlyMap<string, AssetRate>
}

export const NOTHING_FRESH: FreshMarket = { marks: new Map(), rates: new Map() }

/** Reads the marks of every held symbol and the rates that totals need. Never rejects: what failed is a gap. */
export async function readMarket(
  source: AccountSource,
  book: AccountBook,
  fresh: FreshMarket = NOTHING_FRESH,
): Promise<MarketReading> {
  const symbols = [...new Set(book.held.map(({ row }) => row.symbol))]
  const [unstreamed, rates] = await Promise.all([
    readMarks(
      source,
      symbols.filter((symbol) => !fresh.marks.has(symbol)),
    ),
    readRates(source, book, fresh.rates),
  ])
  const marks = { ...unstreamed, values: new Map([...fresh.marks, ...unstreamed.values]) }
  const priced = book.held.map((held) => ({ held, position: positionOf(held, marks.values.get(held.row.symbol)) }))
  return {
    marks: marks.values,
    rates: rates.values,
    positions: priced.flatMap(({ position }) => position ?? []),
    unreadable: priced.flatMap(({ held, position }) => (position === null ? [withoutMark(held)] : [])),
    gaps: [...marks.gaps, ...rates.gaps],
  }
}

interface Read<T> {
  readonly values: ReadonlyMap<string, T>
  readonly gaps: readonly Gap[]
}

/** A failed mark is not needed yet: positionRisk may have told one, and a row without any says so itself. */
async function readMarks({ exchange }: AccountSource, symbols: readonly string[]): Promise<Read<MarkPrice>> {
  const needed = false
  if (symbols.length < ALL_MARKS_FROM) {
    return readEach(symbols, { what: 'premiumIndex', needed, fetch: (symbol) => exchange.fetchMark(symbol) })
  }
  return readAll(symbols, { what: 'premiumIndex', needed, fetch: () => exchange.fetchAllMarks(new Set(symbols)) })
}

/** Multi-assets mode needs a rate for every asset with money or positions; else only further pools want one. */
async function readRates(
  { exchange }: AccountSource,
  book: AccountBook,
  known: FreshMarket['rates'],
): Promise<Read<AssetRate>> {
  const held = book.held.map(({ row }) => row.marginAsset)
  const owned = book.wallets.filter(({ walletBalance }) => !walletBalance.isZero()).map(({ asset }) => asset)
  const assets = [...new Set([...held, ...owned])]
  const needed = book.multiAssetsMode
  const wanted = needed ? assets : assets.filter((asset) => asset !== ACCOUNT_ASSET)
  if (wanted.every((asset) => known.has(asset))) return { values: known, gaps: [] }
  if (wanted.length < ALL_RATES_FROM) {
    return readEach(wanted, { what: 'assetIndex', needed, fetch: (asset) => exchange.fetchAssetRate(asset) })
  }
  return readAll(wanted, { what: 'assetIndex', needed, fetch: () => exchange.fetchAllAssetRates() })
}

interface Query<Args extends readonly string[], T> {
  readonly what: string
  readonly needed: boolean
  readonly fetch: (...args: Args) => Promise<T>
}

async function readEach<T>(keys: readonly string[], query: Query<[string], T>): Promise<Read<T>> {
  const reads = await Promise.all(
    keys.map(async (key): Promise<Read<T>> => {
      try {
        return { values: new Map([[key, await query.fetch(key)]]), gaps: [] }
      } catch (error) {
        return gapOnly({ what: `${query.what} ${key}`, why: reasonOf(error), needed: query.needed })
      }
    }),
  )
  return { values: new Map(reads.flatMap(({ values }) => [...values])), gaps: reads.flatMap(({ gaps }) => gaps) }
}

async function readAll<T>(keys: readonly string[], query: Query<[], ReadonlyMap<string, T>>): Promise<Read<T>> {
  try {
    const all = await query.fetch()
    return { values: new Map([...all].filter(([key]) => keys.includes(key))), gaps: [] }
  } catch (error) {
    return gapOnly({ what: query.what, why: reasonOf(error), needed: query.needed })
  }
}

function gapOnly<T>(gap: Gap): Read<T> {
  return { values: new Map<string, T>(), gaps: [gap] }
}

/** `premiumIndex` is the mark; positionRisk's own stands in for it. */
function positionOf(held: HeldRow, mark: MarkPrice | undefined): Position | null {
  const { row, marginType, leverage, isAutoAddMargin } = held
  const markPrice = mark?.markPrice ?? row.markPrice
  if (markPrice === null) return null
  const { symbol, positionSide, side, quantity, entryPrice, marginAsset, isolatedWallet, exchange, updatedAtMs } = row
  return {
    symbol,
    positionSide,
    side,
    quantity,
    entryPrice,
    markPrice,
    marginType,
    marginAsset,
    isolatedWallet,
    leverage,
    isAutoAddMargin,
    exchange,
    updatedAtMs,
  }
}

function withoutMark({ row, marginType }: HeldRow): UnreadablePosition {
  const { symbol, positionSide, marginAsset } = row
  return { symbol, positionSide, marginType, marginAsset, why: 'no mark price could be read' }
}
