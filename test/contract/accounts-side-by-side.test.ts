import { describe, expect, it, onTestFinished } from 'vitest'
import { FAULTS } from '../../src/demo/fault-kit.ts'
import type { AccountEvent, MarkEvent } from '../../src/model/events.ts'
import type { StreamSignals } from '../../src/ports/streams.ts'
import type { Arrival } from '../support/gateway.ts'
import { openThreeAccounts, type Party, type ThreeAccounts } from '../support/three-accounts.ts'

const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT', 'XRPUSDT'] as const

/** One round of what a watch asks for, in an order of its own. */
async function round({ exchange }: Party, turn: number): Promise<string> {
  const symbol = SYMBOLS[turn % SYMBOLS.length] ?? 'BTCUSDT'
  const calls = [
    () => exchange.fetchAccount(),
    () => exchange.fetchPositions(),
    () => exchange.fetchMark(symbol),
    () => exchange.fetchOpenOrders(symbol),
    () => exchange.fetchBrackets(),
    () => exchange.fetchAllMarks(),
    () => exchange.syncClock(),
  ]
  const order = calls.map((_, index) => calls[(index + turn) % calls.length])
  await Promise.all(order.map((call) => call?.()))
  const { rows } = await exchange.fetchPositions()
  return rows
    .map((row) => `${row.symbol} ${row.positionSide}`)
    .sort()
    .join()
}

const signed = (seen: readonly Arrival[]): readonly Arrival[] => seen.filter(({ signature }) => signature !== null)
const keysIn = (seen: readonly Arrival[]): readonly (string | null)[] => [...new Set(seen.map(({ apiKey }) => apiKey))]

describe('three accounts of one process', () => {
  it('never carry what belongs to another, however their calls interleave', async () => {
    const { one, two, three, all, live, test } = await openThreeAccounts()
    const aheadMs = 90_000
    three.demo.faults.skewClock(aheadMs)
    // An account that has just started has no idea of the other host's clock.
    await Promise.all(all.map(({ exchange }) => exchange.syncClock()))
    const books = await Promise.all(
      Array.from({ length: 12 }, (_, turn) => all.map((party, index) => round(party, turn + index))).flat(),
    )
    // Each sees its own book and no other, in every round.
    expect(new Set(books).size).toBe(3)
    expect(books.filter((_, index) => index % 3 === 0)).toEqual(Array(12).fill(books[0]))
    expect(books.filter((_, index) => index % 3 === 1)).toEqual(Array(12).fill(books[1]))
    expect(books.filter((_, index) => index % 3 === 2)).toEqual(Array(12).fill(books[2]))

    // That every reply was usable says that each signature fitted its key: the exchange checks them.
    expect(keysIn(signed(live.seen)).toSorted()).toEqual([one.apiKey, two.apiKey].toSorted())
    expect(keysIn(signed(test.seen))).toEqual([three.apiKey])
    expect(signed(live.seen).length).toBeGreaterThan(2 * 12 * 4)
    const bare = [...live.seen, ...test.seen].filter(({ signature }) => signature === null)
    expect(keysIn(bare)).toEqual([null])
    for (const { path, query } of bare) {
      expect({ path, carries: [query.get('timestamp'), query.get('recvWindow')] }).toEqual({
        path,
        carries: [null, null],
      })
    }
    for (const { query } of signed([...live.seen, ...test.seen])) expect(query.get('recvWindow')).toBe('10000')
    const lead = (arrival: Arrival): number => Number(arrival.query.get('timestamp')) - arrival.atMs
    expect(Math.max(...signed(live.seen).map((arrival) => Math.abs(lead(arrival))))).toBeLessThan(30_000)
    expect(Math.min(...signed(test.seen).map(lead))).toBeGreaterThan(aheadMs - 30_000)
    for (const { demo } of all) expect(demo.counters().mutationAttempts).toBe(0)
  })

  it('sign with their own kind of key', async () => {
    const { one, two, three, all, live, test } = await openThreeAccounts()
    await Promise.all(all.map(({ exchange }) => exchange.fetchAccount()))
    const lengthOf = (seen: readonly Arrival[], key: string): number =>
      Buffer.from(signed(seen).find(({ apiKey }) => apiKey === key)?.signature ?? '', 'base64').length
    expect(signed(live.seen).find(({ apiKey }) => apiKey === one.apiKey)?.signature).toMatch(/^[0-9a-f]{64}$/)
    // Bytes of an Ed25519 signature, and of one by a 2048-bit RSA key.
    expect(lengthOf(live.seen, two.apiKey)).toBe(64)
    expect(lengthOf(test.seen, three.apiKey)).toBe(256)
  })

  it('hear their own streams and no other', async () => {
    const accounts = await openThreeAccounts()
    const { one, two, three, all, live, test } = accounts
    three.demo.venue.setMark('BTCUSDT', '12345.6')
    const heard = await listen(accounts)
    one.demo.venue.trade({ symbol: 'SOLUSDT', side: 'SELL', quantity: '1' })
    await until(() => heard(one).symbols.has('SOLUSDT'))
    three.demo.venue.setLeverage('ETHUSDT', 7)
    await until(() => heard(three).kinds.has('leverage'))
    await until(() => all.every((party) => heard(party).marks.length > 0))

    expect(heard(one).kinds).toEqual(new Set(['account', 'order']))
    expect(heard(two).kinds).toEqual(new Set())
    expect(heard(three).kinds).toEqual(new Set(['leverage']))
    expect(new Set(heard(three).marks)).toEqual(new Set(['12345.6']))
    expect([...heard(one).marks, ...heard(two).marks]).not.toContain('12345.6')

    const isUser = (path: string): boolean => path.startsWith('/private/ws/')
    const userKeys = [...live.sockets, ...test.sockets].filter(isUser)
    expect({ live: live.sockets.filter(isUser).length, test: test.sockets.filter(isUser).length }).toEqual({
      live: 2,
      test: 1,
    })
    expect(new Set(userKeys).size).toBe(3)
    const keyOfStream = (seen: readonly Arrival[]) => keysIn(seen.filter(({ path }) => path === '/fapi/v1/listenKey'))
    expect(keyOfStream(live.seen).toSorted()).toEqual([one.apiKey, two.apiKey].toSorted())
    expect(keyOfStream(test.seen)).toEqual([three.apiKey])
  })

  it('go on while another is refused, hangs or renews its clock', async () => {
    const { one, two, three } = await openThreeAccounts(1500)
    one.demo.faults.http({ ...FAULTS.keyRefused, path: '/fapi/v3/*' })
    two.demo.faults.http({ kind: 'hang', path: '/fapi/v3/*' })
    three.demo.faults.skewClock(-120_000)
    const [refused, hanging, skewed, marks] = await Promise.allSettled([
      one.exchange.fetchAccount(),
      two.exchange.fetchAccount(),
      three.exchange.fetchAccount(),
      two.exchange.fetchMark('BTCUSDT'),
    ])
    expect(refused).toMatchObject({ status: 'rejected', reason: { code: 'api-key-rejected' } })
    expect(hanging).toMatchObject({ status: 'rejected', reason: { code: 'timeout' } })
    expect([skewed.status, marks.status]).toEqual(['fulfilled', 'fulfilled'])
    one.demo.faults.clear()
    two.demo.faults.clear()
    await Promise.all([one, two, three].map(({ exchange }) => exchange.fetchPositions()))
  })

  it.each([
    { name: '429', fault: FAULTS.rateLimited(60), code: 'rate-limited' },
    { name: '418', fault: FAULTS.banned(Date.now() + 120_000), code: 'ip-banned' },
    { name: 'the firewall', fault: FAULTS.firewall, code: 'firewall' },
  ])('of one address wait together after $name, and those of another host go on', async ({ fault, code }) => {
    const { one, two, three, live } = await openThreeAccounts(1500)
    one.demo.faults.http({ ...fault, path: '/fapi/v3/account', times: 1 })
    await expect(one.exchange.fetchAccount()).rejects.toMatchObject({ code })
    const asked = live.seen.length
    await expect(two.exchange.fetchAccount()).rejects.toMatchObject({ code })
    await expect(one.exchange.fetchPositions()).rejects.toMatchObject({ code })
    // Nothing more went to the host that asked for a rest.
    expect(live.seen.length).toBe(asked)
    await three.exchange.fetchAccount()
  })

  it('ask once for what is the same for everybody on a host', async () => {
    const { one, two, three, live, test } = await openThreeAccounts()
    const asked = [one, two, three].flatMap(({ exchange }) => [
      exchange.fetchMark('BTCUSDT'),
      exchange.fetchAllMarks(),
      exchange.fetchSymbolRules(),
      exchange.fetchAssetRate('USDT'),
    ])
    await Promise.all(asked)
    for (const path of ['/fapi/v1/exchangeInfo', '/fapi/v1/assetIndex']) {
      expect({ path, live: live.count(path), test: test.count(path) }).toEqual({ path, live: 1, test: 1 })
    }
    expect({ live: live.count('/fapi/v1/premiumIndex'), test: test.count('/fapi/v1/premiumIndex') }).toEqual({
      live: 2,
      test: 2,
    })
    // Whoever asks again wants to know it anew.
    await one.exchange.fetchMark('BTCUSDT')
    expect(live.count('/fapi/v1/premiumIndex')).toBe(3)
  })

  it('ask for themselves when the one who asked first got no answer', async () => {
    const { one, two, live } = await openThreeAccounts()
    one.demo.faults.http({ kind: 'status', status: 400, body: { code: -1121, msg: 'Invalid symbol.' }, times: 1 })
    const [first, second] = await Promise.allSettled([
      one.exchange.fetchMark('BTCUSDT'),
      two.exchange.fetchMark('BTCUSDT'),
    ])
    expect([first.status, second.status]).toEqual(['rejected', 'fulfilled'])
    expect(live.count('/fapi/v1/premiumIndex')).toBe(2)
  })
})

interface Heard {
  readonly kinds: Set<string>
  readonly symbols: Set<string>
  /** Marks of bitcoin. */
  readonly marks: string[]
}

/** Opens both streams of each account, and waits until they stand. */
async function listen({ all }: ThreeAccounts): Promise<(party: Party) => Heard> {
  const heard = new Map<string, Heard>()
  let opened = 0
  const signals: StreamSignals = {
    onOpen: () => {
      opened += 1
    },
    onDown: () => undefined,
    onTrouble: () => undefined,
  }
  for (const { name, streams } of all) {
    const own: Heard = { kinds: new Set(), symbols: new Set(), marks: [] }
    heard.set(name, own)
    const market = streams.openMarketStream(['BTCUSDT'], {
      ...signals,
      onMarks: (marks: readonly MarkEvent[]) => own.marks.push(...marks.map(({ markPrice }) => markPrice.toFixed())),
    })
    const user = streams.openUserStream({ ...signals, onEvent: (event: AccountEvent) => take(event, own) })
    onTestFinished(() => {
      market.close()
      user.close()
    })
  }
  await until(() => opened === 2 * all.length)
  return ({ name }) => heard.get(name) ?? { kinds: new Set(), symbols: new Set(), marks: [] }
}

function take(event: AccountEvent, { kinds, symbols }: Heard): void {
  kinds.add(event.kind)
  if (event.kind === 'account') for (const { symbol } of event.positions) symbols.add(symbol)
}

async function until(holds: () => boolean): Promise<void> {
  const endsAtMs = performance.now() + 20_000
  while (!holds()) {
    if (performance.now() > endsAtMs) throw new Error('it did not happen')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
