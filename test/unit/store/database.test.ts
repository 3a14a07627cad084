import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { StoreError } from '../../../src/errors.ts'
import { StateConnection } from '../../../src/store/connection.ts'
import { loadStateFiles, type StateDatabase } from '../../../src/store/database.ts'

const NOW_MS = Date.parse('2026-11-21T14:32:07.123Z')
let folder: string
let opened: StateDatabase[]

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'liqwatch-store-')), 'state')
  opened = []
})

afterEach(() => {
  for (const database of opened) database.close()
  rmSync(join(folder, '..'), { recursive: true, force: true })
})

async function open(): Promise<{ readonly database: StateDatabase; readonly notice: string | null }> {
  const files = await loadStateFiles(folder)
  const state = files.open(NOW_MS)
  opened.push(state.database)
  return state
}

function faultOf(work: () => unknown): string {
  try {
    work()
    return 'none'
  } catch (error) {
    return error instanceof StoreError ? error.fault : String(error)
  }
}

const path = () => join(folder, 'liqwatch.db')
const mode = (file: string): string => (statSync(file).mode & 0o777).toString(8)
const addSilence = (database: StateDatabase, key: string): number =>
  database.run('INSERT INTO silence VALUES (?, ?, ?, ?, ?)', key, 'SOLUSDT', null, 1, 2)

describe('opening', () => {
  it('makes a folder and files that only the owner can read', async () => {
    const { database } = await open()
    addSilence(database, 'a')
    expect(mode(folder)).toBe('700')
    expect(readdirSync(folder).map((name) => [name, mode(join(folder, name))])).toEqual([
      ['liqwatch.db', '600'],
      ['liqwatch.db-shm', '600'],
      ['liqwatch.db-wal', '600'],
    ])
  })

  it('takes permissions back that others were given', async () => {
    const { database } = await open()
    database.close()
    opened = []
    chmodSync(path(), 0o644)
    await open()
    expect(mode(path())).toBe('600')
  })

  it('keeps what was written by an earlier opening', async () => {
    const { database } = await open()
    addSilence(database, 'a')
    const again = await open()
    expect(again.database.all('SELECT key FROM silence')).toEqual([{ key: 'a' }])
  })

  it('refuses a database of a newer version, without touching it', async () => {
    const { database } = await open()
    database.script('PRAGMA user_version = 99')
    database.close()
    opened = []
    await expect(open()).rejects.toMatchObject({ code: 'state-unavailable', hint: /update liqwatch/ })
    expect(readdirSync(folder).some((name) => name.includes('damaged'))).toBe(false)
  })

  it('says that a folder cannot be used', async () => {
    writeFileSync(folder, 'a file where the folder should be')
    await expect(open()).rejects.toMatchObject({ code: 'state-unavailable' })
  })
})

describe('a damaged file', () => {
  it('is set aside, said aloud, and replaced', async () => {
    const { database } = await open()
    database.close()
    opened = []
    for (const side of ['-wal', '-shm']) rmSync(path() + side, { force: true })
    writeFileSync(path(), 'this was a database once '.repeat(400))
    const { database: fresh, notice } = await open()
    const aside = 'liqwatch.db.damaged-2026-11-21T14-32-07-123Z'
    expect(notice).toBe(
      `the state database was damaged and is set aside as ${join(folder, aside)}; alerts start afresh`,
    )
    expect(readFileSync(join(folder, aside), 'utf8')).toContain('once')
    expect(mode(join(folder, aside))).toBe('600')
    expect(addSilence(fresh, 'a')).toBe(1)
  })

  it('is noticed while it is in use, and the work done on a new one', async () => {
    const { database } = await open()
    for (let index = 0; index < 500; index += 1) addSilence(database, `${index}-${'x'.repeat(500)}`)
    database.script('PRAGMA wal_checkpoint(TRUNCATE)')
    database.close()
    opened = []
    const bytes = readFileSync(path())
    writeFileSync(path(), bytes.fill(0xff, 4096 * 3))
    const connection = new StateConnection(await loadStateFiles(folder))
    const count = connection.use(NOW_MS, (state) => state.all('SELECT key FROM silence').length)
    const notices = connection.takeNotices()
    connection.close()
    expect([count, notices.length, readdirSync(folder).some((name) => name.includes('damaged'))]).toEqual([0, 1, true])
  })
})

describe('a file replaced under an open database', () => {
  it('is opened anew', async () => {
    const connection = new StateConnection(await loadStateFiles(folder))
    connection.use(NOW_MS, (state) => addSilence(state, 'old'))
    rmSync(folder, { recursive: true })
    const rows = connection.use(NOW_MS, (state) => state.all('SELECT key FROM silence'))
    connection.close()
    expect(rows).toEqual([])
    expect(readdirSync(folder)).toContain('liqwatch.db')
  })
})

describe('transactions', () => {
  it('keep all or nothing', async () => {
    const { database } = await open()
    const failing = () =>
      database.transaction(() => {
        addSilence(database, 'a')
        throw new Error('half-way')
      })
    expect(failing).toThrow('half-way')
    expect(database.all('SELECT key FROM silence')).toEqual([])
  })

  it('wait for another process, then say that it is locked', async () => {
    const [first, second] = [await open(), await open()]
    first.database.script('BEGIN IMMEDIATE')
    expect(faultOf(() => second.database.transaction(() => addSilence(second.database, 'a')))).toBe('locked')
    first.database.script('COMMIT')
    expect(faultOf(() => second.database.transaction(() => addSilence(second.database, 'a')))).toBe('none')
  })

  it('hardly wait any more once they waited in vain, until a lock was free again', async () => {
    const [first, second] = [await open(), await open()]
    const write = () => faultOf(() => second.database.transaction(() => addSilence(second.database, 'a')))
    const patienceMs = () => second.database.all('PRAGMA busy_timeout').map(({ timeout }) => timeout)
    expect(patienceMs()).toEqual([2000])
    first.database.script('BEGIN IMMEDIATE')
    expect(write()).toBe('locked')
    // Readers are not held up by the lock: that they read says nothing about it.
    expect(second.database.all('SELECT key FROM silence')).toEqual([])
    expect(patienceMs()).toEqual([20])
    expect(write()).toBe('locked')
    first.database.script('COMMIT')
    expect(write()).toBe('none')
    expect(patienceMs()).toEqual([2000])
  })

  it('on a full disk say so and leave what was there', async () => {
    const { database } = await open()
    addSilence(database, 'kept')
    database.script('PRAGMA max_page_count = 1')
    const filling = () =>
      database.transaction(() => {
        for (let index = 0; index < 1000; index += 1) addSilence(database, `${index}-${'x'.repeat(1000)}`)
      })
    expect(faultOf(filling)).toBe('full')
    expect(database.all('SELECT key FROM silence')).toEqual([{ key: 'kept' }])
  })
})
