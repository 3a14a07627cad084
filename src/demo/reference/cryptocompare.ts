import { type DemoRequest, Refusal } from '../route.ts'
import type { World } from '../world.ts'
import { priceInUsd } from './usd-prices.ts'

const NO_KEY = 'You need a valid auth key or api key to access this endpoint'

/** Prices as `{ BTC: { USD } }`, the older host. @throws Refusal 401 without a key */
export function priceMulti(request: DemoRequest, world: World) {
  if (!hasKey(request)) throw new Refusal(401, NO_KEY, { status: 401, body: { Response: 'Error', Message: NO_KEY } })
  const coins = listed(request, 'fsyms')
  const currencies = listed(request, 'tsyms')
  if (coins.length === 0 || currencies.length === 0)
    return { Response: 'Error', Message: 'fsyms or tsyms param is missing.' }
  const rows = coins.flatMap((coin) => {
    const price = currencies.includes('USD') ? dollars(world, coin) : null
    return price === null ? [] : [[coin, { USD: price }] as const]
  })
  return rows.length > 0
    ? Object.fromEntries(rows)
    : { Response: 'Error', Message: 'There is no data for any of the coins asked for.' }
}

/** The newest index ticks as `{ Data: { 'BTC-USD': … }, Err: {} }`, the newer host. @throws Refusal 401 without a key */
export function latestTick(request: DemoRequest, world: World) {
  if (!hasKey(request)) {
    throw new Refusal(401, NO_KEY, { status: 401, body: { Data: {}, Err: { type: 1, message: NO_KEY } } })
  }
  const rows = listed(request, 'instruments').flatMap((instrument) => {
    const [coin, currency] = instrument.split('-')
    const value = coin !== undefined && currency === 'USD' ? dollars(world, coin) : null
    return value === null ? [] : [[instrument, tick(world, instrument, value)] as const]
  })
  return { Data: Object.fromEntries(rows), Err: {} }
}

function tick(world: World, instrument: string, value: number) {
  return {
    TYPE: '1101',
    MARKET: 'cadli',
    INSTRUMENT: instrument,
    VALUE: value,
    VALUE_FLAG: 'UP',
    VALUE_LAST_UPDATE_TS: Math.floor(world.nowMs() / 1000),
  }
}

function dollars(world: World, coin: string): number | null {
  const price = priceInUsd(world, 'cryptocompare', { coin, atMs: world.nowMs() })
  return price === null ? null : Number(price.toPrecision(10))
}

function listed(request: DemoRequest, name: string): readonly string[] {
  const text = request.query.get(name) ?? ''
  return text === '' ? [] : text.split(',').map((item) => item.trim().toUpperCase())
}

/** Any key will do: the header `authorization: Apikey …`, the newer `x-api-key`, or the parameter `api_key`. */
function hasKey(request: DemoRequest): boolean {
  const header = request.headers.authorization ?? ''
  return /^apikey \S+/i.test(header) || Boolean(request.headers['x-api-key']) || Boolean(request.query.get('api_key'))
}
