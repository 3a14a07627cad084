import type { ReferenceData, ReferencePrices, UsdQuote } from '../../ports/reference.ts'
import { fieldOf, optionalInstant, positive, record } from '../binance/fields.ts'
import { readRow } from '../binance/rows.ts'
import { COINGECKO_IDS } from './coin-ids.ts'
import { fetchReferenceJson } from './fetch-json.ts'
import { oncePerMinute } from './minute-cache.ts'

const NAME = 'CoinGecko'

export interface CoinGeckoOptions {
  readonly base: string
  /** A demo key; `null` for none: keyless calls work, with a smaller allowance. */
  readonly key: string | null
  readonly memory: ReferenceData
  readonly nowMs: () => number
}

/**
 * CoinGecko's averages over exchanges, renewed there about once a minute. One call asks for every coin we know, so that
 * checking another coin within the same minute costs none.
 *
 * @see CoinGecko API, simple/price
 */
export function createCoinGecko({ base, key, memory, nowMs }: CoinGeckoOptions): ReferencePrices {
  const recall = oncePerMinute(memory, nowMs)
  const fetchAll = async (): Promise<ReadonlyMap<string, UsdQuote>> =>
    parseSimplePrice(
      await fetchReferenceJson({
        name: NAME,
        base,
        path: '/api/v3/simple/price',
        query: {
          ids: [...COINGECKO_IDS.values()].join(','),
          vs_currencies: 'usd',
          include_last_updated_at: 'true',
          precision: 'full',
        },
        nowMs,
        headers: key === null ? {} : { 'x-cg-demo-api-key': key },
      }),
    )
  return { name: NAME, fetchUsdQuotes: () => recall('coingecko', fetchAll) }
}

const QUOTE = record({ usd: positive, last_updated_at: optionalInstant })

/** Prices by coin; a coin without a usable price is left out. */
export function parseSimplePrice(body: unknown): ReadonlyMap<string, UsdQuote> {
  const quotes = [...COINGECKO_IDS].flatMap(([coin, id]): [string, UsdQuote][] => {
    const reading = readRow(QUOTE, fieldOf(body, id), id)
    if (!reading.ok) return []
    const { usd, last_updated_at: updatedAt } = reading.value
    return [[coin, { price: usd, updatedAtMs: updatedAt === null ? null : updatedAt * 1000 }]]
  })
  return new Map(quotes)
}
