import ICAL from 'ical.js'
import { type MacroEvent, macroKindOf } from '../risk/macro-window.ts'
import { easternInstantMs, utcInstantMs, type WallClock } from '../risk/us-eastern.ts'

/** Repetitions of one entry that are followed; a calendar of releases has far fewer. */
const MOST_REPEATS = 500
/** Repetitions beyond this many years after the first are left out. */
const MOST_YEARS = 5
/** Names of Washington's zone in files that do not describe it. */
const WASHINGTON = /^(america\/new_york|us[/-]eastern|eastern standard time|est5edt)$/i

/**
 * The events of an iCalendar text, each repetition by itself. Times with a zone of the file are converted by it; those
 * of Washington by its rules; those without a zone count as Washington's, where such figures are published.
 *
 * @throws RangeError naming what is wrong
 */
export function parseIcsEvents(text: string, source: string): readonly MacroEvent[] {
  try {
    return eventsOf(parsed(text), source)
  } catch (error) {
    if (error instanceof RangeError) throw error
    // The library reads values when they are asked for, and throws plain errors at what they hold.
    throw new RangeError(`not an iCalendar file: ${error instanceof Error ? error.message : 'unreadable'}`)
  }
}

function eventsOf(calendar: ICAL.Component, source: string): readonly MacroEvent[] {
  refuseEndlessRules(calendar)
  return calendar.getAllSubcomponents('vevent').flatMap((component) => {
    const event = new ICAL.Event(component)
    const name = event.summary?.trim() ?? ''
    if (name === '') throw new RangeError('an entry has no SUMMARY')
    const status = component.getFirstPropertyValue('status')
    if (String(status).toUpperCase() === 'CANCELLED') return []
    const zone = component.getFirstProperty('dtstart')?.getFirstParameter('tzid') ?? null
    return startsOf(event).map((start) => ({
      kind: macroKindOf(name),
      name,
      atMs: instantOf(start, { name, zone }),
      isAllDay: start.isDate,
      source,
    }))
  })
}

function parsed(text: string): ICAL.Component {
  const calendar = new ICAL.Component(ICAL.parse(text))
  if (calendar.name !== 'vcalendar') throw new RangeError(`it holds a ${calendar.name}, not a calendar`)
  return calendar
}

/** Parts that a rule of each frequency may have: the library looks for ever for days that rules of other parts never meet. */
const RULE_PARTS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  DAILY: [[]],
  WEEKLY: [['BYDAY']],
  MONTHLY: [['BYDAY', 'BYSETPOS'], ['BYMONTHDAY']],
  YEARLY: [
    ['BYMONTH', 'BYDAY'],
    ['BYMONTH', 'BYMONTHDAY'],
  ],
}
const LONGEST_INTERVAL = 99

function refuseEndlessRules(component: ICAL.Component): void {
  for (const rule of component.getAllProperties('rrule').map((property) => property.getFirstValue())) {
    if (!(rule instanceof ICAL.Recur) || !isFollowable(rule)) {
      throw new RangeError(`it repeats by a rule that is not followed: ${String(rule)}`)
    }
  }
  for (const inner of component.getAllSubcomponents()) refuseEndlessRules(inner)
}

function isFollowable({ freq, interval, parts }: ICAL.Recur): boolean {
  const choices = RULE_PARTS[freq] ?? []
  const isKnown = choices.some((choice) => Object.keys(parts).every((part) => choice.includes(part)))
  if (!isKnown || interval > LONGEST_INTERVAL) return false
  const wantsPlainDays = freq === 'WEEKLY' || parts.BYSETPOS !== undefined
  return (!wantsPlainDays || listed(parts.BYDAY).every((day) => /^[A-Z]{2}$/.test(day))) && hasEveryPosition(parts)
}

/** Every month has four of each weekday, and perhaps no fifth. */
function hasEveryPosition({ BYSETPOS, BYDAY }: ICAL.Recur['parts']): boolean {
  if (BYSETPOS === undefined) return true
  return BYDAY !== undefined && listed(BYSETPOS).every((position) => /^-?[1-4]$/.test(position))
}

function listed(part: unknown): readonly string[] {
  return part === undefined ? [] : [part].flat().map(String)
}

function startsOf(event: ICAL.Event): readonly ICAL.Time[] {
  const first = event.startDate
  if (first === null || first === undefined) throw new RangeError(`${JSON.stringify(event.summary)} has no DTSTART`)
  if (!event.isRecurring()) return [first]
  const starts: ICAL.Time[] = []
  const iterator = event.iterator()
  for (let next = iterator.next(); next && starts.length < MOST_REPEATS; next = iterator.next()) {
    if (next.year > first.year + MOST_YEARS) break
    starts.push(next)
  }
  return starts
}

/** @param entry its name for messages, and the zone that its DTSTART names */
function instantOf(start: ICAL.Time, { name, zone }: { readonly name: string; readonly zone: string | null }): number {
  const clock: WallClock = { ...datePart(start), hour: start.isDate ? 0 : start.hour, minute: start.minute }
  if (start.zone?.tzid === 'UTC') return utcInstantMs(clock)
  if (start.zone?.component) return start.toUnixTime() * 1000
  if (zone === null || start.isDate || WASHINGTON.test(zone)) return easternInstantMs(clock)
  throw new RangeError(`${JSON.stringify(name)} names the zone ${zone}, which the file does not describe`)
}

function datePart({ year, month, day }: ICAL.Time) {
  return { year, month, day }
}
