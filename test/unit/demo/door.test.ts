import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type DemoExchange, startDemoExchange } from '../../../src/demo/server.ts'
import { ask, askSigned, signedQuery } from './ask.ts'

let exchange: DemoExchange

beforeAll(async () => {
  exchange = await startDemoExchange({ speed: 0 })
})
beforeEach(() => exchange.faults.clear())
afterAll(() => exchange.close())

describe('signed requests', () => {
  it.each([
    { name: 'no key', query: () => signedQuery(exchange), key: '', status: 401, code: -2014 },
    { name: 'an unknown key', query: () => signedQuery(exchange), key: 'k'.repeat(64), status: 401, code: -2015 },
    { name: 'no timestamp', query: () => 'recvWindow=5000', status: 400, code: -1102 },
    { name: 'no signature', query: () => `timestamp=${exchange.nowMs()}`, status: 400, code: -1102 },
    { name: 'a wrong signature', query: () => `timestamp=${exchange.nowMs()}&signature=00`, status: 400, code: -1022 },
    {
      name: 'a query changed after signing',
      query: () => signedQuery(exchange).replace('timestamp', 'a=1&timestamp'),
      status: 400,
      code: -1022,
    },
    {
      name: 'a clock a minute fast',
      query: () => signedQuery(exchange, '', exchange.nowMs() + 60_000),
      status: 400,
      code: -1021,
    },
    {
      name: 'an old timestamp',
      query: () => signedQuery(exchange, '', exchange.nowMs() - 6000),
      status: 400,
      code: -1021,
    },
    {
      name: 'a recvWindow above a minute',
      query: () => signedQuery(exchange, 'recvWindow=60001'),
      status: 400,
      code: -1131,
    },
    {
      name: 'a parameter sent twice',
      query: () => signedQuery(exchange, 'symbol=A&symbol=B'),
      status: 400,
      code: -1101,
    },
    { name: 'an unknown symbol', query: () => signedQuery(exchange, 'symbol=NOPEUSDT'), status: 400, code: -1121 },
    { name: 'letters for a number', query: () => signedQuery(exchange, 'limit=ten'), status: 400, code: -1100 },
  ])('refuses $name with $code', async ({ query, key = exchange.apiKey, status, code }) => {
    const answer = await ask(exchange, `/fapi/v3/positionRisk?${query()}`, { key })
    expect(answer).toMatchObject({ status, json: { code } })
  })

  it('accepts a timestamp as old as the recvWindow that was asked for', async () => {
    const query = signedQuery(exchange, 'recvWindow=50000', exchange.nowMs() - 40_000)
    expect((await ask(exchange, `/fapi/v3/account?${query}`, { key: exchange.apiKey })).status).toBe(200)
  })

  it.each([
    { name: 'ahead', skewMs: 60_000 },
    { name: 'behind', skewMs: -60_000 },
  ])('refuses everybody when its own clock is $name', async ({ skewMs }) => {
    exchange.faults.skewClock(skewMs)
    expect(await askSigned(exchange, '/fapi/v3/account')).toMatchObject({ json: { code: -1021 } })
    expect(await ask(exchange, '/fapi/v1/time')).toMatchObject({ json: { serverTime: exchange.nowMs() + skewMs } })
  })

  it('asks for the parameters that a call cannot do without', async () => {
    const answer = await askSigned(exchange, '/fapi/v1/userTrades')
    expect(answer.json).toEqual({
      code: -1102,
      msg: "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.",
    })
  })
})

describe('other requests', () => {
  it('does not know every path', async () => {
    const futures = await ask(exchange, '/fapi/v9/nothing')
    expect(futures).toMatchObject({ status: 404, json: { code: -5000 } })
    const wallet = await ask(exchange, '/sapi/v1/nothing')
    expect(wallet.status).toBe(404)
    expect(wallet.headers.get('content-type')).toBe('text/html')
  })

  it('refuses and counts what would change something', async () => {
    const before = exchange.counters().mutationAttempts
    const paths = ['/fapi/v1/order', '/fapi/v1/leverage', '/fapi/v1/marginType', '/sapi/v1/asset/transfer']
    for (const path of paths) expect((await ask(exchange, path, { method: 'POST' })).status).toBe(401)
    expect(exchange.counters().mutationAttempts - before).toBe(4)
  })

  it('tells the weight of each call', async () => {
    const used = async (path: string): Promise<number> =>
      Number((await ask(exchange, path)).headers.get('x-mbx-used-weight-1m'))
    const before = await used('/fapi/v1/time')
    expect((await used('/fapi/v1/premiumIndex')) - before).toBe(10)
    expect((await used('/fapi/v1/premiumIndex?symbol=BTCUSDT')) - before).toBe(11)
  })
})

describe('listen keys', () => {
  it('hands out the key in use, extends it, and lets it die after an hour', async () => {
    const key = exchange.apiKey
    const path = '/fapi/v1/listenKey'
    const first = await ask(exchange, path, { method: 'POST', key })
    expect(first.json).toMatchObject({ listenKey: expect.stringMatching(/^[A-Za-z0-9]{64}$/) })
    exchange.venue.advance(59 * 60_000)
    expect((await ask(exchange, path, { method: 'PUT', key })).json).toEqual(first.json)
    exchange.venue.advance(59 * 60_000)
    expect((await ask(exchange, path, { method: 'POST', key })).json).toEqual(first.json)
    exchange.venue.advance(60 * 60_000)
    expect(await ask(exchange, path, { method: 'PUT', key })).toMatchObject({ status: 400, json: { code: -1125 } })
  })

  it('honours and counts DELETE', async () => {
    const before = exchange.counters().listenKeys.deleted
    await ask(exchange, '/fapi/v1/listenKey', { method: 'DELETE', key: exchange.apiKey })
    expect(exchange.counters().listenKeys.deleted).toBe(before + 1)
  })
})

it('closes the futures account to keys of portfolio margin, and says so elsewhere', async () => {
  exchange.venue.setPortfolioMargin(true)
  expect(await askSigned(exchange, '/fapi/v3/account')).toMatchObject({ status: 401, json: { code: -2015 } })
  expect(await askSigned(exchange, '/sapi/v1/account/info')).toMatchObject({
    json: { isPortfolioMarginRetailEnabled: true },
  })
  exchange.venue.setPortfolioMargin(false)
})

it('shows what the key may do, or nothing at all', async () => {
  const path = '/sapi/v1/account/apiRestrictions'
  expect(await askSigned(exchange, path)).toMatchObject({ json: { enableReading: true, enableWithdrawals: false } })
  exchange.venue.setRestrictions({ enableReading: true, enableWithdrawals: true })
  expect(await askSigned(exchange, path)).toMatchObject({ json: { enableWithdrawals: true } })
  exchange.venue.setRestrictions(null)
  expect((await askSigned(exchange, path)).status).toBe(404)
})
