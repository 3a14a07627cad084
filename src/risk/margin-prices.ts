import { type Decimal, ONE } from '../model/decimal.ts'

/** The asset in which Binance adds up both sides of a margin account. */
export const VALUATION_ASSET = 'BTC'
/** Through these an asset without a bitcoin pair is valued, the first that works. */
const BRIDGES = ['USDT', 'USDC'] as const

/** What one unit of each asset is worth; an asset that is absent cannot be valued. */
export type AssetPrices = ReadonlyMap<string, Decimal>

/** Prices of pairs by symbol: quote for one of base. */
export type PairPrices = ReadonlyMap<string, Decimal>

/** The pairs that value these assets in bitcoin: their own bitcoin pair, else one with a dollar coin and bitcoin's. */
export function valuationPairs(assets: Iterable<string>, listed: ReadonlySet<string>): readonly string[] {
  const wanted = [...assets].flatMap((asset) => routeOf(asset, (symbol) => listed.has(symbol)) ?? [])
  return [...new Set(wanted)].sort()
}

/** One unit of each asset in bitcoin, as far as these pairs tell. @see Binance margin, Margin Level */
export function bitcoinPrices(assets: Iterable<string>, pairs: PairPrices): AssetPrices {
  return new Map(
    [...new Set(assets)].flatMap((asset) => {
      const price = priceAlong(asset, pairs)
      return price === null ? [] : [[asset, price] as const]
    }),
  )
}

/** The same prices counted in another asset; empty when that asset has no price itself. */
export function pricesIn(unit: string, inBitcoin: AssetPrices): AssetPrices {
  const one = inBitcoin.get(unit)
  if (one === undefined) return new Map()
  return new Map([...inBitcoin].map(([asset, price]) => [asset, asset === unit ? ONE : price.div(one)]))
}

/** Symbols of the pairs on the way from an asset to bitcoin; `null` when there is no way. */
function routeOf(asset: string, isListed: (symbol: string) => boolean): readonly string[] | null {
  if (asset === VALUATION_ASSET) return []
  const direct = [asset + VALUATION_ASSET, VALUATION_ASSET + asset].find(isListed)
  if (direct !== undefined) return [direct]
  const bridge = BRIDGES.find((coin) => isListed(asset + coin) && isListed(VALUATION_ASSET + coin))
  return bridge === undefined ? null : [asset + bridge, VALUATION_ASSET + bridge]
}

function priceAlong(asset: string, pairs: PairPrices): Decimal | null {
  const route = routeOf(asset, (symbol) => pairs.has(symbol))
  if (route === null) return null
  const [first, second] = route.map((symbol) => pairs.get(symbol) ?? ONE)
  if (first === undefined) return ONE
  if (second !== undefined) return first.div(second)
  return route[0] === asset + VALUATION_ASSET ? first : ONE.div(first)
}
