import { afterEach, describe, expect, it } from 'vitest'
import { createStreams } from '../../../src/exchange/binance/streams.ts'
import type { MarkEvent } from '../../../src/model/events.ts'
import type { MarketStream } from '../../../src/ports/streams.ts'
import { FakeExchange, FakeTime } from './streams-fakes.ts'

const HOUR_MS = 3_600_000
const BASES = {
  wsFuturesMarket: 'wss://fstream.binance.com/market/ws',
  wsFuturesPrivate: 'wss://fstream.binance.com/private/ws',
}
const KEYS = { createListenKey: async () => 'unused-key', keepListenKeyAlive: async () => undefined }

function aRow(symbol: string, price: string, more: Readonly<Record<string, unknown>> = {}) {
  return {
    e: 'markPriceUpdate',
    E: 1_795_300_801_000,
    s: symbol,
    p: price,
    i: '1',
    P: '1',
    r: '0.0001',
    T: 1_795_305_600_000,
    ...more,
  }
}

function aStream(symbols: readonly string[] = ['BTCUSDT'], onMarks?: (marks: readonly MarkEvent[]) => void) {
  const time = new FakeTime()
  const exchange = new FakeExchange(time)
  const marks: string[] = []
  const said: string[] = []
  const stream = createStreams({
    bases: BASES,
    keys: KEYS,
    random: () => 1,
    time,
    dial: exchange.dial,
  }).openMarketStream(symbols, {
    onMarks:
      onMarks ?? ((events) => marks.push(...events.map(({ symbol, markPrice }) => `${symbol} ${markPrice.toFixed()}`))),
    onOpen: () => said.push('open'),
    onDown: (why) => said.push(`down: ${why}`),
    onTrouble: (why) => said.push(`trouble: ${why}`),
  })
  opened.push(stream)
  /** Marks come every second, until the seconds are over. */
  const flow = async (seconds: number): Promise<void> => {
    for (let second = 0; second < seconds; second++) {
      await time.pass(1000)
      exchange.last.say(aRow('BTCUSDT', '91850.12'))
    }
  }
  return { time, exchange, marks, said, stream, flow }
}

const opened: MarketStream[] = []
afterEach(() => {
  for (const stream of opened.splice(0)) stream.close()
})

describe('what is subscribed to', () => {
  it('asks for one stream per held symbol on one connection, in lower case and a fixed order', async () => {
    const { time, exchange } = aStream(['SOLUSDT', 'BTCUSDT', 'BTCUSDT'])
    await time.pass(0)
    expect(exchange.last.address).toBe('wss://fstream.binance.com/market/ws/btcusdt@markPrice@1s/solusdt@markPrice@1s')
  })

  it('encodes names outside ASCII', async () => {
    const { time, exchange } = aStream(['币安人生USDT'])
    await time.pass(0)
    expect(exchange.last.address).toBe(
      'wss://fstream.binance.com/market/ws/%E5%B8%81%E5%AE%89%E4%BA%BA%E7%94%9Fusdt@markPrice@1s',
    )
  })

  it('takes the stream of all marks from 40 symbols on', async () => {
    const { time, exchange } = aStream(Array.from({ length: 40 }, (_, index) => `COIN${index}USDT`))
    await time.pass(0)
    expect(exchange.last.address).toBe('wss://fstream.binance.com/market/ws/!markPrice@arr@1s')
  })

  it('asks for announcements of brackets where somebody listens, and tells those of the symbols it follows', async () => {
    const time = new FakeTime()
    const exchange = new FakeExchange(time)
    const told: string[] = []
    const silent = { onMarks: () => undefined, onOpen: () => undefined, onDown: () => undefined }
    const stream = createStreams({
      bases: BASES,
      keys: KEYS,
      random: () => 1,
      time,
      dial: exchange.dial,
    }).openMarketStream(['BTCUSDT'], {
      ...silent,
      onTrouble: (why) => told.push(why),
      onBrackets: (symbol) => told.push(symbol),
    })
    opened.push(stream)
    await time.pass(0)
    expect(exchange.last.address).toBe('wss://fstream.binance.com/market/ws/btcusdt@markPrice@1s/!contractInfo')
    const news = { e: 'contractInfo', E: 1, s: 'BTCUSDT', ct: 'PERPETUAL', cs: 'TRADING', bks: [{ bs: 1 }], st: 1 }
    exchange.last.say(news)
    exchange.last.say({ ...news, s: 'ETHUSDT' })
    exchange.last.say({ ...news, bks: undefined })
    exchange.last.say({ ...news, st: 2 })
    exchange.last.say({ ...news, s: 7 })
    expect(told).toEqual(['BTCUSDT'])
    // They are no sign of life: marks come every second.
    for (let second = 0; second < 7; second += 1) {
      exchange.last.say(news)
      await time.pass(1000)
    }
    expect(exchange.lines.length).toBeGreaterThan(1)
  })

  it('never leaves the configured base, whatever a symbol is called', async () => {
    const { time, exchange } = aStream(['../../../PRIVATE/WS/X', '@evil.example/?a#b'])
    await time.pass(0)
    expect(exchange.last.address).toMatch(/^wss:\/\/fstream\.binance\.com\/market\/ws\/[^?#]*$/)
  })

  it('has no connection while nothing is held, and makes one when something is', async () => {
    const { time, exchange, stream } = aStream([])
    await time.pass(60_000)
    expect(exchange.lines).toHaveLength(0)
    stream.follow(['BTCUSDT'])
    await time.pass(0)
    expect(exchange.last.address).toContain('/btcusdt@markPrice@1s')
    stream.follow([])
    expect(exchange.last.isEnded).toBe(true)
  })

  it('follows another set of symbols without a gap: the old connection speaks until the new one stands', async () => {
    const { time, exchange, stream, marks } = aStream(['BTCUSDT'])
    await time.pass(0)
    const [old] = exchange.lines
    exchange.welcome = 'ignore'
    stream.follow(['BTCUSDT', 'ETHUSDT'])
    await time.pass(1000)
    old?.say(aRow('BTCUSDT', '1'))
    expect(marks).toEqual(['BTCUSDT 1'])
    exchange.last.events.onOpen()
    expect(old?.isEnded).toBe(false)
    await time.pass(4000)
    expect(old?.isEnded).toBe(true)
    expect(exchange.last.isEnded).toBe(false)
  })

  it('keeps its connection when the same symbols come in another order', async () => {
    const { time, exchange, stream } = aStream(['BTCUSDT', 'ETHUSDT'])
    await time.pass(0)
    stream.follow(['ETHUSDT', 'BTCUSDT'])
    await time.pass(1000)
    expect(exchange.lines).toHaveLength(1)
  })
})

describe('frames', () => {
  it.each([
    { name: 'bare', frame: aRow('BTCUSDT', '91850.12') },
    { name: 'wrapped', frame: { stream: 'btcusdt@markPrice@1s', data: aRow('BTCUSDT', '91850.12') } },
    { name: 'listed', frame: [aRow('ETHUSDT', '3061.4'), aRow('BTCUSDT', '91850.12')] },
    { name: 'listed and wrapped', frame: { stream: '!markPrice@arr@1s', data: [aRow('BTCUSDT', '91850.12')] } },
    { name: 'telling the USDⓈ-M universe', frame: aRow('BTCUSDT', '91850.12', { st: 1 }) },
  ])('reads a mark $name', async ({ frame }) => {
    const { time, exchange, marks } = aStream()
    await time.pass(0)
    exchange.last.say(frame)
    expect(marks).toEqual(['BTCUSDT 91850.12'])
  })

  it('leaves out COIN-M rows of the same name and other events', async () => {
    const { time, exchange, marks, said } = aStream()
    await time.pass(0)
    exchange.last.say([aRow('BTCUSDT', '1', { st: 2 }), { e: 'kline', s: 'BTCUSDT' }, null, 7])
    expect(marks).toEqual([])
    expect(said).toEqual(['open'])
  })

  it('takes marks of stock contracts from an array of their own', async () => {
    const { time, exchange, marks } = aStream(['BTCUSDT', 'TSLAUSDT'])
    await time.pass(0)
    exchange.last.say([aRow('BTCUSDT', '91850.12')])
    exchange.last.say([aRow('TSLAUSDT', '402.5')])
    expect(marks).toEqual(['BTCUSDT 91850.12', 'TSLAUSDT 402.5'])
  })

  it('tells a broken row by its field and keeps the others', async () => {
    const { time, exchange, marks, said } = aStream(['BTCUSDT', 'ETHUSDT'])
    await time.pass(0)
    exchange.last.say([aRow('BTCUSDT', '0'), aRow('ETHUSDT', '3061.4')])
    expect(marks).toEqual(['ETHUSDT 3061.4'])
    expect(said).toEqual(['open', 'trouble: markPriceUpdate BTCUSDT.p is zero'])
  })

  it('survives frames that are not JSON, without repeating them', async () => {
    const { time, exchange, marks, said } = aStream()
    await time.pass(0)
    exchange.last.say('{"e":"listenKeyExpired","listenKey":"k9Tsecretsecretsecret')
    exchange.last.say(aRow('BTCUSDT', '2'))
    expect(said).toEqual(['open', 'trouble: a frame was not JSON'])
    expect(marks).toEqual(['BTCUSDT 2'])
  })

  it('survives a handler that throws and does not hold it against the connection', async () => {
    const { time, exchange, said, flow } = aStream(['BTCUSDT'], () => {
      throw new Error('database is locked')
    })
    await time.pass(0)
    await flow(20)
    expect(exchange.lines).toHaveLength(1)
    expect(said.filter((line) => line === 'trouble: database is locked')).toHaveLength(20)
  })
})

describe('a connection that goes quiet', () => {
  it('is replaced within seconds', async () => {
    const { time, exchange, said } = aStream()
    await time.pass(7000)
    expect(exchange.lines.map(({ isEnded }) => isEnded)).toEqual([true, false])
    expect(said).toEqual(['open', 'down: nothing came for 6 s', 'open'])
  })

  it('is quiet too when it only says what nobody asked for', async () => {
    const { time, exchange } = aStream()
    for (let second = 0; second < 7; second++) {
      await time.pass(1000)
      exchange.last.say(aRow('DOGEUSDT', '0.19'))
    }
    expect(exchange.lines).toHaveLength(2)
  })

  it('is left alone while marks come', async () => {
    const { time, exchange, flow } = aStream()
    await time.pass(0)
    await flow(120)
    expect(exchange.lines).toHaveLength(1)
  })

  it('backs off when every replacement is silent too, and never hammers', async () => {
    const { time, exchange } = aStream()
    await time.pass(600_000)
    // more than 5 s of silence, looked at each full second, then 0.5, 1, 2, 4, 8, 16, 30, 30 … s of waiting
    expect(exchange.gapsMs.slice(0, 8)).toEqual([6500, 6500, 8000, 10_000, 14_000, 22_000, 36_000, 36_000])
    expect(exchange.lines.length).toBeLessThan(25)
  })

  it('is trusted anew only after a minute: one that speaks once and dies is not retried at full speed', async () => {
    const { time, exchange } = aStream()
    for (let round = 0; round < 8; round++) {
      await time.pass(0)
      exchange.last.say(aRow('BTCUSDT', '1'))
      exchange.last.events.onClosed('the connection was lost', null)
      await time.pass(31_000)
      exchange.last.events.onClosed('the connection was lost', null)
      await time.pass(31_000)
    }
    await time.pass(0)
    const before = exchange.lines.length
    exchange.last.events.onClosed('the connection was lost', null)
    await time.pass(29_000)
    expect(exchange.lines).toHaveLength(before)
  })

  it('starts again with a short wait once a connection stood for a minute', async () => {
    const { time, exchange, flow } = aStream()
    await time.pass(60_000)
    await flow(100)
    const before = exchange.lines.length
    exchange.last.events.onClosed('closed by the other side (1001)', null)
    await time.pass(500)
    expect(exchange.lines).toHaveLength(before + 1)
  })
})

describe('other ways to fail', () => {
  it('waits longer each time a handshake is refused', async () => {
    const { time, exchange, said } = aStream()
    exchange.welcome = { why: 'no connection (ECONNREFUSED)', waitMs: null }
    await time.pass(100_000)
    expect(exchange.gapsMs).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
    expect(said[0]).toBe('down: no connection (ECONNREFUSED)')
  })

  it('waits for as long as it is told to', async () => {
    const { time, exchange } = aStream()
    exchange.welcome = { why: 'the handshake was answered with HTTP 429', waitMs: 60_000 }
    await time.pass(59_000)
    expect(exchange.lines).toHaveLength(1)
    await time.pass(1000)
    expect(exchange.lines).toHaveLength(2)
  })

  it('does not cut such a wait short for new symbols, and asks for them afterwards', async () => {
    const { time, exchange, stream } = aStream()
    exchange.welcome = { why: 'the handshake was answered with HTTP 429', waitMs: 60_000 }
    await time.pass(1000)
    stream.follow(['ETHUSDT'])
    await time.pass(30_000)
    expect(exchange.lines).toHaveLength(1)
    await time.pass(30_000)
    expect(exchange.last.address).toContain('/ethusdt@markPrice@1s')
  })

  it('gives up a handshake that is never answered', async () => {
    const { time, exchange, said } = aStream()
    exchange.welcome = 'ignore'
    await time.pass(32_000)
    expect(exchange.lines).toHaveLength(2)
    expect(exchange.lines[0]?.isEnded).toBe(true)
    expect(said).toEqual(['down: no connection came about'])
  })

  it('notices a path that is dead although frames still drip in: a ping goes unanswered', async () => {
    const { time, exchange, flow } = aStream()
    await time.pass(0)
    exchange.last.answersPings = false
    await flow(30)
    expect(exchange.lines.length).toBeGreaterThan(1)
  })

  it('reconnects at once after the machine slept, even in the middle of a long wait', async () => {
    const { time, exchange, said } = aStream()
    exchange.welcome = { why: 'no connection (ENETUNREACH)', waitMs: null }
    await time.pass(100_000)
    exchange.welcome = 'open'
    const before = exchange.lines.length
    time.sleep(8 * HOUR_MS)
    await time.pass(1100)
    expect(exchange.lines).toHaveLength(before + 1)
    expect(said.at(-1)).toBe('open')
  })

  it('does not believe a connection that stood before the machine slept', async () => {
    const { time, exchange, said, flow } = aStream()
    await time.pass(0)
    await flow(5)
    time.sleep(600_000)
    await time.pass(2000)
    expect(exchange.lines.map(({ isEnded }) => isEnded)).toEqual([true, false])
    expect(said).toContain('down: this machine slept for 600 s')
  })

  it('takes a clock that is set back for what it is', async () => {
    const { time, exchange, flow } = aStream()
    await time.pass(0)
    time.sleep(-HOUR_MS)
    await flow(10)
    expect(exchange.lines).toHaveLength(1)
  })

  it('does not mistake its own delay for silence: what waits in the buffer is read first', async () => {
    const { time, exchange, flow } = aStream()
    await time.pass(0)
    await flow(3)
    time.stall(7000)
    await time.pass(1)
    exchange.last.say(aRow('BTCUSDT', '1'))
    await flow(3)
    expect(exchange.lines).toHaveLength(1)
  })
})

describe('the 24 hours of a connection', () => {
  it('are not waited for: after 23 h a new one is opened first, and then the old one closed', async () => {
    const { time, exchange, flow, said } = aStream()
    await time.pass(0)
    await flow(23 * 3600 - 1)
    expect(exchange.lines).toHaveLength(1)
    await time.pass(1000)
    const [old, young] = exchange.lines
    expect([old?.isEnded, young?.isEnded]).toEqual([false, false])
    await flow(4)
    expect([old?.isEnded, young?.isEnded]).toEqual([true, false])
    expect(said).toEqual(['open', 'open'])
  })

  it('go on with the old one while no new one can be had, without hammering', async () => {
    const { time, exchange, flow, said, marks } = aStream()
    await time.pass(0)
    await flow(23 * 3600 - 1)
    const [old] = exchange.lines
    exchange.welcome = { why: 'no connection (ECONNREFUSED)', waitMs: null }
    const heard = marks.length
    for (let second = 0; second < 120; second++) {
      await time.pass(1000)
      old?.say(aRow('BTCUSDT', '1'))
    }
    expect(marks.length - heard).toBe(120)
    expect(old?.isEnded).toBe(false)
    expect(exchange.lines.length).toBeLessThan(12)
    expect(said.every((line) => !line.startsWith('down'))).toBe(true)
    expect(said).toContain('trouble: the connection could not be renewed yet: no connection (ECONNREFUSED)')
  })
})

it('ends for good when closed: no timer stays, nothing is heard any more', async () => {
  const { time, exchange, stream, marks } = aStream()
  await time.pass(0)
  stream.close()
  exchange.last.say(aRow('BTCUSDT', '1'))
  exchange.last.events.onClosed('the connection was lost', null)
  stream.follow(['ETHUSDT'])
  await time.pass(60_000)
  expect(time.timers).toBe(0)
  expect(exchange.lines).toHaveLength(1)
  expect(marks).toEqual([])
})

it('tells how long it has been silent, and nothing while it is down', async () => {
  const { time, exchange, stream } = aStream()
  await time.pass(0)
  await time.pass(1500)
  expect(stream.silentForMs()).toBe(1500)
  exchange.last.events.onClosed('the connection was lost', null)
  expect(stream.silentForMs()).toBeNull()
})
