import { d } from '../../model/decimal.ts'
import type { Query } from '../route.ts'
import type { SymbolSpec, World } from '../world.ts'
import { klines } from './klines.ts'
import { rowPerSymbol } from './parameters.ts'

const DAY_MS = 86_400_000
const FIRST_TRADE_ID = 6_600_000_000

/** Last traded price: one object for a symbol, an array for all. */
export function tickerPrice(query: Query, world: World) {
  const time = world.nowMs()
  return rowPerSymbol(query, world, ({ symbol, tickSize }) => ({
    symbol,
    price: world.lastPriceAt(symbol, time).toFixed(d(tickSize).decimalPlaces()),
    time,
  }))
}

/** Statistics of the rolling day: one object for a symbol, an array for all. */
export function ticker24hr(query: Query, world: World) {
  return rowPerSymbol(query, world, (spec) => dayOf(world, spec))
}

/** The rolling day is put together from hourly candles, so that it agrees with `klines`. */
function dayOf(world: World, spec: SymbolSpec) {
  const nowMs = world.nowMs()
  const openTime = Math.floor((nowMs - DAY_MS) / 60_000) * 60_000
  const hours = klines(
    new Map([
      ['symbol', spec.symbol],
      ['interval', '1h'],
      ['limit', '24'],
    ]),
    world,
  )
  const places = d(spec.tickSize).decimalPlaces()
  const last = world.lastPriceAt(spec.symbol, nowMs)
  const open = world.lastPriceAt(spec.symbol, openTime)
  const highs = [last, open, ...hours.map((row) => d(String(row[2])))]
  const lows = [last, open, ...hours.map((row) => d(String(row[3])))]
  const volume = hours.reduce((total, row) => total.plus(d(String(row[5]))), d('0'))
  const quoteVolume = hours.reduce((total, row) => total.plus(d(String(row[7]))), d('0'))
  const count = hours.reduce((total, row) => total + Number(row[8]), 0)
  return {
    symbol: spec.symbol,
    priceChange: last.minus(open).toFixed(places),
    priceChangePercent: last.minus(open).div(open).times(100).toFixed(3),
    weightedAvgPrice: quoteVolume.div(volume).toFixed(places),
    lastPrice: last.toFixed(places),
    lastQty: (spec.dailyTurnover / 1e7 / last.toNumber()).toFixed(spec.quantityPrecision),
    openPrice: open.toFixed(places),
    highPrice: highs.reduce((a, b) => (b.gt(a) ? b : a)).toFixed(places),
    lowPrice: lows.reduce((a, b) => (b.lt(a) ? b : a)).toFixed(places),
    volume: volume.toFixed(spec.quantityPrecision),
    quoteVolume: quoteVolume.toFixed(2),
    openTime,
    closeTime: nowMs,
    firstId: FIRST_TRADE_ID,
    lastId: FIRST_TRADE_ID + count - 1,
    count,
  }
}
