import type { Halving } from '../risk/halving.ts'
import type { EventWindow, MacroCoverage, MacroReading } from '../risk/macro-window.ts'
import { num, phrase } from '../risk/phrase.ts'
import { halvingRemedy, halvingText } from '../risk/rules/leverage-management.ts'
import { isoTime } from './format.ts'
import { exactJson, figureJson, headDocument, type Json } from './json.ts'
import { minuteText } from './moment.ts'
import type { Tone } from './palette.ts'
import { phraseText } from './phrase.ts'
import { foreign, type Screen, wrap } from './screen.ts'
import { renderTable } from './table.ts'

/** What `calendar` knows of an account's exposure; a sentence says why nothing is known. */
export type Exposure =
  | { readonly status: 'known'; readonly account: string; readonly halving: Halving | null }
  | { readonly status: 'unknown'; readonly why: string }

/** Everything that `calendar` shows. */
export interface CalendarReport {
  readonly asOfMs: number
  readonly reading: MacroReading
  readonly windowHours: number
  readonly exposure: Exposure
  /** The instants in the zone of the user, as shown beside UTC. */
  readonly localTime: (atMs: number) => string
}

const TONES: Readonly<Record<MacroReading['status'], Tone>> = { inside: 'warning', outside: 'calm', unknown: 'unknown' }
const MOST_EVENTS = 8

/** Coming events with their windows, how far the calendar is known, and what halves the exposure. */
export function calendarScreen(report: CalendarReport, screen: Screen): string {
  const { reading } = report
  const word = reading.status.toUpperCase()
  const [first = '', ...rest] = wrap(`${word}  ${headline(report)}`, screen)
  const table = reading.windows.length === 0 ? ['no event lies ahead'] : eventTable(report, screen)
  const lines = [
    screen.palette(TONES[reading.status], word) + first.slice(word.length),
    ...rest,
    '',
    ...table,
    '',
    ...reading.coverage.flatMap((coverage) => wrap(coverageText(coverage), screen)),
    ...reading.problems.flatMap(({ file, why }) => wrap(`? ${foreign(file)}: ${foreign(why)}`, screen)),
    '',
    ...exposureLines(report, screen),
  ]
  return `${lines.join('\n')}\n`
}

function headline({ reading, windowHours }: CalendarReport): string {
  const [open] = reading.open
  if (open !== undefined)
    return `${foreign(open.event.name)} at ${minuteText(open.event.atMs)}: half the exposure within ${windowHours} h of it`
  const missing = reading.coverage.filter(({ isKnown }) => !isKnown).map(({ kind }) => kind)
  if (missing.length > 0) return `${missing.join(' and ')} dates are not known: silence about them is not calm`
  const [next] = reading.windows
  return next === undefined ? 'no event lies ahead' : `the next window opens at ${minuteText(next.fromMs)}`
}

function eventTable({ reading, localTime }: CalendarReport, screen: Screen): readonly string[] {
  const rows = reading.windows.slice(0, MOST_EVENTS)
  const more = reading.windows.length - rows.length
  const table = renderTable<EventWindow>(
    rows,
    [
      {
        title: '  EVENT',
        align: 'left',
        priority: 0,
        cell: ({ event, inWindow }) => `${inWindow ? '!' : ' '} ${foreign(event.name)}`,
      },
      {
        title: 'AT',
        align: 'left',
        priority: 0,
        cell: ({ event }) =>
          event.isAllDay ? `${minuteText(event.atMs).slice(0, 10)}, all day` : minuteText(event.atMs),
      },
      { title: 'HERE', align: 'left', priority: 3, cell: ({ event }) => localTime(event.atMs) },
      { title: 'WINDOW FROM', align: 'left', priority: 1, cell: ({ fromMs }) => minuteText(fromMs) },
      { title: 'TO', align: 'left', priority: 2, cell: ({ toMs }) => minuteText(toMs) },
    ],
    screen,
  )
  return more > 0 ? [...table, `  and ${more} more`] : table
}

function coverageText({ kind, untilMs, source, isKnown }: MacroCoverage): string {
  if (isKnown && untilMs !== null)
    return `${kind}: known until ${minuteText(untilMs).slice(0, 10)} (${foreign(source ?? '')})`
  const ended = untilMs === null ? 'no dates are known' : `the dates ran out on ${minuteText(untilMs).slice(0, 10)}`
  const where =
    kind === 'CPI' ? 'the Bureau of Labor Statistics publishes them, also as ICS' : 'federalreserve.gov publishes them'
  return `? ${kind}: UNKNOWN, ${ended}; add a file to calendar.files (${where})`
}

function exposureLines({ exposure, reading }: CalendarReport, screen: Screen): readonly string[] {
  if (exposure.status === 'unknown') return wrap(`exposure: n/a, ${foreign(exposure.why)}`, screen)
  const { account, halving } = exposure
  if (halving === null)
    return wrap(`${foreign(account)}: no open positions to halve, or their leverage is not known`, screen)
  const now = phrase`effective leverage ${num(halving.effectiveLeverage.toDecimalPlaces(2))}x`
  const text =
    reading.open.length > 0 ? halvingText(halving) : phrase`${now}; halving it would take: ${halvingRemedy(halving)}`
  return wrap(`${foreign(account)}: ${phraseText(text)}`, screen)
}

/** The document of `calendar --json`. */
export function calendarDocument({ asOfMs, reading, exposure, windowHours }: CalendarReport): Record<string, Json> {
  return {
    ...headDocument({ command: 'calendar', asOfMs, verdict: null }),
    calendar: {
      status: reading.status,
      until: reading.untilMs === null ? null : isoTime(reading.untilMs),
      windowHours,
      events: reading.windows.map(({ event, fromMs, toMs, inWindow }) => ({
        name: event.name,
        kind: event.kind,
        at: isoTime(event.atMs),
        isAllDay: event.isAllDay,
        windowStart: isoTime(fromMs),
        windowEnd: isoTime(toMs),
        inWindow,
        source: event.source,
      })),
      coverage: reading.coverage.map(({ kind, untilMs, source, isKnown }) => ({
        kind,
        until: untilMs === null ? null : isoTime(untilMs),
        isKnown,
        source,
      })),
      problems: reading.problems.map(({ file, why }) => ({ file, why })),
      exposure: exposureJson(exposure),
    },
  }
}

function exposureJson(exposure: Exposure): Json {
  if (exposure.status === 'unknown') return { account: null, halving: null, reason: exposure.why }
  const { account, halving } = exposure
  if (halving === null) return { account, halving: null, reason: 'no open positions, or leverage not known' }
  return {
    account,
    reason: null,
    halving: {
      effectiveLeverage: figureJson(halving.effectiveLeverage),
      before: halving.before === null ? null : figureJson(halving.before.effectiveLeverage),
      beforeAt: halving.before === null ? null : isoTime(halving.before.atMs),
      target: figureJson(halving.target),
      isDone: halving.isDone,
      addEquity: figureJson(halving.addEquity),
      closeNotional: figureJson(halving.closeNotional),
      closes: halving.closes.map(({ symbol, side, quantity }) => ({ symbol, side, quantity: exactJson(quantity) })),
    },
  }
}

/** The windows as rows of a table. */
export function calendarRows({ reading }: CalendarReport): readonly Readonly<Record<string, Json>>[] {
  return reading.windows.map(({ event, fromMs, toMs, inWindow }) => ({
    name: event.name,
    at: isoTime(event.atMs),
    windowStart: isoTime(fromMs),
    windowEnd: isoTime(toMs),
    inWindow,
    source: event.source,
  }))
}
