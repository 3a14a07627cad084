import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { endingBy } from '../../../src/exchange/binance/shared-deadline.ts'
import { fakeClock } from '../../support/fake-clock.ts'
import { exchangeAt } from '../../support/stub-exchange.ts'
import { halfBody, json, type StubServer, startStub } from '../../support/stub-server.ts'

const NOW_MS = 1_795_300_801_500
const ACCOUNT = '/fapi/v3/account'
const MARK = '/fapi/v1/premiumIndex'
const OK_ACCOUNT = json({ assets: [], positions: [] })
const OK_MARK = json({ symbol: 'BTCUSDT', markPrice: '92000', time: NOW_MS })
const CLOCK_ERROR = json({ code: -1021, msg: 'Timestamp for this request is outside of the recvWindow.' }, 400)

let stub: StubServer

beforeEach(async () => {
  stub = await startStub()
})
afterEach(() => stub.close())

const paths = () => stub.seen.map(({ path }) => path)
const timestamps = () =>
  stub.seen.filter(({ path }) => path === ACCOUNT).map(({ query }) => Number(query.get('timestamp')))

describe('retries', () => {
  it('tries three times at most, with full jitter, then says so', async () => {
    const clock = fakeClock()
    stub.on(MARK, json({ code: -1001, msg: 'Internal error' }, 503))
    await expect(exchangeAt(stub.url, { clock }).fetchMark('BTCUSDT')).rejects.toMatchObject({
      message: 'Binance could not answer /fapi/v1/premiumIndex (HTTP 503, -1001) (after 3 tries)',
    })
    expect(stub.seen).toHaveLength(3)
    expect(clock.slept).toEqual([200, 400])
  })

  it('succeeds when a later try does', async () => {
    stub.on(MARK, json({}, 502), OK_MARK)
    expect((await exchangeAt(stub.url).fetchMark('BTCUSDT')).markPrice.toFixed()).toBe('92000')
  })

  it('asks again when the connection dies in the middle of a reply, and says so when it always does', async () => {
    stub.on(MARK, halfBody)
    await expect(exchangeAt(stub.url).fetchMark('BTCUSDT')).rejects.toMatchObject({
      code: 'connection-lost',
      message: expect.stringContaining('broke off in the middle of the reply to /fapi/v1/premiumIndex'),
    })
    expect(stub.seen).toHaveLength(3)
    stub.on(MARK, halfBody, OK_MARK)
    expect((await exchangeAt(stub.url).fetchMark('BTCUSDT')).markPrice.toFixed()).toBe('92000')
  })

  it('waits for a short Retry-After and goes on', async () => {
    const clock = fakeClock()
    stub.on(MARK, json({ code: -1003, msg: '' }, 429, { 'retry-after': '2' }), OK_MARK)
    await exchangeAt(stub.url, { clock }).fetchMark('BTCUSDT')
    expect(clock.slept).toEqual([2_000])
  })

  it('does not try again past the deadline', async () => {
    stub.on(MARK, json({ code: -1001, msg: '' }, 503))
    const exchange = exchangeAt(stub.url, { timeoutMs: 300 })
    await expect(exchange.fetchMark('BTCUSDT')).rejects.toMatchObject({ code: 'venue-unavailable' })
    expect(stub.seen).toHaveLength(2)
  })

  it('never repeats a refusal, nor a request that is not a GET', async () => {
    stub.on(MARK, json({ code: -1121, msg: 'Invalid symbol.' }, 400))
    stub.on('/fapi/v1/listenKey', json({ code: -1001, msg: '' }, 503))
    const exchange = exchangeAt(stub.url)
    await expect(exchange.fetchMark('NOUSDT')).rejects.toMatchObject({ code: 'unknown-symbol' })
    await expect(exchange.createListenKey()).rejects.toMatchObject({ code: 'venue-unavailable' })
    expect(paths()).toEqual([MARK, '/fapi/v1/listenKey'])
  })
})

describe('the clock', () => {
  it('measures the offset and signs with it from then on', async () => {
    stub.on('/fapi/v1/time', json({ serverTime: NOW_MS + 5_000 }))
    stub.on(ACCOUNT, OK_ACCOUNT)
    const exchange = exchangeAt(stub.url, { clock: fakeClock(NOW_MS) })
    expect(await exchange.syncClock()).toEqual({ offsetMs: 5_000, roundTripMs: 0 })
    await exchange.fetchAccount()
    expect(timestamps()).toEqual([NOW_MS + 5_000])
  })

  it('takes the middle of the round trip for the moment of the sample', async () => {
    const clock = fakeClock(NOW_MS)
    stub.on('/fapi/v1/time', (response, request) => {
      clock.advance(400)
      json({ serverTime: NOW_MS + 200 })(response, request)
    })
    expect(await exchangeAt(stub.url, { clock }).syncClock()).toEqual({ offsetMs: 0, roundTripMs: 400 })
  })

  it('measures once and tries once more when the venue rejects the time', async () => {
    stub.on(ACCOUNT, CLOCK_ERROR, OK_ACCOUNT)
    stub.on('/fapi/v1/time', json({ serverTime: NOW_MS - 7_000 }))
    await exchangeAt(stub.url, { clock: fakeClock(NOW_MS) }).fetchAccount()
    expect(paths()).toEqual([ACCOUNT, '/fapi/v1/time', ACCOUNT])
    expect(timestamps()).toEqual([NOW_MS, NOW_MS - 7_000])
  })

  it('gives up when the time is still rejected', async () => {
    stub.on(ACCOUNT, CLOCK_ERROR)
    stub.on('/fapi/v1/time', json({ serverTime: NOW_MS }))
    await expect(exchangeAt(stub.url).fetchAccount()).rejects.toMatchObject({ code: 'clock-skew' })
    expect(paths()).toEqual([ACCOUNT, '/fapi/v1/time', ACCOUNT])
  })

  it('measures once for calls that are rejected side by side', async () => {
    stub.on(ACCOUNT, CLOCK_ERROR, OK_ACCOUNT)
    stub.on('/fapi/v3/positionRisk', CLOCK_ERROR, json([]))
    let served = 0
    stub.on('/fapi/v1/time', (response, request) => {
      served += 1
      setTimeout(() => json({ serverTime: NOW_MS })(response, request), 50)
    })
    const exchange = exchangeAt(stub.url, { clock: fakeClock(NOW_MS) })
    await Promise.all([exchange.fetchAccount(), exchange.fetchPositions()])
    expect(served).toBe(1)
  })

  it('refuses a time that is none', async () => {
    stub.on('/fapi/v1/time', json({ serverTime: 'now' }))
    await expect(exchangeAt(stub.url).syncClock()).rejects.toMatchObject({ code: 'unreadable-reply' })
  })
})

describe('the budget', () => {
  it('reads the used weight from the header of the reply, of failures too', async () => {
    stub.on(MARK, json({ code: -1121, msg: '' }, 400, { 'x-mbx-used-weight-1m': '321' }))
    const exchange = exchangeAt(stub.url)
    await expect(exchange.fetchMark('NOUSDT')).rejects.toMatchObject({ code: 'unknown-symbol' })
    expect(exchange.budgets()).toEqual([{ pool: 'futures', used: 321, limit: 2_400 }])
  })

  it('holds a call back that would take the last weight from other programs', async () => {
    stub.on(MARK, json({ symbol: 'BTCUSDT', markPrice: '1', time: 1 }, 200, { 'x-mbx-used-weight-1m': '2400' }))
    const exchange = exchangeAt(stub.url)
    await exchange.fetchMark('BTCUSDT')
    await expect(exchange.fetchMark('BTCUSDT')).rejects.toMatchObject({
      code: 'request-budget',
      message: expect.stringContaining('/fapi/v1/premiumIndex was not sent and has to wait 58.5 s'),
      retryAfterMs: 58_500,
    })
    expect(stub.seen).toHaveLength(1)
  })
})

describe('a deadline that calls share', () => {
  const SHARED_MS = 1_000

  it('sends nothing after its end, however long a single call may take', async () => {
    const clock = fakeClock()
    stub.on(MARK, OK_MARK)
    const exchange = exchangeAt(stub.url, { clock, timeoutMs: SHARED_MS })
    const both = endingBy(clock.nowMs() + SHARED_MS, async () => {
      await exchange.fetchMark('BTCUSDT')
      clock.advance(SHARED_MS)
      await exchange.fetchMark('BTCUSDT')
    })
    await expect(both).rejects.toMatchObject({ code: 'timeout' })
    expect(paths()).toEqual([MARK])
  })

  it('binds nobody else, and no later call', async () => {
    const clock = fakeClock()
    stub.on(MARK, OK_MARK)
    const exchange = exchangeAt(stub.url, { clock, timeoutMs: SHARED_MS })
    await endingBy(clock.nowMs(), async () => undefined)
    expect((await exchange.fetchMark('BTCUSDT')).symbol).toBe('BTCUSDT')
  })

  it('is not put off by a later one within it', async () => {
    const clock = fakeClock()
    stub.on(MARK, OK_MARK)
    const exchange = exchangeAt(stub.url, { clock })
    const inner = endingBy(clock.nowMs(), () => endingBy(clock.nowMs() + 60_000, () => exchange.fetchMark('BTCUSDT')))
    await expect(inner).rejects.toMatchObject({ code: 'timeout' })
    expect(paths()).toEqual([])
  })
})
