import type { JournalEvent } from './journal.ts'
import type { DistancePast, Pace, Point, RecordedPast, Span, UnseenSpan } from './past.ts'

const MINUTE_MS = 60_000
/** Older samples are thinned to one in ten minutes, and two neighbours stand up to twice as far apart. */
const THINNED_AFTER_MS = 7 * 24 * 60 * MINUTE_MS
const THINNED_HOLE_MS = 21 * MINUTE_MS
/** A watch keeps the lowest figure of each minute, so its neighbours stand up to two minutes apart. */
const SHORTEST_HOLE_MS = 3 * MINUTE_MS
const USUAL_TIMES = 3

/** The pace of looks at these moments, oldest first. */
export function paceOf(looksMs: readonly number[], nowMs: number): Pace {
  const thinnedBeforeMs = nowMs - THINNED_AFTER_MS
  const thinned = holeAfter(looksMs.filter((atMs) => atMs < thinnedBeforeMs))
  const whole = holeAfter(looksMs.filter((atMs) => atMs >= thinnedBeforeMs))
  return {
    lastLookMs: looksMs.at(-1) ?? null,
    longestAfter: (atMs) => (atMs < thinnedBeforeMs ? Math.max(THINNED_HOLE_MS, thinned) : whole),
  }
}

/** Three times the usual spacing, of which a single skipped run is no hole. */
function holeAfter(looksMs: readonly number[]): number {
  const spacings = looksMs.slice(1).map((atMs, index) => atMs - (looksMs[index] ?? atMs))
  const usual = spacings.sort((one, other) => one - other)[Math.floor(spacings.length / 2)] ?? 0
  return Math.max(SHORTEST_HOLE_MS, usual * USUAL_TIMES)
}

/**
 * The times within the span at which nobody saw the account: silences longer than usual, and those in which the loss of
 * sight was told, however short and even when a part could still be seen.
 */
export function unseenSpans(
  looksMs: readonly number[],
  { span, pace, events }: { readonly span: Span; readonly pace: Pace; readonly events: readonly JournalEvent[] },
): readonly UnseenSpan[] {
  const blind = blindSpans(events, span)
  const moments = [span.fromMs, ...looksMs.filter((atMs) => atMs > span.fromMs), span.toMs]
  const holes = moments.slice(1).flatMap((toMs, index): readonly UnseenSpan[] => {
    const fromMs = moments[index] ?? toMs
    if (blind.some((one) => overlaps(one, { fromMs, toMs }))) return [{ fromMs, toMs, why: 'blind' }]
    return toMs - fromMs > pace.longestAfter(fromMs) ? [{ fromMs, toMs, why: 'not-watched' }] : []
  })
  return joined(holes)
}

/** Blind times that follow each other are one: the look between them saw not everything. */
function joined(holes: readonly UnseenSpan[]): readonly UnseenSpan[] {
  const spans: UnseenSpan[] = []
  for (const hole of holes) {
    const last = spans.at(-1)
    if (last?.why === 'blind' && hole.why === 'blind' && last.toMs === hole.fromMs)
      spans[spans.length - 1] = { ...last, toMs: hole.toMs }
    else spans.push(hole)
  }
  return spans
}

/** From each loss of sight that was told to its return. */
function blindSpans(events: readonly JournalEvent[], { toMs }: Span): readonly Span[] {
  return events.flatMap(({ type, atMs }, index) => {
    if (type !== 'sight-lost') return []
    const back = events.slice(index + 1).find((later) => later.type === 'sight-back')
    return [{ fromMs: atMs, toMs: back?.atMs ?? toMs }]
  })
}

function overlaps(one: Span, other: Span): boolean {
  return one.fromMs < other.toMs && other.fromMs < one.toMs
}

/** What tells a hole from the usual spacing of a figure. */
export interface Sight {
  readonly pace: Pace
  readonly unseen: readonly UnseenSpan[]
}

/** Whether nothing may be drawn from one point to the next: too long a silence, or nobody saw what was between. */
export function isHole(before: Point, after: Point, { pace, unseen }: Sight): boolean {
  const longestMs = pace.longestAfter(before.atMs)
  if (after.atMs - before.atMs > longestMs) return true
  return unseen.some(
    ({ fromMs, toMs }) => fromMs >= before.atMs && toMs <= after.atMs && toMs - fromMs > longestMs / USUAL_TIMES,
  )
}

/** The points in unbroken runs: a line is drawn within a run, and never across a hole. */
export function unbrokenRuns(points: readonly Point[], sight: Sight): readonly (readonly Point[])[] {
  const runs: Point[][] = []
  let last: Point | null = null
  for (const point of points) {
    if (last === null || isHole(last, point, sight)) runs.push([])
    runs.at(-1)?.push(point)
    last = point
  }
  return runs
}

/** The pace of a figure that is taken down once an hour. */
export const HOURLY_PACE: Pace = { lastLookMs: null, longestAfter: () => 2.5 * 60 * MINUTE_MS }

/** Whether what is measured was still there when the account was last seen. */
export function isCurrent({ points }: Pick<DistancePast, 'points'>, { pace }: Pick<RecordedPast, 'pace'>): boolean {
  const last = points.at(-1)
  if (last === undefined || pace.lastLookMs === null) return false
  return pace.lastLookMs - last.atMs <= pace.longestAfter(last.atMs)
}
