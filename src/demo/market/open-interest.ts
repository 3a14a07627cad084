import { d } from '../../model/decimal.ts'
import { badParameter, missingParameter, type Query } from '../route.ts'
import type { SymbolSpec, World } from '../world.ts'
import { intervalMs } from './candle-times.ts'
import { smoothNoise } from './noise.ts'
import { limitOf, requiredSpec, timeWindow } from './parameters.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const KEPT_DAYS = 30
/** Open interest as a share of a day's turnover. */
const USUAL_SHARE = 0.55
const SPIKE_SLOT_MS = 20 * HOUR_MS

const PERIODS: readonly string[] = ['5m', '15m', '30m', '1h', '2h', '4h', '6h', '12h', '1d']

/** Open interest now, in base units. */
export function openInterest(query: Query, world: World) {
  const spec = requiredSpec(query, world)
  const time = world.nowMs()
  return { openInterest: openInterestAt(world, spec, time), symbol: spec.symbol, time }
}

/**
 * Past open interest on the grid of `period`, oldest first, not older than thirty days.
 *
 * @throws Refusal -1130 for an unknown period or a start before the last thirty days
 */
export function openInterestHist(query: Query, world: World) {
  const spec = requiredSpec(query, world)
  const stepMs = periodMs(query)
  const limit = limitOf(query, { standard: 30, max: 500 })
  const { fromMs, toMs } = timeWindow(query)
  const keptFromMs = world.nowMs() - KEPT_DAYS * DAY_MS
  if (fromMs !== null && fromMs < keptFromMs) throw badParameter('startTime')
  const firstMs = Math.ceil((fromMs ?? keptFromMs) / stepMs) * stepMs
  const lastMs = Math.floor(Math.min(toMs ?? world.nowMs(), world.nowMs()) / stepMs) * stepMs
  const times: number[] = []
  for (let atMs = firstMs; atMs <= lastMs; atMs += stepMs) times.push(atMs)
  const chosen = fromMs === null ? times.slice(-limit) : times.slice(0, limit)
  return chosen.map((atMs) => historyRow(world, spec, atMs))
}

function periodMs(query: Query): number {
  const period = query.get('period')
  if (!period) throw missingParameter('period')
  const stepMs = PERIODS.includes(period) ? intervalMs(period) : null
  if (stepMs === null) throw badParameter('period')
  return stepMs
}

function historyRow(world: World, spec: SymbolSpec, timestamp: number) {
  const quantity = d(openInterestAt(world, spec, timestamp))
  return {
    symbol: spec.symbol,
    sumOpenInterest: quantity.toFixed(8),
    sumOpenInterestValue: quantity.times(world.markPriceAt(spec.symbol, timestamp)).toFixed(8),
    CMCCirculatingSupply: (Math.round(openingInterest(world, spec) / 0.005 / 1000) * 1000).toFixed(8),
    timestamp,
  }
}

/** Base units at an instant, at the symbol's quantity precision. */
function openInterestAt(world: World, spec: SymbolSpec, atMs: number): string {
  const slow = smoothNoise(world, `open interest ${spec.symbol}`, atMs / (5 * DAY_MS))
  const fast = smoothNoise(world, `open interest hours ${spec.symbol}`, atMs / (3 * HOUR_MS))
  const quantity =
    openingInterest(world, spec) *
    (1 + 0.08 * slow + 0.004 * fast + spikeAt(world, spec, atMs)) *
    shareNotLiquidated(world, spec, atMs)
  return quantity.toFixed(spec.quantityPrecision)
}

function openingInterest(world: World, spec: SymbolSpec): number {
  return (spec.dailyTurnover * USUAL_SHARE) / world.markPriceAt(spec.symbol, world.startAtMs).toNumber()
}

/** In about every third slot positions pile up within an hour and drain over six. */
function spikeAt(world: World, spec: SymbolSpec, atMs: number): number {
  const slot = Math.floor(atMs / SPIKE_SLOT_MS)
  if (world.chance(`spike ${spec.symbol}`, slot) > 0.33) return 0
  const beginsMs = slot * SPIKE_SLOT_MS + Math.floor(world.chance(`spike time ${spec.symbol}`, slot) * 12) * HOUR_MS
  const hours = (atMs - beginsMs) / HOUR_MS
  if (hours < 0 || hours > 7) return 0
  const height = 0.04 + 0.08 * world.chance(`spike height ${spec.symbol}`, slot)
  return height * (hours < 1 ? hours : (7 - hours) / 6)
}

/** What a move of the scripted part has not yet forced out: half of the open interest is gone at a move of 40 %. */
function shareNotLiquidated(world: World, spec: SymbolSpec, atMs: number): number {
  if (atMs <= world.startAtMs) return 1
  const opening = world.markPriceAt(spec.symbol, world.startAtMs)
  const move = world.markPriceAt(spec.symbol, atMs).div(opening).minus(1).abs().toNumber()
  return 1 - Math.min(0.5, move * 1.25)
}
