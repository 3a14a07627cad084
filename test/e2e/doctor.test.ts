import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type DemoExchange, startDemoExchange } from '../../src/demo/server.ts'
import { ALLOWED } from '../../src/exchange/binance/endpoints.ts'
import { fakeCron } from '../support/fake-cron.ts'
import { type Inbox, startInbox } from '../support/inbox.ts'
import { type CliHome, type CliResult, homeFor, runCli } from '../support/run-cli.ts'

let exchange: DemoExchange
let home: CliHome
let phone: Inbox

beforeEach(async () => {
  exchange = await startDemoExchange()
  phone = await startInbox()
  home = homeWith({})
})
afterEach(async () => {
  await Promise.all([exchange.close(), phone.close()])
  rmSync(home.folder, { recursive: true, force: true })
})

function homeWith(overrides: Readonly<Record<string, unknown>>): CliHome {
  return homeFor(exchange, { channels: { phone: { type: 'webhook', url: phone.url } }, ...overrides })
}

interface Check {
  readonly account: string | null
  readonly name: string
  readonly status: string
  readonly message: string
  readonly hint: string | null
}

const checksOf = ({ stdout }: CliResult): readonly Check[] => JSON.parse(stdout).checks

async function doctor(flags: readonly string[] = [], env = home.env): Promise<readonly Check[]> {
  return checksOf(await runCli(['doctor', '--json', ...flags], { env }))
}

function statuses(checks: readonly Check[]): Readonly<Record<string, string>> {
  return Object.fromEntries(checks.map(({ name, status }) => [name, status]))
}

describe('doctor', () => {
  it('finds nothing wrong with a sound setup', async () => {
    const { exitCode, stdout } = await runCli(['doctor'], { env: home.env })
    expect(stdout).not.toMatch(/^(FAIL|WARN)/m)
    expect(exitCode).toBe(0)
    for (const name of [
      'network',
      'clock',
      'key permissions',
      'account',
      'brackets',
      'own prices',
      'market stream',
      'user stream',
      'channel phone',
      '5% route',
      'blind route',
    ]) {
      expect(stdout).toContain(`ok    ${name}: `)
    }
  })

  it('fails an innermost route without a remote channel, and warns of a blind one', async () => {
    home = homeWith({
      channels: { screen: { type: 'desktop' }, phone: { type: 'webhook', url: phone.url } },
      routes: { 15: ['screen'], 10: ['screen', 'phone'], 5: ['screen'], blind: ['screen'] },
    })
    const result = await runCli(['doctor', '--json'], { env: home.env })
    expect(result.exitCode).toBe(1)
    expect(statuses(checksOf(result))).toMatchObject({
      '15% route': 'ok',
      '10% route': 'ok',
      '5% route': 'fail',
      'blind route': 'warn',
    })
  })

  it('says where a desktop channel could show nothing', async () => {
    home = homeWith({ channels: { screen: { type: 'desktop' }, phone: { type: 'webhook', url: phone.url } } })
    const result = await runCli(['doctor', '--json'], { env: { ...home.env, PATH: '/nonexistent' } })
    const isLinux = process.platform === 'linux'
    expect(statuses(checksOf(result))).toMatchObject({
      'channel screen': isLinux ? 'fail' : 'ok',
      'channel phone': 'ok',
    })
  })

  it('fails a channel whose settings can never work', async () => {
    home = homeWith({
      channels: {
        phone: { type: 'webhook', url: phone.url },
        chat: { type: 'telegram', botToken: 'file:chat.token', chatId: '1' },
        push: { type: 'ntfy', url: phone.url.replace(/[^/]*$/, '') },
      },
    })
    writeFileSync(join(home.folder, 'chat.token'), 'not a token\n', { mode: 0o600 })
    const checks = await doctor()
    expect(statuses(checks)).toMatchObject({ 'channel phone': 'ok', 'channel chat': 'fail', 'channel push': 'fail' })
    expect(checks.find(({ name }) => name === 'channel chat')).toMatchObject({
      message: 'the bot token is not of the form 123456:letters',
      hint: 'check channels.chat.botToken',
    })
  })

  it('warns of tiers for a symbol that does not exist', async () => {
    home = homeWith({ tiers: { default: [15, 10, 5], BTCUSTD: [3, 2, 1], ETHUSDT: [12, 6] } })
    const checks = await doctor()
    expect(checks.find(({ name }) => name === 'tiers.BTCUSTD')).toMatchObject({
      status: 'warn',
      hint: 'did you mean BTCUSDT?',
    })
    expect(statuses(checks)).not.toHaveProperty('tiers.ETHUSDT')
    expect(statuses(checks)).toMatchObject({ '5% route': 'ok', '1% route': 'ok' })
  })

  it('goes on with the rest when a secret cannot be read', async () => {
    rmSync(join(home.folder, 'secret'))
    const result = await runCli(['doctor', '--json'], { env: home.env })
    expect(result.exitCode).toBe(1)
    expect(statuses(checksOf(result))).toMatchObject({ secrets: 'fail', 'channel phone': 'ok' })
  })

  it('ends with 4 when Binance refuses the key', async () => {
    writeFileSync(join(home.folder, 'key'), 'A'.repeat(64), { mode: 0o600 })
    expect((await runCli(['doctor'], { env: home.env })).exitCode).toBe(4)
  })

  it('warns when no stream comes through', async () => {
    exchange.faults.weather({ refuseHandshake: 403 })
    const checks = await doctor()
    expect(checks.find(({ name }) => name === 'market stream')).toMatchObject({
      status: 'warn',
      message: expect.stringContaining('HTTP 403'),
    })
  })
})

describe('doctor --cron', () => {
  it('tries the job that would be installed, and says that none is', async () => {
    const { env } = fakeCron(home)
    const checks = await doctor(['--cron'], env)
    expect(statuses(checks)).toMatchObject({
      schedule: 'warn',
      cron: 'ok',
      secrets: 'ok',
      state: 'ok',
      'trial run': 'ok',
    })
  })

  it('proves the installed job', async () => {
    const { env, text } = fakeCron(home)
    expect((await runCli(['schedule', 'install', '--kind', 'cron'], { env })).exitCode).toBe(0)
    expect(text()).toContain(' check --quiet --config ')
    const result = await runCli(['doctor', '--cron', '--json'], { env })
    expect(result.exitCode).toBe(0)
    expect(checksOf(result).find(({ name }) => name === 'schedule')).toMatchObject({
      status: 'ok',
      message: 'cron: check every minute',
    })
  })

  it('fails without a cron daemon', async () => {
    const { env } = fakeCron(home, false)
    const checks = await doctor(['--cron'], env)
    expect(checks.find(({ name }) => name === 'cron')).toMatchObject({
      status: 'fail',
      message: 'no cron daemon seems to run: nothing will be started',
    })
  })

  it('fails for secrets that only this shell has', async () => {
    const config = JSON.parse(readFileSync(home.configPath, 'utf8'))
    config.accounts.main.apiSecret = 'env:MY_BINANCE_SECRET'
    writeFileSync(home.configPath, JSON.stringify(config))
    const { env } = fakeCron(home)
    const result = await runCli(['doctor', '--cron', '--json'], {
      env: { ...env, MY_BINANCE_SECRET: exchange.apiSecret },
    })
    expect(result.exitCode).toBe(1)
    const checks = checksOf(result)
    expect(checks.find(({ name }) => name === 'secrets')).toMatchObject({
      status: 'fail',
      message: expect.stringContaining('accounts.main.apiSecret (env:MY_BINANCE_SECRET)'),
    })
    expect(checks.find(({ name }) => name === 'trial run')).toMatchObject({
      status: 'fail',
      message: expect.stringContaining('exit code 3'),
    })
    expect(result.stdout).not.toContain(exchange.apiSecret)
  })

  it('fails when the state cannot be written', async () => {
    const file = join(home.folder, 'no-folder')
    writeFileSync(file, '')
    const { env } = fakeCron(home)
    const checks = await doctor(['--cron'], { ...env, LIQWATCH_STATE_DIR: join(file, 'state') })
    expect(statuses(checks)).toMatchObject({ state: 'fail', 'trial run': 'fail' })
  })

  it('has nothing to say about a demo', async () => {
    const { exitCode, stderr } = await runCli(['doctor', '--cron', '--demo'], { env: home.env })
    expect(exitCode).toBe(2)
    expect(stderr).toContain('nothing to schedule on the embedded exchange')
  })
})

describe('alerts drill', () => {
  it('is sent from here while no job is installed', async () => {
    const { env } = fakeCron(home)
    const { exitCode, stdout, stderr } = await runCli(['alerts', 'drill'], { env })
    expect(exitCode).toBe(0)
    expect(stderr).toContain('no job is installed')
    expect(stdout).toContain('ok    phone: delivered')
    expect(stdout).toContain('ok    the 5% route reaches you: phone took it')
    expect(JSON.parse(phone.letters[0]?.body ?? '')).toMatchObject({
      title: expect.stringMatching(/^DRILL \(not real\): .*\(5% tier\)$/),
      severity: 'critical',
      alerts: [],
    })
  })

  it('is sent with the emptied environment of the installed job', async () => {
    const seen = join(home.folder, 'seen')
    const note = { type: 'command', argv: ['/bin/sh', '-c', `printf '%s' "$PATH" > '${seen}'`] }
    home = homeWith({ channels: { phone: { type: 'webhook', url: phone.url }, note } })
    const { env } = fakeCron(home)
    expect((await runCli(['schedule', 'install', '--kind', 'cron'], { env })).exitCode).toBe(0)
    phone.letters.length = 0
    const { exitCode, stdout, stderr } = await runCli(['alerts', 'drill'], { env })
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(stdout).toContain('a drill was sent the way cron would')
    expect(phone.letters).toHaveLength(1)
    expect(readFileSync(seen, 'utf8')).toBe('/usr/bin:/bin')
  })

  it('fails when no remote channel of the innermost route took it', async () => {
    phone.mood = 400
    const { env } = fakeCron(home)
    const { exitCode, stdout } = await runCli(['alerts', 'drill', '--json'], { env })
    expect(exitCode).toBe(1)
    expect(JSON.parse(stdout).alerts.drill).toMatchObject({
      as: null,
      channels: [{ channel: 'phone', remote: true, delivered: false }],
      route: { tier: '5', channels: ['phone'], takenBy: [], reached: false },
    })
  })

  it('leaves no trace in the alert log', async () => {
    const { env } = fakeCron(home)
    await runCli(['alerts', 'drill'], { env })
    expect((await runCli(['alerts', 'log'], { env })).stdout).toBe('no alert was sent yet\n')
  })
})

describe('doctor --egress', () => {
  it('lists every allowed request, every stream, channel host and secret source, and sends nothing', async () => {
    const { exitCode, stdout } = await runCli(['doctor', '--egress'], { env: home.env })
    expect(exitCode).toBe(0)
    for (const { method, path } of ALLOWED) expect(stdout).toMatch(new RegExp(`^ {2}${method} +${path} {2}`, 'm'))
    expect(stdout).toContain('/market/ws/<symbol>@markPrice@1s')
    expect(stdout).toContain('/private/ws/<listen key>')
    expect(stdout).toContain('frames sent: ping and pong, nothing else')
    expect(stdout).toMatch(/^ {2}phone {2}webhook {2}POST to 127\.0\.0\.1:\d+$/m)
    expect(stdout).toContain(`accounts.main.apiSecret  from file:${home.folder}/secret`)
    expect(stdout).not.toContain(phone.secret)
    expect(exchange.counters().totalRequests).toBe(0)
    expect(phone.letters).toEqual([])
  })

  it('names nothing but Binance and the price sources for a plain live account', async () => {
    const config = JSON.parse(readFileSync(home.configPath, 'utf8'))
    delete config.accounts.main.endpoints
    config.channels = {}
    writeFileSync(home.configPath, JSON.stringify(config))
    const { stdout } = await runCli(['doctor', '--egress', '--json'], { env: home.env })
    const hosts: readonly string[] = JSON.parse(stdout).egress.hosts.map(({ host }: { host: string }) => host)
    expect([...hosts].sort()).toEqual([
      'https://api.binance.com',
      'https://api.coingecko.com',
      'https://dapi.binance.com',
      'https://fapi.binance.com',
      'wss://fstream.binance.com',
    ])
  })
})
