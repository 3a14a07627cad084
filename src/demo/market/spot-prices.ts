import { type Decimal, d, ONE } from '../../model/decimal.ts'
import type { World } from '../world.ts'
import { coinOf } from './index-facts.ts'
import { smoothNoise } from './noise.ts'

const STABLECOINS: readonly string[] = ['USDC', 'FDUSD', 'USDE']
const PAIRED_WITH_BTC: readonly string[] = ['ETH', 'SOL', 'BNB', 'FET', 'SUPER']

/** A coin traded on spot only: its price at the start and how strongly it follows bitcoin. */
interface SpotCoin {
  readonly openingPrice: number
  readonly beta: number
}

const SPOT_COINS: ReadonlyMap<string, SpotCoin> = new Map([
  ['FET', { openingPrice: 0.4212, beta: 1.15 }],
  ['SUPER', { openingPrice: 0.3105, beta: 1.15 }],
])

/** Thin coins trade a little below what their dollar price and bitcoin's imply. */
const BTC_MARKET_BASIS: ReadonlyMap<string, Decimal> = new Map([
  ['FET', d('0.9981')],
  ['SUPER', d('0.9974')],
])

/** One pair of the spot market. */
export interface SpotPair {
  readonly symbol: string
  readonly base: string
  readonly quote: string
  /** Decimals of the tick; the wire always prints eight. */
  readonly places: number
}

/** Every spot pair: those under the futures' coins, stablecoins, spot-only coins, and pairs with bitcoin. */
export function spotPairs(world: World): readonly SpotPair[] {
  const underFutures = world
    .symbols()
    .filter((spec) => spec.underlyingType === 'COIN')
    .map((spec) => pair(coinOf(spec), spec.quoteAsset, d(spec.tickSize).decimalPlaces() + Math.log10(spec.multiplier)))
  return [
    ...underFutures,
    ...STABLECOINS.map((coin) => pair(coin, 'USDT', 5)),
    ...[...SPOT_COINS.keys()].map((coin) => pair(coin, 'USDT', 5)),
    ...PAIRED_WITH_BTC.map((coin) => pair(coin, 'BTC', 8)),
  ]
}

function pair(base: string, quote: string, places: number): SpotPair {
  return { symbol: `${base}${quote}`, base, quote, places }
}

/** What one unit of an asset costs in USDT; `null` for an asset that is not traded. */
export function priceInUsdt(world: World, asset: string, atMs: number): Decimal | null {
  if (asset === 'USDT') return ONE
  const spotCoin = SPOT_COINS.get(asset)
  if (spotCoin !== undefined) return followedPrice(world, asset, { coin: spotCoin, atMs })
  if (STABLECOINS.includes(asset)) return againstTether(world, asset, atMs)
  const spec = world.symbols().find((candidate) => candidate.quoteAsset === 'USDT' && coinOf(candidate) === asset)
  if (spec === undefined || spec.underlyingType !== 'COIN') return null
  return world.indexPriceAt(spec.symbol, atMs).div(spec.multiplier)
}

function againstTether(world: World, asset: string, atMs: number): Decimal | null {
  const tether = world.assetPriceAt('USDT', atMs)
  const price = world.assetPriceAt(asset, atMs)
  return price === null || tether === null ? null : price.div(tether)
}

function followedPrice(world: World, asset: string, at: { readonly coin: SpotCoin; readonly atMs: number }): Decimal {
  const bitcoin = world.indexPriceAt('BTCUSDT', at.atMs).toNumber()
  const opening = world.indexPriceAt('BTCUSDT', world.startAtMs).toNumber()
  const own =
    smoothNoise(world, `spot ${asset}`, at.atMs / 600_000) -
    smoothNoise(world, `spot ${asset}`, world.startAtMs / 600_000)
  return d((at.coin.openingPrice * (bitcoin / opening) ** at.coin.beta * (1 + 0.001 * own)).toFixed(8))
}

/**
 * What one unit of an asset costs in BTC on the venue's own bitcoin markets, by which margin accounts are added up.
 *
 * @returns `null` for an asset that is not traded
 */
export function priceInBtc(world: World, asset: string, atMs: number): Decimal | null {
  const price = priceInUsdt(world, asset, atMs)
  const bitcoin = priceInUsdt(world, 'BTC', atMs)
  if (price === null || bitcoin === null) return null
  return price.div(bitcoin).times(BTC_MARKET_BASIS.get(asset) ?? ONE)
}

/** The price index of a pair, eight decimals; `null` when either side is not traded. */
export function pairIndex(world: World, wanted: SpotPair, atMs: number): Decimal | null {
  if (wanted.quote === 'BTC') return priceInBtc(world, wanted.base, atMs)
  const base = priceInUsdt(world, wanted.base, atMs)
  const quote = priceInUsdt(world, wanted.quote, atMs)
  return base === null || quote === null ? null : base.div(quote)
}

/** The last spot trade of a pair: within two basis points of its index, on the tick, printed with eight decimals. */
export function spotPrice(world: World, wanted: SpotPair, atMs: number): string | null {
  const index = pairIndex(world, wanted, atMs)
  if (index === null) return null
  const stray = 0.0004 * (world.chance(`spot last ${wanted.symbol}`, Math.floor(atMs / 1000)) - 0.5)
  return index
    .times((1 + stray).toFixed(8))
    .toDecimalPlaces(wanted.places)
    .toFixed(8)
}
