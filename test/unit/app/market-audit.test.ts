import { describe, expect, it } from 'vitest'
import type { PlannedMessage } from '../../../src/alerts/plan.ts'
import type { AccountSource } from '../../../src/app/collect.ts'
import { auditMarket } from '../../../src/app/market-audit.ts'
import { NewsDesk } from '../../../src/app/news-desk.ts'
import { d } from '../../../src/model/decimal.ts'
import { assessAccount } from '../../../src/risk/assess.ts'
import { aState } from '../../support/a-state.ts'
import { POLICY } from '../../support/alert-world.ts'
import { aBracket, aPosition, aSnapshot, type RowText, tierTable } from '../../support/builders.ts'
import { fakeExchange, fakeSource } from '../../support/fake-account-source.ts'
import { fakeClock } from '../../support/fake-clock.ts'
import { HOUR_MS, storedOpenInterest } from '../../support/series.ts'

/** 2026-11-21 23:00 UTC, an hour after the last stored point. */
const NOW_MS = 1_795_302_000_000

/** An account that can ask for open interest, of which so many coins are open now. */
function auditable(coins: string) {
  const clock = fakeClock(NOW_MS)
  const asked: string[] = []
  const state = { coins, isDown: false }
  const market: NonNullable<AccountSource['market']> = {
    fetchOpenInterest: async (symbol) => {
      asked.push(symbol)
      if (state.isDown) throw new Error('HTTP 503')
      return { symbol, quantity: d(state.coins), atMs: clock.nowMs() }
    },
    fetchOpenInterestHistory: async (symbol, period) =>
      period === '1h'
        ? storedOpenInterest()
        : [{ symbol, quantity: d('100'), notional: d('20000'), atMs: clock.nowMs() - HOUR_MS }],
    fetchMark: async (symbol) => ({
      symbol,
      markPrice: d('210'),
      indexPrice: null,
      fundingRate: null,
      nextFundingAtMs: null,
      atMs: clock.nowMs(),
    }),
  }
  return { source: { ...fakeSource(fakeExchange([]), {}, clock), market }, clock, asked, state }
}

function observed(rows: readonly RowText[] = [['0', '0.004', '0']], bracketsFetchedAtMs: number = NOW_MS) {
  const positions = [aPosition({ entryPrice: '50000', isolatedWallet: '5000' })]
  const snapshot = { ...aSnapshot({ positions, brackets: [aBracket(rows)] }), bracketsFetchedAtMs }
  return { snapshot, risk: assessAccount(snapshot, { tiers: tierTable(), nowMs: snapshot.takenAtMs }) }
}

const ON = { tiers: tierTable(), spikeFrom: d('3') }
const OFF = { tiers: tierTable(), spikeFrom: null }

describe('the hourly audit of open interest', () => {
  it('asks nothing when it is off', async () => {
    const { source, asked } = auditable('130')
    expect(await auditMarket(source, observed(), OFF)).toEqual({ notices: [], openInterest: [], gaps: [] })
    expect(asked).toEqual([])
  })

  it('tells a rise beyond the threshold', async () => {
    const { source } = auditable('130')
    const { notices } = await auditMarket(source, observed(), ON)
    expect(notices.map(({ reason, headline }) => [reason, headline.replace(/, [\d.]+ standard.*/, '')])).toEqual([
      ['open-interest', 'BTCUSDT open interest rose 30.00% within an hour'],
    ])
    expect(notices[0]?.lines[0]).toBe('mark price up 5.00% meanwhile')
  })

  it('is silent about a usual hour, and gives the figure to history', async () => {
    const { source } = auditable('100')
    expect(await auditMarket(source, observed(), ON)).toEqual({
      notices: [],
      openInterest: [{ account: 'main', symbol: 'BTCUSDT', quantity: d('100'), readAtMs: NOW_MS }],
      gaps: [],
    })
  })

  it('asks once an hour, and offers the same news until the hour ends', async () => {
    const { source, asked, clock, state } = auditable('130')
    const first = await auditMarket(source, observed(), ON)
    clock.advance(59 * 60_000)
    state.coins = '100'
    expect(await auditMarket(source, observed(), ON)).toEqual(first)
    expect(asked).toEqual(['BTCUSDT'])
    clock.advance(60_000)
    expect((await auditMarket(source, observed(), ON)).notices).toEqual([])
    expect(asked).toHaveLength(2)
  })

  it('that fails is a gap, and not asked again before the next hour', async () => {
    const { source, asked, state } = auditable('130')
    state.isDown = true
    const gap = { what: 'openInterest BTCUSDT', why: 'HTTP 503', needed: false }
    expect(await auditMarket(source, observed(), ON)).toEqual({ notices: [], openInterest: [], gaps: [gap] })
    expect((await auditMarket(source, observed(), ON)).gaps).toEqual([gap])
    expect(asked).toHaveLength(1)
  })
})

it('tells the news of several watched accounts in one message', async () => {
  const sent: PlannedMessage[] = []
  const evaluator = {
    log: (await aState()).alerts,
    policy: { ...POLICY, namesAccount: true },
    ...ON,
    holder: 'me',
    deliver: async (messages: readonly PlannedMessage[]) => {
      sent.push(...messages.filter(({ channel }) => channel === 'desktop'))
      return []
    },
    maySend: () => true,
  }
  const kept: string[] = []
  const desk = new NewsDesk({
    evaluator,
    mayTell: () => true,
    onTold: () => undefined,
    onOpenInterest: (figures) => kept.push(...figures.map(({ account }) => account)),
    onNote: (text) => kept.push(text),
  })
  const looks = ['main', 'hedge'].map((account) => {
    return { source: { ...auditable('130').source, account }, result: observed(), streamed: null }
  })
  desk.consider(() => looks, NOW_MS)
  await expect.poll(() => kept).toEqual(['main', 'hedge'])
  desk.consider(() => looks, NOW_MS + 10_000)
  expect(sent.map(({ alertIds }) => alertIds.map((id) => id.split('@')[0]))).toEqual([
    ['main/BTCUSDT/open-interest', 'hedge/BTCUSDT/open-interest'],
  ])
})

describe('brackets of what is held', () => {
  const LOW: readonly RowText[] = [['0', '0.004', '0']]
  const HIGH: readonly RowText[] = [['0', '0.01', '0']]

  it('are no news when they are first seen, nor when they are the same', async () => {
    const { source } = auditable('100')
    expect((await auditMarket(source, observed(LOW), OFF)).notices).toEqual([])
    expect((await auditMarket(source, observed(LOW, NOW_MS + 1), OFF)).notices).toEqual([])
  })

  it('are news when they were read anew and differ, with one mark for as long as it is offered', async () => {
    const { source, clock } = auditable('100')
    await auditMarket(source, observed(LOW), OFF)
    clock.advance(24 * HOUR_MS)
    const changed = observed(HIGH, NOW_MS + 24 * HOUR_MS)
    const first = await auditMarket(source, changed, OFF)
    clock.advance(60_000)
    const second = await auditMarket(source, changed, OFF)
    expect(first.notices.map(({ reason, headline }) => [reason, headline])).toEqual([
      ['brackets', 'BTCUSDT brackets changed: maintenance rate of your long from 0.4% to 1%'],
    ])
    expect(second.notices.map(({ mark }) => mark)).toEqual(first.notices.map(({ mark }) => mark))
  })

  it('that change back are other news', async () => {
    const { source, clock } = auditable('100')
    const marks: (string | undefined)[] = []
    for (const [index, rows] of [LOW, HIGH, LOW].entries()) {
      const { notices } = await auditMarket(source, observed(rows, NOW_MS + index * HOUR_MS), OFF)
      marks.push(notices[0]?.mark)
      clock.advance(HOUR_MS)
    }
    expect(marks).toEqual([undefined, '1 1000000000000000 0.01 20', '1 1000000000000000 0.004 20'])
  })
})
