import { beforeEach, describe, expect, it } from 'vitest'
import { silencedMemory } from '../../../src/alerts/memory.ts'
import { StoreError } from '../../../src/errors.ts'
import { d } from '../../../src/model/decimal.ts'
import type { JournalEvent } from '../../../src/model/journal.ts'
import type { StateStore } from '../../../src/ports/state-store.ts'
import { openStateStore } from '../../../src/store/state-store.ts'
import { aState } from '../../support/a-state.ts'
import { aReading } from '../../support/alert-readings.ts'
import { lookThrough, START_MS } from '../../support/alert-world.ts'

let store: StateStore

beforeEach(async () => {
  store = await aState()
})

const DAY_MS = 86_400_000

function anEvent(id: string, atMs: number, fields: Partial<JournalEvent> = {}): JournalEvent {
  return {
    id,
    atMs,
    account: 'main',
    type: 'leverage',
    symbol: 'SOLUSDT',
    side: null,
    before: '10',
    after: '20',
    note: null,
    ...fields,
  }
}

describe('the journal', () => {
  const all = { sinceMs: 0, account: null, limit: 100 }

  it('gives back what was written, oldest first', () => {
    const events = [anEvent('b', 2, { note: 'it’s "quoted"' }), anEvent('a', 1, { symbol: null, side: 'LONG' })]
    store.journal.append(START_MS, events)
    expect(store.journal.list(START_MS, all)).toEqual([events[1], events[0]])
  })

  it('keeps an event that is told twice once', () => {
    expect(store.journal.append(START_MS, [anEvent('a', 1), anEvent('b', 2)])).toBe(2)
    expect(store.journal.append(START_MS, [anEvent('a', 1), anEvent('c', 3)])).toBe(1)
    expect(store.journal.list(START_MS, all).map(({ id }) => id)).toEqual(['a', 'b', 'c'])
  })

  it('lists by time and account, the newest if there are too many', () => {
    store.journal.append(
      START_MS,
      [1, 2, 3, 4].map((at) => anEvent(`e${at}`, at, { account: at === 3 ? 'hedge' : 'main' })),
    )
    const ids = (query: object) => store.journal.list(START_MS, { ...all, ...query }).map(({ id }) => id)
    expect([ids({ sinceMs: 3 }), ids({ account: 'main' }), ids({ limit: 2 })]).toEqual([
      ['e3', 'e4'],
      ['e1', 'e2', 'e4'],
      ['e3', 'e4'],
    ])
  })
})

describe('samples', () => {
  it('come back by key, in order and in full precision', () => {
    const sample = (key: string, atMs: number, value: string) => ({ key, account: 'main', atMs, value: d(value) })
    const kept = [sample('main/equity', 1, '0.00000001'), sample('main/equity', 2, '10595.012345678901234567')]
    store.samples.record(START_MS, [...kept].reverse())
    store.samples.record(START_MS, [sample('main/joint', 2, '25')])
    expect(store.samples.list(START_MS, 'main/equity', 1)).toEqual(kept)
    expect(store.samples.list(START_MS, 'main/equity', 2)).toEqual(kept.slice(1))
  })
})

describe('pruning', () => {
  it('drops what is older than asked, and no alert that is still due', () => {
    const nowMs = START_MS + 10 * DAY_MS
    store.journal.append(START_MS, [anEvent('old', START_MS), anEvent('new', nowMs)])
    store.samples.record(START_MS, [{ key: 'k', account: 'main', atMs: START_MS, value: d('1') }])
    lookThrough(store.alerts, { atSeconds: 0, readings: [aReading('9')] })
    const other = aReading('9', { key: 'main/DOGEUSDT/long', symbol: 'DOGEUSDT' })
    lookThrough(store.alerts, { atSeconds: 1, readings: [aReading('9'), other] }, ['phone'])
    store.prune(nowMs, 5)
    const journal = store.journal.list(nowMs, { sinceMs: 0, account: null, limit: 10 })
    expect(journal.map(({ id }) => id)).toEqual(['new'])
    expect(store.samples.list(nowMs, 'k', 0)).toEqual([])
    expect(store.alerts.history(nowMs, 10).map(({ alert }) => alert.key)).toEqual(['main/DOGEUSDT/long'])
  })
})

describe('a state that cannot be opened', () => {
  it('fails by name where an answer is wanted, and carries on where alerts depend on it', async () => {
    const broken = await openStateStore('/dev/null/state')
    const silence = { subject: 'all', account: null, setAtMs: START_MS, untilMs: START_MS + 1000 }
    expect(() => broken.journal.append(START_MS, [anEvent('a', 1)])).toThrow(StoreError)
    expect(broken.alerts.update(START_MS, (memory) => silencedMemory(memory, silence)).silences.size).toBe(1)
    expect(broken.alerts.takeFaults()[0]).toMatch(/^the state database is unavailable/)
  })
})
