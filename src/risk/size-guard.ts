import { type Decimal, d, HUNDRED, ONE } from '../model/decimal.ts'
import type { FundingSettlement } from '../model/market-data.ts'
import { type Side, sideSign } from '../model/position.ts'
import type { MacroReading } from './macro-window.ts'

/**
 * A reason to trade smaller than the budget allows: the quantity is sized for `factor` times the budget. Guards
 * multiply, so whatever else asks for less exposure (a macro event, say) joins as one more of them.
 */
export interface SizeGuard {
  readonly name: string
  /** Above 0, at most 1. */
  readonly factor: Decimal
  /** For people, without figures. */
  readonly why: string
}

/** The factors of all guards together; 1 for none. */
export function combinedFactor(guards: readonly SizeGuard[]): Decimal {
  return guards.reduce((factor: Decimal, guard) => factor.times(guard.factor), ONE)
}

/** The present funding of a symbol. */
export interface FundingReading {
  /** Fraction per interval. */
  readonly rate: Decimal
  readonly intervalHours: number
}

/** From here on, in percent per 8 hours, funding asks for a smaller position. */
const FUNDING_GUARD_PCT = d('0.1')

/** A funding rate in percent per 8 hours, whatever its interval. */
export function rate8hPct({ rate, intervalHours }: FundingReading): Decimal {
  return rate.times(HUNDRED).times(8).div(intervalHours)
}

/**
 * Shrinks a position whose side pays more than 0.1 % per 8 hours, in proportion: at twice that rate to one half, so
 * that it pays no more than a full one would at the limit.
 *
 * @returns `null` when the side receives, or pays less
 */
export function fundingGuard(side: Side, reading: FundingReading): SizeGuard | null {
  const paidPct = rate8hPct(reading).times(sideSign({ side }))
  if (paidPct.lte(FUNDING_GUARD_PCT)) return null
  const payers = side === 'LONG' ? 'longs' : 'shorts'
  return { name: 'funding', factor: FUNDING_GUARD_PCT.div(paidPct), why: `${payers} pay unusually high funding` }
}

/** What a macro event leaves of the usual exposure. */
const MACRO_FACTOR = d('0.5')

/** Halves what is opened while the window of a macro event is open; `null` outside, and where no window is known. */
export function macroGuard({ open }: MacroReading): SizeGuard | null {
  const [window] = open
  return window === undefined ? null : { name: 'macro', factor: MACRO_FACTOR, why: `${window.event.name} is near` }
}

/** How many of the latest settlements stood beyond a figure. */
export interface Crowding {
  readonly beyond: number
  readonly of: number
  readonly isPersistent: boolean
}

const SETTLEMENTS = 9
const PERSISTENT = 6

/** Settlements to read for `crowdingOf`; a few more than it counts, since special ones are left out. */
export const SETTLEMENTS_READ = 12

/**
 * Whether a side has been the crowded one: 6 of its last 9 regular settlements beyond the threshold.
 *
 * @param thresholdPct percent per 8 hours; longs are crowded above it, shorts below
 */
export function crowdingOf(
  side: Side,
  settlements: readonly FundingSettlement[],
  { intervalHours, thresholdPct }: { readonly intervalHours: number; readonly thresholdPct: Decimal },
): Crowding {
  const last = settlements.filter(({ isSpecial }) => !isSpecial).slice(-SETTLEMENTS)
  const beyond = last.filter(({ fundingRate }) => {
    const pct = rate8hPct({ rate: fundingRate, intervalHours })
    return side === 'LONG' ? pct.gt(thresholdPct) : pct.lt(thresholdPct)
  }).length
  return { beyond, of: last.length, isPersistent: beyond >= PERSISTENT }
}
