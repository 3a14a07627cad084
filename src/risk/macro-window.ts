const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** What an event is about; only the first two are watched for running out. */
export type MacroKind = 'FOMC' | 'CPI' | 'OTHER'

/** The kinds without which a calendar says nothing about calm. */
const WATCHED_KINDS = ['FOMC', 'CPI'] as const
export type WatchedKind = (typeof WATCHED_KINDS)[number]

/** One publication that moves markets. */
export interface MacroEvent {
  readonly kind: MacroKind
  readonly name: string
  readonly atMs: number
  /** Only the day is known: `atMs` is its beginning. */
  readonly isAllDay: boolean
  /** Who says so: a publication, or the user's file. */
  readonly source: string
}

/** A calendar file, or a part of one, that could not be used. */
export interface CalendarProblem {
  readonly file: string
  readonly why: string
}

/** Everything known about coming events. */
export interface MacroCalendar {
  readonly events: readonly MacroEvent[]
  readonly problems: readonly CalendarProblem[]
}

/** The time around an event in which exposure should be halved. */
export interface EventWindow {
  readonly event: MacroEvent
  readonly fromMs: number
  readonly toMs: number
  readonly inWindow: boolean
}

/** How far one kind of event is known. */
export interface MacroCoverage {
  readonly kind: WatchedKind
  /** The last known event; `null` when none is known. */
  readonly untilMs: number | null
  readonly source: string | null
  /** Whether an event of the kind lies ahead. */
  readonly isKnown: boolean
}

/** `unknown` means that some watched kind has run out: silence about it is not calm. */
export type MacroStatus = 'inside' | 'outside' | 'unknown'

/** The calendar at a moment. */
export interface MacroReading {
  readonly status: MacroStatus
  /** Windows that are open or ahead, the nearest first. */
  readonly windows: readonly EventWindow[]
  readonly open: readonly EventWindow[]
  readonly coverage: readonly MacroCoverage[]
  /** Up to when every watched kind is known; `null` when one is not known at all. */
  readonly untilMs: number | null
  readonly problems: readonly CalendarProblem[]
}

/** What a calendar says of a moment. A known event outranks what is not known; what is not known outranks calm. */
export function readMacroCalendar(
  calendar: MacroCalendar,
  { nowMs, windowHours }: { readonly nowMs: number; readonly windowHours: number },
): MacroReading {
  const windows = withoutRepeats(calendar.events)
    .map((event) => windowOf(event, windowHours, nowMs))
    .filter(({ toMs }) => toMs >= nowMs)
    .sort((one, other) => one.event.atMs - other.event.atMs)
  const open = windows.filter(({ inWindow }) => inWindow)
  const coverage = WATCHED_KINDS.map((kind) => coverageOf(kind, calendar.events, nowMs))
  const isComplete = coverage.every(({ isKnown }) => isKnown)
  const untils = coverage.flatMap(({ untilMs }) => (untilMs === null ? [] : [untilMs]))
  return {
    status: open.length > 0 ? 'inside' : isComplete ? 'outside' : 'unknown',
    windows,
    open,
    coverage,
    untilMs: untils.length < WATCHED_KINDS.length ? null : Math.min(...untils),
    problems: calendar.problems,
  }
}

function windowOf(event: MacroEvent, windowHours: number, nowMs: number): EventWindow {
  const fromMs = event.atMs - windowHours * HOUR_MS
  const toMs = event.atMs + (event.isAllDay ? DAY_MS : 0) + windowHours * HOUR_MS
  return { event, fromMs, toMs, inWindow: fromMs <= nowMs && nowMs <= toMs }
}

function coverageOf(kind: WatchedKind, events: readonly MacroEvent[], nowMs: number): MacroCoverage {
  const own = events.filter((event) => event.kind === kind)
  const last = own.reduce<MacroEvent | null>(
    (latest, event) => (latest === null || event.atMs > latest.atMs ? event : latest),
    null,
  )
  const isKnown = last !== null && last.atMs >= nowMs
  return { kind, untilMs: last?.atMs ?? null, source: last?.source ?? null, isKnown }
}

/** A user's file may bring a shipped event again: the same kind within a day is the same event, the user's word wins. */
function withoutRepeats(events: readonly MacroEvent[]): readonly MacroEvent[] {
  return events.filter(
    (event, index) =>
      event.kind === 'OTHER' ||
      !events.some(
        (other, place) =>
          place > index && other.kind === event.kind && !other.isAllDay && Math.abs(other.atMs - event.atMs) < DAY_MS,
      ),
  )
}

/** The kind that a title speaks of. */
export function macroKindOf(title: string): MacroKind {
  if (/\bFOMC\b|federal open market|\bfed\b.*\b(rate|statement|decision)/i.test(title)) return 'FOMC'
  return /\bCPI\b|consumer price index/i.test(title) ? 'CPI' : 'OTHER'
}
