import { createHmac, generateKeyPairSync, verify } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ConfigError } from '../../../src/errors.ts'
import { readCredentials } from '../../../src/exchange/binance/credentials.ts'
import { ENDPOINTS } from '../../../src/exchange/binance/endpoints.ts'
import { resolveBaseUrls } from '../../../src/exchange/binance/hosts.ts'
import { CutOffError, createTransport, DeadlineError } from '../../../src/exchange/binance/transport.ts'
import { API_KEY, API_SECRET } from '../../support/stub-exchange.ts'
import {
  brokenChunks,
  halfBody,
  json,
  redirectTo,
  type StubServer,
  silence,
  stalledBody,
  startStub,
} from '../../support/stub-server.ts'

const NOW_MS = 1_795_300_801_500

let stub: StubServer
let other: StubServer

beforeEach(async () => {
  stub = await startStub()
  other = await startStub()
})
afterEach(async () => {
  await Promise.all([stub.close(), other.close()])
  vi.unstubAllEnvs()
})

function transportTo(url: string, { apiKey = API_KEY, apiSecret = API_SECRET, nowMs = NOW_MS } = {}) {
  return createTransport({
    bases: resolveBaseUrls({
      account: 'main',
      environment: 'live',
      overrides: { httpBase: url, httpFutures: url, httpDelivery: url },
    }),
    credentials: readCredentials('main', apiKey, apiSecret),
    venueNowMs: () => nowMs,
  })
}

describe('the gate under the library', () => {
  it('is what the library sends through: status and headers of a reply come back', async () => {
    stub.on('/fapi/v1/time', json({ code: -1003, msg: 'slow down' }, 429, { 'retry-after': '7' }))
    const result = await transportTo(stub.url).send({ endpoint: ENDPOINTS.time, params: {}, timeoutMs: 2_000 })
    expect(result).toMatchObject({ ok: false, head: { status: 429 } })
    expect(result.head?.header('Retry-After')).toBe('7')
  })

  it.each([
    { name: 'a server that never answers', reply: silence },
    { name: 'a body that stalls', reply: stalledBody },
  ])('ends $name at the deadline', async ({ reply }) => {
    stub.on('/fapi/v1/time', reply)
    const result = await transportTo(stub.url).send({ endpoint: ENDPOINTS.time, params: {}, timeoutMs: 150 })
    expect(result).toMatchObject({ ok: false, thrown: expect.any(DeadlineError) })
  })

  it.each([
    { name: 'a body of known length', reply: halfBody },
    { name: 'a chunked body', reply: brokenChunks },
  ])(
    'reports a connection that dies inside $name at once: nothing is waited for that cannot come',
    async ({ reply }) => {
      stub.on('/fapi/v1/time', reply)
      const result = await transportTo(stub.url).send({ endpoint: ENDPOINTS.time, params: {}, timeoutMs: 20_000 })
      expect(result).toMatchObject({ ok: false, head: { status: 200 }, thrown: expect.any(CutOffError) })
    },
  )

  it('does not follow a redirect, so that the key stays with the host it was meant for', async () => {
    stub.on('/fapi/v3/account', redirectTo(`${other.url}/fapi/v3/account`))
    const result = await transportTo(stub.url).send({ endpoint: ENDPOINTS.account, params: {}, timeoutMs: 2_000 })
    expect(result).toMatchObject({ ok: false, thrown: { type: 'no-redirect' } })
    expect(other.seen).toEqual([])
  })
})

describe('what is sent', () => {
  it('signs with HMAC over the very query, with time and recvWindow, without undefined parameters', async () => {
    stub.on('/fapi/v1/openOrders', json([]))
    const params = { symbol: '币安USDT', limit: undefined }
    await transportTo(stub.url).send({ endpoint: ENDPOINTS.openOrders, params, timeoutMs: 2_000 })
    const [request] = stub.seen
    const [signed = '', signature] = request?.rawQuery.split('&signature=') ?? []
    expect(signed).toBe('symbol=%E5%B8%81%E5%AE%89USDT&recvWindow=10000&timestamp=1795300801500')
    expect(signature).toBe(createHmac('sha256', API_SECRET).update(signed).digest('hex'))
    expect(request).toMatchObject({ method: 'GET', apiKey: API_KEY })
  })

  it.each([
    { name: 'Ed25519', key: () => generateKeyPairSync('ed25519'), hash: null },
    { name: 'RSA', key: () => generateKeyPairSync('rsa', { modulusLength: 2048 }), hash: 'RSA-SHA256' },
  ])('signs with $name keys, whatever the line ends of their PEM', async ({ key, hash }) => {
    stub.on('/fapi/v3/account', json({}))
    const { privateKey, publicKey } = key()
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const forms = [pem, `${pem.replaceAll('\n', '\r\n')}\r\n\r\n`, pem.replaceAll('\n', '\\n')]
    for (const apiSecret of forms) {
      await transportTo(stub.url, { apiSecret }).send({ endpoint: ENDPOINTS.account, params: {}, timeoutMs: 2_000 })
    }
    const verified = stub.seen.map(({ rawQuery, query }) => {
      const [signed = ''] = rawQuery.split('&signature=')
      return verify(hash, Buffer.from(signed), publicKey, Buffer.from(query.get('signature') ?? '', 'base64'))
    })
    expect(verified).toEqual([true, true, true])
  })

  it('sends neither key nor signature with public calls, and only the key with the listen key', async () => {
    stub.on('/fapi/v1/premiumIndex', json({}))
    stub.on('/fapi/v1/listenKey', json({ listenKey: 'abc' }))
    const transport = transportTo(stub.url)
    const timeoutMs = 2_000
    await transport.send({ endpoint: ENDPOINTS.premiumIndex, params: { symbol: 'BTCUSDT' }, timeoutMs })
    await transport.send({ endpoint: ENDPOINTS.createListenKey, params: {}, timeoutMs })
    await transport.send({ endpoint: ENDPOINTS.keepListenKey, params: { listenKey: 'abc' }, timeoutMs })
    expect(stub.seen.map(({ method, rawQuery, apiKey }) => ({ method, rawQuery, apiKey }))).toEqual([
      { method: 'GET', rawQuery: 'symbol=BTCUSDT', apiKey: undefined },
      { method: 'POST', rawQuery: '', apiKey: API_KEY },
      { method: 'PUT', rawQuery: 'listenKey=abc', apiKey: API_KEY },
    ])
  })

  it('keeps clients apart: each has its own host, key, secret and clock', async () => {
    for (const server of [stub, other]) server.on('/fapi/v3/account', json({}))
    const first = transportTo(stub.url, { apiKey: 'first', apiSecret: 'one', nowMs: 1_000 })
    const second = transportTo(other.url, { apiKey: 'second', apiSecret: 'two', nowMs: 2_000 })
    const call = { endpoint: ENDPOINTS.account, params: {}, timeoutMs: 2_000 }
    await Promise.all(Array.from({ length: 10 }, (_, turn) => (turn % 2 === 0 ? first : second).send(call)))
    await Promise.all([second.send(call), first.send(call)])
    const marksOf = (server: StubServer) =>
      server.seen.map(({ apiKey, query, rawQuery }) => {
        const signed = rawQuery.split('&signature=')[0] ?? ''
        const secret = ['one', 'two'].find(
          (candidate) => createHmac('sha256', candidate).update(signed).digest('hex') === query.get('signature'),
        )
        return `${apiKey} ${secret} ${query.get('timestamp')}`
      })
    expect(marksOf(stub)).toEqual(Array(6).fill('first one 1000'))
    expect(marksOf(other)).toEqual(Array(6).fill('second two 2000'))
  })
})

describe('createTransport', () => {
  it('refuses to work without the check of certificates', () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
    expect(() => transportTo(stub.url)).toThrow(ConfigError)
  })
})

describe('readCredentials', () => {
  it('writes an Ed25519 key in the form whose length the library expects', () => {
    const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const { privateKey } = readCredentials('main', 'key', `\n${pem.replaceAll('\n', '\r\n')}\n\n`)
    expect(privateKey).toHaveLength(119)
  })

  const ec = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  const encrypted = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' } as const
  it.each([
    { name: 'an empty key', apiKey: ' ', apiSecret: 'secret' },
    { name: 'a key with a line break inside', apiKey: 'ab\ncd', apiSecret: 'secret' },
    { name: 'an empty secret', apiKey: 'key', apiSecret: '\n' },
    {
      name: 'a damaged PEM',
      apiKey: 'key',
      apiSecret: '-----BEGIN PRIVATE KEY-----\nsecretwords\n-----END PRIVATE KEY-----',
    },
    {
      name: 'a key of another kind',
      apiKey: 'key',
      apiSecret: ec().export({ type: 'pkcs8', format: 'pem' }).toString(),
    },
    { name: 'an encrypted key', apiKey: 'key', apiSecret: ec().export(encrypted).toString() },
  ])('refuses $name without showing it', ({ apiKey, apiSecret }) => {
    const attempt = () => readCredentials('main', apiKey, apiSecret)
    expect(attempt).toThrow(ConfigError)
    expect(attempt).toThrow(/^accounts\.main\.(apiKey|apiSecret) is not in a form that can be used$/)
  })
})
