import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readScenarioFile } from '../../../src/cli/scenario-file.ts'
import { parseCalendar } from '../../../src/config/calendar-files.ts'
import { loadConfig } from '../../../src/config/load.ts'
import { LiqwatchError, UsageError } from '../../../src/errors.ts'
import { createFileCache } from '../../../src/exchange/binance/file-cache.ts'
import { decodeJson, encodeJson } from '../../../src/exchange/decimal-json.ts'
import { parseExactJson } from '../../../src/exchange/exact-json.ts'
import { createReferenceData } from '../../../src/exchange/reference-data.ts'
import { d } from '../../../src/model/decimal.ts'
import { decodeAlert, decodeEntry, encodeAlert } from '../../../src/store/alert-document.ts'
import { decodeSight, decodeState, encodeSight, encodeState } from '../../../src/store/state-document.ts'
import { aReading } from '../alert-readings.ts'
import { alertWorld, START_MS } from '../alert-world.ts'
import type { FuzzedParser } from './fuzzed-parser.ts'
import { exactNumber, numberIn, type Token } from './tokens.ts'

/** Our own files hold numbers as this program wrote them: those are read as doubles, and texts with their spaces. */
const asDouble = (token: Token): string | null => {
  if (token.raw.startsWith('"')) return exactNumber(String(JSON.parse(token.raw)).trim())
  const number: unknown = /^[-\d]/.test(token.raw) ? JSON.parse(token.raw) : null
  return typeof number === 'number' ? exactNumber(String(number)) : null
}

const asPercentage = (token: Token): string | null =>
  token.raw.startsWith('"') ? exactNumber(String(JSON.parse(token.raw)).trim()) : numberIn(token)

const CONFIG = readFileSync(new URL('../../../config.example.json', import.meta.url), 'utf8')

function configFrom(text: string): unknown {
  const files = { read: () => ({ text, isFile: true, ownerId: 0, mode: 0o600 }), folders: () => [] }
  return loadConfig({ flags: { config: '/etc/liqwatch.json' }, env: {}, home: '/home/a', user: null, files })
}

const folder = mkdtempSync(join(tmpdir(), 'liqwatch-fuzz-'))

function scenarioFrom(text: string): unknown {
  const path = join(folder, 'scenario.json')
  writeFileSync(path, text)
  return readScenarioFile(path).map(({ name, movesPct }) => [name, movesPct])
}

const CACHED = new Map([['BTCUSDT', { rows: [{ floor: d('0'), ratio: d('0.004'), rank: 1, name: null }], seen: true }]])
const cache = createFileCache(folder, 'live')
await cache.save('brackets', START_MS, encodeJson(CACHED))
const cachePath = join(folder, 'live', 'brackets.json')
const CACHE_TEXT = readFileSync(cachePath, 'utf8')

/** What the program would recall from a cache file; it asks the exchange where there is none, which answers nothing. */
async function recalled(text: string): Promise<unknown> {
  writeFileSync(cachePath, text)
  const memory = createReferenceData({ ...cache, save: async () => undefined }, () => START_MS)
  const { value } = await memory.recall(
    'brackets',
    () => true,
    async () => null,
  )
  return value
}

const problems = [{ what: 'openOrders', why: 'HTTP 503' }]
const world = alertWorld()
world.look({ atSeconds: 0, readings: [aReading('9.123456789')], problems }, ['phone'])
world.look({ atSeconds: 60, readings: [aReading('14')], problems }, ['phone'])
const memory = world.memory()

function firstOf<T>(values: Iterable<T>): T {
  const [first] = values
  if (first === undefined) throw new Error('nothing was remembered')
  return first
}

const entry = firstOf(memory.outbox.values())

const stored = { refusals: [RangeError], reads: asDouble }

/** Every parser of a file that is JSON. */
export const FILE_PARSERS: readonly FuzzedParser[] = [
  { name: 'loadConfig', text: CONFIG, parse: configFrom, refusals: [LiqwatchError], reads: asDouble },
  {
    name: 'readScenarioFile',
    text: '{"crash":{"BTC":-10,"SOLUSDT":"-12.5","*":"-20 %"},"calm":{"*":0}}',
    parse: scenarioFrom,
    refusals: [UsageError],
    reads: asPercentage,
  },
  { name: 'createFileCache', text: CACHE_TEXT, parse: recalled, refusals: [] },
  {
    name: 'decodeJson',
    text: JSON.stringify(encodeJson({ floor: d('0'), names: ['=x', 'y'], rank: 1 })),
    parse: (text) => decodeJson(JSON.parse(text)),
    refusals: [RangeError, SyntaxError, TypeError],
    reads: asDouble,
    isShapeless: true,
  },
  {
    name: 'parseExactJson',
    text: '{"a":[1,2.5,"3",-4e5],"b":{"c":9007199254740993}}',
    parse: parseExactJson,
    refusals: [SyntaxError],
    isShapeless: true,
  },
  {
    name: 'parseCalendar',
    text: '{"source":"bls.gov","events":[{"name":"CPI","at":"2026-12-10T08:30"},{"name":"FOMC","at":"2026-12-09"}]}',
    parse: (text) => parseCalendar(text, 'cpi.json'),
    refusals: [RangeError],
  },
  {
    name: 'parseCalendar',
    text: '[{"name":"CPI","at":"2026-12-10T08:30Z","source":"x"}]',
    parse: (text) => parseCalendar(text, 'cpi.json'),
    refusals: [RangeError],
  },
  { name: 'decodeState', text: encodeState(firstOf(memory.states.values())), parse: decodeState, ...stored },
  { name: 'decodeSight', text: encodeSight(firstOf(memory.sights.values())), parse: decodeSight, ...stored },
  { name: 'decodeAlert', text: encodeAlert(entry.alert), parse: decodeAlert, ...stored },
  {
    name: 'decodeEntry',
    text: JSON.stringify([
      {
        channel: 'phone',
        status: 'pending',
        attempts: 2,
        failure: 'HTTP 503',
        claim_holder: 'here/7/x',
        claim_at_ms: 1_800_000_000_000,
      },
    ]),
    parse: (text) => decodeEntry(encodeAlert(entry.alert), JSON.parse(text), () => true),
    refusals: [RangeError, SyntaxError, TypeError],
    reads: asDouble,
  },
]
