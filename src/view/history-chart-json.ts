import type { Point, RecordedPast, SymbolPast } from '../model/past.ts'
import { isoTime } from './format.ts'
import type { HistoryCharts } from './history-chart-screen.ts'
import { headDocument, type Json } from './json.ts'

/** The document of `history --chart`: the recorded figures themselves, oldest first. */
export function historyChartDocument({ pasts, asOfMs }: HistoryCharts, sinceMs: number): Record<string, Json> {
  return {
    ...headDocument({ command: 'history', asOfMs, verdict: null }),
    since: isoTime(sinceMs),
    samples: pasts.map(pastJson),
  }
}

function pastJson(past: RecordedPast): Json {
  return {
    account: past.account,
    lastSeen: past.pace.lastLookMs === null ? null : isoTime(past.pace.lastLookMs),
    unseen: past.unseen.map(({ fromMs, toMs, why }) => ({ from: isoTime(fromMs), to: isoTime(toMs), why })),
    equity: pointsJson(past.equity),
    distances: past.distances.map(({ key, points }) => ({ key, distancePct: pointsJson(points) })),
    fundingRates: symbolsJson(past.fundingRates),
    openInterest: symbolsJson(past.openInterest),
  }
}

function symbolsJson(symbols: readonly SymbolPast[]): Json {
  return symbols.map(({ symbol, points }) => ({ symbol, points: pointsJson(points) }))
}

function pointsJson(points: readonly Point[]): Json {
  return points.map(({ atMs, value }) => ({ at: isoTime(atMs), value: value.toFixed() }))
}
