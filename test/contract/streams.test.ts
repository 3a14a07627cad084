import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type DemoExchange, startDemoExchange } from '../../src/demo/server.ts'
import { type BinanceExchange, createBinanceExchange } from '../../src/exchange/binance/client.ts'
import { resolveBaseUrls } from '../../src/exchange/binance/hosts.ts'
import type { StreamTime } from '../../src/exchange/binance/stream-time.ts'
import { createStreams } from '../../src/exchange/binance/streams.ts'
import { type AccountEvent, applyEvent, type MarkEvent } from '../../src/model/events.ts'
import type { AccountSnapshot } from '../../src/model/snapshot.ts'
import type { Stream } from '../../src/ports/streams.ts'
import { aPosition, aSnapshot, aWallet } from '../support/builders.ts'
import { realClock } from '../support/fake-clock.ts'

/** Both sides hurry by the same factor: five seconds of silence take a quarter of one. */
const HURRY = 20

const hurriedTime: StreamTime = {
  wallMs: () => performance.now() * HURRY,
  steadyMs: () => performance.now() * HURRY,
  every: (periodMs, act) => {
    const timer = setInterval(act, periodMs / HURRY)
    return () => clearInterval(timer)
  },
  after: (delayMs, act) => {
    const timer = setTimeout(act, delayMs / HURRY)
    return () => clearTimeout(timer)
  },
}

let demo: DemoExchange
let exchange: BinanceExchange
const open: Stream[] = []

beforeEach(async () => {
  demo = await startDemoExchange({ scenario: 'calm', speed: HURRY })
  exchange = createBinanceExchange({
    account: 'main',
    apiKey: demo.apiKey,
    apiSecret: demo.apiSecret,
    environment: 'live',
    endpoints: demo.endpoints,
    clock: realClock,
  })
})

afterEach(async () => {
  for (const stream of open.splice(0)) stream.close()
  await demo.close()
})

/** What a stream told, and waiting for more of it. */
class Listener {
  readonly said: string[] = []
  readonly marks: MarkEvent[] = []
  readonly events: AccountEvent[] = []

  readonly signals = {
    onOpen: () => void this.said.push('open'),
    onDown: (why: string) => void this.said.push(`down: ${why}`),
    onTrouble: (why: string) => void this.said.push(`trouble: ${why}`),
    onMarks: (marks: readonly MarkEvent[]) => void this.marks.push(...marks),
    onEvent: (event: AccountEvent) => void this.events.push(event),
  }

  get opens(): number {
    return this.said.filter((line) => line === 'open').length
  }

  async until(holds: () => boolean): Promise<void> {
    const endsAtMs = performance.now() + 15_000
    while (!holds()) {
      if (performance.now() > endsAtMs) throw new Error(`it never happened; said: ${this.said.join('; ')}`)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }

  /** Waits for marks that come after everything heard so far. */
  async untilMarksFlow(): Promise<void> {
    const before = this.marks.length
    await this.until(() => this.marks.length > before)
  }
}

function streams() {
  const bases = resolveBaseUrls({ account: 'main', environment: 'live', overrides: demo.endpoints })
  return createStreams({ bases, keys: exchange, random: () => 0.5, time: hurriedTime })
}

async function marketStream(symbols: readonly string[]) {
  const listener = new Listener()
  const stream = streams().openMarketStream(symbols, listener.signals)
  open.push(stream)
  await listener.untilMarksFlow()
  return { listener, stream }
}

async function userStream() {
  const listener = new Listener()
  open.push(streams().openUserStream(listener.signals))
  await listener.until(() => listener.opens === 1)
  return listener
}

describe('the market stream of the embedded exchange', () => {
  it('brings the marks of the held symbols, as REST tells them, with names outside ASCII', async () => {
    demo.venue.setMark('SOLUSDT', '161.25')
    const { listener } = await marketStream(['SOLUSDT', '币安人生USDT'])
    await listener.until(() => new Set(listener.marks.map(({ symbol }) => symbol)).size === 2)
    await listener.until(() => listener.marks.some(({ markPrice }) => markPrice.eq('161.25')))
    const sol = listener.marks.find(({ symbol }) => symbol === 'SOLUSDT')
    expect(sol?.fundingRate).not.toBeNull()
    expect(sol?.nextFundingAtMs).toBe((await exchange.fetchMark('SOLUSDT')).nextFundingAtMs)
  })

  it('follows other symbols', async () => {
    const { listener, stream } = await marketStream(['SOLUSDT'])
    stream.follow(['SOLUSDT', 'BTCUSDT'])
    await listener.until(() => listener.marks.some(({ symbol }) => symbol === 'BTCUSDT'))
    expect(listener.said).toEqual(['open', 'open'])
  })

  it.each(['close', 'cut', 'half-frame'] as const)('is replaced after a %s', async (kind) => {
    const { listener } = await marketStream(['SOLUSDT'])
    demo.faults.socket({ kind, route: 'market' })
    await listener.until(() => listener.opens === 2)
    await listener.untilMarksFlow()
    expect(listener.said.filter((line) => line.startsWith('down'))).toHaveLength(1)
  })

  it('is replaced when it falls silent, without hammering, and speaks again', async () => {
    const { listener } = await marketStream(['SOLUSDT'])
    demo.faults.weather({ silent: true }, 'market')
    await listener.until(() => listener.opens === 4)
    demo.faults.weather({ silent: false }, 'market')
    await listener.untilMarksFlow()
    expect(listener.said.filter((line) => /^down: nothing came for \d+ s$/.test(line)).length).toBeGreaterThanOrEqual(3)
  })

  it('goes on after garbage', async () => {
    const { listener } = await marketStream(['SOLUSDT'])
    demo.faults.socket({ kind: 'garbage', route: 'market' })
    await listener.until(() => listener.said.includes('trouble: a frame was not JSON'))
    await listener.untilMarksFlow()
    expect(listener.opens).toBe(1)
  })

  it('comes back after refused handshakes', async () => {
    const { listener } = await marketStream(['SOLUSDT'])
    demo.faults.weather({ refuseHandshake: 503 }, 'market')
    demo.faults.socket({ kind: 'close', route: 'market' })
    await listener.until(() => listener.said.includes('down: the handshake was answered with HTTP 503'))
    demo.faults.clear()
    await listener.until(() => listener.opens === 2)
    await listener.untilMarksFlow()
  })
})

/** What REST says now, as far as events can change it. */
async function readSnapshot(): Promise<AccountSnapshot> {
  const [account, positions] = await Promise.all([exchange.fetchAccount(), exchange.fetchPositions()])
  return aSnapshot({
    takenAtMs: demo.nowMs(),
    wallets: account.wallets.map(({ asset, crossWallet, walletBalance }) =>
      aWallet(asset, crossWallet.toFixed(), walletBalance.toFixed()),
    ),
    positions: positions.rows.map((row) => ({
      ...aPosition({ symbol: row.symbol, side: row.side, isolatedWallet: row.isolatedWallet.toFixed() }),
      marginType: row.isolatedWallet.isZero() ? ('CROSSED' as const) : ('ISOLATED' as const),
      quantity: row.quantity,
      entryPrice: row.entryPrice,
      updatedAtMs: row.updatedAtMs,
    })),
  })
}

const holdingsOf = (snapshot: AccountSnapshot) => [
  ...snapshot.wallets.map(
    ({ asset, walletBalance, crossWallet }) => `${asset} ${walletBalance.toFixed(4)} ${crossWallet.toFixed(4)}`,
  ),
  ...snapshot.positions
    .map(
      ({ symbol, side, quantity, isolatedWallet }) =>
        `${symbol} ${side} ${quantity.toFixed()} ${isolatedWallet.toFixed(4)}`,
    )
    .sort(),
]

describe('the user stream of the embedded exchange', () => {
  it.each([
    { name: 'in order', weather: {} },
    { name: 'twice', weather: { duplicate: true } },
    { name: 'in swapped order', weather: { outOfOrder: true } },
  ])('told $name, leads to what REST says afterwards', async ({ weather }) => {
    const listener = await userStream()
    await exchange.syncClock()
    const before = await readSnapshot()
    demo.faults.weather(weather, 'private')
    for (const quantity of ['5', '7', '11', '13']) {
      demo.venue.trade({ symbol: 'SOLUSDT', side: 'SELL', quantity })
      demo.venue.advance(50)
    }
    demo.venue.addIsolatedMargin('DOGEUSDT', '25')
    demo.venue.advance(50)
    demo.venue.deposit('USDT', '100')
    const updates = () => listener.events.filter(({ kind }) => kind === 'account')
    await listener.until(() => new Set(updates().map(({ atMs }) => atMs)).size >= 6)
    expect(holdingsOf(listener.events.reduce(applyEvent, before))).toEqual(holdingsOf(await readSnapshot()))
  })

  it('tells a closed position', async () => {
    const listener = await userStream()
    await exchange.syncClock()
    const before = await readSnapshot()
    demo.venue.closePosition('SOLUSDT')
    await listener.until(() => listener.events.some(({ kind }) => kind === 'account'))
    const after = listener.events.reduce(applyEvent, before)
    expect(after.positions.map(({ symbol }) => symbol).sort()).toEqual(['BTCUSDT', 'DOGEUSDT', 'ETHUSDT'])
  })

  it('gets a new key when the old one expires, and never deletes one', async () => {
    const listener = await userStream()
    demo.venue.expireListenKeys()
    await listener.until(() => listener.opens === 2)
    demo.venue.deposit('USDT', '1')
    await listener.until(() => listener.events.some(({ kind }) => kind === 'account'))
    expect(listener.events[0]?.kind).toBe('listen-key-expired')
    expect(demo.counters().listenKeys.posted).toBe(2)
    expect(demo.counters().listenKeys.deleted).toBe(0)
    expect(demo.counters().mutationAttempts).toBe(0)
  })

  it.each(['close', 'cut', 'half-frame'] as const)('is replaced after a %s and asks for a reading', async (kind) => {
    const listener = await userStream()
    demo.faults.socket({ kind, route: 'private' })
    await listener.until(() => listener.opens === 2)
    demo.venue.deposit('USDT', '1')
    await listener.until(() => listener.events.length > 0)
  })

  it('comes back after the key could not be had', async () => {
    const listener = await userStream()
    demo.faults.http({
      kind: 'status',
      status: 400,
      body: { code: -1000, msg: 'no' },
      path: '/fapi/v1/listenKey',
      times: 2,
    })
    demo.faults.socket({ kind: 'close', route: 'private' })
    await listener.until(() => listener.opens === 2)
    expect(listener.said.filter((line) => line.startsWith('down')).length).toBeGreaterThanOrEqual(2)
  })
})
