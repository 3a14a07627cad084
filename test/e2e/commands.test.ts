import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DemoExchange, startDemoExchange } from '../../src/demo/server.ts'
import { homeFor, runCli } from '../support/run-cli.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

let exchange: DemoExchange

beforeAll(async () => {
  exchange = await startDemoExchange()
})
afterAll(() => exchange.close())

describe('without any config', () => {
  const env = { PATH: process.env.PATH ?? '', HOME: mkdtempSync(join(tmpdir(), 'liqwatch-bare-')) }

  it('tells its version', async () => {
    expect(await runCli(['--version'], { env })).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' })
  })

  it('maps every command in its help', async () => {
    const { exitCode, stdout } = await runCli(['--help'], { env })
    expect(exitCode).toBe(0)
    for (const name of [
      'status',
      'positions',
      'check',
      'watch',
      'init',
      'doctor',
      'demo',
      'explain',
      'completion',
      'schedule',
    ]) {
      expect(stdout).toMatch(new RegExp(`^  ${name}\\b`, 'm'))
    }
  })

  it('says how to get a config, and ends with 2', async () => {
    const { exitCode, stdout, stderr } = await runCli([], { env })
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toContain('liqwatch init')
    expect(stderr).toContain('--demo')
  })

  it.each([
    { argv: ['staus'], says: 'did you mean: liqwatch status' },
    { argv: ['status', '--tiemout', '5'], says: "unknown option '--tiemout'" },
    { argv: ['status', '--timeout', 'soon'], says: 'seconds' },
    { argv: ['status', '--demo', '--scenario', 'clam'], says: 'did you mean calm' },
    { argv: ['explain', 'liqq'], says: 'did you mean' },
    { argv: ['completion'], says: 'liqwatch completion bash' },
    { argv: ['status', '--config', '/nowhere/config.json'], says: '/nowhere/config.json' },
  ])('answers $argv with a way out and 2', async ({ argv, says }) => {
    const { exitCode, stderr } = await runCli(argv, { env })
    expect(exitCode).toBe(2)
    expect(stderr).toContain(says)
  })

  it('ends check with 3 for a bad flag, and still prints a document', async () => {
    const { exitCode, stdout } = await runCli(['--json', 'check', '--nonsense'], { env })
    expect(exitCode).toBe(3)
    const document = JSON.parse(stdout)
    expect(document).toMatchObject({ schema: 'liqwatch/1', command: 'check', verdict: 'UNKNOWN', accounts: [] })
    expect(document.error).toMatchObject({ code: 'usage', retryable: false })
  })

  it('shows the embedded exchange with --demo, before or after the command', async () => {
    const results = await Promise.all([
      runCli(['--demo', 'status', '--json'], { env }),
      runCli(['status', '--json', '--demo'], { env }),
    ])
    for (const { exitCode, stdout } of results) {
      expect(exitCode).toBe(0)
      const [account] = JSON.parse(stdout).accounts
      expect(account.positions.map(({ symbol }: { symbol: string }) => symbol)).toEqual([
        'SOLUSDT',
        'DOGEUSDT',
        'BTCUSDT',
        'ETHUSDT',
      ])
    }
  })

  it('explains every column with numbers of the account', async () => {
    const { exitCode, stdout } = await runCli(['explain', 'isolated', '--demo'], { env })
    expect(exitCode).toBe(0)
    expect(stdout).toContain('(60 × 171.2 − 1,027.2 − 0) ÷ (60 × (1 − 0.005)) = 154.85427136')
  })
})

describe('init', () => {
  const answersFor = (exchangeKey: string, secret: string) => `main\nlive\n${exchangeKey}\n${secret}\n\n`

  function freshHome() {
    const home = mkdtempSync(join(tmpdir(), 'liqwatch-init-'))
    return {
      home,
      env: { PATH: process.env.PATH ?? '', HOME: home },
      config: join(home, '.config/liqwatch/config.json'),
    }
  }

  it('takes a bare ntfy topic, and leaves the desktop out where no note can be shown', async () => {
    const { env, config } = freshHome()
    const topic = 'my-long-secret-topic'
    const { apiKey, apiSecret } = exchange
    const input = `${answersFor(apiKey, apiSecret).slice(0, -1)}${topic}\n`
    const { exitCode, stderr } = await runCli(['init', '--no-test'], { env: { ...env, PATH: '/nonexistent' }, input })
    const { channels, routes } = JSON.parse(readFileSync(config, 'utf8'))
    expect(exitCode).toBe(0)
    expect(channels.phone).toEqual({ type: 'ntfy', url: `https://ntfy.sh/${topic}` })
    expect(stderr).toContain('liqwatch schedule install')
    const isLinux = process.platform === 'linux'
    expect(Object.keys(channels)).toEqual(isLinux ? ['phone'] : ['desktop', 'phone'])
    expect(routes['15']).toEqual(isLinux ? ['phone'] : ['desktop'])
  })

  it('writes config and secrets that only their owner can read, and keeps no secret in the config', async () => {
    const { env, config } = freshHome()
    const { apiKey, apiSecret } = exchange
    const { stdout, stderr } = await runCli(['init', '--no-test'], { env, input: answersFor(apiKey, apiSecret) })
    expect(statSync(config).mode & 0o777).toBe(0o600)
    const folder = join(config, '..')
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    expect(readdirSync(folder).sort()).toEqual(['config.json', 'main.key', 'main.secret'])
    expect(statSync(join(folder, 'main.secret')).mode & 0o777).toBe(0o600)
    for (const text of [readFileSync(config, 'utf8'), stdout, stderr]) {
      expect(text).not.toContain(apiKey)
      expect(text).not.toContain(apiSecret)
    }
  })

  it('touches nothing when a config is there already', async () => {
    const { env, config, home } = freshHome()
    await runCli(['init', '--no-test'], { env, input: answersFor('k'.repeat(64), 's'.repeat(64)) })
    const before = readFileSync(config, 'utf8')
    const again = await runCli(['init'], { env, input: answersFor('x'.repeat(64), 'y'.repeat(64)) })
    expect(again.exitCode).toBe(2)
    expect(again.stderr).toContain('--force')
    expect(readFileSync(config, 'utf8')).toBe(before)
    expect(existsSync(join(home, '.config/liqwatch/config.json.old'))).toBe(false)
  })

  it('writes nothing when the answers end early', async () => {
    const { env, config } = freshHome()
    const { exitCode, stderr } = await runCli(['init'], { env, input: 'main\nlive\n' })
    expect(exitCode).toBe(1)
    expect(stderr).toContain('one answer a line')
    expect(existsSync(config)).toBe(false)
  })
})

describe('with a config on the embedded exchange', () => {
  it('refuses a config that others can write, naming the chmod', async () => {
    const { env, configPath } = homeFor(exchange)
    chmodSync(configPath, 0o622)
    const { exitCode, stderr } = await runCli(['status'], { env })
    expect(exitCode).toBe(2)
    expect(stderr).toContain('chmod')
  })

  it('names every problem of a config at once', async () => {
    const { env, configPath } = homeFor(exchange)
    writeFileSync(configPath, JSON.stringify({ acounts: {}, staleSeconds: -1 }), { mode: 0o600 })
    const { exitCode, stderr } = await runCli(['status'], { env })
    expect(exitCode).toBe(2)
    expect(stderr).toContain('acounts')
    expect(stderr).toContain('accounts')
    expect(stderr).toContain('staleSeconds')
  })

  it('finds the key harmless with doctor, and prints no secret anywhere', async () => {
    const phone = { type: 'webhook', url: 'http://127.0.0.1:9/phone' }
    const { env } = homeFor(exchange, { channels: { phone }, routes: { 5: ['phone'] } })
    const { exitCode, stdout } = await runCli(['doctor', '--json'], { env })
    expect(exitCode).toBe(0)
    const checks: readonly { name: string; status: string }[] = JSON.parse(stdout).checks
    expect(checks.find(({ name }) => name === 'key permissions')?.status).toBe('ok')
    expect(checks.find(({ name }) => name === 'own prices')?.status).toBe('ok')
    expect(stdout).not.toContain(exchange.apiSecret)
    expect(stdout).not.toContain(exchange.apiKey)
  })

  it('prints positions as CSV with one row each', async () => {
    const { env } = homeFor(exchange)
    const { stdout } = await runCli(['positions', '--csv'], { env })
    const lines = stdout.trim().split(/\r?\n/)
    expect(lines).toHaveLength(5)
    expect(lines[0]).toMatch(/symbol/i)
    expect(lines[1]).toContain('SOLUSDT')
  })
})

describe('the package', () => {
  it('installs from a tarball and works from another folder', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'liqwatch-pack-'))
    const [packed] = JSON.parse(
      execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
        cwd: root,
        encoding: 'utf8',
      }),
    )
    execFileSync('tar', ['xzf', join(folder, packed.filename), '-C', folder])
    const files: readonly string[] = packed.files.map(({ path }: { path: string }) => path)
    expect(files).toContain('bin/liqwatch.js')
    expect(files).toContain('dist/main.js')
    expect(files.filter((path) => /^(src(?!\/metrics\/examples\/)|test|\.ci)\//.test(path))).toEqual([])
    // Dependencies as an install would lay them out, without asking a registry.
    execFileSync('ln', ['-s', join(root, 'node_modules'), join(folder, 'package/node_modules')])
    const bin = join(folder, 'package/bin/liqwatch.js')
    const stdout = execFileSync(process.execPath, [bin, '--demo', 'status', '--json'], {
      cwd: tmpdir(),
      encoding: 'utf8',
    })
    expect(JSON.parse(stdout).accounts[0].positions).toHaveLength(4)
  })
})
