import { type Decimal, ZERO } from '../../model/decimal.ts'
import type {
  CollateralBand,
  CrossMarginAccount,
  IsolatedMarginPair,
  IsolatedMarginTier,
  MarginCoefficients,
  MarginFlow,
  MarginForcedOrder,
  MarginHolding,
  MarginInterestCharge,
  MarginPairNames,
  MarginPriceIndex,
  SpotBalance,
} from '../../model/margin-account.ts'
import {
  amount,
  choice,
  comparedAmount,
  count,
  fieldOf,
  flag,
  id,
  instant,
  nonNegative,
  optionalFlag,
  optionalWord,
  positive,
  priceOrNone,
  record,
  symbolName,
  word,
} from './fields.ts'
import { listOf, readEvery, readRows, readValue, UnreadableReply, valuesOf } from './rows.ts'

const CROSS = record({
  marginLevel: comparedAmount,
  collateralMarginLevel: comparedAmount,
  totalAssetOfBtc: amount,
  totalLiabilityOfBtc: amount,
  tradeEnabled: optionalFlag,
  accountType: optionalWord,
  created: optionalFlag,
})

const HOLDING = record({
  asset: symbolName,
  free: amount,
  locked: amount,
  borrowed: nonNegative,
  interest: nonNegative,
})

const PRO = 'MARGIN_2'

/**
 * margin/account; `null` when Binance says that it was not created.
 *
 * @throws UnreadableReply when the totals or any asset cannot be read: a debt that is missing would look like safety
 */
export function parseCrossMargin(body: unknown): CrossMarginAccount | null {
  const { created, ...cross } = readValue(CROSS, body, '')
  if (created === false) return null
  const rows = readEvery(HOLDING, fieldOf(body, 'userAssets'), 'userAssets')
  return {
    isPro: cross.accountType === PRO,
    marginLevel: cross.marginLevel,
    collateralMarginLevel: cross.collateralMarginLevel,
    totalAssetOfBtc: cross.totalAssetOfBtc,
    totalLiabilityOfBtc: cross.totalLiabilityOfBtc,
    isTradeEnabled: cross.tradeEnabled,
    holdings: rows.filter(isUsed),
  }
}

function isUsed({ free, locked, borrowed, interest }: MarginHolding): boolean {
  return [free, locked, borrowed, interest].some((amount) => !amount.isZero())
}

const SIDE = record({
  asset: symbolName,
  free: amount,
  locked: amount,
  borrowed: nonNegative,
  interest: nonNegative,
  netAssetOfBtc: comparedAmount,
})

const PAIR = record({
  symbol: symbolName,
  isolatedCreated: optionalFlag,
  marginLevel: comparedAmount,
  marginLevelStatus: optionalWord,
  indexPrice: positive,
  liquidatePrice: priceOrNone,
  tradeEnabled: optionalFlag,
  baseAsset: SIDE,
  quoteAsset: SIDE,
})

/** Binance writes a zero that it has not computed yet into the level of a new pair. */
function levelOrNone(level: Decimal | null): Decimal | null {
  return level === null || level.lte(ZERO) ? null : level
}

/**
 * margin/isolated/account: every opened pair.
 *
 * @throws UnreadableReply when a pair cannot be read
 */
export function parseIsolatedMargin(body: unknown): readonly IsolatedMarginPair[] {
  return readEvery(PAIR, fieldOf(body, 'assets'), 'assets')
    .filter(({ isolatedCreated }) => isolatedCreated !== false)
    .map((pair) => ({
      symbol: pair.symbol,
      base: pair.baseAsset,
      quote: pair.quoteAsset,
      marginLevel: levelOrNone(pair.marginLevel),
      marginLevelStatus: pair.marginLevelStatus,
      indexPrice: pair.indexPrice,
      liquidatePrice: pair.liquidatePrice,
      isTradeEnabled: pair.tradeEnabled,
    }))
}

const COEFFICIENTS = record({ normalBar: positive, marginCallBar: positive, forceLiquidationBar: positive })

/** tradeCoeff. @throws UnreadableReply also when the lines stand in no sensible order */
export function parseMarginCoefficients(body: unknown): MarginCoefficients {
  const bars = readValue(COEFFICIENTS, body, 'tradeCoeff')
  if (bars.marginCallBar.gte(bars.forceLiquidationBar)) return bars
  throw new UnreadableReply('tradeCoeff.marginCallBar is below forceLiquidationBar')
}

const TIER = record({
  symbol: symbolName,
  tier: count,
  effectiveMultiple: positive,
  liquidationRiskRatio: positive,
  baseAssetMaxBorrowable: nonNegative,
  quoteAssetMaxBorrowable: nonNegative,
})

/** isolatedMarginTier, highest multiplier first. */
export function parseIsolatedTiers(body: unknown): readonly IsolatedMarginTier[] {
  const rows = readEvery(TIER, body, 'isolatedMarginTier')
  return rows
    .map(({ symbol: _symbol, ...tier }) => tier)
    .sort((one, other) => other.effectiveMultiple.cmp(one.effectiveMultiple))
}

const BAND = record({ minUsdValue: nonNegative, maxUsdValue: priceOrNone, discountRate: nonNegative })

/** crossMarginCollateralRatio by asset; an open-ended band may lack its upper edge. */
export function parseCollateralBands(body: unknown): ReadonlyMap<string, readonly CollateralBand[]> {
  const groups = listOf(body, 'collateralRatio').flatMap((group, index) => {
    const path = `collateralRatio[${index}]`
    const bands = readEvery(BAND, fieldOf(group, 'collaterals'), `${path}.collaterals`)
    const sorted = [...bands].sort((one, other) => one.minUsdValue.cmp(other.minUsdValue))
    const names = readEvery(symbolName, fieldOf(group, 'assetNames'), `${path}.assetNames`)
    return names.map((name) => [name, sorted] as const)
  })
  return new Map(groups)
}

const PAIR_NAMES = record({ symbol: symbolName, base: symbolName, quote: symbolName, isMarginTrade: flag })

/** allPairs: those that can be traded on margin. */
export function parseMarginPairs(body: unknown): readonly MarginPairNames[] {
  return valuesOf(readRows(PAIR_NAMES, body, 'allPairs'))
    .filter(({ isMarginTrade }) => isMarginTrade)
    .map(({ symbol, base, quote }) => ({ symbol, base, quote }))
}

const PRICE_INDEX = record({ symbol: symbolName, price: positive, calcTime: instant })

/** priceIndex. @throws UnreadableReply when the reply is about another pair */
export function parseMarginPriceIndex(body: unknown, symbol: string): MarginPriceIndex {
  const index = readValue(PRICE_INDEX, body, 'priceIndex')
  if (index.symbol === symbol) return { symbol, price: index.price, atMs: index.calcTime }
  throw new UnreadableReply(`priceIndex.symbol is ${index.symbol}, not ${symbol}`)
}

const FORCED_ORDER = record({
  orderId: id,
  symbol: symbolName,
  isIsolated: flag,
  side: choice(['BUY', 'SELL']),
  executedQty: nonNegative,
  avgPrice: nonNegative,
  updatedTime: instant,
})

/** forceLiquidationRec, newest first. */
export function parseForcedMarginOrders(body: unknown): readonly MarginForcedOrder[] {
  return readEvery(FORCED_ORDER, fieldOf(body, 'rows'), 'rows').map(
    ({ executedQty, avgPrice, updatedTime, ...order }) => ({
      ...order,
      executedQuantity: executedQty,
      averagePrice: avgPrice,
      atMs: updatedTime,
    }),
  )
}

const RATE = record({ asset: symbolName, nextHourlyInterestRate: nonNegative })

/** next-hourly-interest-rate by asset. */
export function parseNextHourlyInterest(body: unknown): ReadonlyMap<string, Decimal> {
  const rows = readEvery(RATE, body, 'nextHourlyInterestRate')
  return new Map(rows.map(({ asset, nextHourlyInterestRate }) => [asset, nextHourlyInterestRate]))
}

const CHARGE = record({ asset: symbolName, interest: nonNegative, interestAccuredTime: instant })

/** interestHistory, newest first. */
export function parseMarginInterest(body: unknown): readonly MarginInterestCharge[] {
  return readEvery(CHARGE, fieldOf(body, 'rows'), 'rows').map(({ asset, interest, interestAccuredTime }) => ({
    asset,
    interest,
    atMs: interestAccuredTime,
  }))
}

const FLOW = record({ id, asset: symbolName, type: word, amount, timestamp: instant })

/** capital-flow. */
export function parseMarginFlows(body: unknown): readonly MarginFlow[] {
  return readEvery(FLOW, body, 'capitalFlow').map(({ timestamp, ...flow }) => ({ ...flow, atMs: timestamp }))
}

const BALANCE = record({ asset: symbolName, free: nonNegative, locked: nonNegative })

/** The spot account: assets of which something is held. */
export function parseSpotBalances(body: unknown): readonly SpotBalance[] {
  return readEvery(BALANCE, fieldOf(body, 'balances'), 'balances').filter(
    ({ free, locked }) => !free.isZero() || !locked.isZero(),
  )
}

const TICKER = record({ symbol: symbolName, price: positive })

/** ticker/price of all pairs; pairs that never traded (price 0) are left out. */
export function parseAllSpotPrices(body: unknown): ReadonlyMap<string, Decimal> {
  return new Map(valuesOf(readRows(TICKER, body, 'ticker')).map(({ symbol, price }) => [symbol, price]))
}
