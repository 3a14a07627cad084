import type { Income } from '../model/account-history.ts'
import { type Decimal, sum } from '../model/decimal.ts'
import type { FundingInfo, MarkPrice } from '../model/market.ts'
import type { FundingSettlement } from '../model/market-data.ts'
import type { Gap } from '../model/snapshot.ts'
import { type FundingCost, fundingCost } from './funding-cost.ts'
import {
  type FundingBias,
  type FundingFlip,
  type FundingStatistics,
  type FundingThresholds,
  fundingBias,
  fundingFlip,
  fundingStatistics,
  fundingStreak,
  isFlipAhead,
  rate8hPct,
  ratePerYearPct,
  type SettledRate,
  settledRates,
} from './funding-history.ts'
import { type FundingInterval, fundingInterval } from './funding-interval.ts'
import type { PositionRisk } from './report.ts'
import type { Stake } from './stake.ts'

const DAY_MS = 86_400_000
/** For how long a change of interval is news. */
const CHANGE_IS_NEWS_MS = 7 * DAY_MS
const SHORT_WINDOW = 30
const LONG_WINDOW = 90

/** Funding of a held position so far. */
export interface FundingPaid {
  /** Margin asset, negative when paid; `null` when it is not known for the whole life of the position. */
  readonly amount: Decimal | null
  /** When the position was opened; `null` when not known. */
  readonly sinceMs: number | null
  /** Why the amount is not known; `null` when it is. */
  readonly why: string | null
}

/** A position with what its funding costs. */
export interface FundingHolding {
  readonly risk: PositionRisk
  /** `null` when it is not known what decides over the position. */
  readonly stake: Stake | null
  readonly tiers: readonly Decimal[]
  readonly paid: FundingPaid
}

/** What was read about the funding of one symbol. */
export interface FundingReading {
  readonly symbol: string
  readonly mark: MarkPrice
  /** `null` when it could not be read. */
  readonly table: ReadonlyMap<string, FundingInfo> | null
  /** Oldest first; `null` when it could not be read. */
  readonly history: readonly FundingSettlement[] | null
  /** When the history was read; `null` when it could not be. */
  readonly historyAtMs: number | null
  /** Positions held in the symbol. */
  readonly holdings: readonly FundingHolding[]
  readonly thresholds: FundingThresholds
  readonly nowMs: number
}

export type FundingFlag =
  | 'persistent-positive'
  | 'persistent-negative'
  | 'flip'
  | 'flip-ahead'
  | 'interval-changed'
  | 'interval-differs'
  | 'special-settlement'
  | 'at-limit'

/** Funding of one symbol, and of what is held in it. */
export interface SymbolFunding {
  readonly symbol: string
  /** Fraction per interval; `null` for a contract without funding. */
  readonly rate: Decimal | null
  readonly interval: FundingInterval
  readonly rate8hPct: Decimal | null
  readonly ratePerYearPct: Decimal | null
  readonly nextFundingAtMs: number | null
  /** `null` when the history could not be read. */
  readonly history: FundingPast | null
  readonly historyAtMs: number | null
  readonly flags: readonly FundingFlag[]
  readonly positions: readonly PositionFunding[]
}

export interface FundingPast {
  /** Ordinary settlements, oldest first, per 8 hours. */
  readonly settled: readonly SettledRate[]
  /** Special ones, oldest first: not in any average. */
  readonly special: readonly FundingSettlement[]
  readonly last30: FundingStatistics | null
  readonly last90: FundingStatistics | null
  readonly streak: ReturnType<typeof fundingStreak>
  readonly bias: FundingBias | null
  readonly flip: FundingFlip | null
}

export interface PositionFunding {
  readonly risk: PositionRisk
  /** `null` when rate or interval is not known. */
  readonly cost: FundingCost | null
  readonly paid: FundingPaid
}

/** All that `funding` shows. */
export interface FundingReport {
  readonly asOfMs: number
  readonly symbols: readonly SymbolFunding[]
  readonly gaps: readonly Gap[]
}

/** Puts rate, history and positions of one symbol together. */
export function assessFunding(reading: FundingReading): SymbolFunding {
  const { symbol, mark, history } = reading
  const interval = fundingInterval({ ...reading, nextFundingAtMs: mark.nextFundingAtMs })
  const { hours } = interval
  const rate = mark.fundingRate
  const present = rate === null || hours === null ? null : { rate, hours }
  const presentPct = present && rate8hPct(present.rate, present.hours)
  const past = history === null || hours === null ? null : pastOf(history, hours, { presentPct, ...reading })
  return {
    symbol,
    rate,
    interval,
    rate8hPct: presentPct,
    ratePerYearPct: present && ratePerYearPct(present.rate, present.hours),
    nextFundingAtMs: mark.nextFundingAtMs,
    history: past,
    historyAtMs: reading.historyAtMs,
    flags: flagsOf({ interval, past, presentPct, ...reading }),
    positions: reading.holdings.map(({ risk, stake, tiers, paid }) => ({
      risk,
      cost:
        present &&
        fundingCost({ position: risk.position, stake, rate: present.rate, intervalHours: present.hours, tiers }),
      paid,
    })),
  }
}

function pastOf(
  history: readonly FundingSettlement[],
  hours: number,
  { presentPct, thresholds }: { readonly presentPct: Decimal | null; readonly thresholds: FundingThresholds },
): FundingPast {
  const settled = settledRates(history, hours)
  return {
    settled,
    special: history.filter(({ isSpecial }) => isSpecial),
    last30: fundingStatistics(settled, presentPct, SHORT_WINDOW),
    last90: fundingStatistics(settled, presentPct, LONG_WINDOW),
    streak: fundingStreak(settled),
    bias: fundingBias(settled, thresholds),
    flip: fundingFlip(settled),
  }
}

interface FlagInputs {
  readonly symbol: string
  readonly mark: MarkPrice
  readonly table: ReadonlyMap<string, FundingInfo> | null
  readonly interval: FundingInterval
  readonly past: FundingPast | null
  readonly presentPct: Decimal | null
  readonly nowMs: number
}

function flagsOf({ symbol, mark, table, interval, past, presentPct, nowMs }: FlagInputs): readonly FundingFlag[] {
  const flags: FundingFlag[] = []
  if (past?.bias) flags.push(`persistent-${past.bias.sign}`)
  if (past?.flip && nowMs - past.flip.atMs < DAY_MS) flags.push('flip')
  if (past !== null && presentPct !== null && isFlipAhead(past.settled, presentPct)) flags.push('flip-ahead')
  if (interval.change !== null && nowMs - interval.change.atMs < CHANGE_IS_NEWS_MS) flags.push('interval-changed')
  if (interval.confirmation === 'differs') flags.push('interval-differs')
  if (past !== null && past.special.length > 0) flags.push('special-settlement')
  if (isAtLimit(mark.fundingRate, table?.get(symbol))) flags.push('at-limit')
  return flags
}

function isAtLimit(rate: Decimal | null, info: FundingInfo | undefined): boolean {
  if (rate === null || info === undefined) return false
  return (info.rateCap !== null && rate.gte(info.rateCap)) || (info.rateFloor !== null && rate.lte(info.rateFloor))
}

/**
 * Funding of a position since it was opened, from the account's income: special payments are in it.
 *
 * @param income of the symbol since `sinceMs`, funding only
 */
export function fundingPaid(income: readonly Income[], sinceMs: number): FundingPaid {
  const own = income.filter(({ type, atMs }) => type === 'FUNDING_FEE' && atMs >= sinceMs)
  return { amount: sum(own.map(({ amount }) => amount)), sinceMs, why: null }
}
