import { lstatSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { saveConfig, savePrivateFile } from '../../../src/config/private-file.ts'
import { place, temporaryFolder } from './temp-folder.ts'

describe('a file of our own', () => {
  it('can be read by its owner only, and so can the folder that was made for it', () => {
    const home = temporaryFolder()
    const path = join(home, 'a/b/config.json')
    saveConfig(path, { tiers: [15] })
    expect(readFileSync(path, 'utf8')).toBe('{\n  "tiers": [\n    15\n  ]\n}\n')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(join(home, 'a/b')).mode & 0o777).toBe(0o700)
    expect(statSync(join(home, 'a')).mode & 0o777).toBe(0o700)
  })

  it('replaces one that others could read, whole', () => {
    const home = temporaryFolder()
    const path = place(join(home, 'main.key'), 'old', 0o644)
    savePrivateFile(path, 'new')
    expect([readFileSync(path, 'utf8'), statSync(path).mode & 0o777]).toEqual(['new', 0o600])
    expect(readdirSync(home)).toEqual(['main.key'])
  })

  it('leaves nothing behind when it cannot be put in place', () => {
    const home = temporaryFolder()
    mkdirSync(join(home, 'taken'))
    expect(() => savePrivateFile(join(home, 'taken'), 'x')).toThrow()
    expect(readdirSync(home)).toEqual(['taken'])
    expect(lstatSync(join(home, 'taken')).isDirectory()).toBe(true)
  })
})
