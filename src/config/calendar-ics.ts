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
  const calendar = parsed(text)
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
  try {
    const calendar = new ICAL.Component(ICAL.parse(text))
    if (calendar.name !== 'vcalendar') throw new RangeError(`it holds a ${calendar.name}, not a calendar`)
    return calendar
  } catch (error) {
    throw new RangeError(`not an iCalendar file: ${error instanceof Error ? error.message : 'unreadable'}`)
  }
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
