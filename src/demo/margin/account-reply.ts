import { ONE, sum, ZERO } from '../../model/decimal.ts'
import { pairIndex } from '../market/spot-prices.ts'
import { missingParameter, type Query, Refusal } from '../route.ts'
import type { World } from '../world.ts'
import { levelStatus } from './bars.ts'
import { amountText, type MarginBook, marginBook } from './book.ts'
import { type Holding, holdingOf, owed, owned, totalsOf } from './holdings.ts'
import { collateralInUsdt, collateralLevelOf, isolatedLiquidationPrice } from './levels.ts'
import { MARGIN_ASSETS, type MarginPair, marginAsset, marginPairOf } from './listing.ts'
import { type Pool, poolLevel } from './pool.ts'

const MOST_SYMBOLS = 5

/** The cross pool. @throws Refusal -3003 when the account was never opened */
function crossPool(book: MarginBook): Pool {
  const pool = book.pools.find((candidate) => candidate.symbol === null)
  if (pool === undefined) throw new Refusal(-3003, 'Margin account does not exist.')
  return pool
}

/** The cross margin account: level, totals in BTC, and a row for every margin asset. */
export function crossAccount(world: World) {
  const book = marginBook(world)
  const pool = crossPool(book)
  const totals = totalsOf(pool.holdings, book.prices.valuation)
  const isFree = pool.phase.name === 'open'
  return {
    created: true,
    borrowEnabled: isFree,
    marginLevel: poolLevel(pool, book.prices).toFixed(8),
    collateralMarginLevel: collateralLevelOf(pool.holdings, book.prices).toFixed(8),
    totalAssetOfBtc: totals.assets.toFixed(8),
    totalLiabilityOfBtc: totals.liabilities.toFixed(8),
    totalNetAssetOfBtc: totals.assets.minus(totals.liabilities).toFixed(8),
    TotalCollateralValueInUSDT: collateralInUsdt(pool.holdings, book.prices).toFixed(8),
    totalOpenOrderLossInUSDT: '0',
    tradeEnabled: isFree,
    transferInEnabled: true,
    transferOutEnabled: isFree,
    accountType: pool.mode === 'pro' ? 'MARGIN_2' : 'MARGIN_1',
    userAssets: MARGIN_ASSETS.map(({ asset }) => assetRow(holdingOf(pool.holdings, asset))),
  }
}

function assetRow(holding: Holding) {
  return {
    asset: holding.asset,
    borrowed: amountText(holding.borrowed),
    free: amountText(holding.free),
    interest: amountText(holding.interest),
    locked: amountText(holding.locked),
    netAsset: amountText(owned(holding).minus(owed(holding))),
  }
}

/**
 * Isolated pairs with their totals in BTC, all or the (at most five) named ones.
 *
 * @throws Refusal -11001 for a pair that was never opened, -3028 for one that is not traded on margin
 */
export function isolatedAccount(query: Query, world: World) {
  const book = marginBook(world)
  const opened = book.pools.filter((pool) => pool.symbol !== null)
  const names = query.get('symbols')?.split(',')
  if (names !== undefined && names.length > MOST_SYMBOLS)
    throw new Refusal(-1130, "Data sent for parameter 'symbols' is not valid.")
  const chosen = names === undefined ? opened : names.map((name) => openedPool(opened, name))
  const totals = chosen.map((pool) => totalsOf(pool.holdings, book.prices.valuation))
  const assets = sum(totals.map((row) => row.assets))
  const liabilities = sum(totals.map((row) => row.liabilities))
  return {
    assets: chosen.map((pool) => pairRow(world, book, pool)),
    totalAssetOfBtc: amountText(assets),
    totalLiabilityOfBtc: amountText(liabilities),
    totalNetAssetOfBtc: amountText(assets.minus(liabilities)),
  }
}

function openedPool(opened: readonly Pool[], symbol: string): Pool {
  const pool = opened.find((candidate) => candidate.symbol === symbol)
  if (pool !== undefined) return pool
  if (marginPairOf(symbol) === null) throw new Refusal(-3028, 'Not a valid margin pair.')
  throw new Refusal(-11001, 'Isolated margin account does not exist.')
}

function pairRow(world: World, book: MarginBook, pool: Pool) {
  const pair = pairOf(pool)
  const level = poolLevel(pool, book.prices)
  const index = pairIndex(world, { ...pair, places: 8 }, world.nowMs()) ?? ZERO
  const edge = isolatedLiquidationPrice(pool.holdings, pair, pool.bars.liquidation)
  const isFree = pool.phase.name === 'open'
  return {
    baseAsset: sideRow(book, holdingOf(pool.holdings, pair.base)),
    quoteAsset: sideRow(book, holdingOf(pool.holdings, pair.quote)),
    symbol: pair.symbol,
    isolatedCreated: true,
    enabled: true,
    marginLevel: level.toFixed(8),
    marginLevelStatus: levelStatus(level, pool.bars),
    marginRatio: ONE.times(pair.isolatedMultiple ?? 3).toFixed(8),
    indexPrice: index.toFixed(8),
    liquidatePrice: amountText(edge ?? ZERO),
    liquidateRate: amountText(edge === null ? ZERO : edge.div(index).minus(1).times(100)),
    tradeEnabled: isFree,
  }
}

function sideRow(book: MarginBook, holding: Holding) {
  const netAsset = owned(holding).minus(owed(holding))
  return {
    ...assetRow(holding),
    borrowEnabled: marginAsset(holding.asset)?.isBorrowable ?? false,
    netAssetOfBtc: amountText(netAsset.times(book.prices.valuation(holding.asset)).toDecimalPlaces(8)),
    repayEnabled: true,
    totalAsset: amountText(owned(holding)),
  }
}

function pairOf(pool: Pool): MarginPair {
  const pair = marginPairOf(pool.symbol ?? '')
  if (pair === null) throw new RangeError(`no margin pair named ${pool.symbol}`)
  return pair
}

/**
 * Resting orders of the cross account, or of the isolated pair named with `isIsolated=TRUE`: these accounts have none.
 *
 * @throws Refusal -3003, -11001 or -3028 for an account that was never opened, -1102 for an isolated one without a name
 */
export function marginOpenOrders(query: Query, world: World): readonly never[] {
  const book = marginBook(world)
  if (query.get('isIsolated')?.toUpperCase() !== 'TRUE') crossPool(book)
  else openedPool(book.pools, query.get('symbol') ?? missingSymbol())
  return []
}

function missingSymbol(): never {
  throw missingParameter('symbol')
}

/** The bars of the cross account's mode. @throws Refusal -3003 when the account was never opened */
export function tradeCoeff(world: World) {
  const { bars } = crossPool(marginBook(world))
  return {
    normalBar: bars.normal.toFixed(8),
    marginCallBar: bars.call.toFixed(8),
    forceLiquidationBar: bars.liquidation.toFixed(8),
  }
}

/** What the venue is still owed after collateral ran out; an empty body, not `{}`, when nothing is. */
export function liquidationLoan(world: World) {
  const { loan } = marginBook(world)
  if (loan === null) return ''
  return { asset: 'USDC', amount: loan.toFixed(8), repaidAmount: '0.00000000', remainingAmount: loan.toFixed(8) }
}
