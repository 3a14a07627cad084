import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cacheScope, createFileCache } from '../../../src/exchange/binance/file-cache.ts'

const AT_MS = 1_795_300_801_500

let root: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'liqwatch-cache-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

const brackets = [['币安USDT', { maintMarginRatio: '0.0000000000004' }]]

describe('the file cache', () => {
  it('gives an answer back with its date', async () => {
    await createFileCache(root, 'live').save('brackets', AT_MS, brackets)
    expect(await createFileCache(root, 'live').load('brackets')).toEqual({ fetchedAtMs: AT_MS, value: brackets })
  })

  it('keeps scopes apart and has nothing before something was saved', async () => {
    await createFileCache(root, 'testnet').save('brackets', AT_MS, brackets)
    expect(await createFileCache(root, 'live').load('brackets')).toBeNull()
    expect(await createFileCache(join(root, 'nowhere'), 'live').load('x')).toBeNull()
  })

  it('is readable by its owner only and leaves no half-written file behind', async () => {
    const cache = createFileCache(join(root, 'new'), 'live')
    await cache.save('daily-atr-币安/../USDT', AT_MS, ['1.5'])
    const [file = '', ...others] = await readdir(join(root, 'new', 'live'))
    expect(others).toEqual([])
    expect((await stat(join(root, 'new', 'live'))).mode & 0o777).toBe(0o700)
    expect((await stat(join(root, 'new', 'live', file))).mode & 0o777).toBe(0o600)
    expect(await cache.load('daily-atr-币安/../USDT')).toEqual({ fetchedAtMs: AT_MS, value: ['1.5'] })
  })

  it.skipIf(process.platform !== 'linux')('gives up on a folder that the file system never finds', async () => {
    await expect(createFileCache('/proc/none/of/these', 'live').save('x', AT_MS, 'y')).rejects.toThrow('ENOENT')
  })

  it('makes every missing folder above, for its owner only', async () => {
    await createFileCache(join(root, 'a', 'b'), 'live').save('x', AT_MS, 'y')
    expect((await stat(join(root, 'a'))).mode & 0o777).toBe(0o700)
  })

  it('replaces an older answer', async () => {
    const cache = createFileCache(root, 'live')
    await cache.save('x', AT_MS, 'old')
    await cache.save('x', AT_MS + 1, 'new')
    expect(await cache.load('x')).toEqual({ fetchedAtMs: AT_MS + 1, value: 'new' })
  })

  it.each([
    { name: 'half a file', change: (whole: string) => whole.slice(0, 40) },
    { name: 'an empty file', change: () => '' },
    { name: 'another format', change: (whole: string) => whole.replace('liqwatch-cache/', 'liqwatch-cache/9') },
    { name: 'a file of another scope', change: (whole: string) => whole.replace('"scope":"live"', '"scope":"demo"') },
    { name: 'a file under another name', change: (whole: string) => whole.replace('"name":"brackets"', '"name":"x"') },
    { name: 'a time that is none', change: (whole: string) => whole.replace(String(AT_MS), '"soon"') },
    { name: 'a list', change: () => '[]' },
    { name: 'a value of another shape', change: (whole: string) => whole.replace('maintMarginRatio', 'ratio') },
    { name: 'a figure changed by hand', change: (whole: string) => whole.replace('0.0000000000004', '0.4') },
    { name: 'JSON that we did not write', change: () => '{"format":"liqwatch-cache/4","value":{"$m":[[1]]}}' },
  ])('ignores $name', async ({ change }) => {
    const cache = createFileCache(root, 'live')
    await cache.save('brackets', AT_MS, brackets)
    const path = join(root, 'live', 'brackets.json')
    await writeFile(path, change(await readFile(path, 'utf8')))
    expect(await cache.load('brackets')).toBeNull()
  })
})

describe('cacheScope', () => {
  it('tells environments, hosts and keys apart and shows no key', () => {
    const scopes = [
      cacheScope({ environment: 'live', apiKey: 'first-key' }),
      cacheScope({ environment: 'live', apiKey: 'second-key' }),
      cacheScope({ environment: 'testnet', apiKey: 'first-key' }),
      cacheScope({ environment: 'live', apiKey: 'first-key', endpoints: { httpFutures: 'http://127.0.0.1:8080' } }),
    ]
    expect(new Set(scopes).size).toBe(4)
    expect(scopes.join()).not.toContain('first-key')
  })
})
