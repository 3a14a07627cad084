import { beforeEach, describe, expect, it } from 'vitest'
import { readPast } from '../../../src/app/past.ts'
import { readChapters } from '../../../src/app/report.ts'
import { d } from '../../../src/model/decimal.ts'
import type { StateStore } from '../../../src/ports/state-store.ts'
import { aState } from '../../support/a-state.ts'
import { tierTable } from '../../support/builders.ts'
import { anEvent, FROM_MS, MINUTE_MS, TO_MS } from '../../support/past-cases.ts'

let store: StateStore

beforeEach(async () => {
  store = await aState()
})

const TIERS = tierTable({ BTCUSDT: ['3', '2', '1'] })
const QUESTION = { account: 'main', sinceMs: FROM_MS, nowMs: TO_MS, tiers: TIERS, symbol: null }

function keep(account: string, name: string, ...rows: readonly (readonly [minute: number, value: string])[]): void {
  const samples = rows.map(([minute, value]) => ({
    key: `${account}/${name}`,
    account,
    atMs: FROM_MS + minute * MINUTE_MS,
    value: d(value),
  }))
  store.samples.record(TO_MS, samples)
}

describe('what was kept about an account', () => {
  beforeEach(() => {
    keep('main', 'equity', [-10, '900'], [0, '1000'], [1, '990'])
    keep('main', 'SOLUSDT/long', [0, '20'], [1, '12.5'])
    keep('main', 'BTCUSDT/short', [1, '2.5'])
    keep('main', 'joint', [1, '40'])
    keep('main', 'joint/USDC', [1, '41'])
    keep('main', 'margin', [1, '42'])
    keep('main', 'margin/ETHUSDT', [1, '43'])
    keep('main', 'funding/SOLUSDT', [0, '0.0001'])
    keep('main', 'oi/SOLUSDT', [0, '81234'])
    keep('main', 'something/else/later', [0, '1'])
    keep('main2', 'SOLUSDT/long', [0, '1'])
    store.journal.append(TO_MS, [
      anEvent(1, 'tier-entered', { id: 'main/SOLUSDT/long@1' }),
      anEvent(1, 'tier-entered', { id: 'main/joint@1', symbol: null, side: null }),
      anEvent(2, 'funding', { id: 'f', symbol: 'BTCUSDT' }),
      anEvent(2, 'funding', { id: 'other', account: 'main2' }),
    ])
  })

  it('is sorted into series by its keys, closest to liquidation first', () => {
    const { distances, equity, fundingRates, openInterest } = readPast(store, QUESTION)
    expect(distances.map(({ key, subject }) => [key, subject])).toEqual([
      ['main/BTCUSDT/short', { kind: 'position', symbol: 'BTCUSDT', side: 'SHORT' }],
      ['main/SOLUSDT/long', { kind: 'position', symbol: 'SOLUSDT', side: 'LONG' }],
      ['main/joint', { kind: 'joint', asset: null }],
      ['main/joint/USDC', { kind: 'joint', asset: 'USDC' }],
      ['main/margin', { kind: 'margin', symbol: null }],
      ['main/margin/ETHUSDT', { kind: 'margin', symbol: 'ETHUSDT' }],
    ])
    expect(equity.map(({ value }) => value.toFixed())).toEqual(['1000', '990'])
    expect(fundingRates.map(({ symbol }) => symbol)).toEqual(['SOLUSDT'])
    expect(openInterest.map(({ symbol }) => symbol)).toEqual(['SOLUSDT'])
  })

  it('holds fast losses of distance as alerts of their reading', () => {
    store.journal.append(TO_MS, [anEvent(1, 'fast', { id: 'main/BTCUSDT/short@1' })])
    const [closest] = readPast(store, QUESTION).distances
    expect(closest?.events.map(({ type }) => type)).toEqual(['fast'])
  })

  it('carries the tiers of each symbol and the alerts of each reading', () => {
    const { distances } = readPast(store, QUESTION)
    const told = distances.map(({ tiers, events }) => [tiers.map((tier) => tier.toFixed()).join(' '), events.length])
    expect(told).toEqual([
      ['3 2 1', 0],
      ['15 10 5', 1],
      ['15 10 5', 1],
      ['15 10 5', 0],
      ['15 10 5', 0],
      ['15 10 5', 0],
    ])
  })

  it('begins with the first sample and ends now, the rest of it unseen', () => {
    const { span, unseen, pace } = readPast(store, QUESTION)
    expect(span).toEqual({ fromMs: FROM_MS, toMs: TO_MS })
    expect(pace.lastLookMs).toBe(FROM_MS + MINUTE_MS)
    expect(unseen).toEqual([{ fromMs: FROM_MS + MINUTE_MS, toMs: TO_MS, why: 'not-watched' }])
  })

  it('begins with a loss of sight that came before any sample', () => {
    store.journal.append(TO_MS, [anEvent(-30, 'sight-lost', { id: 'main/data@0', symbol: null })])
    const { span, unseen } = readPast(store, { ...QUESTION, sinceMs: FROM_MS - 60 * MINUTE_MS })
    expect(span.fromMs).toBe(FROM_MS - 30 * MINUTE_MS)
    expect(unseen[0]).toMatchObject({ fromMs: FROM_MS - 30 * MINUTE_MS, why: 'blind' })
  })

  it('of one symbol leaves out the others, not the account as a whole', () => {
    const past = readPast(store, { ...QUESTION, symbol: 'BTCUSDT' })
    expect(past.distances.map(({ key }) => key)).toEqual(['main/BTCUSDT/short', 'main/joint', 'main/joint/USDC'])
    expect([past.fundingRates, past.openInterest]).toEqual([[], []])
  })

  it('knows an early loss of sight, however much funding was settled since', () => {
    store.journal.append(TO_MS, [anEvent(0.1, 'sight-lost', { id: 'main/data@0', symbol: null })])
    const settled = Array.from({ length: 6000 }, (_, index) => anEvent(1, 'funding', { id: `main/funding@${index}` }))
    store.journal.append(TO_MS, settled)
    expect(readPast(store, QUESTION).unseen[0]).toMatchObject({ fromMs: FROM_MS, why: 'blind' })
  })

  it('is told account by account in a report', () => {
    const accounts = ['main', 'main2', 'never']
    const chapters = readChapters(store, { accounts, sinceMs: FROM_MS, nowMs: TO_MS, tiers: TIERS })
    expect(
      chapters.map(({ past, lines, last }) => [past.account, past.distances.length, lines.length, last.verdict]),
    ).toEqual([
      ['main', 6, 3, 'UNKNOWN'],
      ['main2', 1, 1, 'CRITICAL'],
      ['never', 0, 0, 'UNKNOWN'],
    ])
  })
})

describe('an account of which nothing was kept', () => {
  it('has an empty past over the time that was asked for', () => {
    const past = readPast(store, QUESTION)
    expect(past).toMatchObject({ span: { fromMs: FROM_MS, toMs: TO_MS }, equity: [], distances: [] })
    expect(past.pace.lastLookMs).toBeNull()
  })
})
