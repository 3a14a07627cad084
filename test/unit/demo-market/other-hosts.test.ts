import { describe, expect, it } from 'vitest'
import { spotRoutes } from '../../../src/demo/market/spot-routes.ts'
import { referenceRoutes } from '../../../src/demo/reference/routes.ts'
import { aSpec, ask, aWorld, refusalOf, START_MS, weightOf } from './world-stub.ts'

const PEPE = aSpec({ symbol: '1000PEPEUSDT', baseAsset: '1000PEPE', multiplier: 1000, tickSize: '0.0000010' })
const world = aWorld({
  specs: [aSpec(), aSpec({ symbol: 'ETHUSDT', baseAsset: 'ETH', tickSize: '0.01' }), PEPE],
  price: (symbol) => ({ BTCUSDT: '50000', ETHUSDT: '2500' })[symbol] ?? '0.006124',
})

describe('the spot host', () => {
  const price = (query: Readonly<Record<string, string>>) => ask(spotRoutes, '/api/v3/ticker/price', { world, query })

  it('prices a coin with eight decimals, also under a contract of lots', () => {
    expect(price({ symbol: 'BTCUSDT' })).toEqual({ symbol: 'BTCUSDT', price: '50000.00000000' })
    expect(price({ symbol: 'PEPEUSDT' })).toEqual({ symbol: 'PEPEUSDT', price: '0.00000612' })
    expect(price({ symbol: 'ETHBTC' })).toEqual({ symbol: 'ETHBTC', price: '0.05000000' })
  })

  it('answers a JSON list of symbols with a list', () => {
    expect(price({ symbols: '["BTCUSDT","USDCUSDT"]' })).toEqual([
      { symbol: 'BTCUSDT', price: '50000.00000000' },
      { symbol: 'USDCUSDT', price: '1.00000000' },
    ])
  })

  it('refuses what it does not know', () => {
    expect(refusalOf(() => price({ symbol: 'NOPEUSDT' })).code).toBe(-1121)
    expect(refusalOf(() => price({ symbols: 'BTCUSDT' })).code).toBe(-1130)
  })

  it('weighs 2 for one symbol, 4 for more, 1 for the time and 20 for the account', () => {
    expect(weightOf(spotRoutes, '/api/v3/ticker/price', { symbol: 'BTCUSDT' })).toBe(2)
    expect(weightOf(spotRoutes, '/api/v3/ticker/price', { symbols: '["BTCUSDT"]' })).toBe(4)
    expect(weightOf(spotRoutes, '/api/v3/time')).toBe(1)
    expect(weightOf(spotRoutes, '/api/v3/account')).toBe(20)
    expect(ask(spotRoutes, '/api/v3/time', { world })).toEqual({ serverTime: START_MS })
  })

  it('leaves out empty balances when asked to', () => {
    const balances = (query: Readonly<Record<string, string>>) =>
      ask(spotRoutes, '/api/v3/account', { world, query }) as {
        readonly balances: readonly { readonly asset: string }[]
      }
    expect(balances({}).balances.map((row) => row.asset)).toContain('FET')
    expect(balances({ omitZeroBalances: 'true' }).balances.map((row) => row.asset)).not.toContain('FET')
    expect(balances({}).balances[0]).toEqual({ asset: 'BTC', free: '0.05000000', locked: '0.00000000' })
  })
})

describe('CoinGecko', () => {
  const path = '/coingecko/api/v3/simple/price'
  const simple = (query: Readonly<Record<string, string>>, of = world) =>
    ask(referenceRoutes, path, { world: of, query })

  it('prices ids in dollars, renewed once a minute, and leaves out what it does not know', () => {
    const query = { ids: 'bitcoin,nope', vs_currencies: 'usd,xyz', include_last_updated_at: 'true' }
    // the second of the minute is the thirtieth; the start is at a full minute
    expect(simple(query)).toEqual({ bitcoin: { usd: 50_000, last_updated_at: START_MS / 1000 - 30 } })
  })

  it.each([
    ['ids', { vs_currencies: 'usd' }],
    ['vs_currencies', { ids: 'bitcoin' }],
  ])('refuses a call without %s', (_name, query) => {
    expect(refusalOf(() => simple(query)).status).toBe(422)
  })

  it('answers the thirty-first call of a minute with 429 in its own words', () => {
    const patient = aWorld()
    const query = { ids: 'bitcoin', vs_currencies: 'usd' }
    for (let call = 0; call < 30; call++) simple(query, patient)
    const refusal = refusalOf(() => simple(query, patient))
    expect(refusal.status).toBe(429)
    expect(refusal.body).toMatchObject({ status: { error_code: 429, error_message: expect.any(String) } })
  })
})

describe('CryptoCompare', () => {
  const multi = '/cryptocompare/data/pricemulti'
  const tick = '/coindesk/index/cc/v1/latest/tick'
  const withKey = { authorization: 'Apikey some-key' }

  it('prices coins for a key', () => {
    const query = { fsyms: 'BTC,ETH,NOPE', tsyms: 'USD' }
    expect(ask(referenceRoutes, multi, { world, query, headers: withKey })).toEqual({
      BTC: { USD: 50_000 },
      ETH: { USD: 2500 },
    })
  })

  it('reports an error of the older host with status 200', () => {
    const query = { fsyms: 'NOPE', tsyms: 'USD' }
    expect(ask(referenceRoutes, multi, { world, query, headers: withKey })).toMatchObject({ Response: 'Error' })
  })

  it('gives index ticks on the newer host', () => {
    const query = { market: 'cadli', instruments: 'BTC-USD', api_key: 'some-key' }
    expect(ask(referenceRoutes, tick, { world, query })).toEqual({
      Data: {
        'BTC-USD': {
          TYPE: '1101',
          MARKET: 'cadli',
          INSTRUMENT: 'BTC-USD',
          VALUE: 50_000,
          VALUE_FLAG: 'UP',
          VALUE_LAST_UPDATE_TS: START_MS / 1000,
        },
      },
      Err: {},
    })
  })

  it('has nothing for nobody', () => {
    expect(refusalOf(() => ask(referenceRoutes, multi, { world, query: { fsyms: 'BTC', tsyms: 'USD' } })).status).toBe(
      401,
    )
    const refusal = refusalOf(() => ask(referenceRoutes, tick, { world, query: { instruments: 'BTC-USD' } }))
    expect(refusal.status).toBe(401)
    expect(refusal.body).toMatchObject({ Data: {}, Err: { type: 1 } })
  })
})
