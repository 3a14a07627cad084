import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const src = fileURLToPath(new URL('../../src', import.meta.url))

/** Which rooms a room may import; src/ARCHITECTURE.md says why. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  model: [],
  risk: ['model'],
  alerts: ['model', 'risk'],
  view: ['model', 'risk', 'alerts', 'errors'],
  ports: ['model', 'alerts'],
  errors: [],
  'private-folder': [],
  exchange: ['model', 'ports', 'errors', 'private-folder'],
  notify: ['model', 'ports', 'errors', 'alerts'],
  store: ['model', 'ports', 'errors', 'alerts', 'private-folder'],
  config: ['model', 'risk', 'alerts', 'errors', 'private-folder'],
  demo: ['model'],
  app: ['model', 'risk', 'alerts', 'ports', 'errors'],
  metrics: ['model', 'risk', 'alerts', 'ports', 'errors'],
  cli: ['*'],
}

/** Each library has one door. */
const DOORS: Readonly<Record<string, readonly RegExp[]>> = {
  'decimal.js': [/^model\/decimal\.ts$/],
  'binance-api-node': [/^exchange\/binance\/transport\.ts$/],
  chalk: [/^view\/palette\.ts$/],
  'cli-table3': [/^view\/table\.ts$/],
  'string-width': [/^view\/screen\.ts$/],
  'prom-client': [/^metrics\/registry\.ts$/],
  'node-notifier': [/^notify\/desktop\.ts$/],
  libsql: [/^store\/database\.ts$/],
  commander: [/^cli\//],
  // The full entry costs every start 600 KB of unused methods and languages.
  zod: [],
  'zod/mini': [/^config\//, /^exchange\/binance\//, /^exchange\/reference\//],
  'ical.js': [/^config\/calendar-ics\.ts$/],
  ws: [/^exchange\/binance\/socket\.ts$/, /^demo\//],
}

const PURE_ROOMS = ['model', 'risk', 'alerts', 'view']
const IMPURE_NAMES = /\b(process\.|Date\.now|new Date\(\)|console\.|Math\.random|performance\.now|globalThis\.)/

interface Import {
  readonly file: string
  readonly specifier: string
}

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))

function importsOf(file: string): Import[] {
  const text = readFileSync(join(src, file), 'utf8')
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\b[^'"\n]*?(?:\n[^'"]*?)?from\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]|(?:^|\n)import\s+['"]([^'"]+)['"]/g,
  )
  return [...found].map((match) => ({ file, specifier: match[1] ?? match[2] ?? match[3] ?? '' }))
}

function roomOf(path: string): string {
  const [first = ''] = path.split('/')
  return first.replace(/\.ts$/, '')
}

const all = files.flatMap(importsOf)

describe('the rooms', () => {
  it('knows every room', () => {
    expect([...new Set(files.map(roomOf))].filter((room) => !(room in MAY_IMPORT))).toEqual([])
  })

  it('has no arrow that the table does not allow', () => {
    const wrong = all
      .filter(({ specifier }) => specifier.startsWith('.'))
      .map(({ file, specifier }) => ({ file, to: relative(src, resolve(src, dirname(file), specifier)) }))
      .filter(({ file, to }) => {
        const [from, target] = [roomOf(file), roomOf(to)]
        const allowed = MAY_IMPORT[from] ?? []
        return from !== target && !allowed.includes('*') && !allowed.includes(target)
      })
    expect(wrong).toEqual([])
  })

  it('lets demo use the decimals of the product and nothing else of it', () => {
    const wrong = all.filter(
      ({ file, specifier }) =>
        roomOf(file) === 'demo' && specifier.includes('/model/') && !specifier.endsWith('/model/decimal.ts'),
    )
    expect(wrong).toEqual([])
  })

  it('opens each library at its own door only', () => {
    const wrong = all.filter(({ file, specifier }) => {
      const doors = DOORS[specifier]
      return doors !== undefined && !doors.some((door) => door.test(file))
    })
    expect(wrong).toEqual([])
  })

  it('has no barrel files and no rooms for leftovers', () => {
    expect(files.filter((file) => /(^|\/)(index|utils?|helpers?|common|types)(\.ts|\/)/.test(file))).toEqual([])
  })
})

describe('the pure core', () => {
  const core = files.filter((file) => PURE_ROOMS.includes(roomOf(file)))

  it('imports nothing of Node', () => {
    expect(all.filter(({ file, specifier }) => core.includes(file) && specifier.startsWith('node:'))).toEqual([])
  })

  it('reads no clock, prints nothing and rolls no dice', () => {
    const wrong = core.filter((file) => IMPURE_NAMES.test(withoutComments(readFileSync(join(src, file), 'utf8'))))
    expect(wrong).toEqual([])
  })
})

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '')
}
