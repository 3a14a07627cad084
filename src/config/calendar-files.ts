import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import * as z from 'zod/mini'
import { SHIPPED_EVENTS } from '../risk/macro-dates.ts'
import { type CalendarProblem, type MacroCalendar, type MacroEvent, macroKindOf } from '../risk/macro-window.ts'
import { easternInstantMs, utcInstantMs } from '../risk/us-eastern.ts'

const LARGEST_BYTES = 2_000_000
const MINUTE_MS = 60_000

/** The shipped dates and those of the user's files. A file that cannot be used is a problem, never silence. */
export async function loadMacroCalendar(files: readonly string[]): Promise<MacroCalendar> {
  const parts = await Promise.all(files.map(loadFile))
  return {
    events: [...SHIPPED_EVENTS, ...parts.flatMap(({ events }) => events)],
    problems: parts.flatMap(({ problems }) => problems),
  }
}

interface Loaded {
  readonly events: readonly MacroEvent[]
  readonly problems: readonly CalendarProblem[]
}

async function loadFile(file: string): Promise<Loaded> {
  try {
    const text = await readText(file)
    return { events: await parseCalendar(text, file), problems: [] }
  } catch (error) {
    return { events: [], problems: [{ file, why: error instanceof Error ? error.message : 'unreadable' }] }
  }
}

async function readText(file: string): Promise<string> {
  let handle: FileHandle
  try {
    // A pipe in its place would hold the program for ever without O_NONBLOCK.
    handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    throw new RangeError(isMissing ? 'it does not exist' : 'it cannot be opened')
  }
  try {
    const facts = await handle.stat()
    if (!facts.isFile()) throw new RangeError('it is not a regular file')
    if (facts.size > LARGEST_BYTES) throw new RangeError('it is larger than 2 MB')
    return await handle.readFile('utf8')
  } finally {
    await handle.close()
  }
}

/**
 * The events in the text of a calendar file, JSON or iCalendar.
 *
 * @param file its path: the source of events that name none
 * @throws RangeError naming what is wrong
 */
export async function parseCalendar(text: string, file: string): Promise<readonly MacroEvent[]> {
  const plain = text.replace(/^\uFEFF/, '')
  if (!/^\s*BEGIN:/i.test(plain)) return parseJsonEvents(plain, file)
  const { parseIcsEvents } = await import('./calendar-ics.ts')
  return parseIcsEvents(plain, file)
}

const AT = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::00(?:\.0+)?)?(Z|[+-]\d{2}:\d{2})?)?$/

const entry = z.object({
  name: z.string().check(z.trim(), z.minLength(1)),
  at: z.string().check(z.regex(AT)),
  source: z.optional(z.string()),
})
const document = z.union([z.array(entry), z.object({ source: z.optional(z.string()), events: z.array(entry) })])

/** `{ "source": …, "events": [{ "name", "at" }] }` or the bare list; `at` without an offset is Washington's time. */
function parseJsonEvents(text: string, file: string): readonly MacroEvent[] {
  const checked = document.safeParse(jsonOf(text))
  if (!checked.success) throw new RangeError(EXPECTED)
  const { events, source } = Array.isArray(checked.data) ? { events: checked.data, source: undefined } : checked.data
  return events.map(({ name, at, source: own }) => ({
    kind: macroKindOf(name),
    name,
    ...instantOf(at),
    source: own ?? source ?? file,
  }))
}

const EXPECTED =
  'it must be iCalendar, or JSON like {"events": [{"name": "CPI", "at": "2026-12-10T08:30"}]} (US Eastern unless an offset follows)'

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function instantOf(at: string): Pick<MacroEvent, 'atMs' | 'isAllDay'> {
  const [, year, month, day, hour, minute, offset] = AT.exec(at) ?? []
  const date = { year: Number(year), month: Number(month), day: Number(day) }
  const clock = { ...date, hour: Number(hour ?? 0), minute: Number(minute ?? 0) }
  if (!isReal(clock)) throw new RangeError(`${JSON.stringify(at)} is no date and time`)
  if (offset === undefined) return { atMs: easternInstantMs(clock), isAllDay: hour === undefined }
  return { atMs: utcInstantMs(clock) - offsetMinutes(offset) * MINUTE_MS, isAllDay: false }
}

function isReal({ year, month, day, hour, minute }: Parameters<typeof utcInstantMs>[0]): boolean {
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60
}

function offsetMinutes(offset: string): number {
  if (offset === 'Z') return 0
  const [hours = '0', minutes = '0'] = offset.slice(1).split(':')
  return (offset.startsWith('-') ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}
