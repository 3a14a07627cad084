import { LiqwatchError } from '../../errors.ts'
import type { ReferenceData, ReferencePrices, UsdQuote } from '../../ports/reference.ts'
import { fieldOf, optionalInstant, positive, record } from '../binance/fields.ts'
import { readRow } from '../binance/rows.ts'
import { fetchReferenceJson, keyRefused, unreachable } from './fetch-json.ts'
import type { ReferenceHosts } from './hosts.ts'
import { oncePerMinute } from './minute-cache.ts'

const NAME = 'CryptoCompare'

export interface CryptoCompareOptions {
  readonly hosts: Pick<ReferenceHosts, 'cryptocompare' | 'coindesk'>
  /** Nothing is answered without one. */
  readonly key: string
  readonly memory: ReferenceData
  readonly nowMs: () => number
}

/**
 * CryptoCompare's index, first at its present address (CoinDesk Data), which tells the age of each price, then at the
 * older one.
 *
 * @see CoinDesk Data API, index latest tick; CryptoCompare API, pricemulti
 */
export function createCryptoCompare({ hosts, key, memory, nowMs }: CryptoCompareOptions): ReferencePrices {
  const recall = oncePerMinute(memory, nowMs)
  const fetchTicks = async (coins: readonly string[]) =>
    parseTicks(
      await fetchReferenceJson({
        name: NAME,
        nowMs,
        base: hosts.coindesk,
        path: '/index/cc/v1/latest/tick',
        query: { market: 'cadli', instruments: coins.map((coin) => `${coin}-USD`).join(',') },
        headers: { 'x-api-key': key },
      }),
      coins,
    )
  const fetchMulti = async (coins: readonly string[]) =>
    parsePriceMulti(
      await fetchReferenceJson({
        name: NAME,
        nowMs,
        base: hosts.cryptocompare,
        path: '/data/pricemulti',
        query: { fsyms: coins.join(','), tsyms: 'USD' },
        headers: { authorization: `Apikey ${key}` },
      }),
      coins,
    )
  return {
    name: NAME,
    fetchUsdQuotes: (coins) => {
      const sorted = [...new Set(coins)].sort()
      return recall(`cryptocompare-${sorted.join('-')}`, () =>
        fetchTicks(sorted).catch((error: unknown) => {
          if (error instanceof LiqwatchError && error.code === 'reference-key-refused') throw error
          return fetchMulti(sorted)
        }),
      )
    },
  }
}

const TICK = record({ VALUE: positive, VALUE_LAST_UPDATE_TS: optionalInstant })

/** Index ticks by coin. @throws LiqwatchError when the reply holds none of them */
export function parseTicks(body: unknown, coins: readonly string[]): ReadonlyMap<string, UsdQuote> {
  const data = fieldOf(body, 'Data')
  const quotes = coins.flatMap((coin): [string, UsdQuote][] => {
    const reading = readRow(TICK, fieldOf(data, `${coin}-USD`), coin)
    if (!reading.ok) return []
    const { VALUE: price, VALUE_LAST_UPDATE_TS: updatedAt } = reading.value
    return [[coin, { price, updatedAtMs: updatedAt === null ? null : updatedAt * 1000 }]]
  })
  if (quotes.length === 0) throw unreachable(NAME, 'it names none of the coins')
  return new Map(quotes)
}

const MULTI = record({ USD: positive })

/**
 * Prices by coin from the older address, which reports errors with status 200.
 *
 * @throws LiqwatchError for such an error, or when the reply holds none of the coins
 */
export function parsePriceMulti(body: unknown, coins: readonly string[]): ReadonlyMap<string, UsdQuote> {
  if (fieldOf(body, 'Response') === 'Error') {
    const message = fieldOf(body, 'Message')
    const isAboutKey = typeof message === 'string' && /key/i.test(message)
    throw isAboutKey ? keyRefused(NAME) : unreachable(NAME, 'it reports an error')
  }
  const quotes = coins.flatMap((coin): [string, UsdQuote][] => {
    const reading = readRow(MULTI, fieldOf(body, coin), coin)
    return reading.ok ? [[coin, { price: reading.value.USD, updatedAtMs: null }]] : []
  })
  if (quotes.length === 0) throw unreachable(NAME, 'it names none of the coins')
  return new Map(quotes)
}
