import { afterEach, describe, expect, it } from 'vitest'
import { ExchangeError } from '../../../src/errors.ts'
import { parseUserFrame } from '../../../src/exchange/binance/parse-stream.ts'
import { createStreams } from '../../../src/exchange/binance/streams.ts'
import type { AccountEvent } from '../../../src/model/events.ts'
import type { Stream } from '../../../src/ports/streams.ts'
import { FakeExchange, FakeTime } from './streams-fakes.ts'

const MINUTE_MS = 60_000
const BASES = {
  wsFuturesMarket: 'wss://fstream.binance.com/market/ws',
  wsFuturesPrivate: 'wss://fstream.binance.com/private/ws',
}
const SECRET = 'k9TsEcReTkEyThatNobodyMaySee'

/** The key's side of the exchange: what was asked for, and how it answers. */
class FakeKeys {
  readonly asked: string[] = []
  made = 0
  failure: Error | null = null

  async createListenKey(): Promise<string> {
    this.asked.push('POST')
    if (this.failure !== null) throw this.failure
    this.made += 1
    return `${SECRET}${this.made}`
  }

  async keepListenKeyAlive(listenKey: string): Promise<void> {
    this.asked.push(`PUT ${listenKey.slice(SECRET.length)}`)
    if (this.failure !== null) throw this.failure
  }
}

function exchangeError(message: string, code: string, retryAfterMs: number | null = null): ExchangeError {
  return new ExchangeError(message, { code, hint: '', retry: 'now', retryAfterMs, path: '/fapi/v1/listenKey' })
}

const opened: Stream[] = []
afterEach(() => {
  for (const stream of opened.splice(0)) stream.close()
})

function aStream(onEvent?: (event: AccountEvent) => void) {
  const time = new FakeTime()
  const exchange = new FakeExchange(time)
  const keys = new FakeKeys()
  const events: AccountEvent[] = []
  const said: string[] = []
  const stream = createStreams({ bases: BASES, keys, random: () => 1, time, dial: exchange.dial }).openUserStream({
    onEvent: onEvent ?? ((event) => events.push(event)),
    onOpen: () => said.push('open'),
    onDown: (why) => said.push(`down: ${why}`),
    onTrouble: (why) => said.push(`trouble: ${why}`),
  })
  opened.push(stream)
  return { time, exchange, keys, events, said, stream }
}

const EXPIRED = { e: 'listenKeyExpired', E: 1_795_304_405_000, listenKey: SECRET }

describe('the listen key', () => {
  it('becomes the address', async () => {
    const { time, exchange } = aStream()
    await time.pass(0)
    expect(exchange.last.address).toBe(`wss://fstream.binance.com/private/ws/${SECRET}1`)
  })

  it('is renewed every half hour', async () => {
    const { time, keys } = aStream()
    await time.pass(95 * MINUTE_MS)
    expect(keys.asked).toEqual(['POST', 'PUT 1', 'PUT 1', 'PUT 1'])
  })

  it('is renewed again each minute while that fails, and the connection stays', async () => {
    const { time, exchange, keys, said } = aStream()
    await time.pass(29 * MINUTE_MS)
    keys.failure = exchangeError(`no answer for ${SECRET}1`, 'timeout')
    await time.pass(3 * MINUTE_MS)
    keys.failure = null
    await time.pass(10 * MINUTE_MS)
    expect(keys.asked).toEqual(['POST', 'PUT 1', 'PUT 1', 'PUT 1', 'PUT 1'])
    expect(exchange.lines).toHaveLength(1)
    expect(said.join()).not.toContain(SECRET)
    expect(said[1]).toBe('trouble: the listen key could not be renewed yet: no answer for [hidden]')
  })

  it('is made anew when the exchange does not know it any more', async () => {
    const { time, exchange, keys, said } = aStream()
    await time.pass(29 * MINUTE_MS)
    keys.failure = exchangeError('the key of the user stream has expired (-1125)', 'listen-key-unknown')
    await time.pass(MINUTE_MS)
    keys.failure = null
    await time.pass(MINUTE_MS)
    expect(exchange.last.address).toMatch(/2$/)
    expect(exchange.lines[0]?.isEnded).toBe(true)
    expect(said).toEqual(['open', 'down: the listen key was gone', 'open'])
  })

  it('is made anew when it expires, and the event is passed on', async () => {
    const { time, exchange, events, said } = aStream()
    await time.pass(MINUTE_MS)
    exchange.last.say(EXPIRED)
    await time.pass(1000)
    expect(events).toEqual([{ kind: 'listen-key-expired', atMs: 1_795_304_405_000 }])
    expect(exchange.last.address).toMatch(/2$/)
    expect(said).toEqual(['open', 'down: the listen key expired', 'open'])
  })

  it('does not drive us round in circles when every new one is said to have expired', async () => {
    const { time, exchange, keys } = aStream()
    for (let second = 0; second < 300; second++) {
      await time.pass(1000)
      exchange.last.say(EXPIRED)
    }
    expect(keys.made).toBeLessThan(20)
  })

  it('is asked for with growing patience while it cannot be had', async () => {
    const { time, exchange, keys, said } = aStream()
    keys.failure = exchangeError('the connection was refused', 'network')
    await time.pass(0)
    exchange.last.events.onClosed('the connection was lost', null)
    await time.pass(100_000)
    expect(keys.asked.length).toBeLessThan(10)
    expect(said.at(-1)).toBe('down: the connection was refused')
  })

  it('is not asked for before a rate limit ends', async () => {
    const { time, exchange, keys } = aStream()
    await time.pass(0)
    keys.failure = exchangeError('too many requests', 'rate-limited', 120_000)
    exchange.last.events.onClosed('the connection was lost', null)
    await time.pass(119_000)
    expect(keys.asked).toEqual(['POST', 'POST'])
    await time.pass(2000)
    expect(keys.asked).toEqual(['POST', 'POST', 'POST'])
  })

  it('is never told in anything that is said about a failure', async () => {
    const { time, exchange, keys, said } = aStream(() => {
      throw new Error(`could not handle ${SECRET}1`)
    })
    await time.pass(0)
    exchange.last.say(`{"listenKey":"${SECRET}1"`)
    exchange.last.say({ e: 'ACCOUNT_CONFIG_UPDATE', E: 1, T: 1, ai: { j: true } })
    keys.failure = new Error(`bad key ${SECRET}1`)
    exchange.last.say(EXPIRED)
    await time.pass(1000)
    expect(said.join('\n')).not.toContain(SECRET)
    expect(said).toEqual([
      'open',
      'trouble: a frame was not JSON',
      'trouble: could not handle [hidden]',
      'down: the listen key expired',
      'trouble: could not handle [hidden]',
      'down: bad key [hidden]',
    ])
  })
})

describe('the connection', () => {
  it('may be silent for hours: nothing happens to the account, and pings are answered', async () => {
    const { time, exchange, stream } = aStream()
    await time.pass(600 * MINUTE_MS)
    expect(exchange.lines).toHaveLength(1)
    expect(exchange.last.pings).toBe(1800)
    expect(stream.silentForMs()).toBeLessThanOrEqual(20_000)
  })

  it('is replaced when a ping goes unanswered: half a frame, or a dead path', async () => {
    const { time, exchange, said } = aStream()
    await time.pass(0)
    exchange.last.answersPings = false
    await time.pass(27_000)
    expect(exchange.lines.map(({ isEnded }) => isEnded)).toEqual([true, false])
    expect(said).toEqual(['open', 'down: a ping was not answered', 'open'])
  })

  it('asks for a reading by REST after every connection', async () => {
    const { time, exchange, said } = aStream()
    for (let round = 0; round < 3; round++) {
      await time.pass(2 * MINUTE_MS)
      exchange.last.events.onClosed('closed by the other side (1001)', null)
    }
    await time.pass(1000)
    expect(said.filter((line) => line === 'open')).toHaveLength(4)
  })

  it('ends for good when closed, and lets the key live', async () => {
    const { time, keys, stream } = aStream()
    await time.pass(0)
    stream.close()
    await time.pass(120 * MINUTE_MS)
    expect(keys.asked).toEqual(['POST'])
    expect(time.timers).toBe(0)
  })

  it('reports a frame that cannot be read, by its field, and goes on', async () => {
    const { time, exchange, events, said } = aStream()
    await time.pass(0)
    exchange.last.say({ e: 'ACCOUNT_UPDATE', E: 2, T: 1, a: { m: 'ORDER', B: [{ a: 'USDT', cw: '1' }] } })
    exchange.last.say({ e: 'ACCOUNT_CONFIG_UPDATE', E: 4, T: 3, ac: { s: 'BTCUSDT', l: 25 } })
    expect(said).toEqual(['open', 'trouble: ACCOUNT_UPDATE.a.B[0].wb is missing'])
    expect(events).toEqual([{ kind: 'leverage', atMs: 3, symbol: 'BTCUSDT', leverage: 25 }])
  })
})

describe('what a frame of the user stream says', () => {
  const POSITION = { s: 'BTCUSDT', pa: '0.375', ep: '92216.70', up: '-137.47', mt: 'cross', iw: '0', ps: 'BOTH' }
  const update = (a: unknown, more: object = {}) => ({
    e: 'ACCOUNT_UPDATE',
    E: 1_795_300_805_010,
    T: 1_795_300_805_002,
    a,
    ...more,
  })

  it('reads balances and positions, with the time of the transaction', () => {
    const event = parseUserFrame(
      update({ m: 'ORDER', B: [{ a: 'USDT', wb: '2994.225', cw: '2374.225', bc: '0' }], P: [POSITION] }),
    )
    if (event?.kind !== 'account') throw new Error('not an account event')
    expect(event.atMs).toBe(1_795_300_805_002)
    expect(event.reason).toBe('ORDER')
    expect(
      event.balances.map(({ asset, walletBalance, crossWallet }) => [
        asset,
        walletBalance.toFixed(),
        crossWallet.toFixed(),
      ]),
    ).toEqual([['USDT', '2994.225', '2374.225']])
    const [position] = event.positions
    expect([
      position?.symbol,
      position?.positionAmt.toFixed(),
      position?.entryPrice.toFixed(),
      position?.marginType,
    ]).toEqual(['BTCUSDT', '0.375', '92216.7', 'CROSSED'])
  })

  it('reads the same wrapped, and a funding fee without positions', () => {
    const frame = { stream: SECRET, data: update({ m: 'FUNDING_FEE', B: [], P: [] }) }
    expect(parseUserFrame(frame)).toEqual({
      kind: 'account',
      atMs: 1_795_300_805_002,
      reason: 'FUNDING_FEE',
      balances: [],
      positions: [],
    })
  })

  it.each([
    {
      name: 'a liquidation order',
      frame: {
        e: 'ORDER_TRADE_UPDATE',
        E: 9,
        T: 5,
        o: { s: 'SOLUSDT', c: 'autoclose-1', S: 'SELL', X: 'FILLED', ps: 'BOTH' },
      },
      event: {
        kind: 'order',
        atMs: 5,
        order: {
          symbol: 'SOLUSDT',
          side: 'SELL',
          positionSide: 'BOTH',
          clientOrderId: 'autoclose-1',
          status: 'FILLED',
          isConditional: false,
        },
      },
    },
    {
      name: 'a conditional order',
      frame: { e: 'ALGO_UPDATE', E: 9, T: 5, o: { s: 'SOLUSDT', caid: 'sl', S: 'SELL', X: 'CANCELED', ps: 'LONG' } },
      event: {
        kind: 'order',
        atMs: 5,
        order: {
          symbol: 'SOLUSDT',
          side: 'SELL',
          positionSide: 'LONG',
          clientOrderId: 'sl',
          status: 'CANCELED',
          isConditional: true,
        },
      },
    },
    {
      name: 'the mode of the assets',
      frame: { e: 'ACCOUNT_CONFIG_UPDATE', E: 9, T: 5, ai: { j: false } },
      event: { kind: 'multi-assets', atMs: 5, isOn: false },
    },
    {
      name: 'a margin call, which has no transaction',
      frame: { e: 'MARGIN_CALL', E: 9, cw: '1', p: [{ s: 'BTCUSDT' }, { s: 'ETHUSDT' }] },
      event: { kind: 'margin-call', atMs: 9, symbols: ['BTCUSDT', 'ETHUSDT'] },
    },
  ])('reads $name', ({ frame, event }) => {
    expect(parseUserFrame(frame)).toEqual(event)
  })

  it.each([
    { name: 'events that play no part', frame: { e: 'TRADE_LITE', E: 1 } },
    { name: 'events of COIN-M', frame: update({ m: 'ORDER', B: [], P: [POSITION] }, { st: 2 }) },
    { name: 'answers to nothing', frame: { result: null, id: 1 } },
    { name: 'a list', frame: [] },
    { name: 'a number', frame: 7 },
  ])('passes over $name', ({ frame }) => {
    expect(parseUserFrame(frame)).toBeNull()
  })

  it.each([
    {
      name: 'an open position without an entry price',
      row: { ...POSITION, ep: '0' },
      why: 'ACCOUNT_UPDATE.a.P BTCUSDT.ep is zero',
    },
    {
      name: 'a margin type that is missing',
      row: { ...POSITION, mt: undefined },
      why: 'ACCOUNT_UPDATE.a.P[0].mt is missing',
    },
    {
      name: 'an amount that is no number',
      row: { ...POSITION, pa: 'NaN' },
      why: 'ACCOUNT_UPDATE.a.P[0].pa is not a number: "NaN"',
    },
  ])('refuses $name', ({ row, why }) => {
    expect(() => parseUserFrame(update({ m: 'ORDER', B: [], P: [row] }))).toThrow(why)
  })
})
