import { Decimal, ONE, ZERO } from '../model/decimal.ts'
import {
  type CrossMarginAccount,
  type IsolatedMarginPair,
  type MarginHolding,
  owedOf,
  ownedOf,
} from '../model/margin-account.ts'
import { STABLECOINS } from './account-totals.ts'
import { VALUATION_ASSET } from './margin-prices.ts'
import { assessMargin, levelAtIndex, type MarginSnapshot, type MarginStanding } from './margin-standing.ts'

/** A coin's price when the accounts were read, and now, in dollar coins. */
export interface PriceMove {
  readonly from: Decimal
  readonly to: Decimal
}

/** By coin; one that is absent is taken to stand still. */
export type PriceMoves = ReadonlyMap<string, PriceMove>

/** Coins whose prices move the levels of these accounts: what those in debt hold or owe, but for dollar coins. */
export function movingCoins({ cross, isolated }: Pick<MarginSnapshot, 'cross' | 'isolated'>): readonly string[] {
  const ofCross = isInDebt(cross?.holdings ?? []) ? [VALUATION_ASSET, ...namesOf(cross?.holdings ?? [])] : []
  const ofPairs = isolated.map(({ base, quote }) => [base, quote]).filter(isInDebt)
  const names = [...ofCross, ...ofPairs.flatMap(namesOf)]
  return [...new Set(names)].filter((asset) => !STABLECOINS.has(asset)).sort()
}

function isInDebt(holdings: readonly MarginHolding[]): boolean {
  return holdings.some((holding) => !owedOf(holding).isZero())
}

function namesOf(holdings: readonly MarginHolding[]): readonly string[] {
  return holdings.map(({ asset }) => asset)
}

/**
 * The standing of these accounts after prices moved: each level that Binance told is multiplied by what the move makes
 * of our own level. Quantities and debts are those of the reading.
 *
 * @param tiers percent points, outermost first
 */
export function movedStanding(snapshot: MarginSnapshot, moves: PriceMoves, tiers: readonly Decimal[]): MarginStanding {
  const cross = snapshot.cross === null ? null : movedCross(snapshot.cross, moves)
  const isolated = snapshot.isolated.map((pair) => movedPair(pair, moves))
  const moved = { ...snapshot, cross, isolated }
  const standing = assessMargin(moved, tiers)
  const rows = standing.rows.map((row) => {
    const asRead = accountOf(snapshot, row.symbol)
    const isMoved = asRead !== accountOf(moved, row.symbol)
    return { ...row, exchangeLevel: asRead?.marginLevel ?? null, isMoved }
  })
  return { ...standing, rows }
}

function accountOf({ cross, isolated }: MarginSnapshot, symbol: string | null) {
  return symbol === null ? cross : isolated.find((pair) => pair.symbol === symbol)
}

/** Both sides as Binance adds them up in bitcoin, each changed by what its coins did. */
function movedCross(cross: CrossMarginAccount, moves: PriceMoves): CrossMarginAccount {
  const { holdings, totalAssetOfBtc, totalLiabilityOfBtc, marginLevel } = cross
  const bitcoin = moves.get(VALUATION_ASSET)
  if (marginLevel === null || bitcoin === undefined || totalLiabilityOfBtc.lte(ZERO)) return cross
  const gainOf = (amountOf: (holding: MarginHolding) => Decimal): Decimal =>
    holdings.reduce((total, holding) => {
      const move = moves.get(holding.asset)
      return move === undefined ? total : total.plus(amountOf(holding).times(move.to.minus(move.from)))
    }, ZERO)
  const [assets, debt] = [totalAssetOfBtc.times(bitcoin.from), totalLiabilityOfBtc.times(bitcoin.from)]
  const [assetsNow, debtNow] = [assets.plus(gainOf(ownedOf)), debt.plus(gainOf(owedOf))]
  if (assets.lte(ZERO) || assetsNow.lte(ZERO) || debtNow.lte(ZERO)) return cross
  const factor = assetsNow.div(assets).div(debtNow.div(debt))
  if (factor.eq(ONE)) return cross
  return cross.isPro ? movedPro(cross, factor) : { ...cross, marginLevel: marginLevel.times(factor) }
}

/** (collateral − liabilities) ÷ maintenance margin, which stays in proportion to the liabilities. */
function movedPro(cross: CrossMarginAccount, factor: Decimal): CrossMarginAccount {
  const { marginLevel, collateralMarginLevel: before } = cross
  if (marginLevel === null || before === null || before.lte(ONE)) return cross
  const now = before.times(factor)
  const level = marginLevel.times(now.minus(ONE)).div(before.minus(ONE))
  return { ...cross, collateralMarginLevel: now, marginLevel: Decimal.max(ZERO, level) }
}

function movedPair(pair: IsolatedMarginPair, moves: PriceMoves): IsolatedMarginPair {
  const ratioOf = (asset: string): Decimal => {
    const move = moves.get(asset)
    return move === undefined ? ONE : move.to.div(move.from)
  }
  const factor = ratioOf(pair.base.asset).div(ratioOf(pair.quote.asset))
  const moved = { ...pair, indexPrice: pair.indexPrice.times(factor) }
  const [before, now] = [levelAtIndex(pair), levelAtIndex(moved)]
  if (pair.marginLevel === null || before === null || now === null || before.isZero() || factor.eq(ONE)) return pair
  return { ...moved, marginLevel: pair.marginLevel.times(now).div(before) }
}
