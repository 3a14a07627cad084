import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type SyncResult, syncHistory } from '../../src/app/history/sync.ts'
import { type DemoExchange, type DemoOptions, startDemoExchange } from '../../src/demo/server.ts'
import { Budget } from '../../src/exchange/binance/budget.ts'
import { createBinanceExchange } from '../../src/exchange/binance/client.ts'
import type { JournalEvent } from '../../src/model/journal.ts'
import type { StateStore } from '../../src/ports/state-store.ts'
import { openStateStore } from '../../src/store/state-store.ts'
import { WatchLab } from '../support/watch-lab.ts'
import { askSigned } from '../unit/demo/ask.ts'

const DAY_MS = 86_400_000
const START_MS = Date.UTC(2026, 10, 21, 14)

let demo: DemoExchange
let store: StateStore
let folder: string

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'liqwatch-sync-'))
  store = await openStateStore(folder)
})

afterEach(async () => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
  await demo.close()
})

async function start(options: DemoOptions = {}): Promise<void> {
  demo = await startDemoExchange({ speed: 0, startAtMs: START_MS, past: 'lived', ...options })
}

function sync(waits: number[] = []): Promise<SyncResult> {
  const clock = {
    nowMs: () => demo.nowMs(),
    sleep: async (durationMs: number) => {
      waits.push(durationMs)
      demo.venue.advance(durationMs)
    },
  }
  const exchange = createBinanceExchange({
    account: 'main',
    apiKey: demo.apiKey,
    apiSecret: demo.apiSecret,
    environment: 'live',
    endpoints: demo.endpoints,
    budget: new Budget(),
    clock,
    random: () => 0,
  })
  const options = { memory: store.sync, keepDays: 365, onProgress: () => undefined, onWait: () => undefined }
  return syncHistory({ account: 'main', exchange, clock }, options)
}

function journal(): readonly JournalEvent[] {
  return store.journal.list(demo.nowMs(), { sinceMs: 0, account: 'main', limit: 10_000 })
}

const count = (type: string, symbol?: string) =>
  journal().filter((event) => event.type === type && (symbol === undefined || event.symbol === symbol)).length

async function rowsOf(path: string, query = ''): Promise<readonly Record<string, unknown>[]> {
  const { json } = await askSigned(demo, path, query)
  if (!Array.isArray(json)) throw new Error(`${path}: ${JSON.stringify(json)}`)
  return json
}

describe('the lists of the embedded exchange', () => {
  const week = (query = '') => `symbol=XRPUSDT${query}`

  it.each([
    { path: '/fapi/v1/userTrades', rows: 3 },
    { path: '/fapi/v1/allAlgoOrders', rows: 0 },
    { path: '/fapi/v1/positionMargin/history', rows: 1 },
    { path: '/fapi/v1/forceOrders', rows: 1 },
  ])('$path tells of the last seven days unless asked otherwise', async ({ path, rows }) => {
    await start()
    expect(await rowsOf(path, week())).toHaveLength(rows)
    expect(await rowsOf(path, week(`&endTime=${START_MS - 30 * DAY_MS}`))).toEqual([])
  })

  it.each(['/fapi/v1/userTrades', '/fapi/v1/allAlgoOrders', '/fapi/v1/forceOrders'])(
    '%s takes at most seven days, in the right order',
    async (path) => {
      await start()
      const [from, to] = [START_MS - 8 * DAY_MS, START_MS]
      const asked = (start: number, end: number) => askSigned(demo, path, week(`&startTime=${start}&endTime=${end}`))
      expect((await asked(from, to)).json).toMatchObject({ code: -4165 })
      expect((await asked(from + DAY_MS, to)).status).toBe(200)
      expect((await asked(to, from)).json).toMatchObject({ code: -1023 })
    },
  )

  it('goes by trade id instead of times, never both', async () => {
    await start()
    const [first] = await rowsOf('/fapi/v1/userTrades', 'symbol=LINKUSDT&startTime=1')
    expect(first).toBeUndefined()
    expect(await rowsOf('/fapi/v1/userTrades', 'symbol=LINKUSDT&fromId=1')).toHaveLength(3)
    const both = await askSigned(demo, '/fapi/v1/userTrades', 'symbol=LINKUSDT&fromId=1&startTime=1')
    expect(both.json).toMatchObject({ code: -4166 })
  })

  it('forgets conditional orders that never filled three days after they were placed', async () => {
    await start()
    demo.venue.cancelOrders('DOGEUSDT')
    const placed = () => rowsOf('/fapi/v1/allAlgoOrders', 'symbol=DOGEUSDT')
    expect(await placed()).toMatchObject([{ algoStatus: 'CANCELED', actualOrderId: '', triggerTime: 0 }])
    demo.venue.advance(3 * DAY_MS)
    expect(await placed()).toEqual([])
    const past = `symbol=LINKUSDT&startTime=${START_MS - 61 * DAY_MS}&endTime=${START_MS - 57 * DAY_MS}`
    expect(await rowsOf('/fapi/v1/allAlgoOrders', past)).toMatchObject([{ algoStatus: 'FINISHED' }])
  })

  it('counts conditional orders from an id on', async () => {
    await start()
    const [order] = await rowsOf('/fapi/v1/allAlgoOrders', 'symbol=BTCUSDT')
    const id = String(order?.algoId)
    expect(await rowsOf('/fapi/v1/allAlgoOrders', `symbol=BTCUSDT&algoId=${id}`)).toHaveLength(1)
    expect(await rowsOf('/fapi/v1/allAlgoOrders', `symbol=BTCUSDT&algoId=${BigInt(id) + 1n}`)).toHaveLength(0)
    expect((await askSigned(demo, '/fapi/v1/allAlgoOrders')).json).toMatchObject({ code: -1102 })
  })
})

describe('a sync with the embedded exchange', () => {
  it('journals the whole past, the second time nothing', async () => {
    await start()
    const first = await sync()
    expect(first.problems).toEqual([])
    expect(first.added).toBe(journal().length)
    expect([
      count('fill'),
      count('fill', 'XRPUSDT'),
      count('forced-close'),
      count('margin'),
      count('transfer'),
    ]).toEqual([13, 3, 1, 1, 2])
    expect(count('order', 'LINKUSDT')).toBe(2)
    expect(count('funding')).toBeGreaterThan(20)
    expect(journal().filter(({ note }) => note === 'COMMISSION' || note === 'REALIZED_PNL')).toEqual([])
    expect(await sync()).toEqual({ account: 'main', added: 0, problems: [] })
  })

  it('finds the trades, payments and settings of the days since', async () => {
    await start()
    await sync()
    const before = journal().length
    demo.venue.advance(DAY_MS)
    demo.venue.trade({ symbol: 'BNBUSDT', side: 'BUY', quantity: '2' })
    demo.venue.setLeverage('SOLUSDT', 20)
    demo.venue.addIsolatedMargin('SOLUSDT', '50')
    demo.venue.advance(60_000)
    const { added, problems } = await sync()
    expect(problems).toEqual([])
    expect(journal()).toHaveLength(before + added)
    expect(count('fill', 'BNBUSDT')).toBe(4)
    expect(journal().filter(({ type }) => type === 'leverage')).toMatchObject([
      { symbol: 'SOLUSDT', before: '10', after: '20', figures: { sinceMs: expect.any(String) } },
    ])
    expect(count('margin', 'SOLUSDT')).toBe(1)
  })

  it.each([
    {
      name: '429',
      fault: { kind: 'status', status: 429, headers: { 'Retry-After': '30' }, body: { code: -1003, msg: 'slow' } },
      code: 'rate-limited',
    },
    {
      name: '418',
      fault: { kind: 'status', status: 418, headers: { 'Retry-After': '120' }, body: { code: -1003, msg: 'banned' } },
      code: 'ip-banned',
    },
    { name: 'a cut connection', fault: { kind: 'reset' }, code: 'connection-lost' },
    { name: 'half a reply', fault: { kind: 'truncated' }, code: 'garbled-reply' },
  ] as const)('keeps what it read when $name stops it, and goes on', async ({ fault, code }) => {
    await start()
    demo.faults.http({ ...fault, path: '/fapi/v1/userTrades', forSymbol: 'LINKUSDT' })
    const broken = await sync()
    expect(broken.problems.map((problem) => problem.code)).toEqual([code])
    expect(broken.added).toBeGreaterThan(5)
    expect([count('fill', 'BTCUSDT'), count('fill', 'XRPUSDT')]).toEqual([1, 0])
    demo.faults.clear()
    demo.venue.advance(150_000)
    const asked = demo.counters().requests.get('GET /fapi/v1/income') ?? 0
    const mended = await sync()
    expect(mended.problems).toEqual([])
    expect([count('fill'), count('fill', 'XRPUSDT'), count('fill', 'LINKUSDT')]).toEqual([13, 3, 3])
    expect((demo.counters().requests.get('GET /fapi/v1/income') ?? 0) - asked).toBe(1)
  })

  it('costs what explain history says, for twenty symbols and three months', async () => {
    await start({ account: 'large', positions: 20, symbols: 40 })
    demo.venue.advance(0)
    const weighed = demo.counters().totalWeight
    const waits: number[] = []
    expect((await sync(waits)).problems).toEqual([])
    const weight = demo.counters().totalWeight - weighed
    expect(weight).toBeGreaterThan(200)
    expect(weight).toBeLessThan(2100)
  })

  it('waits for its share of the budget when there is more to read than a minute takes', async () => {
    await start({ account: 'large', positions: 60, symbols: 80 })
    const waits: number[] = []
    expect((await sync(waits)).problems).toEqual([])
    expect(waits.length).toBeGreaterThan(0)
    expect(count('fill')).toBeGreaterThanOrEqual(60)
  })
})

describe('what a watch hears', () => {
  it('comes with samples of the margin that is free', async () => {
    const lab = await WatchLab.start()
    demo = lab.demo
    await lab.pass(70)
    const [sample] = lab.store.samples.list(lab.demo.nowMs(), 'main/free-margin', 0)
    expect(sample?.value.gt('0') && sample.value.lt('100')).toBe(true)
  })

  it('is in the journal, and a sync does not tell it again', async () => {
    const lab = await WatchLab.start({ past: 'lived' })
    demo = lab.demo
    await lab.pass(5)
    lab.demo.venue.setLeverage('SOLUSDT', 25)
    lab.demo.venue.trade({ symbol: 'SOLUSDT', side: 'BUY', quantity: '5' })
    lab.demo.venue.setMultiAssets(true)
    lab.demo.venue.setMarginType('ETHUSDT', 'ISOLATED')
    await lab.pass(5)
    const told = () => lab.store.journal.list(lab.demo.nowMs(), { sinceMs: START_MS, account: 'main', limit: 100 })
    const heard = told().filter(({ type }) => ['fill', 'leverage', 'multi-assets', 'margin-type'].includes(type))
    expect(heard.map(({ type, symbol, before, after }) => [type, symbol, before, after]).sort()).toEqual([
      ['fill', 'SOLUSDT', null, null],
      ['leverage', 'SOLUSDT', '10', '25'],
      ['margin-type', 'ETHUSDT', 'crossed', 'isolated'],
      ['multi-assets', null, 'single-asset', 'multi-assets'],
    ])
    store.close()
    store = lab.store
    await lab.pass(1)
    expect((await sync()).problems).toEqual([])
    const after = told().filter(({ type }) => ['fill', 'leverage', 'multi-assets', 'margin-type'].includes(type))
    expect(after.map(({ id }) => id).sort()).toEqual(heard.map(({ id }) => id).sort())
    store = await openStateStore(folder)
  })
})
