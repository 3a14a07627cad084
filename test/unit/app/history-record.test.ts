import { beforeEach, describe, expect, it } from 'vitest'
import type { Reading } from '../../../src/alerts/readings.ts'
import type { AccountLook } from '../../../src/app/evaluate.ts'
import { HistoryRecord } from '../../../src/app/history-record.ts'
import { StoreError } from '../../../src/errors.ts'
import { d } from '../../../src/model/decimal.ts'
import type { StateStore } from '../../../src/ports/state-store.ts'
import { assessAccount } from '../../../src/risk/assess.ts'
import { aState } from '../../support/a-state.ts'
import { aReading } from '../../support/alert-readings.ts'
import { alertWorld, POLICY, START_MS } from '../../support/alert-world.ts'
import { aMark, aPosition, aSnapshot, aWallet, tierTable } from '../../support/builders.ts'
import { fakeExchange, fakeSource } from '../../support/fake-account-source.ts'

let store: StateStore

beforeEach(async () => {
  store = await aState()
})

/** The account with this wallet and this funding rate of BTCUSDT. */
function looked(wallet = '1000', fundingRate: string | null = '0.0001'): AccountLook {
  const snapshot = {
    ...aSnapshot({ positions: [aPosition()], wallets: [aWallet('USDT', wallet)] }),
    marks: new Map([['BTCUSDT', aMark('BTCUSDT', { fundingRate })]]),
  }
  const risk = assessAccount(snapshot, { tiers: tierTable(), nowMs: snapshot.takenAtMs })
  return { source: fakeSource(fakeExchange([])), result: { snapshot, risk }, streamed: null }
}

/** A record with a world of alerts: `at` evaluates these readings so many seconds after the start, and takes it down. */
function recording(record = new HistoryRecord(store, 365)) {
  const world = alertWorld()
  return {
    at(atSeconds: number, readings: readonly Reading[], look: AccountLook = looked()): void {
      record.take(world.look({ atSeconds, readings }), [look], START_MS + atSeconds * 1000)
    },
  }
}

const samples = (key: string): readonly (readonly [number, string])[] =>
  store.samples.list(START_MS, key, 0).map(({ atMs, value }) => [(atMs - START_MS) / 1000, value.toFixed()] as const)

describe('samples of an evaluation', () => {
  it('are written once a minute, each at its lowest since the last time, with its own moment', () => {
    const { at } = recording()
    at(0, [aReading('20')])
    at(10, [aReading('18')])
    at(20, [aReading('16.5')], looked('900'))
    at(40, [aReading('19')], looked('950'))
    expect(samples('main/SOLUSDT/long')).toEqual([[0, '20']])
    at(60, [aReading('17')])
    expect(samples('main/SOLUSDT/long')).toEqual([
      [0, '20'],
      [20, '16.5'],
    ])
    expect(samples('main/equity')).toEqual([
      [0, '1000'],
      [20, '900'],
    ])
  })

  it('keep the last moment of a position that is gone when they are written', () => {
    const { at } = recording()
    at(0, [aReading('20')])
    at(50, [aReading('0.4')])
    at(60, [])
    expect(samples('main/SOLUSDT/long')).toEqual([
      [0, '20'],
      [50, '0.4'],
    ])
  })

  it('leave out what is not known', () => {
    recording().at(0, [aReading('unknown')])
    expect(samples('main/SOLUSDT/long')).toEqual([])
  })

  it('take a funding rate once an hour, whichever process looks', () => {
    const first = recording()
    first.at(0, [])
    first.at(600, [], looked('1000', '0.0002'))
    recording().at(1200, [], looked('1000', '0.0003'))
    expect(samples('main/funding/BTCUSDT')).toEqual([[0, '0.0001']])
    first.at(3600, [], looked('1000', '0.0004'))
    expect(samples('main/funding/BTCUSDT')).toEqual([
      [0, '0.0001'],
      [3600, '0.0004'],
    ])
  })

  it('say nothing of a rate that was not told', () => {
    recording().at(0, [], looked('1000', null))
    expect(samples('main/funding/BTCUSDT')).toEqual([])
  })

  it('take the open interest of an hour once, at the time it was read', () => {
    const record = new HistoryRecord(store, 365)
    const figure = { account: 'main', symbol: 'BTCUSDT', quantity: d('81234.5'), readAtMs: START_MS + 5000 }
    record.takeOpenInterest([figure], START_MS + 6000)
    record.takeOpenInterest([figure], START_MS + 60_000)
    record.takeOpenInterest([], START_MS + 70_000)
    expect(samples('main/oi/BTCUSDT')).toEqual([[5, '81234.5']])
  })

  it('that could not be written are tried again a minute later, the worst moment included', () => {
    let isFull = true
    const full = { ...store, samples: Object.create(store.samples) as StateStore['samples'] }
    full.samples.record = (nowMs, rows) => {
      if (isFull) throw new StoreError('the state database is full', { fault: 'full', hint: '' })
      store.samples.record(nowMs, rows)
    }
    full.samples.keys = (nowMs, sinceMs) => store.samples.keys(nowMs, sinceMs)
    const { at } = recording(new HistoryRecord(full, 365))
    expect(() => at(0, [aReading('7')])).toThrow('the state database is full')
    at(10, [aReading('20')])
    isFull = false
    at(60, [aReading('20')])
    expect(samples('main/SOLUSDT/long')).toEqual([[0, '7']])
  })
})

describe('what was told', () => {
  it('is an event: a fast loss of distance between tiers as well', () => {
    const world = alertWorld({ ...POLICY, fast: { lossPct: d('30'), minutes: 10 } })
    const record = new HistoryRecord(store, 365)
    for (const [atSeconds, distancePct] of [[0, '60'] as const, [60, '40'] as const, [120, '9'] as const]) {
      const decision = world.look({ atSeconds, readings: [aReading(distancePct)] })
      record.take(decision, [looked()], START_MS + atSeconds * 1000)
    }
    const events = store.journal.list(START_MS + 120_000, { sinceMs: START_MS, account: null, limit: 10 })
    expect(events.map(({ type, atMs, symbol, after, note }) => [type, atMs - START_MS, symbol, after, note])).toEqual([
      ['fast', 60_000, 'SOLUSDT', null, 'SOLUSDT long is losing distance fast, now 40.00% from liquidation'],
      ['tier-entered', 120_000, 'SOLUSDT', '10', 'SOLUSDT long 9.00% from liquidation (10% tier)'],
    ])
  })
})

describe('what was told while the journal could not be written', () => {
  it('is journaled a minute later, once, with its own time, and the worst moment is sampled', () => {
    let isFull = true
    const full = { ...store, journal: Object.create(store.journal) as StateStore['journal'] }
    full.journal.append = (nowMs, events) => {
      if (isFull) throw new StoreError('the state database is full', { fault: 'full', hint: '' })
      return store.journal.append(nowMs, events)
    }
    const { at } = recording(new HistoryRecord(full, 365))
    at(0, [aReading('20')])
    expect(() => at(10, [aReading('9')])).toThrow('the state database is full')
    at(20, [aReading('9.5')])
    isFull = false
    at(30, [aReading('9.5')])
    expect(store.journal.list(START_MS, { sinceMs: 0, account: null, limit: 10 })).toEqual([])
    at(60, [aReading('9.5')])
    at(120, [aReading('9.5')])
    const events = store.journal.list(START_MS + 120_000, { sinceMs: START_MS, account: null, limit: 10 })
    expect(events.map(({ type, atMs }) => [type, atMs - START_MS])).toEqual([['tier-entered', 10_000]])
    expect(samples('main/SOLUSDT/long').slice(0, 2)).toEqual([
      [0, '20'],
      [10, '9'],
    ])
  })
})

describe('clearing up', () => {
  const DAY_MS = 86_400_000
  const old = () => store.samples.list(START_MS, 'main/equity', 0).filter(({ atMs }) => atMs < START_MS - DAY_MS)

  it('is done by the first of a day', () => {
    store.samples.record(START_MS, [
      { key: 'main/equity', account: 'main', atMs: START_MS - 9 * DAY_MS, value: d('1') },
    ])
    recording(new HistoryRecord(store, 5)).at(0, [])
    expect(old()).toEqual([])
  })

  it('is left alone when another process was there today', () => {
    recording(new HistoryRecord(store, 365)).at(0, [])
    store.samples.record(START_MS, [
      { key: 'main/equity', account: 'main', atMs: START_MS - 9 * DAY_MS, value: d('1') },
    ])
    recording(new HistoryRecord(store, 5)).at(60, [])
    expect(old()).toHaveLength(1)
  })

  it('comes again with the next day of a process that lives long', () => {
    const { at } = recording(new HistoryRecord(store, 5))
    at(0, [])
    store.samples.record(START_MS, [
      { key: 'main/equity', account: 'main', atMs: START_MS - 9 * DAY_MS, value: d('1') },
    ])
    at(86_400, [])
    expect(old()).toEqual([])
  })
})
