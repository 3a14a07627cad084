import { d } from '../../model/decimal.ts'
import { optionalWhole } from '../market/parameters.ts'
import { pairIndex } from '../market/spot-prices.ts'
import { badParameter, missingParameter, type Query, Refusal } from '../route.ts'
import type { World } from '../world.ts'
import { isolatedTiers } from './bars.ts'
import { hourlyRate } from './interest.ts'
import { MARGIN_ASSETS, MARGIN_PAIRS, type MarginAsset, type MarginPair, marginAsset, marginPairOf } from './listing.ts'

const VIP_LEVELS = 9
const MOST_ASSETS = 20

function assetOf(name: string): MarginAsset {
  const found = marginAsset(name)
  if (found === null) throw new Refusal(-3027, 'Not a valid margin asset.')
  return found
}

function pairOf(symbol: string): MarginPair {
  const found = marginPairOf(symbol)
  if (found === null) throw new Refusal(-3028, 'Not a valid margin pair.')
  return found
}

function isolatedPairOf(symbol: string): MarginPair {
  const found = pairOf(symbol)
  if (found.isolatedMultiple === null) throw new Refusal(-3028, 'Not a valid margin pair.')
  return found
}

/** Each VIP level pays five per cent less interest. */
function interestAt(daily: string, vipLevel: number) {
  return d(daily)
    .times(100 - 5 * vipLevel)
    .div(100)
}

function vipLevelOf(query: Query): number {
  const vipLevel = optionalWhole(query, 'vipLevel') ?? 0
  if (vipLevel > VIP_LEVELS) throw badParameter('vipLevel')
  return vipLevel
}

/** Interest and borrow limits of the cross account: of one coin or of all. */
export function crossMarginData(query: Query) {
  const vipLevel = vipLevelOf(query)
  const coin = query.get('coin')
  const chosen = coin === undefined ? MARGIN_ASSETS : [assetOf(coin)]
  return chosen.map((row) => ({
    vipLevel,
    coin: row.asset,
    transferIn: true,
    borrowable: row.isBorrowable,
    dailyInterest: interestAt(row.dailyInterest, vipLevel).toFixed(8),
    yearlyInterest: interestAt(row.dailyInterest, vipLevel).times(365).toFixed(4),
    borrowLimit: row.borrowLimit,
    marginablePairs: MARGIN_PAIRS.filter((pair) => pair.base === row.asset || pair.quote === row.asset).map(
      (pair) => pair.symbol,
    ),
  }))
}

/** Interest and borrow limits of isolated pairs: of one or of all. */
export function isolatedMarginData(query: Query) {
  const vipLevel = vipLevelOf(query)
  const symbol = query.get('symbol')
  const chosen = symbol === undefined ? isolatedPairs() : [isolatedPairOf(symbol)]
  return chosen.map((pair) => ({
    vipLevel,
    symbol: pair.symbol,
    leverage: String(pair.isolatedMultiple),
    data: [pair.base, pair.quote].map(assetOf).map((row) => ({
      coin: row.asset,
      dailyInterest: interestAt(row.dailyInterest, vipLevel).toFixed(8),
      borrowLimit: d(row.borrowLimit).div(8).toFixed(0),
    })),
  }))
}

function isolatedPairs(): readonly MarginPair[] {
  return MARGIN_PAIRS.filter((pair) => pair.isolatedMultiple !== null)
}

/** Tiers of an isolated pair, highest multiplier first; one of them when `tier` is sent. */
export function isolatedMarginTier(query: Query) {
  const symbol = query.get('symbol')
  if (!symbol) throw missingParameter('symbol')
  const pair = isolatedPairOf(symbol)
  const wanted = optionalWhole(query, 'tier')
  const most = (asset: string, share: string): string => d(assetOf(asset).borrowLimit).div(8).times(share).toFixed(0)
  return isolatedTiers(pair.isolatedMultiple ?? 3)
    .map((tier, place) => ({
      symbol,
      tier: place + 1,
      effectiveMultiple: String(tier.multiple),
      initialRiskRatio: tier.initialRiskRatio,
      liquidationRiskRatio: tier.bars.liquidation.toFixed(2),
      baseAssetMaxBorrowable: most(pair.base, tier.borrowShare),
      quoteAssetMaxBorrowable: most(pair.quote, tier.borrowShare),
    }))
    .filter((row) => wanted === null || row.tier === wanted)
}

/** Haircuts of collateral: assets that share their bands stand together; an open-ended band has no `maxUsdValue`. */
export function crossMarginCollateralRatio() {
  const groups = new Map<MarginAsset['collateralBands'], string[]>()
  for (const row of MARGIN_ASSETS) {
    groups.set(row.collateralBands, [...(groups.get(row.collateralBands) ?? []), row.asset])
  }
  return [...groups].map(([bands, assetNames]) => ({
    collaterals: bands.map(([maxUsdValue, discountRate], place) => ({
      minUsdValue: bands[place - 1]?.[0] ?? '0',
      ...(maxUsdValue === null ? {} : { maxUsdValue }),
      discountRate,
    })),
    assetNames,
  }))
}

/** Extra ratios of assets that are liquidated by risk of their own. */
export function riskBasedLiquidationRatio() {
  return [
    { asset: 'USDC', riskBasedLiquidationRatio: '0.01' },
    { asset: 'FET', riskBasedLiquidationRatio: '0.05' },
    { asset: 'SUPER', riskBasedLiquidationRatio: '0.08' },
  ]
}

/** The price index by which the margin system values a pair. */
export function priceIndex(query: Query, world: World) {
  const symbol = query.get('symbol')
  if (!symbol) throw missingParameter('symbol')
  const calcTime = Math.floor(world.nowMs() / 1000) * 1000
  const price = pairIndex(world, { ...pairOf(symbol), places: 8 }, calcTime)
  if (price === null) throw new Refusal(-3028, 'Not a valid margin pair.')
  return { calcTime, price: price.toFixed(8), symbol }
}

/** Pairs of the cross account: all, or the one named, in a list either way. */
export function allPairs(query: Query) {
  const symbol = query.get('symbol')
  const chosen = symbol === undefined ? MARGIN_PAIRS : [pairOf(symbol)]
  return chosen.map(({ base, id, quote, symbol: name }) => ({
    base,
    id,
    isBuyAllowed: true,
    isMarginTrade: true,
    isSellAllowed: true,
    quote,
    symbol: name,
  }))
}

/** Pairs with isolated margin: all, or the one named, in a list either way. */
export function isolatedAllPairs(query: Query) {
  const symbol = query.get('symbol')
  const chosen = symbol === undefined ? isolatedPairs() : [isolatedPairOf(symbol)]
  return chosen.map(({ base, quote, symbol: name }) => ({
    base,
    isBuyAllowed: true,
    isMarginTrade: true,
    isSellAllowed: true,
    quote,
    symbol: name,
  }))
}

/** Assets of the margin market: all, or the one named, in a list either way. */
export function allAssets(query: Query) {
  const asset = query.get('asset')
  const chosen = asset === undefined ? MARGIN_ASSETS : [assetOf(asset)]
  return chosen.map((row) => ({
    assetFullName: row.fullName,
    assetName: row.asset,
    isBorrowable: row.isBorrowable,
    isMortgageable: true,
    userMinBorrow: '0.00000000',
    userMinRepay: '0.00000000',
  }))
}

/** The rate of the coming hour for up to twenty assets. */
export function nextHourlyInterestRate(query: Query) {
  const assets = query.get('assets')?.split(',') ?? []
  const isIsolated = query.get('isIsolated')?.toUpperCase()
  if (isIsolated !== 'TRUE' && isIsolated !== 'FALSE') throw badParameter('isIsolated')
  if (assets.length === 0 || assets.length > MOST_ASSETS) throw badParameter('assets')
  return assets.map((name) => ({
    asset: assetOf(name).asset,
    nextHourlyInterestRate: hourlyRate(name).toFixed(8),
  }))
}
