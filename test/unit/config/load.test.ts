import { chmodSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { Config } from '../../../src/config/config.ts'
import type { FileSystem } from '../../../src/config/guarded-files.ts'
import { builtInConfig, type ConfigInputs, loadConfig } from '../../../src/config/load.ts'
import { ConfigError } from '../../../src/errors.ts'
import { ME, place, temporaryFolder } from './temp-folder.ts'

const TEXT = JSON.stringify({ accounts: { main: { apiKey: 'env:K', apiSecret: 'env:S' } }, staleSeconds: 30 })

function inputs(home: string, overrides: Partial<ConfigInputs> = {}): ConfigInputs {
  return { flags: {}, env: {}, home, user: ME, ...overrides }
}

function failureOf(given: ConfigInputs): ConfigError {
  try {
    loadConfig(given)
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
  throw new Error('it loaded')
}

describe('which config', () => {
  it('--config beats LIQWATCH_CONFIG beats the XDG folder beats the environment’s keys', () => {
    const home = temporaryFolder()
    const keys = { BINANCE_API_KEY: 'k', BINANCE_API_SECRET: 's' }
    const named = (stale: number) => TEXT.replace('30', String(stale))
    const load = (given: Partial<ConfigInputs>): Config => loadConfig(inputs(home, given))

    expect(load({ env: keys })).toMatchObject({ source: { kind: 'environment' }, staleSeconds: 60 })
    const standard = place(join(home, '.config/liqwatch/config.json'), named(31))
    expect(load({ env: keys })).toMatchObject({ source: { kind: 'file', path: standard }, staleSeconds: 31 })
    const byEnv = place(join(home, 'b/env.json'), named(32))
    expect(load({ env: { ...keys, LIQWATCH_CONFIG: byEnv } })).toMatchObject({ staleSeconds: 32 })
    const byFlag = place(join(home, 'c/flag.json'), named(33))
    expect(load({ env: { LIQWATCH_CONFIG: byEnv }, flags: { config: byFlag } })).toMatchObject({ staleSeconds: 33 })
    expect(load({ flags: { config: '~/c/flag.json' } })).toMatchObject({ source: { path: byFlag } })
  })

  it('XDG_CONFIG_HOME moves the standard place', () => {
    const home = temporaryFolder()
    place(join(home, 'xdg/liqwatch/config.json'), TEXT)
    expect(loadConfig(inputs(home, { env: { XDG_CONFIG_HOME: join(home, 'xdg') } })).staleSeconds).toBe(30)
  })

  it('the keys of the environment are account main, live, and stay references', () => {
    const config = loadConfig(inputs(temporaryFolder(), { env: { BINANCE_API_KEY: 'k', BINANCE_API_SECRET: 's' } }))
    expect(config.accounts).toMatchObject([
      {
        name: 'main',
        environment: 'live',
        apiKey: { kind: 'env', name: 'BINANCE_API_KEY' },
        apiSecret: { kind: 'env', name: 'BINANCE_API_SECRET' },
      },
    ])
    expect(config.routes).toMatchObject({ byTier: [{ channels: ['desktop'] }], blind: ['desktop'] })
  })

  it('none at all says how to get one', () => {
    const home = temporaryFolder()
    const failure = failureOf(inputs(home))
    expect(failure).toMatchObject({
      code: 'config-missing',
      exitCode: 2,
      message: `there is no config at ${home}/.config/liqwatch/config.json`,
    })
    expect(failure.hint).toContain('liqwatch init')
    expect(failure.hint).toContain('--demo')
  })

  it('half a pair of keys names the missing half', () => {
    const failure = failureOf(inputs(temporaryFolder(), { env: { BINANCE_API_KEY: 'k', BINANCE_API_SECRET: '' } }))
    expect(failure).toMatchObject({
      code: 'config-missing',
      message: 'BINANCE_API_KEY is set, but BINANCE_API_SECRET is not',
    })
  })

  it('a named config that is not there is not replaced by another', () => {
    const home = temporaryFolder()
    place(join(home, '.config/liqwatch/config.json'), TEXT)
    const failure = failureOf(inputs(home, { flags: { config: join(home, 'gone.json') } }))
    expect(failure).toMatchObject({ code: 'config-missing', message: `${home}/gone.json does not exist` })
  })

  it('NODE_TLS_REJECT_UNAUTHORIZED=0 is refused before anything else', () => {
    const failure = failureOf(inputs(temporaryFolder(), { env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } }))
    expect(failure.code).toBe('tls-disabled')
  })
})

describe('what is in it', () => {
  it('the example loads, and documents the defaults truthfully', () => {
    const home = temporaryFolder()
    const example = readFileSync(fileURLToPath(new URL('../../../config.example.json', import.meta.url)), 'utf8')
    const config = loadConfig(inputs(home, { flags: { config: place(join(home, 'config.json'), example) } }))
    const bare = builtInConfig(config.accounts, { env: {}, home })
    expect(config.tiers.default).toEqual(bare.tiers.default)
    for (const section of [
      'staleSeconds',
      'alerts',
      'rules',
      'openInterest',
      'crossCheck',
      'calendar',
      'margin',
      'store',
    ] as const) {
      expect(config[section], section).toEqual(bare[section])
    }
    expect(config.channels.map(({ type }) => type)).toEqual([
      'desktop',
      'telegram',
      'discord',
      'slack',
      'ntfy',
      'webhook',
      'command',
    ])
  })

  it('all problems come in one error, each with its key, none with a value', () => {
    const home = temporaryFolder()
    const path = place(
      join(home, 'c.json'),
      '{"accounts": {"main": {"apiKey": "AKIA", "apiSecret": "env:S"}}, "teirs": []}',
    )
    const failure = failureOf(inputs(home, { flags: { config: path } }))
    expect(failure.code).toBe('config-invalid')
    const [title, ...lines] = failure.message.split('\n')
    expect(title).toBe(`${path} has 2 problems:`)
    expect(lines[0]).toMatch(/^ {2}accounts\.main\.apiKey: a secret does not belong in the config/)
    expect(lines[1]).toBe('  "teirs" is not a known key; did you mean "tiers"?')
    expect(failure.message).not.toContain('AKIA')
  })

  it('text that is not JSON is placed, not quoted', () => {
    const home = temporaryFolder()
    const path = place(join(home, 'c.json'), '{\n  "accounts": {},\n  "tiers": hunter2\n}')
    const failure = failureOf(inputs(home, { flags: { config: path } }))
    expect(failure.message).toBe(
      `${path} has a problem:\n  line 3, column 12: a value is expected here: "text", number, true, false, null, { or [`,
    )
  })

  it('a byte order mark and paths beside the config are understood', () => {
    const home = temporaryFolder()
    const text = JSON.stringify({ ...JSON.parse(TEXT), calendar: { files: ['fomc.ics', '~/cpi.json', '/abs.ics'] } })
    const path = place(join(home, 'etc/c.json'), `\uFEFF${text}`)
    const config = loadConfig(inputs(home, { flags: { config: path } }))
    expect(config.calendar.files).toEqual([`${home}/etc/fomc.ics`, `${home}/cpi.json`, '/abs.ics'])
  })
})

describe('who may touch it', () => {
  const load = (home: string, path: string, overrides: Partial<ConfigInputs> = {}) =>
    failureOf(inputs(home, { flags: { config: path }, ...overrides }))

  it.each([
    { mode: 0o620, name: 'its group' },
    { mode: 0o602, name: 'everybody' },
  ])('not when $name can write it', ({ mode }) => {
    const home = temporaryFolder()
    const path = place(join(home, 'c.json'), TEXT, mode)
    expect(load(home, path)).toMatchObject({
      code: 'config-permissions',
      message: `${path} can be changed by other users`,
      hint: `run: chmod go-w ${path}`,
    })
  })

  it('others may read it', () => {
    const home = temporaryFolder()
    const path = place(join(home, 'c.json'), TEXT, 0o644)
    expect(loadConfig(inputs(home, { flags: { config: path } })).staleSeconds).toBe(30)
  })

  it('not when its folder can be written by others', () => {
    const home = temporaryFolder()
    const path = place(join(home, 'open folder/c.json'), TEXT)
    chmodSync(join(home, 'open folder'), 0o770)
    expect(load(home, path)).toMatchObject({
      code: 'config-permissions',
      message: `${home}/open folder can be changed by other users`,
      hint: `run: chmod go-w '${home}/open folder'`,
    })
  })

  it('not in a shared folder such as /tmp, whose mode is right as it is', () => {
    const home = temporaryFolder()
    const path = place(join(home, 'tmp/c.json'), TEXT)
    chmodSync(join(home, 'tmp'), 0o1777)
    expect(load(home, path).hint).toBe('move the config to a folder of your own')
  })

  it('not behind a link into a folder that others can write', () => {
    const home = temporaryFolder()
    const target = place(join(home, 'open/c.json'), TEXT)
    chmodSync(join(home, 'open'), 0o777)
    const link = join(home, 'c.json')
    symlinkSync(target, link)
    expect(load(home, link).message).toBe(`${home}/open can be changed by other users`)
  })

  it('not when it belongs to somebody else, but root may own it', () => {
    const home = temporaryFolder()
    const path = place(join(home, 'c.json'), TEXT)
    expect(load(home, path, { files: ownedBy(4321), user: 1000 })).toMatchObject({
      code: 'config-permissions',
      message: `${path} belongs to another user (id 4321)`,
    })
    const byRoot = inputs(home, { flags: { config: path }, files: ownedBy(0), user: 1000 })
    expect(loadConfig(byRoot).staleSeconds).toBe(30)
  })

  it('a folder in its place is named as such', () => {
    const home = temporaryFolder()
    expect(load(home, home)).toMatchObject({ code: 'config-unreadable', message: `${home} is not a regular file` })
  })
})

/** A file system where one user owns everything. */
function ownedBy(ownerId: number): FileSystem {
  return {
    read: () => ({ ownerId, mode: 0o600, isFile: true, text: TEXT }),
    folders: () => [{ path: '/etc/liqwatch', ownerId, mode: 0o755, isFile: false }],
  }
}
