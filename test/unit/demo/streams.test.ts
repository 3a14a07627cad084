import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { type DemoExchange, startDemoExchange } from '../../../src/demo/server.ts'
import { ask } from './ask.ts'

let exchange: DemoExchange
let sockets: WebSocket[] = []

beforeEach(async () => {
  exchange = await startDemoExchange({ speed: 0, startAtMs: Date.UTC(2026, 10, 21, 14, 30) })
})
afterEach(async () => {
  for (const socket of sockets) socket.terminate()
  sockets = []
  await exchange.close()
})

interface Heard {
  readonly socket: WebSocket
  readonly messages: unknown[]
  /** Resolves when so many messages have come. */
  readonly atLeast: (count: number) => Promise<unknown[]>
}

async function listen(path: string): Promise<Heard> {
  const socket = new WebSocket(exchange.wsBase + path)
  sockets.push(socket)
  const messages: unknown[] = []
  let wake = (): void => undefined
  socket.on('message', (data) => {
    messages.push(JSON.parse(String(data)))
    wake()
  })
  await new Promise((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  const atLeast = async (count: number): Promise<unknown[]> => {
    while (messages.length < count) {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
    return messages
  }
  return { socket, messages, atLeast }
}

/** Resolves when everything sent so far has been heard: the socket answers a request of its own. */
async function hearOut({ socket }: Heard): Promise<void> {
  const pong = new Promise((resolve) => socket.once('pong', resolve))
  socket.ping()
  await pong
}

async function listenKey(): Promise<string> {
  const { json } = await ask(exchange, '/fapi/v1/listenKey', { method: 'POST', key: exchange.apiKey })
  return (json as { listenKey: string }).listenKey
}

describe('market streams', () => {
  it('speak on their own path, raw or wrapped', async () => {
    const raw = await listen('/market/ws/solusdt@markPrice@1s')
    const wrapped = await listen('/market/stream?streams=solusdt@markPrice@1s/dogeusdt@markPrice@1s')
    exchange.venue.advance(1000)
    expect(await raw.atLeast(1)).toMatchObject([{ e: 'markPriceUpdate', s: 'SOLUSDT', E: exchange.nowMs() }])
    expect(await wrapped.atLeast(2)).toMatchObject([
      { stream: 'solusdt@markPrice@1s', data: { s: 'SOLUSDT' } },
      { stream: 'dogeusdt@markPrice@1s', data: { s: 'DOGEUSDT' } },
    ])
  })

  it('send traditional assets in an array of their own', async () => {
    const heard = await listen('/market/ws/!markPrice@arr@1s')
    exchange.venue.advance(1000)
    const [coins, stocks] = (await heard.atLeast(2)) as { s: string; st: number }[][]
    expect(coins?.map((row) => row.s)).toContain('币安人生USDT')
    expect(coins?.filter((row) => row.st === 2).map((row) => row.s)).toEqual(['BTCUSD_PERP'])
    expect(stocks?.map((row) => row.s)).toEqual(['AAPLUSDT'])
  })

  it('take subscriptions by frame', async () => {
    const heard = await listen('/market/ws')
    heard.socket.send('{"method":"SUBSCRIBE","params":["btcusdt@kline_1m"],"id":7}')
    expect(await heard.atLeast(1)).toEqual([{ result: null, id: 7 }])
    exchange.venue.advance(1000)
    expect((await heard.atLeast(2))[1]).toMatchObject({ e: 'kline', k: { i: '1m', s: 'BTCUSDT' } })
    heard.socket.send('{"method":"UNSUBSCRIBE","params":["btcusdt@kline_1m"],"id":8}')
    heard.socket.send('{"method":"LIST_SUBSCRIPTIONS","id":9}')
    expect((await heard.atLeast(4)).slice(2)).toEqual([
      { result: null, id: 8 },
      { result: [], id: 9 },
    ])
  })

  it.each([
    { name: 'the old root path', path: '/ws/solusdt@markPrice@1s' },
    { name: 'the public path for a market stream', path: '/public/ws/solusdt@markPrice@1s' },
  ])('complete the handshake and stay silent: $name', async ({ path }) => {
    const heard = await listen(path)
    exchange.venue.advance(1000)
    await hearOut(heard)
    expect(heard.messages).toEqual([])
  })

  it('announce changed brackets', async () => {
    const heard = await listen('/market/ws/!contractInfo')
    const brackets = [
      { bracket: 1, initialLeverage: 50, notionalCap: 9e6, notionalFloor: 0, maintMarginRatio: 0.01, cum: 0 },
    ]
    exchange.venue.setBrackets('SOLUSDT', brackets)
    expect(await heard.atLeast(1)).toMatchObject([{ e: 'contractInfo', s: 'SOLUSDT', bks: [{ mmr: 0.01, ma: 50 }] }])
  })
})

describe('account streams', () => {
  it.each([
    '/private/ws/KEY',
    '/private/ws?listenKey=KEY',
    '/private/stream?listenKey=KEY',
    '/private/stream?streams=KEY',
  ])('speak on %s', async (form) => {
    const heard = await listen(form.replace('KEY', await listenKey()))
    exchange.venue.deposit('USDT', '100')
    const [message] = (await heard.atLeast(1)) as Record<string, unknown>[]
    const event = form.includes('stream?') ? message?.data : message
    expect(event).toMatchObject({ e: 'ACCOUNT_UPDATE', a: { m: 'DEPOSIT', B: [{ a: 'USDT', bc: '100' }], P: [] } })
  })

  it('tell funding: positions only when isolated', async () => {
    const heard = await listen(`/private/ws/${await listenKey()}`)
    exchange.venue.setFundingRate('SOLUSDT', '0.001')
    exchange.venue.setFundingRate('ETHUSDT', '0.001')
    exchange.venue.setMark('SOLUSDT', '165')
    exchange.venue.setMark('ETHUSDT', '3400')
    exchange.venue.advance(50 * 60_000)
    await ask(exchange, '/fapi/v1/listenKey', { method: 'PUT', key: exchange.apiKey })
    exchange.venue.advance(45 * 60_000)
    const events = (await heard.atLeast(4)) as { a: { S: string; B: unknown[]; P: unknown[] } }[]
    const bySymbol = new Map(events.map((event) => [event.a.S, event.a]))
    // −60 × 165 × 0.1 %, from a wallet of 1,027.20
    expect(bySymbol.get('SOLUSDT')).toMatchObject({
      m: 'FUNDING_FEE',
      B: [{ bc: '-9.9' }],
      P: [{ iw: '1017.30000000' }],
    })
    // +3.2 × 3400 × 0.1 %
    expect(bySymbol.get('ETHUSDT')).toMatchObject({ B: [{ bc: '10.88' }], P: [] })
  })

  it('tell a triggered stop from its firing to the fill', async () => {
    const heard = await listen(`/private/ws/${await listenKey()}`)
    exchange.venue.setMark('ETHUSDT', '3520')
    const events = (await heard.atLeast(5)) as { e: string; o?: { X: string } }[]
    expect(events.map((event) => event.o?.X ?? event.e)).toEqual([
      'TRIGGERING',
      'FILLED',
      'ACCOUNT_UPDATE',
      'TRIGGERED',
      'FINISHED',
    ])
  })

  it('say when the key has died', async () => {
    const key = await listenKey()
    const heard = await listen(`/private/ws/${key}`)
    exchange.venue.expireListenKeys()
    expect(await heard.atLeast(1)).toMatchObject([{ e: 'listenKeyExpired', listenKey: key }])
    exchange.venue.deposit('USDT', '1')
    await hearOut(heard)
    expect(heard.messages).toHaveLength(1)
  })

  it('can come twice or in the wrong order', async () => {
    const heard = await listen(`/private/ws/${await listenKey()}`)
    exchange.faults.weather({ duplicate: true }, 'private')
    exchange.venue.deposit('USDT', '1')
    exchange.faults.weather({ duplicate: false, outOfOrder: true }, 'private')
    exchange.venue.deposit('USDT', '2')
    exchange.venue.deposit('USDT', '3')
    const events = (await heard.atLeast(4)) as { a: { B: { bc: string }[] } }[]
    expect(events.map((event) => event.a.B[0]?.bc)).toEqual(['1', '1', '3', '2'])
  })
})

describe('socket faults', () => {
  const PATH = '/market/ws/solusdt@markPrice@1s'

  it('silence that keeps the socket open', async () => {
    const heard = await listen(PATH)
    exchange.faults.weather({ silent: true }, 'market')
    exchange.venue.advance(1000)
    await hearOut(heard)
    expect(heard.messages).toEqual([])
    expect(exchange.counters().sockets.open).toEqual({ market: 1 })
  })

  it('refused handshakes', async () => {
    exchange.faults.weather({ refuseHandshake: 429 })
    await expect(listen(PATH)).rejects.toThrow('429')
  })

  it('a close, and the cut after 24 hours', async () => {
    const first = await listen(PATH)
    const closed = new Promise((resolve) => first.socket.once('close', resolve))
    exchange.faults.socket({ kind: 'close', code: 1001 })
    expect(await closed).toBe(1001)
    const second = await listen(PATH)
    const ended = new Promise((resolve) => second.socket.once('close', resolve))
    exchange.venue.advance(24 * 3_600_000)
    expect(await ended).toBe(1001)
  })

  it('half a frame and then nothing', async () => {
    const heard = await listen(PATH)
    exchange.faults.socket({ kind: 'half-frame', route: 'market' })
    exchange.venue.advance(1000)
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(heard.messages).toEqual([])
    expect(heard.socket.readyState).toBe(WebSocket.OPEN)
  })

  it('a frame that is no JSON', async () => {
    const socket = new WebSocket(exchange.wsBase + PATH)
    sockets.push(socket)
    const text = new Promise((resolve) => socket.on('message', (data) => resolve(String(data))))
    await new Promise((resolve) => socket.once('open', resolve))
    exchange.faults.socket({ kind: 'garbage', text: '{"e":' })
    expect(await text).toBe('{"e":')
  })
})
