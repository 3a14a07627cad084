import type { Query } from '../route.ts'
import type { SymbolSpec, World } from '../world.ts'
import { chosenSpecs, limitOf, type TimeWindow, timeWindow } from './parameters.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** One adjusted contract settled every eight hours until this long before the start. */
const INTERVAL_CHANGED_DAYS_AGO = 20
const DIVIDEND_EVERY_DAYS = 91
const LAST_DIVIDEND_DAYS_AGO = 9

/** One settlement of funding, as the venue sends it. */
export interface FundingRow {
  readonly symbol: string
  /** Fraction of the notional for this interval, 8 decimals. */
  readonly fundingRate: string
  readonly fundingTime: number
  readonly markPrice: string
  /** Special rows are dividend payments on stocks; they may share their time with a Regular row. */
  readonly rateType: 'Regular' | 'Special'
}

/**
 * Settlements, oldest first: the newest `limit` when no start is given, the first `limit` from the start otherwise.
 * Without a symbol the rows of all contracts are merged by time.
 */
export function fundingRate(query: Query, world: World): readonly FundingRow[] {
  const limit = limitOf(query, { standard: 100, max: 1000 })
  const window = timeWindow(query)
  const rows = chosenSpecs(query, world).flatMap((spec) => settlements(world, spec, { window, limit }))
  const sorted = rows.sort((a, b) => a.fundingTime - b.fundingTime)
  return window.fromMs === null ? sorted.slice(-limit) : sorted.slice(0, limit)
}

interface Wanted {
  readonly window: TimeWindow
  readonly limit: number
}

function settlements(world: World, spec: SymbolSpec, wanted: Wanted): FundingRow[] {
  const regular = settlementTimes(world, spec, wanted).map((atMs) => regularRow(world, spec, atMs))
  const special = dividendTimes(world, spec, wanted.window).map((atMs) => specialRow(world, spec, atMs))
  return [...regular, ...special]
}

/** Settlement times within the window, at the spacing that was in force at the time; at most `limit` of them. */
function settlementTimes(world: World, spec: SymbolSpec, wanted: Wanted): readonly number[] {
  const lastMs = Math.min(wanted.window.toMs ?? world.nowMs(), world.nowMs())
  const firstMs = Math.max(wanted.window.fromMs ?? 0, spec.onboardAtMs)
  const times: number[] = []
  if (wanted.window.fromMs !== null) {
    let atMs = settlementAfter(world, spec, firstMs - 1)
    for (; atMs <= lastMs && times.length < wanted.limit; atMs = settlementAfter(world, spec, atMs)) times.push(atMs)
    return times
  }
  let atMs = settlementBefore(world, spec, lastMs + 1)
  for (; atMs >= firstMs && times.length < wanted.limit; atMs = settlementBefore(world, spec, atMs)) times.push(atMs)
  return times.reverse()
}

function settlementAfter(world: World, spec: SymbolSpec, atMs: number): number {
  const intervalMs = intervalMsAt(world, spec, atMs + 1)
  return Math.floor(atMs / intervalMs) * intervalMs + intervalMs
}

function settlementBefore(world: World, spec: SymbolSpec, atMs: number): number {
  const intervalMs = intervalMsAt(world, spec, atMs - 1)
  return Math.ceil(atMs / intervalMs) * intervalMs - intervalMs
}

/** The interval that ends with the first settlement at or after `atMs`, in milliseconds. */
function intervalMsAt(world: World, spec: SymbolSpec, atMs: number): number {
  const isBeforeChange = atMs <= intervalChangedAtMs(world) && hasChangedInterval(spec)
  return (isBeforeChange ? 8 : spec.fundingIntervalHours) * HOUR_MS
}

/** A four-hour contract had eight hours before; the change stands on a settlement of both grids. */
function hasChangedInterval(spec: SymbolSpec): boolean {
  return spec.isFundingAdjusted && spec.fundingIntervalHours === 4
}

function intervalChangedAtMs(world: World): number {
  return Math.floor(world.startAtMs / DAY_MS - INTERVAL_CHANGED_DAYS_AGO) * DAY_MS
}

function regularRow(world: World, spec: SymbolSpec, atMs: number): FundingRow {
  return {
    symbol: spec.symbol,
    fundingRate: world.fundingRateAt(spec.symbol, atMs - 1).toFixed(8),
    fundingTime: atMs,
    markPrice: world.markPriceAt(spec.symbol, atMs).toFixed(8),
    rateType: 'Regular',
  }
}

function dividendTimes(world: World, spec: SymbolSpec, window: TimeWindow): readonly number[] {
  if (spec.contractType !== 'TRADIFI_PERPETUAL') return []
  const newestMs = (Math.floor(world.startAtMs / DAY_MS) - LAST_DIVIDEND_DAYS_AGO) * DAY_MS
  const fromMs = Math.max(window.fromMs ?? 0, spec.onboardAtMs)
  const toMs = Math.min(window.toMs ?? world.nowMs(), world.nowMs())
  const times: number[] = []
  for (let atMs = newestMs; atMs >= fromMs; atMs -= DIVIDEND_EVERY_DAYS * DAY_MS) if (atMs <= toMs) times.push(atMs)
  return times
}

/** Longs receive about a quarter of a per cent when the stock goes ex dividend. */
function specialRow(world: World, spec: SymbolSpec, atMs: number): FundingRow {
  const rate = -0.002 - 0.001 * world.chance(`dividend ${spec.symbol}`, Math.floor(atMs / DAY_MS))
  return { ...regularRow(world, spec, atMs), fundingRate: rate.toFixed(8), rateType: 'Special' }
}
