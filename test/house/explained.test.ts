import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { AlertReason } from '../../src/alerts/step.ts'
import { CHECK_EXIT, EXIT, type StoreFault } from '../../src/errors.ts'
import { RULEBOOK } from '../../src/risk/rules/rulebook.ts'
import { findTopic, TOPICS } from '../../src/view/explain/explain.ts'
import { topicsOfChapter } from '../../src/view/explain/topic-index.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.startsWith('demo/'))
  .map((file) => ({ file, text: readFileSync(join(root, 'src', file), 'utf8') }))

function isExplained(name: string): boolean {
  return findTopic(name).status === 'found'
}

/** First groups of a pattern in some files, each once. */
function allOf(pattern: RegExp, chosen: (file: string) => boolean): readonly string[] {
  const texts = sources.filter(({ file }) => chosen(file)).map(({ text }) => text)
  return [...new Set(texts.flatMap((text) => [...text.matchAll(pattern)].map(([, name]) => name ?? '')))]
}

// Issues of the schema library carry a code too; "code" is a field of its own name.
const NO_CODES_OF_OURS = ['custom', 'code']
/** Kinds of failures in the words of the fetch library. */
const NAMES_OF_FETCH = ['no-redirect', 'invalid-redirect', 'max-size']

const REASONS: Readonly<Record<AlertReason, true>> = {
  liquidated: true,
  deleveraged: true,
  'margin-liquidation': true,
  'margin-call': true,
  worsened: true,
  entered: true,
  blind: true,
  fast: true,
  drift: true,
  closed: true,
  reduced: true,
  recovered: true,
  sighted: true,
  'key-power': true,
  brackets: true,
  'open-interest': true,
  reminder: true,
}
const STORE_FAULTS: Readonly<Record<StoreFault, true>> = { locked: true, full: true, damaged: true, unavailable: true }

describe('liqwatch explain', () => {
  it('knows every error code', () => {
    const literal = allOf(/\bcode: '([a-z][a-z0-9-]*)'/g, () => true)
    const refused = allOf(/\bnever\(\s*'([a-z][a-z0-9-]*)'/g, (file) => file.endsWith('/failure-codes.ts'))
    const unreached = allOf(/'([a-z]+(?:-[a-z]+)+)'/g, (file) => file.endsWith('/network-failures.ts'))
    const positional = [...refused, ...unreached].filter((code) => !NAMES_OF_FETCH.includes(code))
    expect(literal.length).toBeGreaterThan(40)
    expect(positional).toEqual(expect.arrayContaining(['unknown-symbol', 'reply-too-large', 'connection-lost']))
    const composed = [
      ...Object.keys(STORE_FAULTS).map((fault) => `state-${fault}`),
      ...['config', 'secret'].flatMap((what) => [`${what}-missing`, `${what}-unreadable`]),
    ]
    const codes = [...literal, ...positional, ...composed].filter((code) => !NO_CODES_OF_OURS.includes(code))
    expect(codes.filter((code) => !isExplained(code))).toEqual([])
  })

  it('knows every column of every screen', () => {
    const titles = allOf(/\btitle: '([^']*)'/g, (file) => /^view\/[^/]+\.ts$/.test(file)).map((title) => title.trim())
    expect(titles.length).toBeGreaterThan(60)
    expect(titles.filter((title) => /\p{L}/u.test(title) && !isExplained(title))).toEqual([])
  })

  it('knows every key of the config', () => {
    const example = JSON.parse(readFileSync(join(root, 'config.example.json'), 'utf8'))
    const named = ['accounts', 'channels', 'routes', 'tiers']
    const keys = Object.entries<unknown>(example).flatMap(([key, value]) =>
      typeof value === 'object' && value !== null && !named.includes(key)
        ? Object.keys(value).map((inner) => `${key}.${inner}`)
        : [key],
    )
    const ofAccounts = Object.keys(example.accounts.main).map((key) => `accounts.${key}`)
    expect([...keys, ...ofAccounts].filter((key) => !isExplained(key))).toEqual([])
  })

  it('knows every reason of an alert, every rule and every exit code', () => {
    const exits = [...Object.values(EXIT), ...Object.values(CHECK_EXIT)].map(String)
    const names = [...Object.keys(REASONS), ...RULEBOOK.map(({ id }) => id), ...exits]
    expect(names.filter((name) => !isExplained(name))).toEqual([])
  })

  it('sends nobody to a topic that does not exist', () => {
    const named = TOPICS.flatMap(({ name, see = [] }) => see.map((other) => ({ name, other })))
    expect(named.length).toBeGreaterThan(50)
    expect(named.filter(({ other }) => !TOPICS.some(({ name }) => name === other))).toEqual([])
    const ofHelp = allOf(/\btopics: \[([^\]]*)\]/g, (file) => file.startsWith('cli/commands/')).flatMap((list) =>
      [...list.matchAll(/'([^']+)'/g)].map(([, name]) => name ?? ''),
    )
    expect(ofHelp.filter((name) => !isExplained(name) && topicsOfChapter(name) === null)).toEqual([])
  })

  it('finds every topic by its own name and aliases, and by nothing else’s', () => {
    const names = TOPICS.map(({ name }) => name.toLowerCase())
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
    const aliases = TOPICS.flatMap(({ aliases: own = [] }) => own.map((alias) => alias.toLowerCase()))
    expect(aliases.filter((alias, index) => aliases.indexOf(alias) !== index || names.includes(alias))).toEqual([])
  })
})
