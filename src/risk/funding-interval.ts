import { DEFAULT_FUNDING_INTERVAL_HOURS, type FundingInfo } from '../model/market.ts'
import type { FundingSettlement } from '../model/market-data.ts'

const HOUR_MS = 3_600_000
/** Funding is settled at least daily; a longer pause is a hole in the history. */
const LONGEST_HOURS = 24

/** A change of the time between settlements. */
export interface IntervalChange {
  readonly fromHours: number
  readonly toHours: number
  /** The settlement at which the new spacing began. */
  readonly atMs: number
}

/** How often a symbol settles, and how well that is known. */
export interface FundingInterval {
  /** `null` when neither the venue's table nor settlements tell. */
  readonly hours: number | null
  /** `confirmed` by the spacing of settlements; `differs` when table and settlements contradict each other. */
  readonly confirmation: 'confirmed' | 'differs' | 'unconfirmed'
  /** What the venue's table says, with its default for a symbol it does not list; `null` when it could not be read. */
  readonly statedHours: number | null
  /** What the settlements say; `null` with too few of them. */
  readonly settledHours: number | null
  /** The latest change; `null` for none in the history. */
  readonly change: IntervalChange | null
}

export interface IntervalEvidence {
  readonly symbol: string
  /** `null` when the table could not be read. */
  readonly table: ReadonlyMap<string, FundingInfo> | null
  /** Oldest first; `null` when it could not be read. */
  readonly history: readonly FundingSettlement[] | null
  readonly nextFundingAtMs: number | null
}

/**
 * The interval of a symbol: the venue's table (8 hours where it lists none), held against the spacing of settlements
 * up to the next one. Settlements win when the last two spacings agree with each other and not with the table.
 */
export function fundingInterval({ symbol, table, history, nextFundingAtMs }: IntervalEvidence): FundingInterval {
  const times = regularTimes(history ?? [])
  const ahead =
    nextFundingAtMs === null || (times.at(-1) ?? nextFundingAtMs) >= nextFundingAtMs ? [] : [nextFundingAtMs]
  const spacings = spacingsOf([...times, ...ahead])
  const statedHours =
    table === null ? null : (table.get(symbol)?.fundingIntervalHours ?? DEFAULT_FUNDING_INTERVAL_HOURS)
  const newest = spacings.slice(-2).map(({ hours }) => hours)
  const settledHours = newest.at(-1) ?? null
  const isConfirmed = statedHours !== null && newest.includes(statedHours)
  const isContradicted = statedHours !== null && !isConfirmed && newest.length === 2 && newest[0] === newest[1]
  return {
    hours: isContradicted ? settledHours : (statedHours ?? settledHours),
    confirmation: isConfirmed ? 'confirmed' : isContradicted ? 'differs' : 'unconfirmed',
    statedHours,
    settledHours,
    change: latestChange(spacings),
  }
}

/** Instants of the ordinary settlements, oldest first: special ones follow no interval. */
function regularTimes(history: readonly FundingSettlement[]): readonly number[] {
  return history.filter(({ isSpecial }) => !isSpecial).map(({ atMs }) => atMs)
}

interface Spacing {
  /** The settlement that it begins with. */
  readonly fromMs: number
  readonly hours: number
}

function spacingsOf(times: readonly number[]): readonly Spacing[] {
  return times.slice(1).flatMap((atMs, index) => {
    const fromMs = times[index] ?? atMs
    const hours = hoursBetween(fromMs, atMs)
    return hours === null ? [] : [{ fromMs, hours }]
  })
}

/** Whole hours between two settlements, which come some milliseconds early or late; `null` for none or too many. */
export function hoursBetween(fromMs: number, toMs: number): number | null {
  const hours = Math.round((toMs - fromMs) / HOUR_MS)
  return hours >= 1 && hours <= LONGEST_HOURS ? hours : null
}

function latestChange(spacings: readonly Spacing[]): IntervalChange | null {
  const index = spacings.findLastIndex(({ hours }, place) => place > 0 && spacings[place - 1]?.hours !== hours)
  const [before, after] = [spacings[index - 1], spacings[index]]
  if (before === undefined || after === undefined) return null
  return { fromHours: before.hours, toHours: after.hours, atMs: after.fromMs }
}
