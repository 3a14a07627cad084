import type { Clock } from '../../ports/clock.ts'
import type { AccountHistory, Exchange } from '../../ports/exchange.ts'
import type { MarketData } from '../../ports/market-data.ts'

/** An account's way to its past. */
export interface HistorySource {
  readonly account: string
  readonly exchange: AccountHistory &
    Pick<Exchange, 'syncClock' | 'fetchPositions' | 'fetchSymbolConfigs' | 'fetchAccountConfig'> &
    Pick<MarketData, 'fetchMarkCandles'>
  readonly clock: Clock
}
