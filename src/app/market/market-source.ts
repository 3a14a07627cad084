import type { AccountHistory, Exchange } from '../../ports/exchange.ts'
import type { MarketData } from '../../ports/market-data.ts'
import type { SpotMargin } from '../../ports/spot-margin.ts'
import type { AccountReference } from '../reference.ts'

/** An account's way to the exchange with everything that the market commands ask for. */
export interface MarketSource {
  readonly exchange: Exchange & MarketData & AccountHistory & Pick<SpotMargin, 'fetchAllSpotPrices'>
  readonly reference: AccountReference
}
