import { type Decimal, HUNDRED, ZERO } from '../model/decimal.ts'
import { type Position, sideSign } from '../model/position.ts'
import { distancePctOf, liquidationOf } from './liquidation.ts'
import type { Stake } from './stake.ts'
import { surplusAt } from './surplus.ts'

const HOURS_PER_DAY = 24

/** What funding does to a position while rate and mark stay where they are. Amounts are negative when you pay. */
export interface FundingCost {
  /** Margin asset. */
  readonly nextPayment: Decimal
  /** Margin asset. */
  readonly perDay: Decimal
  /** What is lost per day of the room between margin balance and maintenance margin, in percent; `null` when unknown. */
  readonly cushionPctPerDay: Decimal | null
  /** By how much the liquidation price moves in a day; `null` when there is none. */
  readonly liquidationDrift: LiquidationDrift | null
  /** The tier that the drift alone reaches next, or liquidation itself; `null` when it moves away or there is none. */
  readonly next: { readonly tierPct: Decimal | null; readonly days: Decimal } | null
}

export interface LiquidationDrift {
  /** Quote asset, signed. */
  readonly price: Decimal
  /** Percent points of distance, negative when liquidation comes closer. */
  readonly distancePct: Decimal
}

export interface FundingCase {
  readonly position: Position
  /** `null` when the position's account is not known well enough. */
  readonly stake: Stake | null
  /** Fraction per interval. */
  readonly rate: Decimal
  readonly intervalHours: number
  /** Percent points, outermost first. */
  readonly tiers: readonly Decimal[]
}

/**
 * The running cost of a position: at each settlement a long pays rate × notional at the mark, a short receives it. It
 * leaves the isolated wallet, or the wallet of the pool; only the position's own funding is counted.
 *
 * @see Binance Futures FAQ, introduction to funding rates
 */
export function fundingCost(given: FundingCase): FundingCost {
  const { position, stake, rate, intervalHours } = given
  const notional = position.quantity.times(position.markPrice)
  const nextPayment = notional.times(rate).times(sideSign(position)).neg()
  const perDay = nextPayment.times(HOURS_PER_DAY).div(intervalHours)
  if (stake === null) return { nextPayment, perDay, cushionPctPerDay: null, liquidationDrift: null, next: null }
  return {
    nextPayment,
    perDay,
    cushionPctPerDay: cushionPctPerDay(stake, perDay),
    liquidationDrift: liquidationDrift(stake, perDay),
    next: perDay.lt(ZERO) ? nextTier(stake, perDay, given.tiers) : null,
  }
}

function afterADay(stake: Stake, perDay: Decimal): Stake {
  return { ...stake, balance: stake.balance.plus(perDay) }
}

function cushionPctPerDay(stake: Stake, perDay: Decimal): Decimal | null {
  const cushion = surplusAt(stake, stake.markPrice)
  if (cushion.lte(ZERO)) return null
  return surplusAt(afterADay(stake, perDay), stake.markPrice).minus(cushion).times(HUNDRED).div(cushion)
}

function liquidationDrift(stake: Stake, perDay: Decimal): LiquidationDrift | null {
  const [now, then] = [liquidationOf(stake), liquidationOf(afterADay(stake, perDay))]
  const [before, after] = [distancePctOf(now, stake.markPrice), distancePctOf(then, stake.markPrice)]
  if (now.status !== 'price' || then.status !== 'price' || before === null || after === null) return null
  return { price: then.price.minus(now.price), distancePct: after.minus(before) }
}

/** At the price that stands a tier away there is some room left now; it is used up at the pace of the payments. */
function nextTier(stake: Stake, perDay: Decimal, tiers: readonly Decimal[]): FundingCost['next'] {
  const liquidation = liquidationOf(stake)
  const distancePct = distancePctOf(liquidation, stake.markPrice)
  if (liquidation.status !== 'price' || distancePct === null || distancePct.isZero()) return null
  const tierPct = tiers.find((tier) => tier.lt(distancePct)) ?? null
  const away = (tierPct ?? ZERO).times(liquidation.price.lt(stake.markPrice) ? -1 : 1)
  const price = stake.markPrice.times(away.plus(HUNDRED)).div(HUNDRED)
  const room = surplusAt(stake, price)
  const lostPerDay = room.minus(surplusAt(afterADay(stake, perDay), price))
  return room.lte(ZERO) || lostPerDay.lte(ZERO) ? null : { tierPct, days: room.div(lostPerDay) }
}
