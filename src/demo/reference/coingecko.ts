import { type Query, Refusal } from '../route.ts'
import type { World } from '../world.ts'
import { priceInUsd } from './usd-prices.ts'

const CALLS_PER_MINUTE = 30
const MINUTE_MS = 60_000

/** Coins under the names that CoinGecko gives them. */
const COINS: ReadonlyMap<string, string> = new Map([
  ['bitcoin', 'BTC'],
  ['ethereum', 'ETH'],
  ['solana', 'SOL'],
  ['ripple', 'XRP'],
  ['dogecoin', 'DOGE'],
  ['binancecoin', 'BNB'],
  ['chainlink', 'LINK'],
  ['pepe', 'PEPE'],
  ['tether', 'USDT'],
  ['usd-coin', 'USDC'],
  ['ethena-usde', 'USDE'],
  ['fetch-ai', 'FET'],
  ['superfarm', 'SUPER'],
])

interface Counter {
  minute: number
  calls: number
}

const counters = new WeakMap<World, Counter>()

/**
 * Prices by coin id, renewed once a minute; ids and currencies that are not known are left out, as the real host does.
 *
 * @throws Refusal 422 without ids or currencies, 429 beyond thirty calls in a minute
 */
export function simplePrice(query: Query, world: World): Record<string, Record<string, number>> {
  countCall(world)
  const ids = listed(query, 'ids')
  const currencies = listed(query, 'vs_currencies')
  const withAge = query.get('include_last_updated_at') === 'true'
  return Object.fromEntries(ids.flatMap((id) => quoteOf(world, id, { currencies, withAge })))
}

function quoteOf(
  world: World,
  id: string,
  wanted: { readonly currencies: readonly string[]; readonly withAge: boolean },
): [string, Record<string, number>][] {
  const coin = COINS.get(id)
  if (coin === undefined) return []
  const renewedAtMs = lastRenewal(world, id)
  const price = priceInUsd(world, 'coingecko', { coin, atMs: renewedAtMs })
  const bitcoin = priceInUsd(world, 'coingecko', { coin: 'BTC', atMs: renewedAtMs })
  if (price === null || bitcoin === null) return []
  const quote: Record<string, number> = {}
  if (wanted.currencies.includes('usd')) quote.usd = Number(price.toFixed(12))
  if (wanted.currencies.includes('btc')) quote.btc = Number(price.div(bitcoin).toFixed(12))
  if (wanted.withAge) quote.last_updated_at = renewedAtMs / 1000
  return [[id, quote]]
}

/** Each coin is renewed at its own second of the minute. */
function lastRenewal(world: World, id: string): number {
  const secondMs = Math.floor(world.chance(`coingecko second ${id}`, 0) * 60) * 1000
  return Math.floor((world.nowMs() - secondMs) / MINUTE_MS) * MINUTE_MS + secondMs
}

function countCall(world: World): void {
  const minute = Math.floor(world.nowMs() / MINUTE_MS)
  const counter = counters.get(world)
  const calls = counter?.minute === minute ? counter.calls + 1 : 1
  counters.set(world, { minute, calls })
  if (calls > CALLS_PER_MINUTE) throw refusal(429, 'You have exceeded the rate limit. Please try again later.')
}

function listed(query: Query, name: string): readonly string[] {
  const text = query.get(name)
  if (!text) throw refusal(422, `Missing parameter ${name}`)
  return text.split(',').map((item) => item.trim().toLowerCase())
}

function refusal(status: number, message: string): Refusal {
  return new Refusal(status, message, { status, body: { status: { error_code: status, error_message: message } } })
}
