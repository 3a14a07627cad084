import { readdirSync, readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readCredentials } from '../../src/exchange/binance/credentials.ts'
import { ALLOWED, ENDPOINTS } from '../../src/exchange/binance/endpoints.ts'
import { asCall, GateRefusal } from '../../src/exchange/binance/gate.ts'
import { resolveBaseUrls } from '../../src/exchange/binance/hosts.ts'
import { basesByHost, openLibrary } from '../../src/exchange/binance/transport.ts'
import { API_KEY, API_SECRET } from '../support/stub-exchange.ts'
import { json, type StubServer, startStub } from '../support/stub-server.ts'

/** Enough of everything for the library's own checks of its arguments to pass. */
const PAYLOAD = {
  symbol: 'BTCUSDT',
  pair: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  quantity: '1',
  price: '1',
  stopPrice: '1',
  asset: 'USDT',
  coin: 'USDT',
  address: 'somewhere',
  amount: '1',
  orderId: 1,
  leverage: 5,
  marginType: 'ISOLATED',
  listenKey: 'abcdefgh',
  interval: '1m',
  callbackRate: '1',
  limit: 5,
}

/** Names that would move money or change something, to be sure that the sweep below meets them. */
const DANGEROUS = [
  'order',
  'orderOco',
  'updateOrder',
  'cancelOrder',
  'cancelOpenOrders',
  'withdraw',
  'universalTransfer',
  'futuresOrder',
  'futuresBatchOrders',
  'futuresCancelOrder',
  'futuresCancelAllOpenOrders',
  'futuresLeverage',
  'futuresMarginType',
  'futuresPositionMargin',
  'futuresPositionModeChange',
  'futuresCloseDataStream',
  'deliveryOrder',
  'marginOrder',
  'marginLoan',
  'marginRepay',
  'papiUmOrder',
]

let stub: StubServer

beforeEach(async () => {
  stub = await startStub()
})
afterEach(() => stub.close())

function transportOptions() {
  const overrides = { httpBase: stub.url, httpFutures: stub.url, httpDelivery: stub.url }
  return {
    bases: resolveBaseUrls({ account: 'main', environment: 'live', overrides }),
    credentials: readCredentials('main', API_KEY, API_SECRET),
    venueNowMs: () => 1_795_300_801_500,
  }
}

async function libraryMethods(): Promise<[string, (payload: unknown) => unknown][]> {
  const library = await openLibrary(transportOptions())
  return Object.entries(library).flatMap(([name, method]) =>
    typeof method === 'function' && name !== 'getInfo' ? [[name, method as (payload: unknown) => unknown]] : [],
  )
}

async function outcomeOf(run: () => unknown): Promise<unknown> {
  try {
    return await run()
  } catch (error) {
    return error
  }
}

describe('the client library behind the gate', () => {
  it('has the methods that must never work', async () => {
    const names = (await libraryMethods()).map(([name]) => name)
    const missing = DANGEROUS.filter((name) => !names.includes(name))
    expect(missing).toEqual([])
    expect(names.length).toBeGreaterThan(200)
  })

  it('sends not one byte, whichever of its methods is called', async () => {
    const methods = await libraryMethods()
    const outcomes = await Promise.all(
      methods.map(async ([name, method]) => ({ name, outcome: await outcomeOf(() => method({ ...PAYLOAD })) })),
    )
    expect(stub.seen).toEqual([])
    const refused = outcomes.filter(({ outcome }) => outcome instanceof GateRefusal).map(({ name }) => name)
    expect(DANGEROUS.filter((name) => !refused.includes(name))).toEqual([])
  })

  it.each([ENDPOINTS.account, ENDPOINTS.openOrders, ENDPOINTS.createListenKey, ENDPOINTS.keepListenKey])(
    'sends only the announced $method $path while that call is under way',
    async (endpoint) => {
      stub.on(endpoint.path, json({}))
      const { signal } = new AbortController()
      const announced = { endpoint, bases: basesByHost(transportOptions().bases), signal, head: null }
      const methods = await libraryMethods()
      const outcomes = await Promise.all(
        methods.map(([, method]) => asCall({ ...announced }, () => outcomeOf(() => method({ ...PAYLOAD })))),
      )
      const others = stub.seen.filter(({ method, path }) => method !== endpoint.method || path !== endpoint.path)
      expect(others).toEqual([])
      expect(outcomes.filter((outcome) => outcome instanceof GateRefusal).length).toBeGreaterThan(200)
    },
  )

  it.each(['POST', 'PUT', 'DELETE', 'PATCH'])('refuses %s of an allowed path', async (method) => {
    const library = await openLibrary(transportOptions())
    const bases = basesByHost(transportOptions().bases)
    const call = { endpoint: ENDPOINTS.account, bases, signal: new AbortController().signal, head: null }
    const outcome = await asCall(call, () => outcomeOf(() => library.privateRequest(method, '/fapi/v3/account', {})))
    expect(outcome).toBeInstanceOf(GateRefusal)
    expect(stub.seen).toEqual([])
  })
})

describe('the allow-list', () => {
  it('holds GET requests and the POST and PUT of the listen key, nothing else', () => {
    const writing = ALLOWED.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`)
    expect(writing).toEqual(['POST /fapi/v1/listenKey', 'PUT /fapi/v1/listenKey'])
  })

  it('holds nothing that the program never sends', () => {
    const folder = new URL('../../src/exchange/binance/', import.meta.url)
    const source = readdirSync(folder)
      .map((name) => readFileSync(new URL(name, folder), 'utf8'))
      .join('\n')
    const unused = Object.keys(ENDPOINTS).filter((name) => !new RegExp(`ENDPOINTS\\.${name}\\b`).test(source))
    expect(unused).toEqual([])
  })

  it('names each call once', () => {
    const calls = ALLOWED.map(({ method, path }) => `${method} ${path}`)
    expect(new Set(calls).size).toBe(calls.length)
  })

  it('sends each path to the host that serves it', () => {
    const wrong = ALLOWED.filter(({ path, host }) => {
      const expected = /^\/(fapi|futures\/data)\//.test(path)
        ? 'futures'
        : path.startsWith('/dapi/')
          ? 'delivery'
          : 'spot'
      return expected !== host
    })
    expect(wrong).toEqual([])
  })
})
