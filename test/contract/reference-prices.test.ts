import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type DemoExchange, startDemoExchange } from '../../src/demo/server.ts'
import { createCoinGecko } from '../../src/exchange/reference/coingecko.ts'
import { createCryptoCompare } from '../../src/exchange/reference/cryptocompare.ts'
import { fetchReferenceJson } from '../../src/exchange/reference/fetch-json.ts'
import { embeddedHosts, REFERENCE_HOSTS } from '../../src/exchange/reference/hosts.ts'
import { createReferenceData } from '../../src/exchange/reference-data.ts'
import type { ReferenceCache, ReferenceData } from '../../src/ports/reference.ts'
import { halfBody, json, redirectTo, type StubServer, silence, startStub, text } from '../support/stub-server.ts'

const KEY = 'reference-key-that-must-not-leak'
const GECKO_PATH = '/coingecko/api/v3/simple/price'
const TICK_PATH = '/coindesk/index/cc/v1/latest/tick'
const MULTI_PATH = '/cryptocompare/data/pricemulti'

let stub: StubServer
let nowMs: number
let files: Map<string, { fetchedAtMs: number; value: unknown }>

beforeEach(async () => {
  stub = await startStub()
  nowMs = 1_795_300_800_000
  files = new Map()
})
afterEach(() => stub.close())

const cache: ReferenceCache = {
  load: async (name) => files.get(name) ?? null,
  save: async (name, fetchedAtMs, value) => void files.set(name, { fetchedAtMs, value }),
}

/** What another run of the program would remember. */
function aMemory(): ReferenceData {
  return createReferenceData(cache, () => nowMs)
}

function gecko(key: string | null = KEY) {
  return createCoinGecko({ base: embeddedHosts(stub.url).coingecko, key, memory: aMemory(), nowMs: () => nowMs })
}

function compare() {
  return createCryptoCompare({ hosts: embeddedHosts(stub.url), key: KEY, memory: aMemory(), nowMs: () => nowMs })
}

const plain = (quotes: ReadonlyMap<string, { price: { toFixed(): string }; updatedAtMs: number | null }>) =>
  Object.fromEntries([...quotes].map(([coin, { price, updatedAtMs }]) => [coin, [price.toFixed(), updatedAtMs]]))

describe('CoinGecko', () => {
  it('reads the documented reply, with the age of each price', async () => {
    stub.on(
      GECKO_PATH,
      json({
        bitcoin: { usd: 91861.23, last_updated_at: 1795300755 },
        pepe: { usd: 6.1e-7, last_updated_at: 1795300751 },
        tether: { usd: 0.9998 },
        ethereum: { usd: null },
      }),
    )
    const { value, fetchedAtMs } = await gecko().fetchUsdQuotes(['BTC'])
    expect(fetchedAtMs).toBe(nowMs)
    expect(plain(value)).toEqual({
      BTC: ['91861.23', 1_795_300_755_000],
      PEPE: ['0.00000061', 1_795_300_751_000],
      USDT: ['0.9998', null],
    })
    const [request] = stub.seen
    expect(request?.headers['x-cg-demo-api-key']).toBe(KEY)
    expect(request?.query.get('ids')?.split(',')).toContain('bitcoin')
    expect(request?.rawQuery).not.toContain(KEY)
  })

  it('asks once a minute, also across runs, and sends no key where there is none', async () => {
    stub.on(GECKO_PATH, json({ bitcoin: { usd: 1 } }))
    await gecko(null).fetchUsdQuotes(['BTC'])
    nowMs += 59_999
    const again = await gecko(null).fetchUsdQuotes(['ETH'])
    expect([stub.seen.length, again.fetchedAtMs]).toEqual([1, nowMs - 59_999])
    nowMs += 1
    await gecko(null).fetchUsdQuotes(['BTC'])
    expect(stub.seen.length).toBe(2)
    expect(stub.seen[0]?.headers['x-cg-demo-api-key']).toBeUndefined()
  })
})

describe('CryptoCompare', () => {
  it('reads ticks with their age, the key in a header', async () => {
    stub.on(TICK_PATH, json({ Data: { 'BTC-USD': { VALUE: 91859.1, VALUE_LAST_UPDATE_TS: 1795300800 } }, Err: {} }))
    const { value } = await compare().fetchUsdQuotes(['BTC', 'XYZ'])
    expect(plain(value)).toEqual({ BTC: ['91859.1', 1_795_300_800_000] })
    expect([stub.seen[0]?.headers['x-api-key'], stub.seen[0]?.query.get('instruments')]).toEqual([
      KEY,
      'BTC-USD,XYZ-USD',
    ])
    expect(stub.seen[0]?.rawQuery).not.toContain(KEY)
  })

  it.each([
    { name: 'is gone', reply: json({}, 404) },
    { name: 'speaks another way', reply: json({ Data: { 'BTC-USD': { PRICE: 1 } } }) },
  ])('turns to its older address when the new one $name', async ({ reply }) => {
    stub.on(TICK_PATH, reply)
    stub.on(MULTI_PATH, json({ BTC: { USD: 91858.4 }, USDT: { USD: 0.9999 } }))
    const { value } = await compare().fetchUsdQuotes(['USDT', 'BTC'])
    expect(plain(value)).toEqual({ BTC: ['91858.4', null], USDT: ['0.9999', null] })
    expect(stub.seen.at(-1)?.headers.authorization).toBe(`Apikey ${KEY}`)
  })

  it('is refused without a subscription, and not asked twice', async () => {
    stub.on(TICK_PATH, json({ Data: {}, Err: { message: KEY } }, 401))
    await expect(compare().fetchUsdQuotes(['BTC'])).rejects.toMatchObject({
      code: 'reference-key-refused',
      message: 'CryptoCompare: it wants a valid key',
    })
    expect(stub.seen.length).toBe(1)
  })

  it('finds an error in a reply with status 200', async () => {
    stub.on(TICK_PATH, json({}, 500))
    stub.on(MULTI_PATH, json({ Response: 'Error', Message: `You need a valid auth key, not ${KEY}` }))
    await expect(compare().fetchUsdQuotes(['BTC'])).rejects.toMatchObject({ code: 'reference-key-refused' })
  })
})

describe('a source that fails', () => {
  it.each([
    {
      name: '429',
      reply: json({ status: { error_message: KEY } }, 429),
      message: 'it limits requests (HTTP 429); try again in a minute',
    },
    { name: '503', reply: text('<html>', 503), message: 'it answered HTTP 503' },
    { name: 'a redirect', reply: redirectTo('https://example.com/'), message: 'it could not be reached' },
    { name: 'a page', reply: text('<html>'), message: 'its answer is not JSON' },
    { name: 'half an answer', reply: halfBody, message: 'the answer broke off' },
    { name: 'more than a megabyte', reply: text('1'.repeat(1_100_000)), message: 'the answer broke off' },
  ])('says so after $name, without the key', async ({ reply, message }) => {
    stub.on(GECKO_PATH, reply)
    const failure = await gecko()
      .fetchUsdQuotes(['BTC'])
      .catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'reference-unavailable', message: `CoinGecko: ${message}` })
    expect(JSON.stringify(failure) + String(failure)).not.toContain(KEY)
  })

  it('ends at its deadline', async () => {
    stub.on('/slow', silence)
    const asked = fetchReferenceJson({ name: 'X', base: stub.url, path: '/slow', query: {}, deadlineMs: 50 })
    await expect(asked).rejects.toMatchObject({ message: 'X: no answer within 0.05 s' })
  })

  it('says so when nobody listens', async () => {
    const base = stub.url
    await stub.close()
    const asked = fetchReferenceJson({ name: 'X', base, path: '/', query: {} })
    await expect(asked).rejects.toMatchObject({ message: 'X: it could not be reached' })
    stub = await startStub()
  })
})

describe('the hosts', () => {
  it('are three, by https', () => {
    expect(REFERENCE_HOSTS).toEqual({
      coingecko: 'https://api.coingecko.com',
      cryptocompare: 'https://min-api.cryptocompare.com',
      coindesk: 'https://data-api.coindesk.com',
    })
  })
})

describe('the look-alikes of the embedded exchange', () => {
  let venue: DemoExchange
  beforeEach(async () => {
    venue = await startDemoExchange()
  })
  afterEach(() => venue.close())

  it('pass the same parsers', async () => {
    const hosts = embeddedHosts(venue.httpBase)
    const common = { memory: aMemory(), nowMs: () => venue.nowMs() }
    const sources = [
      createCoinGecko({ ...common, base: hosts.coingecko, key: null }),
      createCryptoCompare({ ...common, hosts, key: KEY }),
    ]
    for (const source of sources) {
      const { value } = await source.fetchUsdQuotes(['BTC', 'USDT', 'PEPE'])
      expect(['BTC', 'PEPE', 'USDT'].map((coin) => value.get(coin)?.price.gt('0'))).toEqual([true, true, true])
      expect(value.get('BTC')?.updatedAtMs).toBeGreaterThan(venue.nowMs() - 120_000)
    }
  })
})
