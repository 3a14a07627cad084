import { invalidSymbol, type Query } from '../route.ts'
import type { SymbolSpec, World } from '../world.ts'
import { requiredSpec } from './parameters.ts'

/** Spot venues behind a coin's price index: name, how they write the pair, weight. */
const VENUES = [
  ['binance', (base: string, quote: string) => `${base}${quote}`, '0.30000000'],
  ['okx', (base: string, quote: string) => `${base}-${quote}`, '0.20000000'],
  ['coinbase', (base: string, quote: string) => `${base}-${quote}`, '0.20000000'],
  ['bybit', (base: string, quote: string) => `${base}${quote}`, '0.15000000'],
  ['kucoin', (base: string, quote: string) => `${base}-${quote}`, '0.15000000'],
] as const

/** Composite symbols and their baskets: asset, quantity in the basket, share of its value. */
const BASKETS: Readonly<Record<string, readonly (readonly [string, string, string])[]>> = {
  DEFIUSDT: [
    ['AAVE', '0.60250000', '0.29400000'],
    ['LINK', '9.81300000', '0.27100000'],
    ['UNI', '17.40000000', '0.25500000'],
    ['CRV', '205.00000000', '0.18000000'],
  ],
}

/** Spot prices behind a contract's index; venues of TradFi contracts are listed with price -1. */
export function constituents(query: Query, world: World) {
  const spec = requiredSpec(query, world)
  const time = world.nowMs()
  const rows =
    spec.contractType === 'TRADIFI_PERPETUAL'
      ? [{ exchange: 'pyth', symbol: `${spec.baseAsset}${spec.quoteAsset}`, price: '-1', weight: '-1' }]
      : VENUES.map(([exchange, pair, weight], place) => ({
          exchange,
          symbol: pair(coinOf(spec), spec.quoteAsset),
          price: venuePrice(world, spec, place),
          weight,
        }))
  return { symbol: spec.symbol, time, constituents: rows }
}

/** Each venue strays up to three basis points from the index; it prices one coin, also under a contract of lots. */
function venuePrice(world: World, spec: SymbolSpec, place: number): string {
  const nowMs = world.nowMs()
  const stray = 0.0006 * (world.chance(`venue ${spec.symbol} ${place}`, Math.floor(nowMs / 10_000)) - 0.5)
  const places = 8 + Math.log10(spec.multiplier)
  return world
    .indexPriceAt(spec.symbol, nowMs)
    .div(spec.multiplier)
    .times((1 + stray).toFixed(8))
    .toFixed(places)
}

/** The coin behind a contract whose base may be a lot: PEPE for 1000PEPE. */
export function coinOf(spec: SymbolSpec): string {
  return spec.multiplier === 1 ? spec.baseAsset : spec.baseAsset.replace(String(spec.multiplier), '')
}

/** Baskets of composite symbols: all of them, or the one named. @throws Refusal -1121 for any other symbol */
export function indexInfo(query: Query, world: World) {
  const symbol = query.get('symbol')
  if (symbol !== undefined && BASKETS[symbol] === undefined) throw invalidSymbol()
  const time = world.nowMs()
  return Object.entries(BASKETS)
    .filter(([name]) => symbol === undefined || name === symbol)
    .map(([name, basket]) => ({
      symbol: name,
      time,
      component: 'baseAsset',
      baseAssetList: basket.map(([baseAsset, weightInQuantity, weightInPercentage]) => ({
        baseAsset,
        quoteAsset: 'USDT',
        weightInQuantity,
        weightInPercentage,
      })),
    }))
}
