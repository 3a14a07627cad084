import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { FILE_PARSERS } from '../support/fuzz/file-parsers.ts'
import { STREAM_PARSERS } from '../support/fuzz/stream-parsers.ts'
import { TEXT_PARSERS } from '../support/fuzz/text-parsers.ts'
import { WIRE_PARSERS } from '../support/fuzz/wire-parsers.ts'

const src = fileURLToPath(new URL('../../src', import.meta.url))
const fuzzed = new Set([...WIRE_PARSERS, ...STREAM_PARSERS, ...FILE_PARSERS, ...TEXT_PARSERS].map(({ name }) => name))

/** What the user types reaches these: keys of the keyboard, and a flag. */
const TYPED = ['decodeKeys', 'parseMetricsAddress']

/** Names of exported functions that read text or JSON of others; the embedded exchange reads only what we send. */
const parsers = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.startsWith('demo/'))
  .flatMap((file) => [
    ...readFileSync(join(src, file), 'utf8').matchAll(/^export (?:async )?function ((?:parse|decode)\w+)/gm),
  ])
  .map(([, name = '']) => name)

describe('the fuzzed parsers', () => {
  it('are all that there are', () => {
    expect(parsers.filter((name) => !fuzzed.has(name) && !TYPED.includes(name))).toEqual([])
  })

  it('were found at all', () => {
    expect(parsers.length).toBeGreaterThan(50)
  })

  it('hold the readers of files that go by other names', () => {
    const named = ['loadConfig', 'readScenarioFile', 'createFileCache', 'blockIn', 'withBlock', 'jsonProblem']
    expect(named.filter((name) => !fuzzed.has(name))).toEqual([])
  })

  it('hold every stored payload', () => {
    const folder = fileURLToPath(new URL('../fixtures/binance', import.meta.url))
    const text = readFileSync(new URL('../support/fuzz/wire-parsers.ts', import.meta.url), 'utf8')
    const stored = readdirSync(folder).flatMap((file) => /^(.+)\.json$/.exec(file)?.[1] ?? [])
    expect(stored.filter((name) => !text.includes(`fixture('${name}')`))).toEqual([])
  })
})
