import type { MarketSource } from './market-source.ts'

type MarketExchange = MarketSource['exchange']

/** From here on one call for all weighs less than one for each: 40 against 1, and 4 against 2. */
const TICKERS_FROM = 41
const SPOT_PRICES_FROM = 3

/** The exchange, asking once for the day's figures, or the spot prices, of all symbols where that is lighter. */
export function inBulk(exchange: MarketExchange, symbols: number): MarketExchange {
  return {
    ...exchange,
    ...(symbols < TICKERS_FROM
      ? {}
      : { fetchTicker24h: fromAll(() => exchange.fetchAllTickers24h(), 'in the tickers') }),
    ...(symbols < SPOT_PRICES_FROM
      ? {}
      : { fetchSpotPrice: fromAll(() => exchange.fetchAllSpotPrices(), 'traded on spot') }),
  }
}

/** Looks names up in an answer that is asked for with the first of them; what is not in it is refused by name. */
function fromAll<T>(fetchAll: () => Promise<ReadonlyMap<string, T>>, where: string): (name: string) => Promise<T> {
  let all: Promise<ReadonlyMap<string, T>> | null = null
  return async (name) => {
    all ??= fetchAll()
    const found = (await all).get(name)
    if (found === undefined) throw new Error(`${name} is not ${where}`)
    return found
  }
}
