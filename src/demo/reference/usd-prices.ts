import type { Decimal } from '../../model/decimal.ts'
import { priceInUsdt } from '../market/spot-prices.ts'
import type { World } from '../world.ts'

/**
 * What one unit of a coin costs in US dollars elsewhere: Binance's price times that of USDT, up to four basis points
 * off because others average other markets.
 *
 * @returns `null` for a coin that is not traded
 */
export function priceInUsd(
  world: World,
  host: string,
  at: { readonly coin: string; readonly atMs: number },
): Decimal | null {
  const price = priceInUsdt(world, at.coin, at.atMs)
  const tether = world.assetPriceAt('USDT', at.atMs)
  if (price === null || tether === null) return null
  const stray = 0.0008 * (world.chance(`${host} ${at.coin}`, Math.floor(at.atMs / 60_000)) - 0.5)
  return price.times(tether).times((1 + stray).toFixed(8))
}
