import { type Decimal, d } from '../model/decimal.ts'
import type { JournalEventType } from '../model/journal.ts'
import { isCurrent } from '../model/looks.ts'
import type { DistancePast, PastSubject, Point, RecordedPast, Span } from '../model/past.ts'
import { duration } from './format.ts'
import { dayAndTime, momentText } from './moment.ts'
import { dayText, timeText } from './time-axis.ts'

/** What a recorded distance is of: `SOLUSDT long`, `cross pool (all against you)`, `margin account`. */
export function subjectText(subject: PastSubject): string {
  if (subject.kind === 'position') return `${subject.symbol} ${subject.side.toLowerCase()}`
  if (subject.kind === 'joint') {
    return `${subject.asset === null ? 'cross pool' : `${subject.asset} cross pool`} (all against you)`
  }
  return subject.symbol === null ? 'cross margin account' : `${subject.symbol} margin account`
}

/** How a position ended, `liquidated at 02:55`; `no longer there` where nothing was told, empty while it is there. */
export function endText(distance: DistancePast, past: RecordedPast, timeZone: string): string {
  if (isCurrent(distance, past)) return ''
  const lastMs = distance.points.at(-1)?.atMs ?? past.span.fromMs
  const end = distance.events.find(({ type, atMs }) => atMs >= lastMs && END_WORDS[type] !== undefined)
  if (end === undefined) return 'no longer there'
  return `${END_WORDS[end.type]} at ${withinSpan(end.atMs, past.span, timeZone)}`
}

const END_WORDS: Readonly<Partial<Record<JournalEventType, string>>> = {
  liquidated: 'liquidated',
  deleveraged: 'auto-deleveraged',
  closed: 'closed',
}

/** The points that stand out; never of an empty list. */
export interface Extremes {
  readonly lowest: Point
  readonly highest: Point
  readonly last: Point
}

/** Lowest, highest and last of the points; `null` for none. Of equals the later one. */
export function extremesOf(points: readonly Point[]): Extremes | null {
  const last = points.at(-1)
  if (last === undefined) return null
  return points.reduce<Extremes>(
    ({ lowest, highest }, point) => ({
      lowest: point.value.lte(lowest.value) ? point : lowest,
      highest: point.value.gte(highest.value) ? point : highest,
      last,
    }),
    { lowest: last, highest: last, last },
  )
}

/** `2026-11-21 14:00 to 14:38`, the day told once where one suffices. */
export function spanText({ fromMs, toMs }: Span, timeZone: string): string {
  return `${dayAndTime(fromMs, timeZone).slice(0, 16)} to ${momentText(toMs, fromMs, timeZone)}`
}

/** When something was: `14:51` on the last day of the span, `16 Nov 14:51` before. */
export function withinSpan(atMs: number, { toMs }: Span, timeZone: string): string {
  const [day, today] = [atMs, toMs].map((moment) => dayAndTime(moment, timeZone).slice(0, 10))
  return day === today ? timeText(atMs, timeZone) : `${dayText(atMs, timeZone)} ${timeText(atMs, timeZone)}`
}

/** The length of the spans added up. */
export function totalLengthMs(spans: readonly Span[]): number {
  return spans.reduce((total, { fromMs, toMs }) => total + toMs - fromMs, 0)
}

/** How long nobody looked, in words; `null` when somebody always did. */
export function unseenText({ unseen }: Pick<RecordedPast, 'unseen'>): string | null {
  if (unseen.length === 0) return null
  const lengths = (['blind', 'not-watched'] as const).flatMap((why) => {
    const spans = unseen.filter((span) => span.why === why)
    return spans.length === 0
      ? []
      : [`${WHY[why]} for ${duration(totalLengthMs(spans))}${spans.length > 1 ? ` in ${spans.length} parts` : ''}`]
  })
  return lengths.join(', ')
}

const WHY = { blind: 'blind', 'not-watched': 'not watched' } as const

/** Distances far above the tiers say only "far": a chart that showed them whole would flatten what matters. */
export function distanceCeiling({ tiers, points }: Pick<DistancePast, 'tiers' | 'points'>): Decimal | null {
  const [outermost = d('15')] = tiers
  const extremes = extremesOf(points)
  if (extremes === null) return null
  const far = outermost.times('4')
  const ceiling = extremes.lowest.value.times('1.3').gt(far) ? extremes.lowest.value.times('1.3') : far
  return extremes.highest.value.gt(ceiling) ? ceiling : null
}

/** Whether a distance ever came near its tiers: within twice the outermost. */
export function cameNear({ tiers, points }: Pick<DistancePast, 'tiers' | 'points'>): boolean {
  const [outermost] = tiers
  const extremes = extremesOf(points)
  return extremes !== null && outermost !== undefined && extremes.lowest.value.lte(outermost.times('2'))
}
