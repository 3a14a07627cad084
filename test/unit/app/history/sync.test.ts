import { beforeEach, describe, expect, it } from 'vitest'
import { syncHistory } from '../../../../src/app/history/sync.ts'
import type { SyncProgress } from '../../../../src/app/history/sync-list.ts'
import { d } from '../../../../src/model/decimal.ts'
import type { StateStore } from '../../../../src/ports/state-store.ts'
import { aState } from '../../../support/a-state.ts'
import {
  aFailure,
  anEmptyPast,
  aPastFill,
  DAY_MS,
  feeOf,
  HOUR_MS,
  NOW_MS,
  type Past,
  PastExchange,
} from '../../../support/past-exchange.ts'

let store: StateStore

beforeEach(async () => {
  store = await aState()
})

/** Request weight by call, as the exchange counts it. */
const WEIGHTS = [
  ['time', 1],
  ['positions', 5],
  ['symbolConfig', 5],
  ['accountConfig', 5],
  ['income', 30],
  ['forced', 50],
  ['trades', 5],
  ['orders', 5],
  ['margin', 1],
  ['candles', 5],
] as const

const QUIET = { onProgress: () => undefined, onWait: () => undefined }

function run(source: PastExchange, options: object = {}) {
  return syncHistory(source, { memory: store.sync, keepDays: 365, ...QUIET, ...options })
}

function journal(sinceMs = 0) {
  return store.journal.list(NOW_MS, { sinceMs, account: 'main', limit: 1000 })
}

function count(source: PastExchange, name: string): number {
  return source.calls.filter((call) => call === name).length
}

function pastOf(fills: readonly { readonly id: string; readonly days: number }[]): Past {
  const told = fills.map(({ id, days }) => aPastFill(id, days * DAY_MS))
  return { ...anEmptyPast(), fills: told, income: told.map(feeOf) }
}

describe('a sync', () => {
  it('asks only for the weeks in which money moved', async () => {
    const source = new PastExchange(
      pastOf([
        { id: '1', days: 60 },
        { id: '2', days: 60.2 },
      ]),
    )
    expect(await run(source)).toEqual({ account: 'main', added: 2, problems: [] })
    expect(count(source, 'trades SOLUSDT')).toBeLessThanOrEqual(2)
    expect(count(source, 'orders SOLUSDT')).toBeLessThanOrEqual(2)
    expect(count(source, 'forced')).toBeLessThanOrEqual(2)
    expect([count(source, 'income'), count(source, 'margin SOLUSDT')]).toEqual([3, 1])
  })

  it('takes some 2,200 of request weight for three months of 20 symbols that trade every other week', async () => {
    const symbols = Array.from({ length: 20 }, (_, index) => `C${index}USDT`)
    const fills = symbols.flatMap((symbol, coin) =>
      [3, 17, 31, 45, 59, 73, 87].map((days) => aPastFill(`${coin}00${days}`, days * DAY_MS, { symbol })),
    )
    const source = new PastExchange({ ...anEmptyPast(), fills, income: fills.map(feeOf) })
    expect((await run(source)).added).toBe(140)
    const weightOf = (call: string) => WEIGHTS.find(([name]) => call.startsWith(name))?.[1] ?? 0
    const weight = source.calls.reduce((total, call) => total + weightOf(call), 0)
    expect(weight).toBeGreaterThan(1800)
    expect(weight).toBeLessThan(2300)
    source.calls.length = 0
    source.clock.advance(5 * HOUR_MS)
    await run(source)
    expect(source.calls.reduce((total, call) => total + weightOf(call), 0)).toBeLessThan(200)
  })

  it('asks little when nothing happened since', async () => {
    const source = new PastExchange(pastOf([{ id: '1', days: 60 }]))
    await run(source)
    source.calls.length = 0
    source.clock.advance(5 * HOUR_MS)
    expect((await run(source)).added).toBe(0)
    expect(source.calls.filter((call) => /^(income|trades|orders|forced|margin)/.test(call))).toEqual([
      'income',
      'margin SOLUSDT',
    ])
  })

  it('reads the newest week of what is held, traces or not', async () => {
    const source = new PastExchange({
      ...anEmptyPast(),
      positions: [aRow('SOLUSDT')],
      fills: [aPastFill('5', 3 * HOUR_MS, { commission: d('0') })],
    })
    await run(source)
    expect(journal().map(({ id }) => id)).toEqual(['main fill SOLUSDT 5'])
  })

  it('finds what came late within the last hour', async () => {
    const source = new PastExchange(pastOf([{ id: '1', days: 2 }]))
    await run(source)
    const late = aPastFill('2', HOUR_MS / 2)
    source.past.fills.push(late)
    source.past.income.push(feeOf(late))
    source.clock.advance(60_000)
    expect((await run(source)).added).toBe(1)
  })

  it('finds a trade that cost nothing once a settlement told of it', async () => {
    const fill = aPastFill('7', HOUR_MS, { commission: d('0') })
    const source = new PastExchange({ ...anEmptyPast(), fills: [fill] })
    await run(source)
    expect(journal()).toEqual([])
    source.clock.advance(9 * HOUR_MS)
    const settled = { ...feeOf(fill), type: 'FUNDING_FEE', atMs: NOW_MS + 7 * HOUR_MS }
    source.past.income.push(settled)
    expect((await run(source)).added).toBe(2)
  })

  it('goes on where it was broken off', async () => {
    const past = pastOf([1, 10, 20, 30, 40].map((days) => ({ id: String(days), days })))
    const error = aFailure('rate-limited', 'after', 60_000)
    const broken = new PastExchange(past, { failAt: { call: 17, error } })
    const first = await run(broken)
    expect(first.problems).toMatchObject([{ code: 'rate-limited', isForAll: true, exitCode: 1, remedy: 'again' }])
    expect(first.added).toBeGreaterThan(0)
    const kept = journal().length
    broken.heal()
    broken.calls.length = 0
    const second = await run(broken)
    expect(second).toMatchObject({ problems: [], added: 5 - kept })
    expect(count(broken, 'income')).toBe(1)
    expect(journal()).toHaveLength(5)
  })

  it.each([
    { code: 'ip-banned', retry: 'after', calls: 8 },
    { code: 'timeout', retry: 'now', calls: 8 },
    { code: 'rate-limited', retry: 'after', calls: 8 },
  ] as const)('stops at $code, which concerns every list', async ({ code, retry, calls }) => {
    const source = new PastExchange(pastOf([{ id: '1', days: 3 }]), {
      failAt: { call: calls, error: aFailure(code, retry) },
    })
    const { problems } = await run(source)
    expect(problems.map((problem) => problem.code)).toEqual([code])
    expect(source.calls).toHaveLength(calls)
  })

  it.each([
    { code: 'unreadable-reply', exitCode: 1, goesOn: ['orders SOLUSDT', 'margin SOLUSDT'] },
    { code: 'unknown-symbol', exitCode: 0, goesOn: [] },
    { code: 'not-available', exitCode: 0, goesOn: ['orders SOLUSDT', 'margin SOLUSDT'] },
  ])('lets $code of one list leave the others standing', async ({ code, exitCode, goesOn }) => {
    const past = pastOf([{ id: '1', days: 3 }])
    past.positions.push(aRow('ZZZUSDT'))
    const source = new PastExchange(past, { failAt: { call: 9, error: aFailure(code, 'never') } })
    const { problems } = await run(source)
    expect(problems).toMatchObject([{ what: 'trades SOLUSDT', code, exitCode, isForAll: false }])
    const later = new Set(source.calls.slice(9))
    expect([...later].filter((call) => call.endsWith('SOLUSDT'))).toEqual(goesOn)
    expect(later).toContain('margin ZZZUSDT')
    expect(later.has('trades ZZZUSDT')).toBe(code !== 'not-available')
  })

  it('waits for its own share of the request budget, and says so', async () => {
    const waits: number[] = []
    const error = aFailure('request-budget', 'after', 34_000)
    const source = new PastExchange(pastOf([{ id: '1', days: 3 }]), { failAt: { call: 9, error } })
    const result = await run(source, { onWait: (waitMs: number) => waits.push(waitMs) })
    expect(result).toMatchObject({ added: 1, problems: [] })
    expect(waits).toEqual([34_250])
    expect(source.clock.slept).toEqual([34_250])
  })

  it('does not bring back what was pruned', async () => {
    const source = new PastExchange(
      pastOf([
        { id: '1', days: 50 },
        { id: '2', days: 3 },
      ]),
    )
    await run(source, { keepDays: 10 })
    expect(journal().map(({ id }) => id)).toEqual(['main fill SOLUSDT 2'])
    source.clock.advance(9 * DAY_MS)
    store.prune(source.clock.nowMs(), 10)
    expect((await run(source, { keepDays: 10 })).added).toBe(0)
    expect(journal()).toEqual([])
  })

  it('says that a millisecond holds more than can be asked for, and reads the rest', async () => {
    const crowd = Array.from({ length: 1200 }, (_, index) => aPastFill(String(1000 + index), 3 * DAY_MS))
    const past = {
      ...anEmptyPast(),
      fills: [...crowd, aPastFill('1', 2 * DAY_MS)],
      income: crowd.slice(0, 1).map(feeOf),
    }
    const { problems, added } = await run(new PastExchange(past))
    expect(problems).toMatchObject([{ what: 'trades SOLUSDT', code: 'too-many-rows', exitCode: 0, remedy: 'none' }])
    expect(added).toBe(1001)
  })

  it('tells how far it is', async () => {
    const told: SyncProgress[] = []
    await run(new PastExchange(pastOf([{ id: '1', days: 3 }])), {
      onProgress: (progress: SyncProgress) => told.push(progress),
    })
    expect(told[0]).toEqual({ account: 'main', source: 'income', symbol: '', done: 0, of: 3 })
    expect(told.filter(({ source }) => source === 'trades')).toHaveLength(13)
    expect(told.at(-1)).toMatchObject({ source: 'margin', symbol: 'SOLUSDT', done: 0, of: 1 })
  })

  it('does not promise that a limit passes by itself: nobody waits for it', async () => {
    const error = aFailure('rate-limited', 'after', 2000)
    const source = new PastExchange(pastOf([{ id: '1', days: 3 }]), { failAt: { call: 5, error } })
    const { problems } = await run(source)
    expect(problems.map(({ what, hint }) => [what, hint])).toEqual([
      ['income', 'other programs on this address count against the same limit'],
    ])
  })
})

function aRow(symbol: string) {
  return {
    symbol,
    positionSide: 'BOTH',
    side: 'LONG',
    quantity: d('1'),
    entryPrice: d('100'),
    markPrice: null,
    marginAsset: 'USDT',
    isolatedWallet: d('0'),
    unrealizedPnl: null,
    exchange: { liquidationPrice: null, liquidationPriceReason: 'none', maintenanceMargin: null, adlQuantile: null },
    updatedAtMs: NOW_MS - 3 * HOUR_MS,
  } as const
}
