import { parseChoices } from '../../../src/cli/schedule/choices.ts'
import { blockIn, withBlock, withoutBlock } from '../../../src/cli/schedule/crontab.ts'
import { parseCalendar } from '../../../src/config/calendar-files.ts'
import { parseIcsEvents } from '../../../src/config/calendar-ics.ts'
import { splitCommand } from '../../../src/config/command-line.ts'
import { jsonProblem } from '../../../src/config/json-text.ts'
import { parseSecret, parseSecretOrText } from '../../../src/config/secret-reference.ts'
import { LiqwatchError } from '../../../src/errors.ts'
import { jsonObject, retryAfterHeaderMs } from '../../../src/notify/answer-fields.ts'
import type { FuzzedTextParser } from './fuzzed-parser.ts'

const ICS = [
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'BEGIN:VTIMEZONE',
  'TZID:US-Eastern',
  'BEGIN:STANDARD',
  'DTSTART:20071104T020000',
  'RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU',
  'TZOFFSETFROM:-0400',
  'TZOFFSETTO:-0500',
  'END:STANDARD',
  'END:VTIMEZONE',
  'BEGIN:VEVENT',
  'UID:1',
  'SUMMARY:Consumer Price Index',
  'DTSTART;TZID=US-Eastern:20261210T083000',
  'RRULE:FREQ=MONTHLY;COUNT=3',
  'EXDATE:20270110T083000',
  'STATUS:CONFIRMED',
  'END:VEVENT',
  'END:VCALENDAR',
  '',
].join('\r\n')

const BLOCK =
  '# begin liqwatch-check (x): keep both\n# choices {"what":"check"}\n* * * * * liqwatch check\n# end liqwatch-check\n'
const CRONTAB = `MAILTO=me\n0 3 * * * backup\n${BLOCK}@daily other`
const NAME = 'liqwatch-check'

/** Every parser of a text that is no JSON, or of any text at all. */
export const TEXT_PARSERS: readonly FuzzedTextParser[] = [
  { name: 'parseIcsEvents', text: ICS, parse: (text) => parseIcsEvents(text, 'cpi.ics'), refusals: [RangeError] },
  { name: 'parseCalendar', text: ICS, parse: (text) => parseCalendar(text, 'cpi.ics'), refusals: [RangeError] },
  { name: 'blockIn', text: CRONTAB, parse: (text) => blockIn(text, NAME), refusals: [LiqwatchError] },
  { name: 'withBlock', text: CRONTAB, parse: (text) => withBlock(text, NAME, BLOCK), refusals: [LiqwatchError] },
  { name: 'withoutBlock', text: CRONTAB, parse: (text) => withoutBlock(text, NAME), refusals: [LiqwatchError] },
  {
    name: 'parseChoices',
    text: '# choices {"what":"watch","everyMinutes":5,"pingUrl":null}',
    parse: parseChoices,
    refusals: [],
  },
  { name: 'splitCommand', text: `pass show 'a b' "c \\" d" e\\ f`, parse: splitCommand, refusals: [] },
  { name: 'parseSecret', text: 'command:pass show "binance/liqwatch"', parse: parseSecret, refusals: [] },
  { name: 'parseSecretOrText', text: 'file:~/.config/liqwatch/main.key', parse: parseSecretOrText, refusals: [] },
  { name: 'jsonProblem', text: '{"a":[1,-2.5e3,"x\\u00e9"],"b":{"c":null}}', parse: jsonProblem, refusals: [] },
  {
    name: 'jsonObject',
    text: '{"ok":false,"parameters":{"retry_after":7}}',
    parse: (text) => jsonObject({ text }),
    refusals: [],
  },
  {
    name: 'retryAfterHeaderMs',
    text: 'Sun, 22 Nov 2026 04:00:00 GMT',
    parse: (text) => retryAfterHeaderMs(text, 0),
    refusals: [],
  },
]
