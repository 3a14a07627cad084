import { d } from '../../src/model/decimal.ts'
import type { JournalEvent, JournalEventType } from '../../src/model/journal.ts'
import { paceOf } from '../../src/model/looks.ts'
import type { DistancePast, PastSubject, Point, RecordedPast } from '../../src/model/past.ts'
import type { HistoryLine } from '../../src/risk/history-report.ts'
import type { PastReport, ReportChapter } from '../../src/view/report/past-report.ts'

export const MINUTE_MS = 60_000
/** 2026-11-21 14:00 UTC: when built pasts begin. They end two hours later. */
export const FROM_MS = Date.UTC(2026, 10, 21, 14)
export const TO_MS = FROM_MS + 120 * MINUTE_MS

export const TIERS = [d('15'), d('10'), d('5')]

/** Points at minutes after the beginning. */
export function points(...rows: readonly (readonly [minute: number, value: string])[]): readonly Point[] {
  return rows.map(([minute, value]) => ({ atMs: FROM_MS + minute * MINUTE_MS, value: d(value) }))
}

/** A point a minute of a straight line between two values. */
export function slope(from: number, to: number, [first, last]: readonly [number, number]): readonly Point[] {
  return Array.from({ length: to - from + 1 }, (_, index) => ({
    atMs: FROM_MS + (from + index) * MINUTE_MS,
    value: d((first + ((last - first) * index) / Math.max(1, to - from)).toFixed(4)),
  }))
}

export function anEvent(minute: number, type: JournalEventType, fields: Partial<JournalEvent> = {}): JournalEvent {
  return {
    id: `main/SOLUSDT/long@${minute}-${type}`,
    atMs: FROM_MS + minute * MINUTE_MS,
    account: 'main',
    type,
    symbol: 'SOLUSDT',
    side: 'LONG',
    before: null,
    after: null,
    note: null,
    ...fields,
  }
}

export function aDistance(fields: Partial<DistancePast> = {}): DistancePast {
  const subject: PastSubject = { kind: 'position', symbol: 'SOLUSDT', side: 'LONG' }
  return { key: 'main/SOLUSDT/long', subject, tiers: TIERS, points: slope(0, 50, [20, 0.8]), events: [], ...fields }
}

/** SOLUSDT falls and is liquidated, nobody looks for twenty minutes, the account is blind for ten at the end. */
export function aCrash(fields: Partial<RecordedPast> = {}): RecordedPast {
  const seen = [...slope(0, 60, [13_412, 9600]), ...slope(80, 109, [9600, 9023])]
  const events = crashEvents()
  return {
    account: 'main',
    span: { fromMs: FROM_MS, toMs: TO_MS },
    equity: seen,
    distances: [
      aDistance({ events: events.filter(({ id }) => id.startsWith('main/SOLUSDT/long@')) }),
      aDistance({
        key: 'main/joint',
        subject: { kind: 'joint', asset: null },
        points: [...slope(0, 60, [26.7, 27.1]), ...slope(80, 109, [90, 93.8])],
      }),
      aDistance({
        key: 'main/ETHUSDT/short',
        subject: { kind: 'position', symbol: 'ETHUSDT', side: 'SHORT' },
        points: [...slope(0, 60, [84.2, 115]), ...slope(80, 109, [99, 93.8])],
      }),
    ],
    fundingRates: [
      { symbol: 'ETHUSDT', points: points([0, '0.0001'], [60, '-0.0007'], [105, '-0.001']) },
      { symbol: 'SOLUSDT', points: points([0, '0.0001']) },
    ],
    openInterest: [],
    pace: paceOf(
      seen.map(({ atMs }) => atMs),
      TO_MS,
    ),
    unseen: [
      { fromMs: FROM_MS + 60 * MINUTE_MS, toMs: FROM_MS + 80 * MINUTE_MS, why: 'not-watched' },
      { fromMs: FROM_MS + 109 * MINUTE_MS, toMs: TO_MS, why: 'blind' },
    ],
    ...fields,
  }
}

/** What was written down of that crash. */
export function crashEvents(): readonly JournalEvent[] {
  const funding = { amount: '-8.25', asset: 'USDT' }
  return [
    anEvent(-480, 'funding', { id: 'f1', side: null, figures: { amount: '-12.5', asset: 'USDT' } }),
    anEvent(0, 'funding', { id: 'f2', side: null, figures: funding }),
    anEvent(0, 'funding', { id: 'f3', symbol: 'ETHUSDT', side: null, figures: { amount: '5.7', asset: 'USDT' } }),
    anEvent(13, 'tier-entered', { after: '15', note: 'SOLUSDT long 14.98% from liquidation (15% tier)' }),
    anEvent(40, 'tier-entered', { after: '5', note: 'SOLUSDT long 4.47% from liquidation (5% tier, worse)' }),
    anEvent(51, 'liquidated', { note: 'SOLUSDT long was LIQUIDATED' }),
    anEvent(52, 'leverage', { id: 'l1', symbol: 'ETHUSDT', side: null, before: '10', after: '20' }),
    anEvent(111, 'sight-lost', { id: 'main/data@1', symbol: null, side: null, note: 'main cannot be seen' }),
  ]
}

/** Lines without anything abnormal. */
export function linesOf(events: readonly JournalEvent[]): readonly HistoryLine[] {
  return events.map((event) => ({ event, flags: [], position: null }))
}

export function aChapter(past: RecordedPast = aCrash(), fields: Partial<ReportChapter> = {}): ReportChapter {
  const [closest = null] = past.distances
  return {
    past,
    lines: past.distances.length === 0 ? [] : linesOf(crashEvents()),
    last: { verdict: 'UNKNOWN', closest, doubt: 'nobody has looked since' },
    ...fields,
  }
}

export function aPastReport(fields: Partial<PastReport> = {}): PastReport {
  return {
    chapters: [aChapter()],
    sinceMs: FROM_MS - 30 * 86_400_000,
    madeAtMs: TO_MS,
    timeZone: 'UTC',
    version: '1.2.3',
    demo: null,
    keepsOpenInterest: false,
    problems: [],
    ...fields,
  }
}

/** An account of which nothing was ever kept. */
export function anEmptyPast(account = 'main'): RecordedPast {
  return {
    account,
    span: { fromMs: TO_MS - 30 * 86_400_000, toMs: TO_MS },
    equity: [],
    distances: [],
    fundingRates: [],
    openInterest: [],
    pace: paceOf([], TO_MS),
    unseen: [],
  }
}
