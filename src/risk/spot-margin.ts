import { type Decimal, d, HUNDRED, ONE } from '../model/decimal.ts'
import {
  type IsolatedMarginPair,
  type MarginFlow,
  type MarginForcedOrder,
  type MarginHolding,
  type MarginInterestCharge,
  owedOf,
  ownedOf,
  type SpotBalance,
} from '../model/margin-account.ts'
import type { Gap } from '../model/snapshot.ts'
import { STABLECOINS } from './account-totals.ts'
import { type InterestDrift, interestDrift } from './margin-interest.ts'
import { isNoDebtLevel, type MarginTotals, marginLevelOf, marginTotals } from './margin-level.ts'
import { type CoinLiquidation, type CommonMove, coinLiquidation, commonMove } from './margin-price.ts'
import { type AssetPrices, pricesIn, VALUATION_ASSET } from './margin-prices.ts'
import { type MarginRemedy, marginRemedy } from './margin-remedy.ts'
import { type MarginMode, type MarginRow, quotePrices } from './margin-standing.ts'

/** Fraction of the liquidated amount that Binance takes. @see Binance, What Is Margin Liquidation */
const FEE_RATES: Readonly<Record<MarginMode, Decimal>> = { classic: d('0.02'), isolated: d('0.02'), pro: d('0.03') }

/** An estimate: the examples that Binance publishes take the rate of what is owed when the line is reached. */
export interface FeeEstimate {
  readonly rate: Decimal
  /** What is owed now, interest included. */
  readonly base: Decimal
  readonly amount: Decimal
}

/** What the spot wallet could do for a margin account. */
export interface TopUp {
  /** Free spot assets that could be valued. */
  readonly value: Decimal
  readonly levelAfter: Decimal
  /** Spot assets that could not be valued: not counted. */
  readonly uncounted: readonly string[]
}

/** Everything that needs prices, in one unit. */
export interface MarginFigures {
  /** The asset in which the values are counted. */
  readonly unit: string
  readonly prices: AssetPrices
  readonly totals: MarginTotals
  /** Our own level; `null` without debt, and for Cross Pro, whose tables are not to be had. */
  readonly level: Decimal | null
  /** (own − Binance's) ÷ Binance's × 100; `null` when there is nothing to compare. */
  readonly driftPct: Decimal | null
  /** Of every asset but the unit; empty for Cross Pro and without debt. */
  readonly coins: readonly CoinLiquidation[]
  /** `null` for Cross Pro and without debt. */
  readonly commonMove: CommonMove | null
  /** `null` for Cross Pro and without debt. */
  readonly toTarget: MarginRemedy | null
  readonly fee: FeeEstimate | null
  /** `null` when rates could not be read, or without debt. */
  readonly drift: InterestDrift | null
  /** Charged since 00:00 UTC; `null` when it could not be read. */
  readonly interestToday: Decimal | null
  readonly topUp: TopUp | null
}

/** One margin account in full. */
export interface MarginDetail {
  readonly row: MarginRow
  /** The pair of an isolated account; `null` for the cross account. */
  readonly pair: IsolatedMarginPair | null
  /** `null` when some asset could not be valued: `why` says which. */
  readonly figures: MarginFigures | null
  readonly why: string | null
  /** Binance's level after haircuts; `null` for isolated pairs, or when it gives none. */
  readonly collateralLevel: Decimal | null
  /** Own value after haircuts in a dollar coin; `null` for isolated pairs, or when the ratios could not be read. */
  readonly collateralValue: Decimal | null
  readonly forcedOrders: readonly MarginForcedOrder[]
  readonly takeovers: readonly MarginFlow[]
  readonly gaps: readonly Gap[]
}

/** What an account is computed from besides its row. */
export interface FigureInputs {
  /** Bitcoin for one unit. */
  readonly inBitcoin: AssetPrices
  readonly target: Decimal
  /** Fractions of the principal per hour; `null` when they could not be read. */
  readonly rates: ReadonlyMap<string, Decimal> | null
  /** Since 00:00 UTC; `null` when they could not be read. */
  readonly charges: readonly MarginInterestCharge[] | null
  /** `null` when the wallet could not be read. */
  readonly spot: readonly SpotBalance[] | null
}

/**
 * The figures of an account, or why there are none.
 *
 * @param pair of an isolated account, whose own bitcoin values tell its price; `null` for the cross account
 */
export function marginFigures(
  row: MarginRow,
  pair: IsolatedMarginPair | null,
  inputs: FigureInputs,
): MarginFigures | { readonly why: string } {
  const unit = pair === null ? valueUnit(row.holdings, inputs.inBitcoin) : pair.quote.asset
  const prices = pair === null ? pricesIn(unit, inputs.inBitcoin) : quotePrices(pair, pairPrice(pair))
  const reading = marginTotals(row.holdings, prices)
  if ('unpriced' in reading) return { why: `no price for ${reading.unpriced.join(', ')}` }
  const { totals } = reading
  // An isolated account holds its two assets and nothing else.
  const spot = inputs.spot?.filter(({ asset }) => pair === null || prices.has(asset)) ?? null
  return {
    unit,
    prices,
    totals,
    ...levelsOf(row, totals),
    ...solved(row, prices, { totals, unit, target: inputs.target }),
    fee: feeEstimate(row.mode, totals.debt),
    drift:
      inputs.rates === null || row.mode === 'pro'
        ? null
        : interestDrift(row.holdings, totals, { rates: inputs.rates, prices }),
    interestToday: chargedToday(inputs.charges, prices),
    topUp: spot === null || row.mode === 'pro' ? null : topUp(spot, totals, prices),
  }
}

/** Too little bitcoin to tell a price by its eight decimals. */
const LEAST_BITCOIN = d('0.0001')

/**
 * The price of a pair's base asset in its quote asset, through bitcoin as Binance values it; the index price where the
 * bitcoin values are too small to tell.
 */
export function pairPrice({ base, quote, indexPrice }: IsolatedMarginPair): Decimal {
  const [inBase, inQuote] = [base, quote].map((side) => {
    const net = ownedOf(side).minus(owedOf(side))
    if (side.asset === VALUATION_ASSET) return ONE
    const isTelling = side.netAssetOfBtc?.abs().gte(LEAST_BITCOIN) && !net.isZero()
    return isTelling && side.netAssetOfBtc !== null ? side.netAssetOfBtc.div(net) : null
  })
  if (!inBase?.gt('0') || !inQuote?.gt('0')) return indexPrice
  return inBase.div(inQuote)
}

/** The dollar coin of which most is owed, else the first dollar coin with a price, else bitcoin. */
function valueUnit(holdings: readonly MarginHolding[], inBitcoin: AssetPrices): string {
  const dollars = [...STABLECOINS].filter((asset) => inBitcoin.has(asset))
  const owed = (asset: string): Decimal => {
    const holding = holdings.find((candidate) => candidate.asset === asset)
    return holding === undefined ? d('0') : owedOf(holding)
  }
  const [most] = dollars.sort((one, other) => owed(other).cmp(owed(one)))
  return most ?? VALUATION_ASSET
}

function levelsOf(row: MarginRow, totals: MarginTotals): Pick<MarginFigures, 'level' | 'driftPct'> {
  const level = row.mode === 'pro' ? null : marginLevelOf(totals)
  const theirs = row.exchangeLevel
  const isComparable = level !== null && theirs !== null && !isNoDebtLevel(theirs) && theirs.gt('0')
  return { level, driftPct: isComparable ? level.minus(theirs).div(theirs).times(HUNDRED) : null }
}

interface SolveInputs {
  readonly totals: MarginTotals
  readonly unit: string
  readonly target: Decimal
}

function solved(
  { mode, holdings, bars }: MarginRow,
  prices: AssetPrices,
  { totals, unit, target }: SolveInputs,
): Pick<MarginFigures, 'coins' | 'commonMove' | 'toTarget'> {
  if (mode === 'pro' || totals.debt.isZero()) return { coins: [], commonMove: null, toTarget: null }
  const level = bars.liquidation
  const coins = holdings.filter(({ asset }) => asset !== unit)
  return {
    coins: coins.map(({ asset }) => coinLiquidation(holdings, prices, { asset, level })),
    commonMove: commonMove(holdings, prices, { unit, level }),
    toTarget: marginRemedy(totals, target),
  }
}

/** The liquidation fee to expect; `null` without debt. */
export function feeEstimate(mode: MarginMode, debt: Decimal): FeeEstimate | null {
  if (debt.isZero()) return null
  const rate = FEE_RATES[mode]
  return { rate, base: debt, amount: debt.times(rate) }
}

function chargedToday(charges: readonly MarginInterestCharge[] | null, prices: AssetPrices): Decimal | null {
  if (charges === null) return null
  let total = d('0')
  for (const { asset, interest } of charges) {
    const price = prices.get(asset)
    if (price === undefined) return null
    total = total.plus(interest.times(price))
  }
  return total
}

function topUp(spot: readonly SpotBalance[], totals: MarginTotals, prices: AssetPrices): TopUp | null {
  if (totals.debt.isZero()) return null
  let value = d('0')
  const uncounted: string[] = []
  for (const { asset, free } of spot) {
    const price = prices.get(asset)
    if (price === undefined) uncounted.push(asset)
    else value = value.plus(free.times(price))
  }
  return { value, levelAfter: totals.assets.plus(value).div(totals.debt), uncounted }
}
