import { type Decimal, d } from '../../model/decimal.ts'
import { type Query, Refusal } from '../route.ts'
import type { SymbolSpec, World } from '../world.ts'
import { recentMove } from './noise.ts'
import { optionalWhole, requiredSpec, rowPerSymbol } from './parameters.ts'

const LIMITS: readonly number[] = [5, 10, 20, 50, 100, 500, 1000]
const TEN_MINUTES_MS = 600_000

/** One level: price, quantity. */
type Level = readonly [string, string]

/** The book around the last price. @throws Refusal -4021 for a limit that the venue does not offer */
export function depth(query: Query, world: World) {
  const spec = requiredSpec(query, world)
  const limit = optionalWhole(query, 'limit') ?? 500
  if (!LIMITS.includes(limit)) throw new Refusal(-4021, `${limit} is not valid depth limit.`)
  const time = world.nowMs()
  const book = bookAt(world, spec, time)
  return {
    lastUpdateId: time * 1000,
    E: time,
    T: time - 8,
    bids: book.side('bid', limit),
    asks: book.side('ask', limit),
  }
}

/** Best bid and ask: one object for a symbol, an array for all. */
export function bookTicker(query: Query, world: World) {
  return rowPerSymbol(query, world, (spec) => bestPrices(world, spec))
}

function bestPrices(world: World, spec: SymbolSpec) {
  const time = world.nowMs()
  const book = bookAt(world, spec, time)
  const [bid] = book.side('bid', 1)
  const [ask] = book.side('ask', 1)
  return {
    symbol: spec.symbol,
    bidPrice: bid?.[0],
    bidQty: bid?.[1],
    askPrice: ask?.[0],
    askQty: ask?.[1],
    time,
  }
}

interface Book {
  side(side: 'bid' | 'ask', levels: number): readonly Level[]
}

/**
 * A thick book stands one tick apart, a thin one several; levels grow away from the middle, and in a rough market most
 * of what stood near it is gone.
 */
function bookAt(world: World, spec: SymbolSpec, atMs: number): Book {
  const middle = world.lastPriceAt(spec.symbol, atMs)
  const tick = d(spec.tickSize)
  const step = levelStep(spec, middle, tick)
  const calm = 1 / (1 + 60 * recentMove(world, spec.symbol, atMs, TEN_MINUTES_MS))
  const second = Math.floor(atMs / 1000)
  const quantityAt = (name: string, level: number, price: Decimal): string => {
    const shape = 0.4 + 1.2 * world.chance(`book ${name} ${spec.symbol}`, second * 1009 + level)
    const quote = spec.dailyTurnover * 3e-6 * shape * (1 + level / 12) * calm
    const quantity = d(Math.max(0, quote / price.toNumber()).toFixed(spec.quantityPrecision))
    return (quantity.gt(0) ? quantity : d(spec.stepSize)).toFixed(spec.quantityPrecision)
  }
  const side = (name: 'bid' | 'ask', levels: number): readonly Level[] => {
    const rows: Level[] = []
    for (let level = 0; level < levels; level++) {
      const away = name === 'bid' ? step.times(level) : step.times(level).plus(step).times(-1)
      const price = middle.minus(away)
      if (price.lte(0)) break
      rows.push([price.toFixed(tick.decimalPlaces()), quantityAt(name, level, price)])
    }
    return rows
  }
  return { side }
}

/** Distance between levels: about a basis point where billions trade, twenty where little does; whole ticks. */
function levelStep(spec: SymbolSpec, middle: Decimal, tick: Decimal): Decimal {
  const basisPoints = Math.min(20, Math.max(0.05, 2e8 / spec.dailyTurnover))
  const ticks = middle
    .times(d((basisPoints / 10_000).toFixed(8)))
    .div(tick)
    .round()
  return ticks.lt(1) ? tick : ticks.times(tick)
}
