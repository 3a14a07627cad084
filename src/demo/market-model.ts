import type { Decimal } from '../model/decimal.ts'
import { d } from '../model/decimal.ts'
import { chanceOf, hashText, wander } from './chance.ts'
import type { ExchangeClock } from './clock.ts'
import { linearAt, priceOn, type Span, spanAt } from './paths.ts'
import type { Path, Scenario } from './scenario.ts'
import type { BracketSpec, ScenarioName, SymbolSpec, World } from './world.ts'

const HOUR_MS = 3_600_000
/** Typical move of a day as a fraction, and the part of it shared with the whole market. */
const MARKET_MOVE = 0.03
const OWN_MOVES: Readonly<Record<string, number>> = { BTC: 0.004, ETH: 0.02, AAPL: 0.012 }
const OWN_MOVE = 0.035
const FUNDING_TODAY: Readonly<Record<string, number>> = { SOL: 0.00021, DOGE: 0.00035, ETH: 0.00008, XRP: 0.00012 }
const STABLECOINS: ReadonlySet<string> = new Set(['USDT', 'USDC', 'FDUSD', 'BFUSD', 'USDE'])

interface Pin {
  readonly fromMs: number
  readonly price: Decimal
}

/** The market of a scenario: every price as a pure function of time, unless a test pins a mark. */
export class MarketModel implements World {
  readonly seed: number
  readonly account: string
  readonly #scenario: Scenario
  readonly #clock: ExchangeClock
  readonly #listing: Map<string, SymbolSpec>
  /** Newest first: a second that is told late still has the price that held then. */
  readonly #pins = new Map<string, readonly Pin[]>()
  readonly #fundingPins = new Map<string, Pin>()
  readonly #keys = new Map<string, number>()
  /** Counts every change made by hand. */
  version = 0
  #marks: { atMs: number; readonly bySymbol: Map<string, Decimal> } = { atMs: -1, bySymbol: new Map() }

  constructor(parts: {
    readonly scenario: Scenario
    readonly seed: number
    readonly account: string
    readonly clock: ExchangeClock
    readonly listing: readonly SymbolSpec[]
  }) {
    this.#scenario = parts.scenario
    this.seed = parts.seed
    this.account = parts.account
    this.#clock = parts.clock
    this.#listing = new Map(parts.listing.map((spec) => [spec.symbol, spec]))
  }

  get scenario(): ScenarioName {
    return this.#scenario.name
  }

  get startAtMs(): number {
    return this.#clock.startAtMs
  }

  nowMs(): number {
    return this.#clock.nowMs()
  }

  symbols(): readonly SymbolSpec[] {
    return [...this.#listing.values()]
  }

  spec(symbol: string): SymbolSpec | null {
    return this.#listing.get(symbol) ?? null
  }

  markPriceAt(symbol: string, atMs: number): Decimal {
    const second = Math.floor(atMs / 1000) * 1000
    if (this.#marks.atMs !== second) this.#marks = { atMs: second, bySymbol: new Map() }
    const known = this.#marks.bySymbol.get(symbol)
    if (known !== undefined) return known
    const mark = this.#pinnedAt(symbol, atMs) ?? d(this.#priceOf(this.#required(symbol), second).toFixed(8))
    this.#marks.bySymbol.set(symbol, mark)
    return mark
  }

  indexPriceAt(symbol: string, atMs: number): Decimal {
    const basis = 1 + 0.00005 * wander(this.#key(`${symbol} basis`), 1, this.#seconds(atMs))
    return d((this.markPriceAt(symbol, atMs).toNumber() * basis).toFixed(8))
  }

  lastPriceAt(symbol: string, atMs: number): Decimal {
    const spec = this.#required(symbol)
    const overshoot = linearAt(this.#scenario.overshoot, this.#seconds(atMs) / 60, 0)
    const noise = 0.0003 * (this.chance(`${symbol} last`, Math.floor(atMs / 1000)) - 0.5)
    const price = this.markPriceAt(symbol, atMs).toNumber() * (1 + overshoot + noise)
    const tick = Number(spec.tickSize)
    return d((Math.max(1, Math.round(price / tick)) * tick).toFixed(spec.pricePrecision))
  }

  fundingRateAt(symbol: string, atMs: number): Decimal {
    const pinned = this.#fundingPins.get(symbol)
    if (pinned !== undefined && atMs >= pinned.fromMs) return pinned.price
    const spec = this.#required(symbol)
    const path = this.#scenario.funding[spec.baseAsset] ?? this.#scenario.funding['*'] ?? []
    const ordinary = FUNDING_TODAY[spec.baseAsset] ?? 0.0001
    const seconds = this.#seconds(atMs)
    const key = this.#key(`${symbol} funding`)
    const drift = 0.00002 * (wander(key, 1, seconds) - wander(key, 1, 0))
    const rate = linearAt(path, seconds / 60, ordinary) + (path.length > 0 && seconds > 0 ? 0 : drift)
    const cap = Number(spec.fundingCap)
    return d(Math.min(cap, Math.max(-cap, rate)).toFixed(8))
  }

  nextFundingAtMs(symbol: string, atMs: number): number {
    const interval = this.#required(symbol).fundingIntervalHours * HOUR_MS
    return (Math.floor(atMs / interval) + 1) * interval
  }

  assetPriceAt(asset: string, atMs: number): Decimal | null {
    const seconds = this.#seconds(atMs)
    const path = this.#scenario.assets[asset]
    if (path !== undefined && seconds > 0) return d(linearAt(path, seconds / 60, 1).toFixed(8))
    if (STABLECOINS.has(asset)) return d((1 + 0.0002 * wander(this.#key(asset), 1, seconds)).toFixed(8))
    return this.#listing.has(`${asset}USDT`) ? this.indexPriceAt(`${asset}USDT`, atMs) : null
  }

  chance(name: string, index: number): number {
    return chanceOf(this.#key(name), index)
  }

  /** Fixes a mark from now on; `null` gives it back to the script. */
  pinMark(symbol: string, price: Decimal | null): void {
    this.#required(symbol)
    this.version++
    this.#marks = { atMs: -1, bySymbol: new Map() }
    if (price === null) this.#pins.delete(symbol)
    else this.#pins.set(symbol, [{ fromMs: this.nowMs(), price }, ...(this.#pins.get(symbol) ?? [])])
  }

  /** Forgets the pins that were replaced before. */
  forgetPinsBefore(atMs: number): void {
    for (const [symbol, pins] of this.#pins) {
      const oldest = pins.findIndex(({ fromMs }) => fromMs < atMs)
      if (oldest >= 0) this.#pins.set(symbol, pins.slice(0, oldest + 1))
    }
  }

  /** Fixes a funding rate from now on; `null` gives it back to the script. */
  pinFundingRate(symbol: string, rate: Decimal | null): void {
    this.#required(symbol)
    if (rate === null) this.#fundingPins.delete(symbol)
    else this.#fundingPins.set(symbol, { fromMs: this.nowMs(), price: rate })
  }

  /** Changes what the exchange says of a contract: brackets, status, funding interval. */
  amend(symbol: string, change: Partial<SymbolSpec> & { readonly brackets?: readonly BracketSpec[] }): SymbolSpec {
    const amended = { ...this.#required(symbol), ...change }
    this.#listing.set(symbol, amended)
    this.version++
    return amended
  }

  #required(symbol: string): SymbolSpec {
    const spec = this.#listing.get(symbol)
    if (spec === undefined) throw new RangeError(`no contract named ${symbol}`)
    return spec
  }

  #pinnedAt(symbol: string, atMs: number): Decimal | null {
    return this.#pins.get(symbol)?.find(({ fromMs }) => atMs >= fromMs)?.price ?? null
  }

  #seconds(atMs: number): number {
    return Math.floor(atMs / 1000) - Math.floor(this.startAtMs / 1000)
  }

  #key(name: string): number {
    let key = this.#keys.get(name)
    if (key === undefined) {
      key = hashText(`${this.seed}/${name}`)
      this.#keys.set(name, key)
    }
    return key
  }

  #priceOf(spec: SymbolSpec, atMs: number): number {
    const seconds = this.#seconds(atMs)
    const span = this.#spanOf(spec.baseAsset, seconds / 60)
    const premium = spec.quoteAsset === 'USDC' ? 1.00008 : 1
    if (span === null) return premium * this.#openingOf(spec.baseAsset) * this.#wandered(spec, seconds, 0, seconds)
    const wandered = this.#wandered(spec, seconds, span.from[0] * 60, span.to[0] * 60, span.part)
    return premium * priceOn(span) * wandered
  }

  /** The waypoints around a minute in dollars; `null` when the scenario scripts no price for the asset. */
  #spanOf(base: string, minute: number): Span | null {
    const own = this.#scenario.prices[base]
    if (own !== undefined) return spanAt(own, minute)
    const shared: Path | undefined = this.#scenario.prices['*']
    const span = shared === undefined ? null : spanAt(shared, minute)
    if (span === null) return null
    const opening = this.#openingOf(base)
    const { from, to, part } = span
    return { from: [from[0], from[1] * opening], to: [to[0], to[1] * opening], part }
  }

  #openingOf(base: string): number {
    return this.#scenario.opening[base] ?? Number((0.05 * 1000 ** this.chance(`${base} opening`, 0)).toFixed(4))
  }

  /** Random wandering as a factor, tied down to 1 at both ends so that the path goes through its waypoints. */
  #wandered(spec: SymbolSpec, seconds: number, fromSeconds: number, toSeconds: number, part = 0): number {
    const at = this.#wanderOf(spec.baseAsset, seconds)
    const from = this.#wanderOf(spec.baseAsset, fromSeconds)
    const to = part === 0 ? from : this.#wanderOf(spec.baseAsset, toSeconds)
    const scale = seconds > 0 ? this.#scenario.wandering : 1
    return Math.exp(scale * (at - from - (to - from) * part))
  }

  #wanderOf(base: string, seconds: number): number {
    const own = wander(this.#key(`${base} path`), OWN_MOVES[base] ?? OWN_MOVE, seconds)
    return own + wander(this.#key('market path'), MARKET_MOVE, seconds)
  }
}
