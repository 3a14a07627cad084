import { type Decimal, isAboveZero, ONE } from '../model/decimal.ts'
import { entryValueOf, netQuantityOf, type Stake } from './stake.ts'

/**
 * Mark price at which a stake's margin balance is used up, without fees: the surplus with the maintenance margin of
 * its own legs left out is 0. The other positions of a cross pool keep their profit and their maintenance margin.
 *
 * For an isolated position: entry price ∓ isolated wallet ÷ quantity.
 *
 * @returns quote asset; `null` when no positive price does it, or the legs offset each other
 * @see Binance, Futures Liquidation Protocols
 */
export function bankruptcyPriceOf(stake: Stake): Decimal | null {
  const netQuantity = netQuantityOf(stake.legs)
  if (netQuantity.isZero()) return null
  const { bidRate, askRate } = stake.rates
  const { reserve } = stake
  // The balance that is worth what the rest of the pool lacks: owed money counts at the ask.
  const rate = isAboveZero(reserve) ? askRate : bidRate
  const spare = rate.eq(ONE) || reserve.isZero() ? reserve : reserve.div(rate)
  const price = entryValueOf(stake.legs).minus(stake.balance.plus(spare)).div(netQuantity)
  return isAboveZero(price) ? price : null
}
