import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { loadStateFiles } from '../../../src/store/database.ts'
import { openStateStore } from '../../../src/store/state-store.ts'
import { aReading } from '../../support/alert-readings.ts'
import { due, lookThrough, START_MS } from '../../support/alert-world.ts'
import { bundledScript, runScript } from '../../support/child-script.ts'

let script: string
let root: string
let folder: string
let sentFile: string

beforeAll(async () => {
  script = await bundledScript('store-child')
})

afterAll(() => rmSync(script))

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'liqwatch-two-'))
  folder = join(root, 'state')
  sentFile = join(root, 'sent')
  writeFileSync(sentFile, '')
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

const sent = (): readonly string[] => readFileSync(sentFile, 'utf8').split('\n').filter(Boolean).sort()

/** What another run finds due a minute later, with the one position in the same place. */
async function nextRun(atSeconds: number): Promise<readonly string[]> {
  const store = await openStateStore(folder)
  const readings = [aReading('9', { key: 'main/C0USDT/long', symbol: 'C0USDT' })]
  const said = due(lookThrough(store.alerts, { atSeconds, readings }))
  store.close()
  return said
}

describe('two processes at once', () => {
  it('on a state that neither has made: each alert is sent once on each channel', async () => {
    const args = ['share', folder, sentFile, '20']
    const ends = await Promise.all([runScript(script, args), runScript(script, args)])
    expect(ends.map(({ code, stderr }) => [code, stderr])).toEqual([
      [0, ''],
      [0, ''],
    ])
    const keys = Array.from({ length: 20 }, (_, index) => `main/C${index}USDT/long`)
    expect(sent()).toEqual([...keys.map((key) => `desktop ${key}`), ...keys.map((key) => `phone ${key}`)].sort())
  })
})

describe('a process killed', () => {
  it('before it sent: the next run sends', async () => {
    const end = await runScript(script, ['die-before-sending', folder, sentFile])
    expect([end.signal, sent()]).toEqual(['SIGKILL', []])
    expect(await nextRun(1)).toEqual(['main/C0USDT/long entered'])
    expect(await nextRun(2)).toEqual([])
  })

  it('among many positions: what it told is not told again, what it was about to tell is', async () => {
    const end = await runScript(script, ['die-in-round-two', folder, sentFile, '20'])
    const told = [
      'desktop main/C0USDT/long',
      'desktop main/C1USDT/long',
      'phone main/C0USDT/long',
      'phone main/C1USDT/long',
    ]
    expect([end.signal, sent()]).toEqual(['SIGKILL', told])
    const store = await openStateStore(folder)
    const readings = Array.from({ length: 20 }, (_, index) =>
      aReading(index <= 2 ? '9' : '40', { key: `main/C${index}USDT/long`, symbol: `C${index}USDT` }),
    )
    const said = [3, 4].map((atSeconds) => due(lookThrough(store.alerts, { atSeconds, readings })))
    store.close()
    expect(said).toEqual([['main/C2USDT/long entered'], []])
  })

  it('after it sent and before it could say so: the next run sends again, then no more', async () => {
    const end = await runScript(script, ['die-after-sending', folder, sentFile])
    expect([end.signal, sent()]).toEqual(['SIGKILL', ['desktop main/C0USDT/long', 'phone main/C0USDT/long']])
    expect(await nextRun(1)).toEqual(['main/C0USDT/long entered'])
    expect(await nextRun(2)).toEqual([])
  })

  it('leaves a sound database', async () => {
    await runScript(script, ['die-after-sending', folder, sentFile])
    const { database, notice } = (await loadStateFiles(folder)).open(START_MS)
    const check = database.all('PRAGMA integrity_check')
    database.close()
    expect([notice, check]).toEqual([null, [{ integrity_check: 'ok' }]])
  })
})
