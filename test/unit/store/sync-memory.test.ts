import { beforeEach, describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import type { JournalEvent } from '../../../src/model/journal.ts'
import type { SettingSeen } from '../../../src/model/sync.ts'
import type { StateStore } from '../../../src/ports/state-store.ts'
import { aState } from '../../support/a-state.ts'
import { START_MS } from '../../support/alert-world.ts'

let store: StateStore

beforeEach(async () => {
  store = await aState()
})

const DAY_MS = 86_400_000
const KEY = { account: 'main', source: 'trades', symbol: 'SOLUSDT' }

function anEvent(id: string, traits: Partial<JournalEvent> = {}): JournalEvent {
  const nothing = { side: null, before: null, after: null, note: null }
  return { id, atMs: START_MS, account: 'main', type: 'fill', symbol: 'SOLUSDT', ...nothing, ...traits }
}

function listed(query: object = {}) {
  return store.journal.list(START_MS, { sinceMs: 0, account: null, limit: 100, ...query })
}

describe('what the journal gives back', () => {
  it('has every figure that was put in', () => {
    const figures = {
      quantity: '1',
      price: '2',
      amount: '-3',
      asset: 'USDT',
      fee: '4',
      feeAsset: 'BNB',
      realizedPnl: '5',
      orderId: '9007199254740993',
      positionSide: 'LONG',
      markLow: '6',
      markHigh: '7',
      sinceMs: '8',
    }
    store.journal.append(START_MS, [anEvent('a', { figures }), anEvent('b', { figures: { price: '1' } }), anEvent('c')])
    expect(listed().map((event) => event.figures)).toEqual([figures, { price: '1' }, undefined])
  })

  it('is chosen by symbol and by type', () => {
    store.journal.append(START_MS, [
      anEvent('a'),
      anEvent('b', { type: 'leverage' }),
      anEvent('c', { symbol: 'BTCUSDT', type: 'margin' }),
      anEvent('d', { symbol: null, type: 'transfer' }),
    ])
    const ids = (query: object) => listed(query).map(({ id }) => id)
    expect(ids({ symbol: 'SOLUSDT' })).toEqual(['a', 'b'])
    expect(ids({ types: ['leverage', 'transfer'] })).toEqual(['b', 'd'])
    expect(ids({ types: ['leverage'], symbol: 'BTCUSDT' })).toEqual([])
    expect(ids({ types: [] })).toEqual([])
    expect(ids({ types: ['fill', 'leverage'], limit: 1 })).toEqual(['b'])
  })
})

describe('how far a list was read', () => {
  const at = (toMs: number, key = KEY) =>
    store.sync.keep(START_MS, { account: 'main', events: [], traces: [], cursor: { key, toMs } })

  it('is remembered by account, list and symbol, and never goes back', () => {
    expect(store.sync.cursor(START_MS, KEY)).toBeNull()
    at(100)
    at(50)
    at(70, { ...KEY, account: 'hedge' })
    at(80, { ...KEY, symbol: 'BTCUSDT' })
    at(90, { ...KEY, source: 'orders' })
    const of = (key: object) => store.sync.cursor(START_MS, { ...KEY, ...key })
    expect([of({}), of({ account: 'hedge' }), of({ symbol: 'BTCUSDT' }), of({ source: 'orders' })]).toEqual([
      100, 70, 80, 90,
    ])
  })

  it('is kept together with the events, or neither is', () => {
    const broken = anEvent('b', { atMs: Number.NaN })
    const cursor = { key: KEY, toMs: 100 }
    expect(() =>
      store.sync.keep(START_MS, { account: 'main', events: [anEvent('a'), broken], traces: [], cursor }),
    ).toThrow()
    expect([store.sync.cursor(START_MS, KEY), listed()]).toEqual([null, []])
    expect(store.sync.keep(START_MS, { account: 'main', events: [anEvent('a')], traces: [], cursor })).toBe(1)
    expect(store.sync.keep(START_MS, { account: 'main', events: [anEvent('a')], traces: [], cursor })).toBe(0)
  })

  it('comes with the days on which money moved, until they are pruned', () => {
    const today = Math.floor(START_MS / DAY_MS)
    const traces = [today - 20, today - 2, today].map((day) => ({ symbol: 'SOLUSDT', day }))
    store.sync.keep(START_MS, { account: 'main', events: [], traces: [...traces, ...traces], cursor: null })
    const days = (sinceDay: number) => [...(store.sync.traces(START_MS, 'main', sinceDay).get('SOLUSDT') ?? [])]
    expect(days(0)).toEqual([today - 20, today - 2, today])
    expect(days(today - 2)).toEqual([today - 2, today])
    expect(store.sync.traces(START_MS, 'hedge', 0).size).toBe(0)
    store.prune(START_MS, 10)
    expect(days(0)).toEqual([today - 2, today])
  })
})

describe('the book', () => {
  it('is the last one that was seen', () => {
    expect(store.sync.book(START_MS, 'main')).toBeNull()
    const slot = { symbol: 'SOLUSDT', positionSide: 'BOTH', quantity: d('-60'), entryPrice: d('171.2') } as const
    store.sync.rememberBook(START_MS, 'main', { atMs: 1, slots: [], unread: [], completeFromMs: 0 })
    store.sync.rememberBook(START_MS, 'main', { atMs: 2, slots: [slot], unread: ['XUSDT'], completeFromMs: 1 })
    expect(store.sync.book(START_MS, 'main')).toEqual({ atMs: 2, slots: [slot], unread: ['XUSDT'], completeFromMs: 1 })
    expect(store.sync.book(START_MS, 'hedge')).toBeNull()
  })
})

describe('settings', () => {
  const leverage = (value: string, traits: Partial<SettingSeen> = {}): SettingSeen => ({
    type: 'leverage',
    symbol: 'SOLUSDT',
    value,
    ...traits,
  })
  const see = (how: 'told' | 'looked', atMs: number, ...settings: readonly SettingSeen[]) =>
    store.sync.seeSettings(START_MS, { account: 'main', atMs, how, settings })
  const changes = () => listed().map(({ atMs, before, after }) => `${atMs}: ${before} -> ${after}`)

  it.each([
    { name: 'a first look', steps: () => [see('looked', 1, leverage('10'))], changes: [] },
    {
      name: 'a look that finds a change',
      steps: () => [see('looked', 1, leverage('10')), see('looked', 5, leverage('20'))],
      changes: ['5: 10 -> 20'],
    },
    {
      name: 'a change that was told, and the look after it',
      steps: () => [see('looked', 1, leverage('10')), see('told', 3, leverage('20')), see('looked', 5, leverage('20'))],
      changes: ['3: 10 -> 20'],
    },
    {
      name: 'a change that was told twice',
      steps: () => [see('told', 3, leverage('20')), see('told', 3, leverage('20'))],
      changes: ['3: null -> 20'],
    },
    {
      name: 'a straggler of an earlier change',
      steps: () => [see('told', 3, leverage('20')), see('told', 4, leverage('30')), see('told', 3, leverage('20'))],
      changes: ['3: null -> 20', '4: 20 -> 30'],
    },
    {
      name: 'a straggler that a look was faster than',
      steps: () => [see('looked', 1, leverage('10')), see('looked', 5, leverage('20')), see('told', 3, leverage('20'))],
      changes: ['5: 10 -> 20'],
    },
    {
      name: 'a first change, when the teller knows what it was before',
      steps: () => [see('told', 3, leverage('20', { before: '10' }))],
      changes: ['3: 10 -> 20'],
    },
    {
      name: 'news of what it was already',
      steps: () => [see('told', 3, leverage('20', { before: '20' })), see('looked', 5, leverage('20'))],
      changes: [],
    },
  ])('are journaled once: $name', ({ steps, changes: expected }) => {
    steps()
    expect(changes()).toEqual(expected)
  })

  it('say since when a change that was found may have happened', () => {
    see('looked', 1, leverage('10'))
    see('looked', 4, leverage('10'))
    see('looked', 9, leverage('20', { figures: { markLow: '1' } }))
    expect(listed()[0]?.figures).toEqual({ markLow: '1', sinceMs: '4' })
    expect(store.sync.settings(START_MS, 'main')).toEqual(new Map([['leverage SOLUSDT', { value: '20', atMs: 9 }]]))
  })

  it('are told apart by account, type and symbol', () => {
    see('looked', 1, leverage('10'), leverage('5', { symbol: 'BTCUSDT' }), {
      type: 'multi-assets',
      symbol: null,
      value: 'on',
    })
    store.sync.seeSettings(START_MS, { account: 'hedge', atMs: 2, how: 'looked', settings: [leverage('7')] })
    expect(changes()).toEqual([])
    expect([...store.sync.settings(START_MS, 'main').keys()].sort()).toEqual([
      'leverage BTCUSDT',
      'leverage SOLUSDT',
      'multi-assets',
    ])
  })
})
