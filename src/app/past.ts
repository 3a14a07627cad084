import { jointKey, marginKey, readingKey } from '../alerts/readings.ts'
import { type Decimal, ZERO } from '../model/decimal.ts'
import { type JournalEvent, TOLD_TYPES } from '../model/journal.ts'
import { paceOf, unseenSpans } from '../model/looks.ts'
import type { DistancePast, PastSubject, Point, RecordedPast, SymbolPast } from '../model/past.ts'
import type { Side } from '../model/position.ts'
import { type TierTable, tiersOf } from '../model/tiers.ts'
import type { StateStore } from '../ports/state-store.ts'

/** Years of a very nervous account. */
const MOST_EVENTS = 100_000

/** Which part of the past is asked for. */
export interface PastQuestion {
  readonly account: string
  readonly sinceMs: number
  readonly nowMs: number
  readonly tiers: TierTable
  /** Only what is about this symbol, and the account as a whole; `null` for everything. */
  readonly symbol: string | null
}

type PastStore = Pick<StateStore, 'journal' | 'samples'>

/**
 * What was kept about one account; nothing is asked of the exchange.
 *
 * @throws StoreError when the state cannot be read
 */
export function readPast(store: PastStore, question: PastQuestion): RecordedPast {
  const { account, sinceMs, nowMs, symbol } = question
  // The rest of the journal, funding above all, is far more and draws nothing.
  const events = store.journal.list(nowMs, { sinceMs, account, types: TOLD_TYPES, limit: MOST_EVENTS })
  const series = readSeries(store, question)
  const looksMs = lookTimes(series)
  const pace = paceOf(looksMs, nowMs)
  const span = { fromMs: firstMoment(series, events) ?? sinceMs, toMs: nowMs }
  const of = <K extends Series['kind']>(kind: K) =>
    series.filter((one): one is Extract<Series, { kind: K }> => one.kind === kind)
  return {
    account,
    span,
    equity: of('equity')[0]?.points ?? [],
    distances: closestFirst(of('distance').map((one) => distancePast(one, { events, question }))),
    fundingRates: symbolPasts(of('funding'), symbol),
    openInterest: symbolPasts(of('oi'), symbol),
    pace,
    unseen: unseenSpans(looksMs, { span, pace, events }),
  }
}

interface Named {
  readonly key: string
  readonly points: readonly Point[]
}

type Series =
  | (Named & { readonly kind: 'equity' })
  | (Named & { readonly kind: 'funding' | 'oi'; readonly symbol: string })
  | (Named & { readonly kind: 'distance'; readonly subject: PastSubject })

function readSeries(store: PastStore, { account, sinceMs, nowMs }: PastQuestion): readonly Series[] {
  const prefix = `${account}/`
  return store.samples
    .keys(nowMs, sinceMs)
    .filter((key) => key.startsWith(prefix))
    .flatMap((key): readonly Series[] => {
      const points = store.samples.list(nowMs, key, sinceMs).map(({ atMs, value }) => ({ atMs, value }))
      const [first = '', second] = key.slice(prefix.length).split('/')
      if (points.length === 0) return []
      if (first === 'equity') return [{ key, points, kind: 'equity' }]
      if ((first === 'funding' || first === 'oi') && second !== undefined) {
        return [{ key, points, kind: first, symbol: second }]
      }
      const subject = subjectOf(account, key, [first, second])
      return subject === null ? [] : [{ key, points, kind: 'distance', subject }]
    })
}

/** What a reading's key is about; the keys are made in `alerts/readings.ts`. */
function subjectOf(
  account: string,
  key: string,
  [first, second]: readonly [string, string | undefined],
): PastSubject | null {
  if (key === jointKey(account, second ?? 'USDT')) return { kind: 'joint', asset: second ?? null }
  if (key === marginKey(account, second ?? null)) return { kind: 'margin', symbol: second ?? null }
  const side: Side = second === 'short' ? 'SHORT' : 'LONG'
  return key === readingKey(account, { symbol: first, side }) ? { kind: 'position', symbol: first, side } : null
}

/** Every moment at which something of the account was seen. */
function lookTimes(series: readonly Series[]): readonly number[] {
  const seen = series.filter(({ kind }) => kind === 'equity' || kind === 'distance')
  const times = new Set(seen.flatMap(({ points }) => points.map(({ atMs }) => atMs)))
  return [...times].sort((one, other) => one - other)
}

/** The first moment that was seen, or was to be; `null` when nobody ever looked. */
function firstMoment(series: readonly Series[], events: readonly JournalEvent[]): number | null {
  const tried = events.filter(({ type }) => type === 'sight-lost')
  const starts = [...series.flatMap(({ points }) => points.slice(0, 1)), ...tried.slice(0, 1)]
  return starts.length === 0 ? null : Math.min(...starts.map(({ atMs }) => atMs))
}

function distancePast(
  { key, points, subject }: Extract<Series, { kind: 'distance' }>,
  { events, question }: { readonly events: readonly JournalEvent[]; readonly question: PastQuestion },
): DistancePast | null {
  const { tiers, symbol } = question
  if (symbol !== null && subject.kind !== 'joint' && subject.symbol !== symbol) return null
  return {
    key,
    subject,
    points,
    tiers: subject.kind === 'position' ? tiersOf(tiers, subject.symbol) : tiers.default,
    // An alert's id begins with the key of its reading.
    events: events.filter(({ id }) => id.startsWith(`${key}@`)),
  }
}

function closestFirst(distances: readonly (DistancePast | null)[]): readonly DistancePast[] {
  return distances
    .flatMap((distance) => (distance === null ? [] : [{ distance, low: lowest(distance.points) }]))
    .sort((one, other) => one.low.cmp(other.low))
    .map(({ distance }) => distance)
}

function lowest(points: readonly Point[]): Decimal {
  return points.reduce((low, { value }) => (value.lt(low) ? value : low), points[0]?.value ?? ZERO)
}

function symbolPasts(
  series: readonly { readonly symbol: string; readonly points: readonly Point[] }[],
  wanted: string | null,
): readonly SymbolPast[] {
  return series
    .filter(({ symbol }) => wanted === null || symbol === wanted)
    .map(({ symbol, points }) => ({ symbol, points }))
}
