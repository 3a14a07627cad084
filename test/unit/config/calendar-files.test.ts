import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadMacroCalendar, parseCalendar } from '../../../src/config/calendar-files.ts'
import { SHIPPED_EVENTS } from '../../../src/risk/macro-dates.ts'

const ics = (...lines: readonly string[]) =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR', ''].join('\r\n')
const entry = (...lines: readonly string[]) => [
  'BEGIN:VEVENT',
  'UID:1',
  'SUMMARY:Consumer Price Index',
  ...lines,
  'END:VEVENT',
]
const EASTERN = [
  'BEGIN:VTIMEZONE',
  'TZID:US-Eastern',
  'BEGIN:STANDARD',
  'DTSTART:20071104T020000',
  'RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU',
  'TZOFFSETFROM:-0400',
  'TZOFFSETTO:-0500',
  'END:STANDARD',
  'BEGIN:DAYLIGHT',
  'DTSTART:20070311T020000',
  'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU',
  'TZOFFSETFROM:-0500',
  'TZOFFSETTO:-0400',
  'END:DAYLIGHT',
  'END:VTIMEZONE',
]

async function times(text: string): Promise<readonly string[]> {
  const events = await parseCalendar(text, 'cpi')
  return events.map(({ atMs }) => new Date(atMs).toISOString())
}

describe('iCalendar', () => {
  it.each([
    ['in UTC', ics(...entry('DTSTART:20261210T133000Z')), ['2026-12-10T13:30:00.000Z']],
    ['without a zone: Washington', ics(...entry('DTSTART:20261210T083000')), ['2026-12-10T13:30:00.000Z']],
    [
      'in a zone of the file, winter and summer',
      ics(
        ...EASTERN,
        ...entry('DTSTART;TZID=US-Eastern:20261210T083000'),
        ...entry('DTSTART;TZID=US-Eastern:20270714T083000'),
      ),
      ['2026-12-10T13:30:00.000Z', '2027-07-14T12:30:00.000Z'],
    ],
    ['a day', ics(...entry('DTSTART;VALUE=DATE:20261210')), ['2026-12-10T05:00:00.000Z']],
    [
      'repetitions',
      ics(...entry('DTSTART:20261210T133000Z', 'RRULE:FREQ=MONTHLY;COUNT=3')),
      ['2026-12-10T13:30:00.000Z', '2027-01-10T13:30:00.000Z', '2027-02-10T13:30:00.000Z'],
    ],
    [
      'the first Friday of each month',
      ics(...entry('DTSTART:20261204T133000Z', 'RRULE:FREQ=MONTHLY;BYDAY=FR;BYSETPOS=1;COUNT=2')),
      ['2026-12-04T13:30:00.000Z', '2027-01-01T13:30:00.000Z'],
    ],
    ['a cancelled entry', ics(...entry('DTSTART:20261210T133000Z', 'STATUS:CANCELLED')), []],
    ['no entries', ics(), []],
  ])('%s', async (_name, text, expected) => {
    expect(await times(text)).toEqual(expected)
  })

  it.each([
    ['New York by its usual name', 'America/New_York', '2026-12-10T13:30:00.000Z'],
    ['the old name', 'US/Eastern', '2026-12-10T13:30:00.000Z'],
  ])('takes a zone that the file does not describe: %s', async (_name, zone, expected) => {
    expect(await times(ics(...entry(`DTSTART;TZID=${zone}:20261210T083000`)))).toEqual([expected])
  })

  it('names what it is about', async () => {
    const [event] = await parseCalendar(ics(...entry('DTSTART:20261210T133000Z')), '/home/me/cpi.ics')
    expect(event).toMatchObject({
      kind: 'CPI',
      name: 'Consumer Price Index',
      isAllDay: false,
      source: '/home/me/cpi.ics',
    })
  })

  it.each([
    [
      'a zone that nobody describes',
      ics(...entry('DTSTART;TZID=Mars/Olympus:20261210T083000')),
      /names the zone Mars\/Olympus/,
    ],
    ['an entry without a title', ics('BEGIN:VEVENT', 'DTSTART:20261210T133000Z', 'END:VEVENT'), /no SUMMARY/],
    ['an entry without a time', ics(...entry()), /no DTSTART/],
    ['half a file', 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMM', /not an iCalendar file/],
  ])('refuses %s', async (_name, text, message) => {
    await expect(parseCalendar(text, 'x.ics')).rejects.toThrow(message)
  })

  it.each([
    // The library never comes back from each of these.
    'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=DAILY;BYDAY=5MO',
    'FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=SECONDLY;BYMONTH=3',
    'FREQ=WEEKLY;BYMONTH=12;INTERVAL=99999',
    'FREQ=WEEKLY;BYDAY=5MO',
    'FREQ=MONTHLY;BYDAY=FR;BYSETPOS=53',
    'FREQ=MONTHLY;BYSETPOS=5',
    'FREQ=YEARLY;BYMONTHDAY=-31;BYDAY=MO,TU',
  ])('refuses a repetition that might never come: %s', async (rule) => {
    const inEntry = ics(...entry('DTSTART:20261210T133000Z', `RRULE:${rule}`))
    const inZone = ics(
      ...EASTERN.map((line) => line.replace(/^RRULE:.*/, `RRULE:${rule}`)),
      ...entry('DTSTART:20261210'),
    )
    for (const text of [inEntry, inZone]) {
      await expect(parseCalendar(text, 'x.ics')).rejects.toThrow('repeats by a rule that is not followed')
    }
  })

  it('does not follow a repetition without end for ever', async () => {
    expect((await times(ics(...entry('DTSTART:20261210T133000Z', 'RRULE:FREQ=DAILY')))).length).toBe(500)
  })
})

describe('JSON', () => {
  it.each([
    ['a bare list', '[{"name": "CPI", "at": "2026-12-10T08:30"}]', ['2026-12-10T13:30:00.000Z']],
    [
      'with a head',
      '{"source": "BLS", "events": [{"name": "CPI", "at": "2027-07-14 08:30"}]}',
      ['2027-07-14T12:30:00.000Z'],
    ],
    ['with an offset', '[{"name": "CPI", "at": "2026-12-10T14:30:00+01:00"}]', ['2026-12-10T13:30:00.000Z']],
    ['in UTC', '[{"name": "CPI", "at": "2026-12-10T13:30:00Z"}]', ['2026-12-10T13:30:00.000Z']],
    ['a day', '[{"name": "CPI", "at": "2026-12-10"}]', ['2026-12-10T05:00:00.000Z']],
  ])('%s', async (_name, text, expected) => {
    expect(await times(text)).toEqual(expected)
  })

  it('names its source', async () => {
    const [event] = await parseCalendar('{"source": "BLS", "events": [{"name": "CPI", "at": "2026-12-10"}]}', 'x.json')
    expect(event).toMatchObject({ kind: 'CPI', source: 'BLS', isAllDay: true })
  })

  it.each([
    ['no JSON', 'hello'],
    ['another shape', '{"dates": []}'],
    ['an unknown form of date', '[{"name": "CPI", "at": "10.12.2026"}]'],
    ['a day that does not exist', '[{"name": "CPI", "at": "2027-02-29T08:30"}]'],
    ['an empty name', '[{"name": " ", "at": "2026-12-10"}]'],
  ])('refuses %s', async (_name, text) => {
    await expect(parseCalendar(text, 'x.json')).rejects.toThrow(RangeError)
  })
})

describe('files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'liqwatch-calendar-'))
  const written = (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }

  it('come after the shipped dates; one that fails leaves the others standing', async () => {
    const good = written('good.json', '[{"name": "CPI", "at": "2026-12-10T08:30"}]')
    const bad = written('bad.json', '{')
    const missing = join(folder, 'missing.ics')
    const { events, problems } = await loadMacroCalendar([good, bad, missing, folder])
    expect(events.length).toBe(SHIPPED_EVENTS.length + 1)
    expect(problems).toEqual([
      { file: bad, why: expect.stringContaining('it must be iCalendar, or JSON like') },
      { file: missing, why: 'it does not exist' },
      { file: folder, why: 'it is not a regular file' },
    ])
  })
})
