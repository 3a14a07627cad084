import { beforeEach, expect, it } from 'vitest'
import { freeMarginKey, readAccountPast } from '../../../../src/app/history/account-past.ts'
import { fillEvent } from '../../../../src/app/history/journal-rows.ts'
import { d } from '../../../../src/model/decimal.ts'
import type { StateStore } from '../../../../src/ports/state-store.ts'
import { aState } from '../../../support/a-state.ts'
import { aPastFill, DAY_MS, HOUR_MS, NOW_MS } from '../../../support/past-exchange.ts'

let store: StateStore

beforeEach(async () => {
  store = await aState()
})

const SLOT = { symbol: 'SOLUSDT', positionSide: 'BOTH', quantity: d('1'), entryPrice: d('100') } as const
const past = () => readAccountPast(store, { account: 'main', fromMs: NOW_MS - 30 * DAY_MS, nowMs: NOW_MS })

function tradesRead(symbol: string, agoMs: number): void {
  const cursor = { key: { account: 'main', source: 'trades', symbol }, toMs: NOW_MS - agoMs }
  store.sync.keep(NOW_MS, { account: 'main', events: [], traces: [], cursor })
}

function incomeRead(agoMs: number): void {
  const cursor = { key: { account: 'main', source: 'income', symbol: '' }, toMs: NOW_MS - agoMs }
  store.sync.keep(NOW_MS, { account: 'main', events: [], traces: [], cursor })
}

function moved(symbol: string, agoMs: number): void {
  const traces = [{ symbol, day: Math.floor((NOW_MS - agoMs) / DAY_MS) }]
  store.sync.keep(NOW_MS, { account: 'main', events: [], traces, cursor: null })
}

it('has no book before the first sync', () => {
  expect(past()).toEqual({ account: 'main', events: [], fromMs: NOW_MS - 30 * DAY_MS, anchor: null, freeMargin: [] })
})

it('gives events and samples since a time', () => {
  store.journal.append(NOW_MS, [
    fillEvent('main', aPastFill('1', DAY_MS)),
    fillEvent('main', aPastFill('2', 40 * DAY_MS)),
  ])
  store.samples.record(NOW_MS, [
    { key: freeMarginKey('main'), account: 'main', atMs: NOW_MS - HOUR_MS, value: d('71.5') },
  ])
  expect(past().events.map(({ id }) => id)).toEqual(['main fill SOLUSDT 1'])
  expect(past().freeMargin).toEqual([{ atMs: NOW_MS - HOUR_MS, freePct: d('71.5') }])
})

it.each([
  { name: 'was read as far as the book', arrange: () => tradesRead('SOLUSDT', HOUR_MS), unread: [] },
  { name: 'was never read', arrange: () => undefined, unread: ['SOLUSDT'] },
  {
    name: 'was read less far, and nothing moved since',
    arrange: () => [tradesRead('SOLUSDT', 10 * DAY_MS), moved('SOLUSDT', 12 * DAY_MS), incomeRead(HOUR_MS)],
    unread: [],
  },
  {
    name: 'was read less far, and traded since',
    arrange: () => [tradesRead('SOLUSDT', 10 * DAY_MS), moved('SOLUSDT', 3 * DAY_MS), incomeRead(HOUR_MS)],
    unread: ['SOLUSDT'],
  },
  {
    name: 'was read less far, and whether it moved since was not read',
    arrange: () => [tradesRead('SOLUSDT', 10 * DAY_MS), moved('SOLUSDT', 12 * DAY_MS), incomeRead(2 * HOUR_MS)],
    unread: ['SOLUSDT'],
  },
])('walks back a symbol whose list of trades $name', ({ arrange, unread }) => {
  store.sync.rememberBook(NOW_MS, 'main', {
    atMs: NOW_MS - HOUR_MS,
    slots: [SLOT],
    unread: ['XUSDT'],
    completeFromMs: 0,
  })
  arrange()
  expect(past().anchor).toEqual({ atMs: NOW_MS - HOUR_MS, slots: [SLOT], unread: ['XUSDT', ...unread] })
})

it('knows nothing from before the last stretch that was read without a gap', () => {
  const completeFromMs = NOW_MS - 8 * DAY_MS
  store.sync.rememberBook(NOW_MS, 'main', { atMs: NOW_MS, slots: [], unread: [], completeFromMs })
  expect(past().fromMs).toBe(completeFromMs)
})
