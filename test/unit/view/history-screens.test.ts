import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import { EVENT_TYPES, type JournalEvent, type JournalEventType } from '../../../src/model/journal.ts'
import { accountLines, type HistoryReport } from '../../../src/risk/history-report.ts'
import { findTopic } from '../../../src/view/explain/explain.ts'
import { historyCsvRows, historyDocument } from '../../../src/view/history-json.ts'
import { historyRows, historyScreen } from '../../../src/view/history-screen.ts'
import { rowsCsv } from '../../../src/view/market-json.ts'
import { expectGolden } from './golden.ts'
import { aScreen } from './reports.ts'

const WIDTHS = [60, 80, 140] as const
const NOW_MS = Date.UTC(2026, 10, 21, 14, 32, 7, 123)
const HOUR_MS = 3_600_000

function anEvent(type: JournalEventType, hoursAgo: number, traits: Partial<JournalEvent> = {}): JournalEvent {
  const atMs = NOW_MS - hoursAgo * HOUR_MS
  const nothing = { side: null, before: null, after: null, note: null }
  return { id: `main ${type} ${hoursAgo}`, atMs, account: 'main', type, symbol: 'SOLUSDT', ...nothing, ...traits }
}

interface FillTraits {
  readonly side: string
  readonly quantity: string
  readonly price: string
  readonly realizedPnl?: string
  readonly orderId: string
  readonly feeAsset?: string
  readonly fee?: string
}

function aFill(tradeId: string, hoursAgo: number, traits: FillTraits): JournalEvent {
  const { side, realizedPnl = '0', feeAsset = 'USDT', fee = '1.25', ...rest } = traits
  const figures = { ...rest, realizedPnl, fee, feeAsset, positionSide: 'BOTH' }
  return anEvent('fill', hoursAgo, { id: `main fill SOLUSDT ${tradeId}`, side, figures })
}

/** A week in which nearly everything happened. */
const WEEK: readonly JournalEvent[] = [
  anEvent('transfer', 150, { symbol: null, note: 'TRANSFER', figures: { amount: '5000', asset: 'USDT' } }),
  anEvent('position-mode', 149, {
    symbol: null,
    before: 'hedge',
    after: 'one-way',
    figures: { sinceMs: String(NOW_MS - 160 * HOUR_MS) },
  }),
  anEvent('margin-type', 148.5, { before: 'crossed', after: 'isolated' }),
  aFill('1', 148, { side: 'BUY', quantity: '25', price: '171.2', orderId: '11' }),
  aFill('2', 148, { side: 'BUY', quantity: '15', price: '171.3', orderId: '11', feeAsset: 'BNB', fee: '0.0021' }),
  anEvent('funding', 140, { figures: { amount: '-2.0851', asset: 'USDT' } }),
  anEvent('funding', 132, { figures: { amount: '1.5', asset: 'USDT' } }),
  aFill('3', 100, { side: 'BUY', quantity: '20', price: '165.3', orderId: '12' }),
  anEvent('leverage', 99, { before: '10', after: '20', figures: { markLow: '165', markHigh: '172' } }),
  anEvent('margin', 98, {
    note: 'USER_ADJUST',
    figures: { amount: '120', asset: 'USDT', positionSide: 'BOTH', markLow: '160', markHigh: '163' },
  }),
  anEvent('order', 97, {
    side: 'SELL',
    after: 'placed',
    note: 'STOP_MARKET',
    figures: { quantity: '60', price: '160.17', positionSide: 'BOTH' },
  }),
  anEvent('order', 96, {
    side: 'SELL',
    before: 'placed',
    after: 'cancelled',
    note: 'STOP_MARKET',
    figures: { price: '160.17', positionSide: 'BOTH' },
  }),
  anEvent('tier-entered', 52, { side: 'LONG', after: '10', note: 'SOLUSDT long is 9.80% from liquidation (10% tier)' }),
  anEvent('forced-close', 50, {
    side: 'SELL',
    note: 'liquidation',
    figures: { quantity: '60', price: '154.2', orderId: '13', positionSide: 'BOTH' },
  }),
  aFill('4', 50, { side: 'SELL', quantity: '60', price: '154.2', realizedPnl: '-902.5', orderId: '13', fee: '0' }),
  anEvent('income', 50, { note: 'INSURANCE_CLEAR', figures: { amount: '-23.13', asset: 'USDT' } }),
  anEvent('forced-close', 40, {
    symbol: 'ETHUSDT',
    side: 'BUY',
    note: 'auto-deleveraging',
    figures: { quantity: '3.2', price: '3410.1', orderId: '99' },
  }),
  anEvent('multi-assets', 30, { symbol: null, before: null, after: 'multi-assets' }),
  anEvent('margin', 20, {
    symbol: 'DOGEUSDT',
    note: 'USER_ADJUST',
    figures: { amount: '-15', asset: 'USDT', positionSide: 'BOTH' },
  }),
  anEvent('sight-lost', 2, { symbol: null, note: 'main cannot be read: fapi.binance.com did not answer' }),
]

function aReport(traits: Partial<HistoryReport> = {}): HistoryReport {
  const lines = accountLines({
    account: 'main',
    events: WEEK,
    fromMs: NOW_MS - 168 * HOUR_MS,
    anchor: { atMs: NOW_MS - HOUR_MS, slots: [], unread: [] },
    freeMargin: [
      { atMs: NOW_MS - 3 * HOUR_MS, freePct: d('71.5') },
      { atMs: NOW_MS - 2.5 * HOUR_MS, freePct: d('40.25') },
    ],
  })
  return {
    asOfMs: NOW_MS,
    sinceMs: NOW_MS - 168 * HOUR_MS,
    accounts: ['main'],
    lines,
    sync: { added: 3, problems: [] },
    ...traits,
  }
}

const PROBLEM = {
  account: 'main',
  what: 'trades SOLUSDT',
  why: "Binance's request limit is reached (HTTP 429)",
  code: 'rate-limited',
  hint: 'it goes on by itself',
  isForAll: true,
  remedy: 'again',
} as const

describe('the journal on the screen', () => {
  it.each(WIDTHS)('tells a week, at %i columns', (columns) => {
    expectGolden(`history-week-${columns}`, historyScreen(aReport(), aScreen(columns)))
  })

  it.each(WIDTHS)('names accounts where there are several, and what is not complete, at %i columns', (columns) => {
    const lines = aReport().lines.slice(3, 6)
    const report = aReport({ accounts: ['main', 'hedge'], lines, sync: { added: 0, problems: [PROBLEM] } })
    expectGolden(`history-partial-${columns}`, historyScreen(report, aScreen(columns)))
  })

  it('says where to look when nothing happened', () => {
    expect(historyScreen(aReport({ lines: [] }), aScreen(80))).toBe(
      'nothing happened since 2026-11-14 14:32, look further back with --since 30d\n',
    )
  })

  it.each([
    { name: 'nobody asked', sync: null },
    { name: 'not everything could be read', sync: { added: 0, problems: [PROBLEM] } },
  ])('does not claim that nothing happened where $name', ({ sync }) => {
    const [first] = historyScreen(aReport({ lines: [], sync }), aScreen(80)).split('\n')
    expect(first).toBe('nothing is known since 2026-11-14 14:32, look further back with --since 30d')
  })

  it('asks where it cannot tell', () => {
    const fill = aFill('9', 5, { side: 'BUY', quantity: '1', price: '100', orderId: '5' })
    const lines = accountLines({ account: 'main', events: [fill], fromMs: 0, anchor: null, freeMargin: [] })
    const screen = historyScreen(aReport({ lines }), aScreen(null))
    expect(screen).toContain('? 11-21 09:32')
    expect(screen).toContain('size added to a loser?: whether it was losing cannot be told')
    expect(screen).toContain('1 entry since 2026-11-14 14:32, 1 marked ? (cannot be told)')
  })

  it('does not ask to try again what cannot be had', () => {
    const gone = { ...PROBLEM, why: 'no such symbol', hint: 'it was delisted', isForAll: false }
    const screen = historyScreen(aReport({ lines: [], sync: { added: 0, problems: [gone] } }), aScreen(140))
    expect(screen).toContain('not complete: main trades SOLUSDT: no such symbol (it was delisted)\n')
  })

  it('neutralises what comes from the wire', () => {
    const event = anEvent('income', 1, {
      symbol: 'A\u001b[2JUSDT',
      note: 'X\u0007',
      figures: { amount: '1', asset: 'U\u001b' },
    })
    const lines = [{ event, flags: [], position: null }]
    expect(historyScreen(aReport({ lines }), aScreen(140))).not.toMatch(/[\u0007\u001b]/)
  })

  it('names the year where it could be another', () => {
    const lines = [
      { event: anEvent('funding', 24 * 320, { figures: { amount: '1', asset: 'USDT' } }), flags: [], position: null },
    ]
    expect(historyScreen(aReport({ lines }), aScreen(140))).toContain(
      '  2026-01-05 14:32  funding  SOLUSDT  received 1.00 USDT',
    )
  })

  it('puts fills of one order into one row, and orders that alternate into their own', () => {
    const sell = { side: 'SELL', quantity: '1', price: '10' }
    const fills = [
      aFill('1', 5, { ...sell, orderId: '1' }),
      aFill('2', 4, { ...sell, orderId: '2' }),
      aFill('3', 3, { ...sell, orderId: '1' }),
      aFill('4', 2, { ...sell, orderId: '1' }),
    ]
    const lines = fills.map((event) => ({ event, flags: [], position: null }))
    expect(historyRows(lines).map((row) => row.lines.length)).toEqual([1, 1, 2])
  })
})

describe('the journal as a document', () => {
  it('has every event with its figures as decimal text', () => {
    const document = historyDocument(aReport())
    expect(document).toMatchObject({ schema: 'liqwatch/1', command: 'history', verdict: null, error: null })
    expect(document.since).toBe('2026-11-14T14:32:07.123Z')
    expect(document.sync).toEqual({ status: 'complete', added: 3, problems: [] })
    const events = [document.events].flat()
    expect(events).toHaveLength(WEEK.length + 1)
    expect(events[3]).toEqual({
      at: '2026-11-15T10:32:07.123Z',
      type: 'fill',
      symbol: 'SOLUSDT',
      side: 'BUY',
      before: '0',
      after: '25',
      note: 'buy 25 at 171.2 (none -> long 25), fee 1.25 USDT',
      account: 'main',
      id: 'main fill SOLUSDT 1',
      quantity: '25',
      price: '171.2',
      amount: null,
      asset: null,
      realizedPnl: '0',
      fee: '1.25',
      feeAsset: 'USDT',
      orderId: '11',
      positionSide: 'BOTH',
      unchangedUntil: null,
      flags: [],
    })
    expect(events[7]).toMatchObject({
      flags: [
        {
          kind: 'size-added-to-loser',
          certainty: 'known',
          // (25 × 171.2 + 15 × 171.3) / 40 = 171.2375, and 902.5 / 60 + 154.2 = 169.2416… after the addition
          evidence: expect.stringMatching(/^added 20 to 40 held from 171\.2\d+, 3\.4\d% under water at 165\.3$/),
        },
      ],
    })
    expect(events[1]).toMatchObject({ type: 'position-mode', unchangedUntil: '2026-11-14T22:32:07.123Z' })
  })

  it('tells an incomplete sync as an error, with the events', () => {
    const document = historyDocument(aReport({ sync: { added: 0, problems: [PROBLEM] } }))
    expect(document.error).toEqual({
      code: 'rate-limited',
      message: "main trades SOLUSDT: Binance's request limit is reached (HTTP 429)",
      hint: 'it goes on by itself',
      retryable: true,
    })
    const { isForAll: _, remedy: __, ...told } = PROBLEM
    expect(document.sync).toEqual({ status: 'partial', added: 0, problems: [told] })
    expect([document.events].flat().length).toBeGreaterThan(10)
    expect(historyDocument(aReport({ sync: null })).sync).toEqual({ status: 'skipped', added: 0, problems: [] })
  })

  it.each([
    { name: 'what another run reads', remedy: 'again', retryable: true },
    { name: 'what the owner has to mend', remedy: 'owner', retryable: false },
    { name: 'not as one what nobody can mend', remedy: 'none', retryable: null },
  ] as const)('tells as an error $name', ({ remedy, retryable }) => {
    const sync = { added: 0, problems: [{ ...PROBLEM, remedy }] }
    const { error, sync: told } = historyDocument(aReport({ sync }))
    expect(error === null ? null : Object(error).retryable).toBe(retryable)
    expect(told).toMatchObject({ status: 'partial' })
  })

  it('is a table of flat columns', () => {
    const [header, ...rows] = rowsCsv(historyCsvRows(aReport())).trimEnd().split('\r\n')
    expect(header).toBe(
      'at,type,symbol,side,before,after,note,account,id,quantity,price,amount,asset,realizedPnl,fee,feeAsset,orderId,positionSide,unchangedUntil,flags',
    )
    expect(rows).toHaveLength(WEEK.length + 1)
    expect(rows[7]).toMatch(/size added to a loser: added 20 to 40/)
  })
})

it('explains every type of event', () => {
  const topic = findTopic('event-types')
  const text = topic.status === 'found' ? topic.topic.text.join(' ') : ''
  expect(EVENT_TYPES.filter((type) => !new RegExp(`\\b${type}\\b`).test(text))).toEqual([])
})
