import { Decimal, HUNDRED, ONE, ZERO } from '../model/decimal.ts'
import type { OrderBook } from '../model/market-data.ts'
import { type Side, sideSign } from '../model/position.ts'
import { levelsTaken, slippageRateOf, visibleQuantity } from './order-fill.ts'

/** What decides over the cost of a trade, whatever its size. */
export interface TradeTerms {
  readonly side: Side
  readonly entryPrice: Decimal
  readonly stopPrice: Decimal
  /** A limit order waits at the entry price; a market order takes what the book offers. */
  readonly entryType: 'LIMIT' | 'MARKET'
  /** Fraction of the notional, for each of the two fills. */
  readonly feeRate: Decimal
  /** `null` when it could not be read: no slippage is counted then. */
  readonly book: OrderBook | null
}

/** What a trade loses when its stop is hit, in the quote asset. */
export interface StopLoss {
  /** From entry price to stop price. */
  readonly priceLoss: Decimal
  readonly fees: Decimal
  readonly slippage: Decimal
  readonly total: Decimal
  /** Fractions of entry and stop price. */
  readonly entrySlippageRate: Decimal
  readonly exitSlippageRate: Decimal
}

/**
 * The loss of a quantity at its stop: the way from entry to stop, both fees, and what the book takes. The book at the
 * stop is not known; that of the present stands in for it.
 *
 * @returns `null` when the visible book does not hold the quantity
 */
export function lossAtStop(terms: TradeTerms, quantity: Decimal): StopLoss | null {
  const { side, entryPrice, stopPrice, feeRate } = terms
  const entrySlippageRate = slippageOf(terms, 'open', quantity)
  const exitSlippageRate = slippageOf(terms, 'close', quantity)
  if (entrySlippageRate === null || exitSlippageRate === null) return null
  const entrySlip = entryPrice.times(entrySlippageRate)
  const exitSlip = stopPrice.times(exitSlippageRate)
  const away = sideSign({ side })
  const filledPrices = entryPrice.plus(entrySlip.times(away)).plus(stopPrice.minus(exitSlip.times(away)))
  const priceLoss = quantity.times(entryPrice.minus(stopPrice).abs())
  const slippage = quantity.times(entrySlip.plus(exitSlip))
  const fees = quantity.times(filledPrices).times(feeRate)
  const total = priceLoss.plus(slippage).plus(fees)
  return { priceLoss, fees, slippage, total, entrySlippageRate, exitSlippageRate }
}

function slippageOf(terms: TradeTerms, purpose: 'open' | 'close', quantity: Decimal): Decimal | null {
  if (terms.book === null || (purpose === 'open' && terms.entryType === 'LIMIT')) return ZERO
  return slippageRateOf(levelsTaken(terms.book, terms.side, purpose), quantity)
}

/** What else bounds a quantity, in base units. */
export interface QuantityLimits {
  readonly stepSize: Decimal
  readonly minQuantity: Decimal
  /** Quote asset; `null` when the symbol has no such filter. */
  readonly minNotional: Decimal | null
  /** The largest single order of the entry's kind. */
  readonly maxQuantity: Decimal
  /** The largest notional that the bracket allows; `null` when brackets are not known. */
  readonly maxNotional: Decimal | null
}

/** What stopped the size from being larger. */
export type SizeLimit = 'risk' | 'max-quantity' | 'bracket' | 'book'

export interface SizedQuantity {
  readonly quantity: Decimal
  readonly limitedBy: SizeLimit
}

/**
 * The largest whole number of steps whose loss at the stop, with fees and slippage, stays within the budget and within
 * every other limit. The loss grows with each step, so the search halves.
 *
 * @returns quantity 0 when not even one step fits
 */
export function largestQuantity(terms: TradeTerms, budget: Decimal, limits: QuantityLimits): SizedQuantity {
  const tightest = boundsOf(terms, limits).reduce((least, bound) => (bound.quantity.lt(least.quantity) ? bound : least))
  const allowed = wholeSteps(tightest.quantity, limits.stepSize)
  // Without costs the budget buys the most: no need to look beyond.
  const withoutCosts = wholeSteps(budget.div(terms.entryPrice.minus(terms.stopPrice).abs()), limits.stepSize)
  const steps = mostSteps(Decimal.min(allowed, withoutCosts), (count) => {
    const loss = lossAtStop(terms, count.times(limits.stepSize))
    return loss?.total.lte(budget) ?? false
  })
  const limitedBy = steps.eq(allowed) && allowed.lt(withoutCosts) ? tightest.by : 'risk'
  return { quantity: steps.times(limits.stepSize), limitedBy }
}

interface Bound {
  readonly by: SizeLimit
  readonly quantity: Decimal
}

function boundsOf(terms: TradeTerms, { maxQuantity, maxNotional }: QuantityLimits): readonly Bound[] {
  const { book, side, entryPrice, entryType } = terms
  const purposes = entryType === 'MARKET' ? (['open', 'close'] as const) : (['close'] as const)
  const visible = book === null ? [] : purposes.map((purpose) => visibleQuantity(levelsTaken(book, side, purpose)))
  return [
    { by: 'max-quantity', quantity: maxQuantity },
    ...(maxNotional === null ? [] : [{ by: 'bracket' as const, quantity: maxNotional.div(entryPrice) }]),
    ...visible.map((quantity) => ({ by: 'book' as const, quantity })),
  ]
}

function wholeSteps(quantity: Decimal, stepSize: Decimal): Decimal {
  return quantity.lte(ZERO) ? ZERO : quantity.div(stepSize).floor()
}

/** The largest count up to `ceiling` that fits, where everything below a count that fits does too. */
function mostSteps(ceiling: Decimal, fits: (count: Decimal) => boolean): Decimal {
  let [low, high]: [Decimal, Decimal] = [ZERO, ceiling]
  while (low.lt(high)) {
    const middle = low.plus(high).plus(ONE).div(2).floor()
    if (fits(middle)) low = middle
    else high = middle.minus(ONE)
  }
  return low
}

/** The smallest order that Binance takes at a price, in whole steps. */
export function smallestQuantity(
  entryPrice: Decimal,
  limits: Pick<QuantityLimits, 'stepSize' | 'minQuantity' | 'minNotional'>,
): Decimal {
  const byNotional = limits.minNotional === null ? ZERO : limits.minNotional.div(entryPrice)
  return Decimal.max(limits.minQuantity, byNotional).div(limits.stepSize).ceil().times(limits.stepSize)
}

/** What a trade wins at its target, against what it loses at its stop. */
export interface Reward {
  /** After both fees and the entry's slippage. */
  readonly profit: Decimal
  /** Profit ÷ loss at the stop. */
  readonly rMultiple: Decimal
  /** Share of winners at which such trades neither win nor lose: 100 ÷ (1 + R); `null` when costs eat the profit. */
  readonly breakEvenWinRatePct: Decimal | null
}

/**
 * The reward of a trade. The target is taken by a resting order: it pays a fee and no slippage.
 *
 * @throws RangeError when nothing is at risk
 */
export function rewardAt(terms: TradeTerms, targetPrice: Decimal, trade: SizedLoss): Reward {
  const { quantity, loss } = trade
  if (!loss.total.gt(ZERO)) throw new RangeError('a trade without risk has no multiple of it')
  const slip = terms.entryPrice.times(loss.entrySlippageRate)
  const entryFill = terms.entryPrice.plus(slip.times(sideSign(terms)))
  const gross = targetPrice.minus(entryFill).times(sideSign(terms)).times(quantity)
  const profit = gross.minus(targetPrice.plus(entryFill).times(quantity).times(terms.feeRate))
  const rMultiple = profit.div(loss.total)
  return { profit, rMultiple, breakEvenWinRatePct: profit.gt(ZERO) ? HUNDRED.div(rMultiple.plus(ONE)) : null }
}

export interface SizedLoss {
  readonly quantity: Decimal
  readonly loss: StopLoss
}
