import { type Decimal, ONE } from '../../model/decimal.ts'
import { priceInBtc, priceInUsdt } from '../market/spot-prices.ts'
import type { World } from '../world.ts'
import { type InterestCharge, withHourOfInterest } from './interest.ts'
import type { Prices } from './levels.ts'
import type { Sale } from './liquidation.ts'
import { BORROWED_HOURS_AGO, openingPools, pastInterest } from './opening.ts'
import { type Pool, type PoolFlow, type PoolStep, stepPool } from './pool.ts'
import { marginSeed, marginVariantOf } from './variants.ts'

const HOUR_MS = 3_600_000
/** How often the liquidation engine looks. */
const LOOK_MS = 10_000

/** An order of a regular liquidation, filled at once. */
export interface ForcedOrder extends Sale {
  readonly orderId: number
  readonly symbol: string | null
  readonly atMs: number
}

/** A row of the capital flow. */
export interface RecordedFlow extends PoolFlow {
  readonly id: number
  readonly symbol: string | null
  readonly atMs: number
}

/** The spot-margin side of an account at one instant. */
export interface MarginBook {
  readonly atMs: number
  readonly prices: Prices
  readonly pools: readonly Pool[]
  readonly orders: readonly ForcedOrder[]
  readonly flows: readonly RecordedFlow[]
  readonly interest: readonly InterestCharge[]
  /** Debt left over when collateral ran out, in USDC; `null` for none. */
  readonly loan: Decimal | null
}

const books = new WeakMap<World, MarginBook>()

/** The book now: what happened since the last time it was asked for is acted out first, look by look. */
export function marginBook(world: World): MarginBook {
  const book = bookAt(books.get(world) ?? openingBook(world), world, world.nowMs())
  books.set(world, book)
  return book
}

/** The prices of an instant. @throws RangeError for an asset that is not traded on spot */
function pricesAt(world: World, atMs: number): Prices {
  const known = new Map<string, Decimal>([['BTC', ONE]])
  const valuation = (asset: string): Decimal => {
    const price = known.get(asset) ?? priceInBtc(world, asset, atMs)
    if (price === null) throw new RangeError(`no bitcoin price of ${asset}`)
    known.set(asset, price)
    return price
  }
  return { valuation, bitcoinInUsdt: priceInUsdt(world, 'BTC', atMs) ?? ONE }
}

/** The book at the start, with its past: the debts taken up and the interest on them. */
function openingBook(world: World): MarginBook {
  const atMs = world.startAtMs
  const prices = pricesAt(world, atMs)
  const isBeforeCall = world.scenario === 'margin-call'
  const pools = openingPools(marginSeed(marginVariantOf(world.account)), { prices, atMs, isBeforeCall })
  const borrowedAtMs = Math.floor(atMs / HOUR_MS - BORROWED_HOURS_AGO + 1) * HOUR_MS
  const empty: MarginBook = { atMs, prices, pools, orders: [], flows: [], interest: [], loan: null }
  const withDebts = pools.reduce(
    (book, pool) => withFlows(book, { pool, atMs: borrowedAtMs, flows: borrowings(pool) }),
    empty,
  )
  return { ...withDebts, interest: pools.flatMap((pool) => pastInterest(pool, atMs)) }
}

function borrowings(pool: Pool): readonly PoolFlow[] {
  return [...pool.holdings.values()]
    .filter((holding) => holding.borrowed.gt(0))
    .map((holding) => ({ asset: holding.asset, type: 'BORROW', amount: holding.borrowed }))
}

function bookAt(from: MarginBook, world: World, nowMs: number): MarginBook {
  let book = from
  for (let atMs = book.atMs + LOOK_MS; atMs <= nowMs; atMs += LOOK_MS) book = looked(book, world, atMs)
  return { ...book, prices: pricesAt(world, nowMs) }
}

function looked(before: MarginBook, world: World, atMs: number): MarginBook {
  if (before.pools.length === 0) return { ...before, atMs }
  const prices = pricesAt(world, atMs)
  const hour = Math.floor(atMs / HOUR_MS)
  const charged = hour > Math.floor(before.atMs / HOUR_MS) ? withHour(before, hour * HOUR_MS) : before
  let book: MarginBook = { ...charged, atMs, prices, pools: [] }
  for (const pool of charged.pools) book = withStep(book, stepPool(pool, prices, atMs))
  return book
}

function withHour(book: MarginBook, atMs: number): MarginBook {
  const hours = book.pools.map((pool) => withHourOfInterest(pool.holdings, { atMs, symbol: pool.symbol }))
  const charges = hours.flatMap((hour) => hour.charges)
  if (charges.length === 0) return book
  const pools = book.pools.map((pool, place) => ({ ...pool, holdings: hours[place]?.holdings ?? pool.holdings }))
  return { ...book, pools, interest: [...book.interest, ...charges] }
}

function withStep(book: MarginBook, step: PoolStep): MarginBook {
  const { pool, sales, flows, shortfall } = step
  const orders = sales.map((sale, place): ForcedOrder => {
    const orderId = 30_211_112_223 + (book.orders.length + place) * 17
    return { ...sale, orderId, symbol: pool.symbol, atMs: book.atMs }
  })
  const stepped = {
    ...book,
    pools: [...book.pools, pool],
    orders: orders.length > 0 ? [...book.orders, ...orders] : book.orders,
  }
  const recorded = flows.length > 0 ? withFlows(stepped, { pool, atMs: book.atMs, flows }) : stepped
  return shortfall === null || pool.symbol !== null ? recorded : { ...recorded, loan: inUsdc(shortfall, book.prices) }
}

function inUsdc(shortfall: NonNullable<PoolStep['shortfall']>, prices: Prices): Decimal {
  const { valuation } = prices
  return shortfall.amount.times(valuation(shortfall.asset)).div(valuation('USDC')).toDecimalPlaces(8)
}

function withFlows(
  book: MarginBook,
  happened: { readonly pool: Pool; readonly atMs: number; readonly flows: readonly PoolFlow[] },
): MarginBook {
  const rows = happened.flows.map((flow, place): RecordedFlow => {
    return { ...flow, id: 8_100_001 + book.flows.length + place, symbol: happened.pool.symbol, atMs: happened.atMs }
  })
  return { ...book, flows: [...book.flows, ...rows] }
}

/** Eight decimals, and a bare 0 for nothing, as the margin endpoints print amounts. */
export function amountText(amount: Decimal): string {
  return amount.isZero() ? '0' : amount.toFixed(8)
}
