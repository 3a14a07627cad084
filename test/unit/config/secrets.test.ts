import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { runForOutput } from '../../../src/config/secret-command.ts'
import { parseSecretOrText, type SecretReference } from '../../../src/config/secret-reference.ts'
import { openSecrets, type SecretInputs, type Secrets } from '../../../src/config/secrets.ts'
import { ConfigError } from '../../../src/errors.ts'
import { ME, place, temporaryFolder } from './temp-folder.ts'

const SECRET = 'NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j'
const PEM = '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ\n-----END PRIVATE KEY-----'

function secretsWith(home: string, overrides: Partial<SecretInputs> = {}): Secrets {
  return openSecrets({
    env: {},
    home,
    user: ME,
    source: { kind: 'file', path: join(home, 'config.json') },
    secretNames: new Set(),
    ...overrides,
  })
}

async function failureOf(promise: Promise<string>): Promise<ConfigError> {
  try {
    await promise
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
  throw new Error('it resolved')
}

const file = (path: string): SecretReference => ({ kind: 'file', path })

describe('a secret from a file', () => {
  it.each([
    { name: 'beside the config', path: () => 'main.key' },
    { name: 'below the home folder', path: () => '~/main.key' },
    { name: 'by its whole path', path: (home: string) => join(home, 'main.key') },
  ])('$name is read and trimmed', async ({ path }) => {
    const home = temporaryFolder()
    place(join(home, 'main.key'), `  ${SECRET}\n\n`)
    expect(await secretsWith(home).resolve(file(path(home)), 'accounts.main.apiKey')).toBe(SECRET)
  })

  it.each([0o640, 0o604, 0o620, 0o610])('is refused at mode %o', async (mode) => {
    const home = temporaryFolder()
    const path = place(join(home, 'main.key'), SECRET, mode)
    const failure = await failureOf(secretsWith(home).resolve(file('main.key'), 'k'))
    expect(failure).toMatchObject({
      code: 'config-permissions',
      message: `${path} can be read by other users`,
      hint: `run: chmod 600 ${path}`,
    })
  })

  it('is refused when somebody else owns it', async () => {
    const home = temporaryFolder()
    const files = { read: () => ({ ownerId: 7, mode: 0o600, isFile: true, text: SECRET }), folders: () => [] }
    const failure = await failureOf(secretsWith(home, { files, user: 1000 }).resolve(file('/k'), 'k'))
    expect(failure.message).toBe('/k belongs to another user (id 7)')
  })

  it('keeps the lines of a private key', async () => {
    const home = temporaryFolder()
    place(join(home, 'ed25519.pem'), `${PEM}\n`)
    expect(await secretsWith(home).resolve(file('ed25519.pem'), 'k')).toBe(PEM)
  })

  it.each([
    { name: 'an empty file', text: ' \n', problem: 'accounts.main.apiKey: file:main.key is empty' },
    {
      name: 'two lines',
      text: `${SECRET}\nnote`,
      problem: 'accounts.main.apiKey: file:main.key holds more than one line',
    },
  ])('$name cannot be used', async ({ text, problem }) => {
    const home = temporaryFolder()
    place(join(home, 'main.key'), text)
    const failure = await failureOf(secretsWith(home).resolve(file('main.key'), 'accounts.main.apiKey'))
    expect(failure).toMatchObject({ code: 'secret-unusable', message: problem })
  })

  it('that is not there says so', async () => {
    const home = temporaryFolder()
    expect((await failureOf(secretsWith(home).resolve(file('gone'), 'k'))).code).toBe('secret-missing')
    mkdirSync(join(home, 'folder'))
    expect((await failureOf(secretsWith(home).resolve(file('folder'), 'k'))).code).toBe('secret-unreadable')
  })
})

describe('a secret from the environment', () => {
  it('is read, or missed by name', async () => {
    const secrets = secretsWith('/home/x', { env: { KEY: ` ${SECRET} ` } })
    expect(await secrets.resolve({ kind: 'env', name: 'KEY' }, 'k')).toBe(SECRET)
    const failure = await failureOf(secrets.resolve({ kind: 'env', name: 'OTHER' }, 'accounts.main.apiKey'))
    expect(failure.message).toBe('accounts.main.apiKey: env:OTHER is not set')
  })
})

describe('a secret from a command', () => {
  const command = (...argv: string[]): SecretReference => ({ kind: 'command', argv })

  it('is what the program prints, arguments untouched by any shell', async () => {
    const secrets = secretsWith('/home/x')
    expect(await secrets.resolve(command('printf', '%s\n', '$HOME; *'), 'k')).toBe('$HOME; *')
  })

  it('comes with an environment that holds no secret', async () => {
    const env = { PATH: process.env.PATH, HOME: '/home/x', AWS_SECRET: 'no', LIQWATCH_X: 'yes', LIQWATCH_KEY: SECRET }
    const secrets = secretsWith('/home/x', { env, secretNames: new Set(['LIQWATCH_KEY']) })
    const names = await secrets.resolve(command('sh', '-c', 'env | cut -d= -f1 | sort | tr "\\n" " "'), 'k')
    expect(names.split(' ').filter((name) => !['PWD', 'SHLVL', '_', 'OLDPWD'].includes(name))).toEqual([
      'HOME',
      'LIQWATCH_X',
      'PATH',
    ])
  })

  it.each([
    {
      name: 'fails',
      argv: ['sh', '-c', `echo ${SECRET}; echo ${SECRET} >&2; exit 3`],
      problem: 'ended with exit code 3',
    },
    { name: 'does not exist', argv: ['/nowhere/pass', SECRET], problem: 'cannot be started' },
    { name: 'prints without end', argv: ['yes', SECRET], problem: 'printed far more than a secret' },
  ])('that $name is an error without a word of what it printed', async ({ argv, problem }) => {
    const failure = await failureOf(
      secretsWith('/home/x', { env: { PATH: process.env.PATH } }).resolve(command(...argv), 'k'),
    )
    expect(failure.code).toBe('secret-command')
    expect(failure.message).toContain(problem)
    expect(failure.message + failure.hint).not.toContain(SECRET)
  })

  it('that hangs is killed at its limit, with what it started', async () => {
    const home = temporaryFolder()
    const mark = join(home, 'pid')
    const argv = ['sh', '-c', `sleep 300 & echo $! > ${mark}; wait`]
    const failure = await failureOf(runForOutput(argv, { PATH: process.env.PATH ?? '' }, 400))
    expect(failure.message).toContain('did not answer within 0.4 s')
    const pid = Number(readFileSync(mark, 'utf8'))
    await expect.poll(() => isAlive(pid), { timeout: 5000 }).toBe(false)
  })
})

/** A killed process that nobody has waited for still has a number; its state tells. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

describe('reading', () => {
  it('happens when first asked, once, and again only after a failure', async () => {
    const asked: string[] = []
    let works = false
    const run = async (argv: readonly string[]): Promise<string> => {
      asked.push(argv.join(' '))
      await sleep(1)
      if (!works) throw new ConfigError('locked', { hint: 'unlock' })
      return SECRET
    }
    const secrets = secretsWith('/home/x', { run })
    const reference: SecretReference = { kind: 'command', argv: ['pass'] }
    expect(asked).toEqual([])
    await failureOf(secrets.resolve(reference, 'k'))
    works = true
    expect(await Promise.all([secrets.resolve(reference, 'k'), secrets.resolve(reference, 'k')])).toEqual([
      SECRET,
      SECRET,
    ])
    expect(asked).toEqual(['pass', 'pass'])
  })

  it('checks URLs that stand behind a reference, and prints their host only', async () => {
    const env = { GOOD: 'https://hooks.example.org/T0/secret', BAD: 'http://hooks.example.org/T0/secret' }
    const secrets = secretsWith('/home/x', { env })
    expect(await secrets.resolveUrl({ kind: 'env', name: 'GOOD' }, 'channels.x.url')).toBe(env.GOOD)
    const failure = await failureOf(secrets.resolveUrl({ kind: 'env', name: 'BAD' }, 'channels.x.url'))
    expect(failure.message).toBe(
      'channels.x.url: env:BAD must be https: plain http is for loopback and private addresses only (hooks.example.org)',
    )
  })

  it('takes a literal for what it is', async () => {
    const parsed = parseSecretOrText(' https://ntfy.sh/topic ')
    expect(parsed).toEqual({ ok: true, reference: { kind: 'literal', value: 'https://ntfy.sh/topic' } })
    expect(await secretsWith('/home/x').resolve({ kind: 'literal', value: 'text' }, 'k')).toBe('text')
  })
})
