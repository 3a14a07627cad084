import { type Decimal, d } from '../../model/decimal.ts'
import { missingParameter, type Query, Refusal } from '../route.ts'
import type { SymbolSpec, World } from '../world.ts'
import { type CandleClock, candleClock } from './candle-times.ts'
import { limitOf, requiredSpec, type TimeWindow, timeWindow } from './parameters.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
/** Looks at the price within one candle of the quiet past. */
const LOOKS = 12
/** Closed candles kept per world; far more than any command asks for. */
const KEPT_CANDLES = 60_000

/** One candle row: times and the trade count are numbers, everything else is text. */
export type KlineRow = readonly (number | string)[]

type Series = 'last' | 'mark'

interface Span {
  readonly openMs: number
  /** First instant after the candle. */
  readonly nextMs: number
  /** The last instant that has happened: the end, or now for the running candle. */
  readonly seenMs: number
}

const closedCandles = new WeakMap<World, Map<string, KlineRow>>()

/** Candles of traded prices, oldest first, the last one still running; see `klineRows` for the window. */
export function klines(query: Query, world: World): readonly KlineRow[] {
  return klineRows(query, world, 'last')
}

/** Candles of the mark price: prices of 8 decimals, volumes "0" and 60 marks a minute, as the venue sends them. */
export function markPriceKlines(query: Query, world: World): readonly KlineRow[] {
  return klineRows(query, world, 'mark')
}

function klineRows(query: Query, world: World, series: Series): readonly KlineRow[] {
  const spec = requiredSpec(query, world)
  const interval = query.get('interval')
  if (!interval) throw missingParameter('interval')
  const clock = candleClock(interval)
  if (clock === null) throw new Refusal(-1120, 'Invalid interval.')
  const limit = limitOf(query, { standard: 500, max: 1500 })
  const opens = openTimes(clock, timeWindow(query), { limit, firstMs: spec.onboardAtMs, nowMs: world.nowMs() })
  return opens.map((openMs) => cachedRow({ world, spec, series, interval, clock }, openMs))
}

/**
 * Opening times within the window, oldest first: the newest `limit` without a start, the first `limit` after a start.
 * None before the symbol was listed, none after now.
 */
function openTimes(
  clock: CandleClock,
  window: TimeWindow,
  bounds: { readonly limit: number; readonly firstMs: number; readonly nowMs: number },
): readonly number[] {
  const newestMs = clock.openAtMs(Math.min(window.toMs ?? bounds.nowMs, bounds.nowMs))
  const listedMs = clock.openAtMs(bounds.firstMs)
  if (window.fromMs === null) {
    const opens: number[] = []
    for (let openMs = newestMs; openMs >= listedMs && opens.length < bounds.limit; openMs = clock.shift(openMs, -1)) {
      opens.push(openMs)
    }
    return opens.reverse()
  }
  const heldMs = clock.openAtMs(window.fromMs)
  const fromMs = heldMs < window.fromMs ? clock.shift(heldMs, 1) : heldMs
  const opens: number[] = []
  for (let openMs = Math.max(fromMs, listedMs); openMs <= newestMs && opens.length < bounds.limit; ) {
    opens.push(openMs)
    openMs = clock.shift(openMs, 1)
  }
  return opens
}

interface Chart {
  readonly world: World
  readonly spec: SymbolSpec
  readonly series: Series
  readonly interval: string
  readonly clock: CandleClock
}

function cachedRow(chart: Chart, openMs: number): KlineRow {
  const nextMs = chart.clock.shift(openMs, 1)
  const nowMs = chart.world.nowMs()
  if (nowMs < nextMs) return row(chart, { openMs, nextMs, seenMs: nowMs })
  const kept = closedCandles.get(chart.world) ?? new Map<string, KlineRow>()
  closedCandles.set(chart.world, kept)
  const key = `${chart.series} ${chart.spec.symbol} ${chart.interval} ${openMs}`
  const known = kept.get(key)
  if (known !== undefined) return known
  const closed = row(chart, { openMs, nextMs, seenMs: nextMs - 1 })
  if (kept.size >= KEPT_CANDLES) kept.clear()
  kept.set(key, closed)
  return closed
}

function row(chart: Chart, span: Span): KlineRow {
  const prices = looksWithin(span, chart.world.startAtMs).map((atMs) => priceAt(chart, atMs))
  const [open, close] = [prices[0], prices.at(-1)]
  if (open === undefined || close === undefined) throw new RangeError('a candle has at least its opening price')
  const high = prices.reduce((highest, price) => (price.gt(highest) ? price : highest))
  const low = prices.reduce((lowest, price) => (price.lt(lowest) ? price : lowest))
  const places = chart.series === 'mark' ? 8 : d(chart.spec.tickSize).decimalPlaces()
  const four = [open, high, low, close].map((price) => price.toFixed(places))
  const closeTime = span.nextMs - 1
  if (chart.series === 'mark') {
    const marks = Math.ceil((span.seenMs + 1 - span.openMs) / 1000)
    return [span.openMs, ...four, '0', closeTime, '0', marks, '0', '0', '0']
  }
  const flow = tradeFlow(chart, span, { open, high, low, close })
  return [span.openMs, ...four, flow.base, closeTime, flow.quote, flow.count, flow.takerBase, flow.takerQuote, '0']
}

/** The scripted part is looked at every minute, so that its extremes are in every candle that holds them. */
function looksWithin(span: Span, scriptedFromMs: number): readonly number[] {
  const lengthMs = span.nextMs - span.openMs
  const looks: number[] = []
  for (let i = 0; i < LOOKS; i++) looks.push(span.openMs + Math.floor((i * lengthMs) / LOOKS))
  const firstMs = Math.ceil(Math.max(span.openMs, scriptedFromMs) / MINUTE_MS) * MINUTE_MS
  for (let atMs = firstMs; atMs <= span.seenMs; atMs += MINUTE_MS) looks.push(atMs)
  const seen = looks.filter((atMs) => atMs < span.seenMs).sort((a, b) => a - b)
  return [...seen, span.seenMs]
}

function priceAt(chart: Chart, atMs: number): Decimal {
  const { world, spec } = chart
  return chart.series === 'mark' ? world.markPriceAt(spec.symbol, atMs) : world.lastPriceAt(spec.symbol, atMs)
}

interface Four {
  readonly open: Decimal
  readonly high: Decimal
  readonly low: Decimal
  readonly close: Decimal
}

/** Volume follows the usual turnover, more of it where the price moved; buyers lead in rising candles. */
function tradeFlow(chart: Chart, span: Span, four: Four) {
  const { world, spec } = chart
  const range = four.high.minus(four.low).div(four.low).toNumber()
  const elapsedDays = (span.seenMs + 1 - span.openMs) / DAY_MS
  const usualRange = 0.04 * Math.sqrt(elapsedDays)
  const liveliness = 0.4 + 0.3 * world.chance(`volume ${spec.symbol}`, span.openMs) + (0.45 * range) / usualRange
  const quote = spec.dailyTurnover * elapsedDays * Math.min(liveliness, 6)
  const mean = (four.high.toNumber() + four.low.toNumber()) / 2
  const tilt = four.close.gte(four.open) ? 0.04 : -0.04
  const takerShare = 0.5 + tilt * world.chance(`taker ${spec.symbol}`, span.openMs)
  return {
    base: (quote / mean).toFixed(spec.quantityPrecision),
    quote: quote.toFixed(2),
    count: Math.max(1, Math.round(quote / 900)),
    takerBase: ((quote * takerShare) / mean).toFixed(spec.quantityPrecision),
    takerQuote: (quote * takerShare).toFixed(2),
  }
}
