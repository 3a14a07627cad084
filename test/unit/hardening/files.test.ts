import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readScenarioFile } from '../../../src/cli/scenario-file.ts'
import { nodeSystem } from '../../../src/cli/schedule/node-system.ts'
import { loadMacroCalendar } from '../../../src/config/calendar-files.ts'
import { loadConfig } from '../../../src/config/load.ts'
import { savePrivateFile } from '../../../src/config/private-file.ts'
import { createFileCache } from '../../../src/exchange/binance/file-cache.ts'
import { loadStateFiles } from '../../../src/store/database.ts'

let root: string
let umask: number

// As permissive as a machine can be: whatever we make must be private all the same.
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'liqwatch-files-'))
  umask = process.umask(0)
})
afterEach(() => {
  process.umask(umask)
  rmSync(root, { recursive: true, force: true })
})

const modeOf = (path: string) => statSync(path).mode & 0o777
const pipeAt = (path: string) => execFileSync('mkfifo', ['-m', '600', path])

describe('what is written under a permissive umask', () => {
  it('is readable by its owner only, folders included', async () => {
    const state = join(root, 'state', 'liqwatch')
    const { database } = (await loadStateFiles(state)).open(1)
    database.script('CREATE TABLE IF NOT EXISTS probe (x)')
    const sideFiles = readdirSync(state).map((name) => [name, modeOf(join(state, name))])
    database.close()
    await createFileCache(join(root, 'cache'), 'live').save('brackets', 1, [])
    savePrivateFile(join(root, 'config', 'config.json'), '{}')
    await nodeSystem.writeFile(join(root, 'systemd', 'liqwatch.service'), '')
    expect(sideFiles.map(([, mode]) => mode)).toEqual(sideFiles.map(() => 0o600))
    expect(sideFiles.length).toBeGreaterThan(1)
    const folders = ['state', 'state/liqwatch', 'cache', 'cache/live', 'config', 'systemd']
    expect(folders.map((name) => [name, modeOf(join(root, name))])).toEqual(folders.map((name) => [name, 0o700]))
    const files = ['cache/live/brackets.json', 'config/config.json', 'systemd/liqwatch.service']
    expect(files.map((name) => [name, modeOf(join(root, name))])).toEqual(files.map((name) => [name, 0o600]))
  })

  it('a database set aside as damaged keeps to its owner too', async () => {
    writeFileSync(join(root, 'liqwatch.db'), 'no database at all '.repeat(100), { mode: 0o666 })
    const { database, notice } = (await loadStateFiles(root)).open(1_795_300_800_000)
    database.close()
    const aside = readdirSync(root).filter((name) => name.includes('damaged'))
    expect([aside.length, notice?.includes('set aside')]).toEqual([1, true])
    expect(modeOf(join(root, aside[0] ?? ''))).toBe(0o600)
  })
})

describe('a link that somebody planted', () => {
  it('in place of a file to be written is replaced, and what it leads to stays as it is', async () => {
    const victim = join(root, 'victim')
    writeFileSync(victim, 'precious', { mode: 0o644 })
    const targets = ['config.json', 'liqwatch.service'].map((name) => join(root, name))
    for (const target of targets) symlinkSync(victim, target)
    savePrivateFile(join(root, 'config.json'), '{}')
    await nodeSystem.writeFile(join(root, 'liqwatch.service'), 'unit')
    expect([readFileSync(victim, 'utf8'), modeOf(victim)]).toEqual(['precious', 0o644])
    expect(targets.map((target) => lstatSync(target).isSymbolicLink())).toEqual([false, false])
  })

  it('under the name of a draft is not written through', async () => {
    const victim = join(root, 'victim')
    writeFileSync(victim, 'precious')
    const drafts = ['config.json', 'liqwatch.service'].flatMap((name) => [
      join(root, `${name}.${process.pid}.new`),
      join(root, `${name}.${process.pid}.0.new`),
    ])
    for (const draft of drafts) symlinkSync(victim, draft)
    savePrivateFile(join(root, 'config.json'), '{}')
    await nodeSystem.writeFile(join(root, 'liqwatch.service'), 'unit')
    expect(readFileSync(victim, 'utf8')).toBe('precious')
  })

  it('in place of the state database is refused, and what it leads to stays as it is', async () => {
    const victim = join(root, 'victim')
    writeFileSync(victim, 'precious', { mode: 0o644 })
    mkdirSync(join(root, 'state'))
    symlinkSync(victim, join(root, 'state', 'liqwatch.db'))
    const files = await loadStateFiles(join(root, 'state'))
    expect(() => files.open(1)).toThrow(/state database is unavailable/)
    expect([readFileSync(victim, 'utf8'), modeOf(victim)]).toEqual(['precious', 0o644])
  })

  it('in place of a cache file is not read', async () => {
    const cache = createFileCache(root, 'live')
    await cache.save('brackets', 1, ['x'])
    const path = join(root, 'live', 'brackets.json')
    writeFileSync(join(root, 'elsewhere.json'), readFileSync(path))
    rmSync(path)
    symlinkSync(join(root, 'elsewhere.json'), path)
    expect(await cache.load('brackets')).toBeNull()
  })
})

describe('something else in place of a file', () => {
  it.each([
    { name: 'a folder', make: (path: string) => mkdirSync(path) },
    // Opening a pipe that nobody writes to would wait for ever.
    { name: 'a pipe', make: pipeAt },
  ])('$name ends in a failure with a name', async ({ make }) => {
    const at = (name: string): string => {
      make(join(root, name))
      return join(root, name)
    }
    chmodSync(root, 0o700)
    const state = await loadStateFiles(root)
    at('liqwatch.db')
    expect(() => state.open(1)).toThrow(/state database is unavailable/)
    const config = at('config.json')
    const inputs = { flags: { config }, env: {}, home: root, user: process.getuid?.() ?? null }
    expect(() => loadConfig(inputs)).toThrow(/is not a regular file/)
    expect(() => readScenarioFile(at('scenario.json'))).toThrow(/is not a regular file/)
    const calendar = await loadMacroCalendar([at('cpi.ics')])
    expect(calendar.problems.map(({ why }) => why)).toEqual(['it is not a regular file'])
    mkdirSync(join(root, 'live'))
    at('live/brackets.json')
    expect(await createFileCache(root, 'live').load('brackets')).toBeNull()
  })
})
