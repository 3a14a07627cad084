import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { nodeSystem } from '../../src/cli/schedule/node-system.ts'
import { savePrivateFile } from '../../src/config/private-file.ts'
import { createFileCache } from '../../src/exchange/binance/file-cache.ts'
import { makePrivateFolder } from '../../src/private-folder.ts'
import { loadStateFiles } from '../../src/store/database.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'liqwatch-folder-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const modeOf = (path: string) => statSync(path).mode & 0o777

describe('makePrivateFolder', () => {
  it('makes every missing folder above, for its owner only, whatever the umask', () => {
    const before = process.umask(0)
    try {
      makePrivateFolder(join(root, 'a', 'b', 'c'))
    } finally {
      process.umask(before)
    }
    expect(['a', 'a/b', 'a/b/c'].map((path) => modeOf(join(root, path)))).toEqual([0o700, 0o700, 0o700])
  })

  it('leaves a folder that exists as it is', () => {
    makePrivateFolder(root)
    expect(modeOf(root)).toBe(0o700)
  })

  it('fails where a file stands in the way', () => {
    writeFileSync(join(root, 'file'), '')
    expect(() => makePrivateFolder(join(root, 'file', 'below'))).toThrow('ENOTDIR')
  })
})

/** Linux denies children of this folder as not found, and Node's own recursion never ends on that. */
const NOWHERE = '/proc/none/of/these'

describe('a folder that can never be made', () => {
  it.each([
    { name: 'for the cache', write: () => createFileCache(NOWHERE, 'live').save('x', 1, 'y') },
    { name: 'for a config or secret', write: () => savePrivateFile(join(NOWHERE, 'config.json'), '{}') },
    { name: 'for a scheduled job', write: () => nodeSystem.writeFile(join(NOWHERE, 'liqwatch.service'), '') },
    { name: 'for the state', write: async () => (await loadStateFiles(NOWHERE)).open(1) },
  ])('ends in an error: $name', async ({ write }) => {
    await expect((async () => write())()).rejects.toThrow(/ENOENT|ENOTDIR|EACCES|EPERM|EROFS|cannot be/)
  })
})
