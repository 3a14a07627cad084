import { type Decimal, HUNDRED } from '../model/decimal.ts'
import type { InsuranceFund } from '../model/market-data.ts'
import { changePct } from './statistics.ts'

const HOUR_MS = 3_600_000
/** A day ago is a sample between 18 and 30 hours old. */
const DAY_AGO_MS = [18 * HOUR_MS, 30 * HOUR_MS] as const
/** Samples closer together than this say nothing new. */
const SAMPLE_EVERY_MS = HOUR_MS
const MOST_SAMPLES = 200

/** A fund's balance as it was seen once. */
export interface FundSample {
  readonly atMs: number
  readonly balance: Decimal
}

/** The change of a balance since a sample. */
export interface FundChange {
  readonly sinceMs: number
  readonly amount: Decimal
  /** `null` when there was nothing before. */
  readonly pct: Decimal | null
}

/** The fund behind one symbol, in the asset that the symbol is margined in. */
export interface FundState {
  readonly asset: string
  readonly balance: Decimal
  readonly updatedAtMs: number
  /** Every symbol that the same fund stands for. */
  readonly symbols: readonly string[]
  /** `null` when it was never seen before. */
  readonly sinceLastSeen: FundChange | null
  /** `null` when nothing was seen about a day ago. */
  readonly sinceADayAgo: FundChange | null
  /** The balance in percent of the symbol's own open interest; `null` when that is not known. */
  readonly ofOpenInterestPct: Decimal | null
}

export interface FundReading {
  readonly marginAsset: string
  readonly funds: readonly InsuranceFund[]
  /** Oldest first, all earlier than now. */
  readonly samples: readonly FundSample[]
  /** Quote asset; `null` when it could not be read. */
  readonly openInterestNotional: Decimal | null
  readonly nowMs: number
}

/** The fund of a symbol; `null` when the venue lists none in its margin asset. */
export function fundState(reading: FundReading): FundState | null {
  const { marginAsset, funds, samples, openInterestNotional, nowMs } = reading
  const fund = funds.find(({ assets }) => assets.some(({ asset }) => asset === marginAsset))
  const money = fund?.assets.find(({ asset }) => asset === marginAsset)
  if (fund === undefined || money === undefined) return null
  const dayAgo = samples.findLast(({ atMs }) => nowMs - atMs >= DAY_AGO_MS[0] && nowMs - atMs <= DAY_AGO_MS[1])
  return {
    asset: money.asset,
    balance: money.balance,
    updatedAtMs: money.updatedAtMs,
    symbols: fund.symbols,
    sinceLastSeen: changeSince(samples.at(-1), money.balance),
    sinceADayAgo: changeSince(dayAgo, money.balance),
    ofOpenInterestPct: openInterestNotional?.gt('0') ? money.balance.times(HUNDRED).div(openInterestNotional) : null,
  }
}

function changeSince(sample: FundSample | undefined, balance: Decimal): FundChange | null {
  if (sample === undefined) return null
  return { sinceMs: sample.atMs, amount: balance.minus(sample.balance), pct: changePct(sample.balance, balance) }
}

/** The samples to remember: at most one an hour, the oldest forgotten. */
export function withSample(samples: readonly FundSample[], sample: FundSample): readonly FundSample[] {
  const last = samples.at(-1)
  if (last !== undefined && sample.atMs - last.atMs < SAMPLE_EVERY_MS) return samples
  return [...samples, sample].slice(-MOST_SAMPLES)
}
