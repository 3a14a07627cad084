import { type Decimal, d, HUNDRED, ONE, ZERO } from '../model/decimal.ts'
import { type Side, sideSign } from '../model/position.ts'
import { bracketRowOf, maintenanceMarginOf } from './bracket-table.ts'
import { type ConcavePieces, type Line, valueOn, zeroAlong } from './concave-curve.ts'
import { atRate, type CollateralRates, entryValueOf, type Leg, netQuantityOf, type Stake } from './stake.ts'
import { surplusAt } from './surplus.ts'

/**
 * The two mark prices that a stake must survive to stand at a distance: `targetPct` below and above the mark. The
 * surplus is concave, so one that is not negative at both ends is not negative in between.
 */
function targetPrices(markPrice: Decimal, targetPct: Decimal): readonly [Decimal, Decimal] {
  const share = targetPct.div(HUNDRED)
  return [markPrice.times(ONE.minus(share)), markPrice.times(ONE.plus(share))]
}

/**
 * Money that puts the liquidation of a stake at the target distance, unrounded, in its margin asset.
 *
 * Of a balance that is owed at the target price, each unit counts at the ask until the debt is paid, then at the bid.
 *
 * @returns 0 when it stands there already
 */
export function moneyToTarget(stake: Stake, targetPct: Decimal): Decimal {
  let needed: Decimal = ZERO
  for (const price of targetPrices(stake.markPrice, targetPct)) {
    const lack = surplusAt(stake, price).neg()
    const balance = stake.balance.plus(netQuantityOf(stake.legs).times(price)).minus(entryValueOf(stake.legs))
    const amount = amountWorth(lack, balance, stake.rates)
    if (amount.gt(needed)) needed = amount
  }
  return needed
}

/** The amount that raises what a balance counts for by `worth`. */
function amountWorth(worth: Decimal, balance: Decimal, { bidRate, askRate }: CollateralRates): Decimal {
  if (balance.gte(ZERO)) return worth.div(bidRate)
  const debt = balance.neg()
  const atAsk = debt.times(askRate)
  return worth.lte(atAsk) ? worth.div(askRate) : debt.plus(worth.minus(atAsk).div(bidRate))
}

/** What closing at the mark costs the stake itself. */
export interface Closing {
  readonly side: Side
  readonly targetPct: Decimal
  /** Fraction of the closed notional that leaves the stake's own balance; 0 where another wallet pays. */
  readonly feeRate: Decimal
}

/**
 * Quantity of one leg to close at the mark, keeping its money, that puts liquidation at the target, unrounded.
 *
 * At a target price the surplus is concave in the closed quantity: the loss realised now is one that is no longer to
 * come, and maintenance margin falls bracket by bracket.
 *
 * @returns 0 when it stands there already; `null` when closing the whole leg would not do it
 */
export function quantityToTarget(stake: Stake, closing: Closing): Decimal | null {
  const index = stake.legs.findIndex(({ side }) => side === closing.side)
  const leg = stake.legs[index]
  if (leg === undefined) return null
  let needed: Decimal = ZERO
  for (const price of targetPrices(stake.markPrice, closing.targetPct)) {
    const curve = closingCurve(stake, { leg, price, feeRate: closing.feeRate })
    const start = curve.pieceAt(ZERO)
    if (start.intercept.gte(ZERO)) continue
    const quantity = start.slope.gt(ZERO) ? zeroAlong(curve, start) : null
    if (quantity === null || quantity.gt(leg.quantity)) return null
    if (quantity.gt(needed)) needed = quantity
  }
  return needed
}

/** Rounding in the last of 50 digits is no shortfall. */
const HAIR = d('1e-25')

/**
 * Whether closing this much leaves the stake alive at both target prices. Closing one of two legs can cure one side and
 * kill the other, so that a quantity which is enough for each alone is none for both.
 */
export function holdsAtTarget(stake: Stake, closing: Closing, quantity: Decimal): boolean {
  const leg = stake.legs.find(({ side }) => side === closing.side)
  if (leg === undefined) return false
  return targetPrices(stake.markPrice, closing.targetPct).every((price) => {
    const curve = closingCurve(stake, { leg, price, feeRate: closing.feeRate })
    return valueOn(curve.pieceAt(quantity), quantity).gte(HAIR.neg())
  })
}

interface ClosingAt {
  readonly leg: Leg
  readonly price: Decimal
  readonly feeRate: Decimal
}

function closingCurve(stake: Stake, { leg, price, feeRate }: ClosingAt): ConcavePieces {
  const { askRate } = stake.rates
  const others = stake.legs.filter((other) => other !== leg)
  const balance: Line = {
    intercept: stake.balance.plus(netQuantityOf(stake.legs).times(price)).minus(entryValueOf(stake.legs)),
    slope: stake.markPrice.minus(price).times(sideSign(leg)).minus(stake.markPrice.times(feeRate)),
  }
  const otherMaintenance = others.reduce(
    (total: Decimal, other) => total.plus(maintenanceMarginOf(other.bracket, other.quantity.times(price))),
    ZERO,
  )
  const pieceAt = (closed: Decimal): Line => {
    const row = bracketRowOf(leg.bracket, leg.quantity.minus(closed).times(price))
    const perUnit = price.times(row.maintMarginRatio)
    const maintenance = leg.quantity.times(perUnit).minus(row.maintAmount).plus(otherMaintenance)
    const rate = valueOn(balance, closed).lt(ZERO) ? askRate : stake.rates.bidRate
    return {
      intercept: stake.reserve.plus(atRate(balance.intercept, rate)).minus(atRate(maintenance, askRate)),
      slope: atRate(balance.slope, rate).plus(atRate(perUnit, askRate)),
    }
  }
  return { pieceAt }
}
