import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ExchangeError } from '../../../src/errors.ts'
import { Budget } from '../../../src/exchange/binance/budget.ts'
import { exchangeFailure, type FailureContext } from '../../../src/exchange/binance/failures.ts'
import { fakeClock, realClock } from '../../support/fake-clock.ts'
import { API_KEY, API_SECRET, exchangeAt } from '../../support/stub-exchange.ts'
import {
  brokenChunks,
  HTML,
  hangUp,
  json,
  redirectTo,
  type StubServer,
  silence,
  startStub,
  text,
} from '../../support/stub-server.ts'

/** 21.5 s into a minute. */
const NOW_MS = 1_795_300_821_500
const ACCOUNT = '/fapi/v3/account'
const OK_ACCOUNT = json({ assets: [], positions: [] })
const MARK = '/fapi/v1/premiumIndex'

let stub: StubServer

beforeEach(async () => {
  stub = await startStub()
})
afterEach(() => stub.close())

async function failureOf(run: Promise<unknown>): Promise<ExchangeError> {
  const error = await run.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof ExchangeError)) throw new Error(`expected an ExchangeError, got ${inspect(error)}`)
  return error
}

const venueError = (code: number, msg = 'words of Binance') => ({ code, msg })

describe('an answer that refuses', () => {
  it.each([
    { status: 401, body: venueError(-2014), code: 'api-key-rejected', retry: 'never', exitCode: 4 },
    { status: 401, body: venueError(-2015), code: 'api-key-rejected', retry: 'never', exitCode: 4 },
    { status: 400, body: venueError(-1022), code: 'signature-rejected', retry: 'never', exitCode: 4 },
    { status: 429, body: venueError(-1003), code: 'rate-limited', retry: 'after', exitCode: 1 },
    { status: 418, body: venueError(-1003), code: 'ip-banned', retry: 'after', exitCode: 1 },
    { status: 503, body: venueError(-1008), code: 'venue-overloaded', retry: 'after', exitCode: 1 },
    { status: 503, body: venueError(-1000), code: 'venue-unavailable', retry: 'now', exitCode: 1 },
    { status: 408, body: venueError(-1007), code: 'venue-unavailable', retry: 'now', exitCode: 1 },
    { status: 502, body: HTML, code: 'venue-unavailable', retry: 'now', exitCode: 1 },
    { status: 403, body: HTML, code: 'firewall', retry: 'after', exitCode: 1 },
    { status: 451, body: venueError(0), code: 'restricted-location', retry: 'never', exitCode: 1 },
    { status: 400, body: venueError(-1121), code: 'unknown-symbol', retry: 'never', exitCode: 1 },
    { status: 400, body: venueError(-1102), code: 'venue-refused', retry: 'never', exitCode: 1 },
    { status: 400, body: {}, code: 'venue-refused', retry: 'never', exitCode: 1 },
    { status: 400, body: venueError(-1125), code: 'listen-key-unknown', retry: 'never', exitCode: 1 },
    { status: 400, body: venueError(-3003), code: 'margin-account-absent', retry: 'never', exitCode: 1 },
    { status: 404, body: '<html>404</html>', code: 'not-available', retry: 'never', exitCode: 1 },
    { status: 200, body: HTML, code: 'garbled-reply', retry: 'now', exitCode: 1 },
    { status: 200, body: '', code: 'garbled-reply', retry: 'now', exitCode: 1 },
    { status: 200, body: '{"assets":[', code: 'garbled-reply', retry: 'now', exitCode: 1 },
  ])('$status with $body.code is $code', async ({ status, body, ...expected }) => {
    stub.on(ACCOUNT, typeof body === 'string' ? text(body, status) : json(body, status))
    const failure = await failureOf(exchangeAt(stub.url).fetchAccount())
    expect(failure).toMatchObject({ ...expected, status, path: ACCOUNT })
    expect(failure.hint).not.toBe('')
  })

  it('says which box to tick where', async () => {
    stub.on(ACCOUNT, json(venueError(-2015), 401))
    const failure = await failureOf(exchangeAt(stub.url).fetchAccount())
    expect(failure.message).toBe('Binance refuses the API key of account main (HTTP 401, -2015)')
    expect(failure.hint).toContain('API Management')
    expect(failure.hint).toContain('tick "Enable Reading"')
    expect(failure.hint).toContain('environment is live')
  })

  it('does not call a key wrong that worked before', async () => {
    stub.on(ACCOUNT, OK_ACCOUNT, json(venueError(-2015), 401))
    const exchange = exchangeAt(stub.url)
    await exchange.fetchAccount()
    expect(await failureOf(exchange.fetchAccount())).toMatchObject({
      code: 'api-key-throttled',
      retry: 'after',
      retryAfterMs: 60_000,
      exitCode: 1,
    })
  })

  it('names portfolio margin where that is behind the refusal', async () => {
    stub.on(ACCOUNT, json(venueError(-2015), 401))
    stub.on('/sapi/v1/account/info', json({ isPortfolioMarginRetailEnabled: true }))
    expect(await failureOf(exchangeAt(stub.url).fetchAccount())).toMatchObject({
      code: 'portfolio-margin-unsupported',
      message: 'this account is in portfolio margin, which liqwatch does not compute',
      retry: 'never',
    })
  })

  it('asks about portfolio margin once for calls that are refused side by side', async () => {
    for (const path of [ACCOUNT, '/fapi/v3/positionRisk']) stub.on(path, json(venueError(-2015), 401))
    stub.on('/sapi/v1/account/info', json({ isPortfolioMarginRetailEnabled: false }))
    const exchange = exchangeAt(stub.url)
    const failures = await Promise.all([failureOf(exchange.fetchAccount()), failureOf(exchange.fetchPositions())])
    expect(failures.map(({ code }) => code)).toEqual(['api-key-rejected', 'api-key-rejected'])
    expect(stub.seen.filter(({ path }) => path === '/sapi/v1/account/info')).toHaveLength(1)
  })
})

describe('no answer', () => {
  it.each([
    { name: 'a hung-up connection', reply: hangUp, code: 'connection-lost' },
    { name: 'a broken chunked body', reply: brokenChunks, code: 'connection-lost' },
    { name: 'a redirect', reply: redirectTo('http://127.0.0.1:1/'), code: 'redirect-refused' },
  ])('$name is $code', async ({ reply, code }) => {
    stub.on(MARK, reply)
    expect(await failureOf(exchangeAt(stub.url).fetchMark('BTCUSDT'))).toMatchObject({ code })
  })

  it('ends at the deadline when nothing comes', async () => {
    stub.on(MARK, silence)
    const exchange = exchangeAt(stub.url, { clock: realClock, timeoutMs: 200 })
    expect(await failureOf(exchange.fetchMark('BTCUSDT'))).toMatchObject({
      code: 'timeout',
      message: 'Binance gave no complete answer to /fapi/v1/premiumIndex within 0.2 s',
      status: null,
    })
  })

  it('says that the connection was refused', async () => {
    const url = stub.url
    await stub.close()
    const failure = await failureOf(exchangeAt(url).fetchMark('BTCUSDT'))
    expect(failure).toMatchObject({ code: 'connection-refused', retry: 'now' })
    const { host } = new URL(url)
    expect(failure.message).toBe(`the connection to ${host} for /fapi/v1/premiumIndex was refused (after 3 tries)`)
    stub = await startStub()
  })

  it.each([
    { code: 'ENOTFOUND', expected: 'dns-failure' },
    { code: 'EAI_AGAIN', expected: 'dns-failure' },
    { code: 'ECONNRESET', expected: 'connection-lost' },
    { code: 'CERT_HAS_EXPIRED', expected: 'certificate-rejected' },
    { code: 'DEPTH_ZERO_SELF_SIGNED_CERT', expected: 'certificate-rejected' },
  ])('$code is $expected', ({ code, expected }) => {
    const thrown = Object.assign(new Error('request to https://x/?signature=ab failed'), { name: 'FetchError', code })
    expect(exchangeFailure(thrown, null, context())).toMatchObject({ code: expected })
  })
})

describe('secrets', () => {
  it.each([
    { name: 'a network failure', reply: hangUp },
    {
      name: 'an HTML page that repeats the request',
      reply: text(`${HTML}?signature=${'ab'.repeat(32)} ${API_KEY}`, 502),
    },
    {
      name: 'words of the venue that repeat the key',
      reply: json(venueError(-1100, `bad ${API_KEY} ${API_SECRET}`), 400),
    },
  ])('never appear after $name', async ({ reply }) => {
    stub.on(ACCOUNT, reply)
    const failure = await failureOf(exchangeAt(stub.url).fetchAccount())
    const everything = `${inspect(failure, { depth: 9, showHidden: true })} ${failure.stack}`
    expect(everything).not.toContain(API_KEY)
    expect(everything).not.toContain(API_SECRET)
    expect(everything).not.toMatch(/signature=[0-9a-f]/)
    expect(everything).not.toMatch(/timestamp=/)
  })

  it('lets no control characters of the venue through', async () => {
    stub.on(ACCOUNT, json(venueError(-1100, '\u001b[2Jgone\u202e'), 400))
    const failure = await failureOf(exchangeAt(stub.url).fetchAccount())
    expect(failure.message).toContain('\\u{1b}[2Jgone\\u{202e}')
  })
})

describe('pauses', () => {
  it.each([
    { name: 'Retry-After', status: 429, headers: { 'retry-after': '7' }, msg: '', pauseMs: 7_000 },
    // 38.5 s to the next minute, plus half of 5 s of jitter.
    { name: 'the next minute', status: 429, headers: {}, msg: '', pauseMs: 41_000 },
    {
      name: 'the next minute when Retry-After is 0',
      status: 429,
      headers: { 'retry-after': '0' },
      msg: '',
      pauseMs: 41_000,
    },
    {
      name: 'the instant in the message of a ban',
      status: 418,
      headers: { 'retry-after': '7' },
      msg: `Way too many requests; IP banned until ${NOW_MS + 300_000}. Use the websocket.`,
      pauseMs: 300_000,
    },
    { name: 'Retry-After of a ban', status: 418, headers: { 'retry-after': '90' }, msg: '', pauseMs: 90_000 },
    { name: 'two minutes of a ban that says nothing', status: 418, headers: {}, msg: '', pauseMs: 120_000 },
  ])('lasts until $name', async ({ status, headers, msg, pauseMs }) => {
    stub.on(MARK, json(venueError(-1003, msg), status, headers))
    const exchange = exchangeAt(stub.url, { clock: fakeClock(NOW_MS), timeoutMs: 1_000 })
    expect(await failureOf(exchange.fetchMark('BTCUSDT'))).toMatchObject({ retryAfterMs: pauseMs })
  })

  it('waits at least 30 s without Retry-After', async () => {
    stub.on(MARK, json(venueError(-1003), 429))
    const clock = fakeClock(NOW_MS + 35_000)
    const failure = await failureOf(exchangeAt(stub.url, { clock, random: () => 0 }).fetchMark('BTCUSDT'))
    expect(failure.retryAfterMs).toBe(30_000)
  })

  it('sends nothing more of the pool after a 429, but other pools go on', async () => {
    stub.on(MARK, json(venueError(-1003), 429, { 'retry-after': '60' }))
    stub.on('/fapi/v1/fundingInfo', json([]))
    const exchange = exchangeAt(stub.url)
    await failureOf(exchange.fetchMark('BTCUSDT'))
    expect(await failureOf(exchange.fetchAllMarks())).toMatchObject({ code: 'rate-limited', retryAfterMs: 60_000 })
    await exchange.fetchFundingInfo()
    expect(stub.seen.map(({ path }) => path)).toEqual([MARK, '/fapi/v1/fundingInfo'])
  })

  it('stops every account of this address after a ban', async () => {
    const budget = new Budget()
    stub.on(MARK, json(venueError(-1003), 418, { 'retry-after': '600' }))
    stub.on('/fapi/v1/fundingInfo', json([]))
    await failureOf(exchangeAt(stub.url, { budget }).fetchMark('BTCUSDT'))
    const other = exchangeAt(stub.url, { budget, account: 'second' })
    expect(await failureOf(other.fetchFundingInfo())).toMatchObject({ code: 'ip-banned' })
    expect(stub.seen).toHaveLength(1)
  })
})

function context(): FailureContext {
  return {
    account: 'main',
    environment: 'live',
    method: 'GET',
    host: 'fapi.binance.com',
    path: MARK,
    tries: 1,
    timeoutMs: 1_000,
    nowMs: NOW_MS,
    keyWorkedBefore: false,
    secrets: [],
    random: () => 0,
  }
}
