import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { refuseBadTextfile, saveTextfile } from '../../../src/metrics/textfile.ts'

let folder: string
let path: string
let umask: number

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'liqwatch-prom-'))
  path = join(folder, 'liqwatch.prom')
  umask = process.umask(0o022)
})
afterEach(() => {
  process.umask(umask)
  rmSync(folder, { recursive: true, force: true })
})

const modeOf = (file: string): string => (statSync(file).mode & 0o777).toString(8)

describe('a file for the textfile collector', () => {
  it('is written, and leaves nothing beside it', () => {
    saveTextfile(path, 'a 1\n')
    saveTextfile(path, 'a 2\n')
    expect(readFileSync(path, 'utf8')).toBe('a 2\n')
    expect(readdirSync(folder)).toEqual(['liqwatch.prom'])
  })

  it.each([
    { umask: 0o022, mode: '644' },
    { umask: 0o027, mode: '640' },
    { umask: 0o077, mode: '600' },
  ])('is as readable as the umask $umask allows', ({ umask: given, mode }) => {
    process.umask(given)
    saveTextfile(path, 'a 1\n')
    expect(modeOf(path)).toBe(mode)
  })

  it.each(['640', '600', '664'])('keeps the mode %s that its owner gave it', (mode) => {
    writeFileSync(path, '')
    chmodSync(path, Number.parseInt(mode, 8))
    saveTextfile(path, 'a 1\n')
    expect(modeOf(path)).toBe(mode)
  })

  it('takes the place of a link, and leaves alone what it led to', () => {
    const other = join(folder, 'other')
    writeFileSync(other, 'mine')
    symlinkSync(other, path)
    saveTextfile(path, 'a 1\n')
    expect([readFileSync(other, 'utf8'), readFileSync(path, 'utf8')]).toEqual(['mine', 'a 1\n'])
  })

  it('sweeps away what killed runs left, and nothing younger or of others', () => {
    for (const name of ['liqwatch.prom.11.new', 'liqwatch.prom.12.new', 'other.prom.11.new', 'liqwatch.prom.bak']) {
      writeFileSync(join(folder, name), 'half')
      const ageSeconds = name === 'liqwatch.prom.12.new' ? 1 : 3600
      const atSeconds = Date.now() / 1000 - ageSeconds
      utimesSync(join(folder, name), atSeconds, atSeconds)
    }
    saveTextfile(path, 'a 1\n')
    expect(readdirSync(folder).sort()).toEqual([
      'liqwatch.prom',
      'liqwatch.prom.12.new',
      'liqwatch.prom.bak',
      'other.prom.11.new',
    ])
  })

  it.each([
    {
      name: 'a folder that is not there',
      at: () => join(folder, 'missing', 'liqwatch.prom'),
      code: 'ENOENT',
      hint: /missing must be a folder that this user may write into$/,
    },
    {
      name: 'a file where the folder should be',
      at: () => {
        writeFileSync(path, '')
        return join(path, 'liqwatch.prom')
      },
      code: 'ENOTDIR',
      hint: /liqwatch\.prom must be a folder that this user may write into$/,
    },
    {
      name: 'a folder of that name',
      at: () => {
        mkdirSync(path)
        return path
      },
      code: 'EISDIR',
      hint: /liqwatch\.prom is a folder: name the file to write, for example .*liqwatch\.prom\/liqwatch\.prom$/,
    },
  ])('says that it cannot be written because of $name, and leaves no draft', ({ at, code, hint }) => {
    const target = at()
    expect(() => saveTextfile(target, 'a 1\n')).toThrow(
      expect.objectContaining({
        code: 'metrics-file',
        message: `the metrics could not be written to ${target} (${code})`,
        hint: expect.stringMatching(hint),
      }),
    )
    expect(readdirSync(folder).filter((name) => name.endsWith('.new'))).toEqual([])
  })

  it.each(['liqwatch.prom', './x.prom', '/var/lib/node_exporter/a b.prom'])('may be called %s', (name) => {
    expect(() => refuseBadTextfile(name)).not.toThrow()
  })

  it.each(['', '.prom', 'liqwatch', 'liqwatch.txt', 'liqwatch.prom/', '/tmp/.prom', 'liqwatch.PROM'])(
    'may not be called %j, which the collector passes over',
    (name) => {
      expect(() => refuseBadTextfile(name)).toThrow(/does not end in \.prom/)
    },
  )
})
