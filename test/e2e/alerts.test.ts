import { rmSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type DemoExchange, startDemoExchange } from '../../src/demo/server.ts'
import { type Inbox, startInbox } from '../support/inbox.ts'
import { type CliHome, type CliResult, homeFor, runCli } from '../support/run-cli.ts'

let exchange: DemoExchange
let home: CliHome
let phone: Inbox

beforeEach(async () => {
  exchange = await startDemoExchange()
  phone = await startInbox()
  home = homeFor(exchange, { channels: { phone: { type: 'webhook', url: phone.url } } })
})
afterEach(async () => {
  await Promise.all([exchange.close(), phone.close()])
  rmSync(home.folder, { recursive: true, force: true })
})

const run = (...argv: readonly string[]): Promise<CliResult> => runCli(argv, { env: home.env })
const alertsOf = ({ stdout }: CliResult) => JSON.parse(stdout).alerts

describe('alerts list and log', () => {
  it('knows nothing before the first check', async () => {
    expect((await run('alerts', 'list')).stdout).toBe('no alert stands\n')
    expect((await run('alerts', 'log')).stdout).toBe('no alert was sent yet\n')
  })

  it('shows what stands, and what was sent where', async () => {
    await run('check')
    const list = await run('alerts', 'list')
    expect([list.exitCode, list.stderr]).toEqual([0, ''])
    expect(list.stdout).toMatch(/^SOLUSDT long +6\.32% +10% +\d\d:\d\d +told$/m)
    expect(list.stdout).toContain('next: liqwatch alerts ack SOLUSDT')
    const log = await run('alerts', 'log')
    expect(log.stdout).toMatch(/CRITICAL SOLUSDT long 6\.32% from liquidation \(10% tier\)\n {4}sent phone$/m)
    expect(log.stdout).not.toContain(phone.secret)
  })

  it('gives both as JSON', async () => {
    await run('check')
    const list = await run('alerts', 'list', '--json')
    expect(JSON.parse(list.stdout)).toMatchObject({
      schema: 'liqwatch/1',
      command: 'alerts',
      verdict: null,
      error: null,
    })
    expect(alertsOf(list).standing[0]).toMatchObject({
      key: 'main/SOLUSDT/long',
      tier: '10',
      told: true,
      acknowledged: false,
      silencedUntil: null,
    })
    expect(alertsOf(await run('alerts', 'log', '--limit', '1', '--json')).log).toEqual([
      expect.objectContaining({ reason: 'entered', delivered: ['phone'], failed: [] }),
    ])
  })

  it('shows what is still due on a channel that fails', async () => {
    phone.mood = 400
    await run('check')
    const { stdout } = await run('alerts', 'list')
    expect(stdout).toMatch(/still due on phone \(1 try: 127\.0\.0\.1:\d+ refused the message \(HTTP 400\)/)
    expect(stdout).toMatch(/channel phone has failed since \d\d:\d\d \(1 in a row\)/)
  })
})

describe('alerts ack', () => {
  it('understands a bare coin, and says what it did', async () => {
    await run('check')
    const ack = await run('alerts', 'ack', 'sol')
    expect(ack.exitCode).toBe(0)
    expect(ack.stdout).toContain('acknowledged: SOLUSDT long 6.32% (10% tier)')
    expect(ack.stderr).toContain('understood "sol" as SOLUSDT')
    expect((await run('check')).stdout).toMatch(/^SOLUSDT .* acknowledged$/m)
  })

  it('ends with a worsening', async () => {
    await run('check')
    await run('alerts', 'ack', 'all')
    exchange.venue.setMark('SOLUSDT', '160')
    expect((await run('check')).stdout).toMatch(/^SOLUSDT .* WORSE {2}sent phone$/m)
  })

  it('says that there is nothing to acknowledge, and what there is', async () => {
    await run('check')
    const { exitCode, stderr } = await run('alerts', 'ack', 'BTCUSDT')
    expect(exitCode).toBe(1)
    expect(stderr).toContain('no alert stands for BTCUSDT: there is nothing to acknowledge')
    expect(stderr).toMatch(/standing: .*main\/SOLUSDT\/long/)
  })

  it('names the nearest symbol for one that does not exist', async () => {
    await run('check')
    const { exitCode, stderr } = await run('alerts', 'ack', 'SOLUSTD')
    expect(exitCode).toBe(2)
    expect(stderr).toContain('there is no symbol "SOLUSTD"')
    expect(stderr).toContain('did you mean SOLUSDT')
  })
})

describe('alerts silence', () => {
  it('holds the alert back and says so on screen, without hiding it from the exit code', async () => {
    await run('check')
    expect((await run('alerts', 'silence', 'SOLUSDT', '--for', '90m')).stdout).toMatch(
      /^silenced: SOLUSDT on account main, until .*\d\d:\d\d$/m,
    )
    exchange.venue.setMark('SOLUSDT', '158')
    const silenced = await run('check')
    expect(silenced.exitCode).toBe(2)
    expect(silenced.stdout).toMatch(/^SOLUSDT .* SILENCED until (\S+ )?\d\d:\d\d$/m)
    expect(phone.letters).toHaveLength(1)
    await run('alerts', 'unsilence', 'SOLUSDT')
    expect((await run('check')).stdout).toMatch(/^SOLUSDT .* sent phone$/m)
    expect(phone.letters).toHaveLength(2)
  })

  it('ends every silence with unsilence all', async () => {
    await run('check')
    await run('alerts', 'silence', 'SOLUSDT')
    await run('alerts', 'silence', 'all')
    const one = await run('alerts', 'unsilence', 'SOLUSDT')
    expect(one.stderr).toContain('it stays silenced by a silence over all')
    expect((await run('alerts', 'unsilence', 'all')).stdout).toBe('no longer silenced: all on account main\n')
    expect(alertsOf(await run('alerts', 'list', '--json')).silences).toEqual([])
  })

  it.each([
    { argv: ['silence', 'all', '--for', '3'], exitCode: 2, says: 'It takes a length of time with its unit' },
    { argv: ['silence', 'all', '--for', '31d'], exitCode: 2, says: 'at most 30d' },
    { argv: ['silence', 'data'], exitCode: 2, says: 'loss of sight cannot be silenced' },
    { argv: ['silence', 'SOL'], exitCode: 2, says: 'no symbols are known yet' },
    { argv: ['ack', 'joitn'], exitCode: 2, says: 'did you mean joint?' },
    { argv: ['unsilence', 'all'], exitCode: 1, says: 'nothing is silenced' },
    { argv: ['ack', 'all'], exitCode: 1, says: 'no alert stands: there is nothing to acknowledge' },
    { argv: ['log', '--limit', '0'], exitCode: 2, says: 'from 1 to 1000' },
    { argv: ['lsit'], exitCode: 2, says: 'list' },
    { argv: [], exitCode: 2, says: 'liqwatch alerts --help lists them' },
  ])('answers alerts $argv with a sentence', async ({ argv, exitCode, says }) => {
    const result = await run('alerts', ...argv)
    expect(result.exitCode).toBe(exitCode)
    expect(result.stderr).toContain(says)
  })

  it('wants an account where there are several', async () => {
    const { main } = JSON.parse(accountsText())
    home = homeFor(exchange, { accounts: { main, second: main }, channels: {} })
    const { exitCode, stderr } = await run('alerts', 'silence', 'all')
    expect(exitCode).toBe(2)
    expect(stderr).toContain('name one with -a: main, second')
    expect((await run('alerts', 'silence', 'all', '-a', 'all')).stdout).toContain('silenced: all on every account')
  })

  it('says that it could not be kept when the state cannot be written', async () => {
    const file = `${home.folder}/no-folder`
    writeFileSync(file, '')
    const env = { ...home.env, LIQWATCH_STATE_DIR: `${file}/state` }
    for (const argv of [['silence', 'all'], ['list'], ['ack', 'all']]) {
      const { exitCode, stdout, stderr } = await runCli(['alerts', ...argv], { env })
      expect([exitCode, stdout]).toEqual([1, ''])
      expect(stderr).toContain('the state database is unavailable')
    }
  })
})

function accountsText(): string {
  const account = {
    apiKey: `file:${home.folder}/key`,
    apiSecret: `file:${home.folder}/secret`,
    endpoints: exchange.endpoints,
  }
  return JSON.stringify({ main: account })
}

describe('notify test', () => {
  it('sends on every channel and says what each made of it', async () => {
    const pager = await startInbox()
    pager.mood = 404
    home = homeFor(exchange, {
      channels: { phone: { type: 'webhook', url: phone.url }, pager: { type: 'webhook', url: pager.url } },
    })
    const { exitCode, stdout, stderr } = await run('notify', 'test')
    await pager.close()
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/^ok {4}phone: delivered$/m)
    expect(stdout).toMatch(/^FAIL {2}pager: 127\.0\.0\.1:\d+ refused the message \(HTTP 404\)$/m)
    expect(stdout).toContain('what to do: check channels.pager in the config')
    expect(stdout + stderr).not.toContain(phone.secret)
    expect(JSON.parse(phone.letters[0]?.body ?? '')).toMatchObject({
      title: 'liqwatch test: this channel works',
      severity: 'info',
      alerts: [],
    })
  })

  it('sends on the named channel alone', async () => {
    const { exitCode, stdout } = await run('notify', 'test', 'phone', '--json')
    expect(exitCode).toBe(0)
    expect(JSON.parse(stdout).notify).toEqual({
      channels: [{ channel: 'phone', remote: true, delivered: true, why: null, hint: null }],
    })
  })

  it('names the nearest channel for one that does not exist', async () => {
    const { exitCode, stderr } = await run('notify', 'test', 'phoen')
    expect(exitCode).toBe(2)
    expect(stderr).toContain('did you mean phone?')
  })

  it('says why a channel whose secret is missing cannot be used', async () => {
    home = homeFor(exchange, {
      channels: { chat: { type: 'telegram', botToken: 'file:missing.token', chatId: '1' } },
    })
    const { exitCode, stdout } = await run('notify', 'test')
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/^FAIL {2}chat: .*missing\.token does not exist$/m)
  })
})
