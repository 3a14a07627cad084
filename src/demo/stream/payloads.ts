import type { Decimal } from '../../model/decimal.ts'
import { candleClock } from '../market/candle-times.ts'
import type { UserEvent } from '../user-events.ts'
import type { SymbolSpec, World } from '../world.ts'

/** Which of the three paths carries a stream; `null` for a name that no path carries. */
export function routeOfStream(name: string): 'market' | 'public' | null {
  if (/@(depth|rpiDepth|bookTicker)/.test(name) || name === '!bookTicker') return 'public'
  return /^!?[^@]+(@|$)/.test(name) ? 'market' : null
}

/** `markPriceUpdate` of one contract at a whole second. */
function markUpdate(world: World, spec: SymbolSpec, atMs: number): UserEvent {
  const mark = world.markPriceAt(spec.symbol, atMs).toFixed(8)
  const index = world.indexPriceAt(spec.symbol, atMs).toFixed(8)
  return {
    e: 'markPriceUpdate',
    E: atMs,
    s: spec.symbol,
    p: mark,
    i: index,
    P: index,
    r: world.fundingRateAt(spec.symbol, atMs).toFixed(8),
    ap: mark,
    T: world.nextFundingAtMs(spec.symbol, atMs),
    st: 1,
  }
}

/** The COIN-M row that the merged array carries beside the USDⓈ-M ones. */
function coinMarginedRow(world: World, atMs: number): readonly UserEvent[] {
  const bitcoin = world.spec('BTCUSDT')
  return bitcoin === null ? [] : [{ ...markUpdate(world, bitcoin, atMs), s: 'BTCUSD_PERP', st: 2 }]
}

/** The messages of `!markPrice@arr` for one second: coins of both universes, then traditional assets on their own. */
function markArrays(world: World, atMs: number): readonly (readonly UserEvent[])[] {
  const specs = world.symbols().filter((spec) => spec.status === 'TRADING')
  const rows = (type: string): readonly UserEvent[] =>
    specs.filter((spec) => spec.underlyingType === type).map((spec) => markUpdate(world, spec, atMs))
  const stocks = rows('EQUITY')
  const coins = [...rows('COIN'), ...coinMarginedRow(world, atMs)]
  return stocks.length > 0 ? [coins, stocks] : [coins]
}

const SAMPLES = 12

function candle(world: World, spec: SymbolSpec, interval: string, atMs: number): UserEvent | null {
  const clock = candleClock(interval)
  if (clock === null) return null
  const openAtMs = clock.openAtMs(atMs)
  const nextMs = clock.shift(openAtMs, 1)
  const step = Math.max(1000, (atMs - openAtMs) / SAMPLES)
  const prices: Decimal[] = []
  for (let at = openAtMs; at <= atMs; at += step) prices.push(world.lastPriceAt(spec.symbol, at))
  const close = world.lastPriceAt(spec.symbol, atMs)
  const sorted = [...prices, close].toSorted((a, b) => a.cmp(b))
  const text = (price: Decimal | undefined): string => (price ?? close).toFixed(spec.pricePrecision)
  const quote = (spec.dailyTurnover * (atMs - openAtMs)) / 86_400_000
  const base = quote / close.toNumber()
  const k = {
    t: openAtMs,
    T: nextMs - 1,
    s: spec.symbol,
    i: interval,
    f: 6_612_390_001,
    L: 6_612_390_420,
    o: text(prices[0]),
    c: text(close),
    h: text(sorted.at(-1)),
    l: text(sorted[0]),
    v: base.toFixed(spec.quantityPrecision),
    n: 420,
    x: atMs + 1000 >= nextMs,
    q: quote.toFixed(2),
    V: (base / 2).toFixed(spec.quantityPrecision),
    Q: (quote / 2).toFixed(2),
    B: '0',
  }
  return { e: 'kline', E: atMs, s: spec.symbol, k }
}

function book(
  world: World,
  spec: SymbolSpec,
  atMs: number,
): { readonly bid: string; readonly ask: string; readonly quantity: string } {
  const last = world.lastPriceAt(spec.symbol, atMs)
  const quantity = (spec.dailyTurnover / 1e6 / last.toNumber()).toFixed(spec.quantityPrecision)
  return {
    bid: last.toFixed(spec.pricePrecision),
    ask: last.plus(spec.tickSize).toFixed(spec.pricePrecision),
    quantity,
  }
}

function bookTicker(world: World, spec: SymbolSpec, atMs: number): UserEvent {
  const { bid, ask, quantity } = book(world, spec, atMs)
  return {
    e: 'bookTicker',
    u: atMs,
    E: atMs,
    T: atMs - 8,
    s: spec.symbol,
    b: bid,
    B: quantity,
    a: ask,
    A: quantity,
    st: 1,
  }
}

function depth(world: World, spec: SymbolSpec, atMs: number): UserEvent {
  const { bid, ask, quantity } = book(world, spec, atMs)
  return {
    e: 'depthUpdate',
    E: atMs,
    T: atMs - 8,
    s: spec.symbol,
    U: atMs * 10,
    u: atMs * 10 + 9,
    pu: atMs * 10 - 1,
    b: [[bid, quantity]],
    a: [[ask, quantity]],
    st: 1,
  }
}

/** What a stream says at a whole second: no, one or more messages. An unknown stream never says anything. */
export function messagesOf(name: string, world: World, atMs: number): readonly unknown[] {
  if (name === '!markPrice@arr@1s') return markArrays(world, atMs)
  if (name === '!markPrice@arr') return atMs % 3000 === 0 ? markArrays(world, atMs) : []
  const at = name.indexOf('@')
  const spec = at > 0 ? world.spec(name.slice(0, at).toUpperCase()) : null
  if (spec === null || spec.status !== 'TRADING') return []
  const kind = name.slice(at + 1)
  if (kind === 'markPrice@1s') return [markUpdate(world, spec, atMs)]
  if (kind === 'markPrice') return atMs % 3000 === 0 ? [markUpdate(world, spec, atMs)] : []
  if (kind === 'bookTicker') return [bookTicker(world, spec, atMs)]
  if (kind.startsWith('depth')) return [depth(world, spec, atMs)]
  const kline = kind.startsWith('kline_') ? candle(world, spec, kind.slice('kline_'.length), atMs) : null
  return kline === null ? [] : [kline]
}
