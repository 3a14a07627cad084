import { Budget } from '../../src/exchange/binance/budget.ts'
import { type BinanceExchange, type BinanceOptions, createBinanceExchange } from '../../src/exchange/binance/client.ts'
import { fakeClock } from './fake-clock.ts'

/** 64 characters, as Binance's are. */
export const API_KEY = 'testKeytestKeytestKeytestKeytestKeytestKeytestKeytestKeytestKey1'
export const API_SECRET = 'testSecrettestSecrettestSecrettestSecrettestSecrettestSecret1234'

/** A client whose every host is `url`, with a fake clock and a budget of its own. */
export function exchangeAt(url: string, options: Partial<BinanceOptions> = {}): BinanceExchange {
  return createBinanceExchange({
    account: 'main',
    apiKey: API_KEY,
    apiSecret: API_SECRET,
    environment: 'live',
    endpoints: { httpBase: url, httpFutures: url, httpDelivery: url },
    clock: fakeClock(),
    budget: new Budget(),
    random: () => 0.5,
    ...options,
  })
}
