import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FAULTS } from '../../src/demo/fault-kit.ts'
import { type DemoExchange, startDemoExchange } from '../../src/demo/server.ts'
import { type Inbox, startInbox } from '../support/inbox.ts'
import { type CliHome, type CliResult, homeFor, runCli } from '../support/run-cli.ts'

let exchange: DemoExchange
let home: CliHome
let inbox: Inbox

beforeEach(async () => {
  exchange = await startDemoExchange()
  home = homeFor(exchange)
  inbox = await startInbox()
})
afterEach(async () => {
  await Promise.all([exchange.close(), inbox.close()])
  rmSync(home.folder, { recursive: true, force: true })
})

/** Runs `check`; whatever it prints, no key, secret or path of a hook may be in it. */
async function check(...flags: readonly string[]): Promise<CliResult> {
  const result = await runCli(['check', ...flags], { env: home.env })
  for (const secret of [exchange.apiKey, exchange.apiSecret, inbox.secret]) {
    expect(result.stdout + result.stderr).not.toContain(secret)
  }
  return result
}

/** Far from liquidation: marks at which no position of the default account stands in a tier. */
function calmDown(): void {
  exchange.venue.setMark('SOLUSDT', '190')
  exchange.venue.setMark('DOGEUSDT', '0.23')
}

const firstLine = ({ stdout }: CliResult): string => stdout.split('\n')[0] ?? ''

describe('check, by how the account stands', () => {
  it('is 0 when nothing stands in a tier', async () => {
    calmDown()
    const result = await check()
    expect(result.exitCode).toBe(0)
    expect(firstLine(result)).toMatch(/^LIQWATCH OK - .+% to liquidation.* \| 'main\/SOLUSDT\/long'=.*age=\d+s;20;60$/)
    expect(result.stdout.trim().split('\n')).toHaveLength(1)
    expect(result.stderr).toBe('')
  })

  it('is 1 when only the outermost tier is touched', async () => {
    exchange.venue.setMark('SOLUSDT', '190')
    const result = await check()
    expect(result.exitCode).toBe(1)
    expect(firstLine(result)).toContain('LIQWATCH WARNING - DOGEUSDT long 13.60% to liquidation (15% tier)')
    expect(result.stdout).toContain('NEW  printed only')
  })

  it('is 2 in an inner tier', async () => {
    const result = await check()
    expect(result.exitCode).toBe(2)
    expect(firstLine(result)).toContain(
      'LIQWATCH CRITICAL - SOLUSDT long 6.32% to liquidation (10% tier, no stop); +1 in 15% tier',
    )
    expect(result.stdout).toMatch(/^SOLUSDT +long +6\.32% +liq 154\.85 +mark 165\.30 +NEW {2}printed only$/m)
  })

  it('is 0 without any position', async () => {
    exchange.venue.place('flat')
    const result = await check()
    expect(result.exitCode).toBe(0)
    expect(firstLine(result)).toMatch(/^LIQWATCH OK - /)
    expect(firstLine(result)).not.toMatch(/ (long|short) /)
  })
})

describe('check, when it cannot tell', () => {
  it('is 3 when the key is refused, and says what to do', async () => {
    exchange.faults.http({ ...FAULTS.keyRefused, path: '/fapi/*' })
    const result = await check()
    expect(result.exitCode).toBe(3)
    expect(firstLine(result)).toMatch(/^LIQWATCH UNKNOWN - .*key/)
  })

  it('is 3 when the exchange is down', async () => {
    await exchange.close()
    const result = await check('--timeout', '3')
    expect(result.exitCode).toBe(3)
    expect(firstLine(result)).toMatch(/^LIQWATCH UNKNOWN - .*refused/i)
  })

  it('is 3 when the exchange never answers, within the deadline', async () => {
    exchange.faults.http({ kind: 'hang' })
    const result = await check('--timeout', '2')
    expect(result.exitCode).toBe(3)
    expect(firstLine(result)).toContain('LIQWATCH UNKNOWN')
  })

  it('is 3 for one unreadable position, and still tells of the others', async () => {
    exchange.faults.http({
      kind: 'missing-field',
      field: 'entryPrice',
      symbol: 'DOGEUSDT',
      path: '/fapi/v3/positionRisk',
    })
    exchange.venue.setMark('SOLUSDT', '190')
    const result = await check()
    expect(result.exitCode).toBe(3)
    expect(firstLine(result)).toMatch(/^LIQWATCH UNKNOWN - .*DOGEUSDT.*entryPrice/)
  })

  it('stays 2 when something is missing beside a position in danger', async () => {
    exchange.faults.http({
      kind: 'missing-field',
      field: 'entryPrice',
      symbol: 'DOGEUSDT',
      path: '/fapi/v3/positionRisk',
    })
    expect((await check()).exitCode).toBe(2)
  })

  it.each([
    { name: 'a flag that does not exist', flags: ['--pin', 'x'], says: /unknown option '--pin'/ },
    { name: 'a ping over plain http', flags: ['--ping', 'http://hc.example/uuid'], says: /--ping: .*https/ },
    { name: 'an account that does not exist', flags: ['-a', 'mian'], says: /did you mean main/ },
  ])('is 3 for $name', async ({ flags, says }) => {
    const result = await check(...flags)
    expect(result.exitCode).toBe(3)
    expect(result.stderr).toMatch(says)
  })

  it('is 3 for a config with a mistake, and names it', async () => {
    writeFileSync(home.configPath, JSON.stringify({ accounts: {}, tires: [15] }))
    const result = await check()
    expect(result.exitCode).toBe(3)
    expect(result.stderr).toContain('did you mean "tiers"')
  })

  it('is 3 without any config, in JSON too', async () => {
    rmSync(home.configPath)
    const result = await check('--json')
    expect(result.exitCode).toBe(3)
    expect(JSON.parse(result.stdout)).toMatchObject({
      schema: 'liqwatch/1',
      command: 'check',
      verdict: 'UNKNOWN',
      accounts: [],
      error: { code: 'config-missing' },
    })
  })
})

describe('check, when one account cannot be asked', () => {
  it('reads the other accounts, and tells of the loss of sight', async () => {
    const { main } = JSON.parse(readFileSync(home.configPath, 'utf8')).accounts
    const second = { ...main, apiSecret: 'file:not-there' }
    const channels = { phone: { type: 'webhook', url: inbox.url } }
    writeFileSync(home.configPath, JSON.stringify({ accounts: { main, second }, channels }))
    const first = await check('--json')
    // Missing data outranks OK and WARNING, never CRITICAL.
    expect(first.exitCode).toBe(2)
    const document = JSON.parse(first.stdout)
    expect(document.accounts.map(({ account }: { account: string }) => account).sort()).toEqual(['main', 'second'])
    expect(document.alerts.map(({ key }: { key: string }) => key)).toEqual(['main/SOLUSDT/long', 'main/DOGEUSDT/long'])
    const again = await check('--json')
    expect(JSON.parse(again.stdout).alerts).toEqual([
      expect.objectContaining({ key: 'second/data', reason: 'blind', delivered: ['phone'] }),
    ])
    expect(inbox.letters[1]?.body).toContain('not-there does not exist')
  })

  it('is 3 when it is the only one', async () => {
    rmSync(join(home.folder, 'secret'))
    const result = await check()
    expect(result.exitCode).toBe(3)
    expect(firstLine(result)).toMatch(/^LIQWATCH UNKNOWN - main: .*secret does not exist/)
  })
})

describe('check, when it crashes', () => {
  it('is 3, not the 1 that Node would end with', async () => {
    const bomb = join(home.folder, 'bomb.cjs')
    writeFileSync(bomb, "setTimeout(() => { throw new Error('boom') }, 150)")
    exchange.faults.http({ kind: 'latency', ms: 1000 })
    const result = await runCli(['check'], { env: { ...home.env, NODE_OPTIONS: `--require ${bomb}` } })
    expect(result.exitCode).toBe(3)
    expect(result.stderr).toContain('boom')
  })
})

describe('check --json', () => {
  it('has the head, the exit code and an alert for each thing that was due', async () => {
    const result = await check('--json')
    const document = JSON.parse(result.stdout)
    expect(document).toMatchObject({
      schema: 'liqwatch/1',
      command: 'check',
      verdict: 'CRITICAL',
      exitCode: 2,
      error: null,
    })
    expect(document.accounts[0]).toMatchObject({ account: 'main', verdict: 'CRITICAL' })
    expect(document.alerts).toEqual([
      expect.objectContaining({
        key: 'main/SOLUSDT/long',
        symbol: 'SOLUSDT',
        side: 'LONG',
        tier: '10',
        reason: 'entered',
        delivered: [],
        failed: [],
      }),
      expect.objectContaining({ key: 'main/DOGEUSDT/long', tier: '15', reason: 'entered' }),
    ])
  })
})

describe('check --quiet', () => {
  it('prints news, then nothing while nothing changes, then a failure', async () => {
    expect((await check('--quiet')).stdout).toContain('LIQWATCH CRITICAL')
    const second = await check('--quiet')
    expect([second.exitCode, second.stdout, second.stderr]).toEqual([2, '', ''])
    exchange.faults.http({ ...FAULTS.keyRefused, path: '/fapi/*' })
    const third = await check('--quiet')
    expect(third.exitCode).toBe(3)
    expect(third.stdout).toContain('LIQWATCH UNKNOWN')
  })
})

describe('check --ping', () => {
  it('tells the switch the exit code once the evaluation is complete', async () => {
    const result = await check('--ping', inbox.url)
    expect(result.exitCode).toBe(2)
    expect(inbox.letters).toEqual([{ path: `/${inbox.secret}`, body: '2' }])
  })

  it('tells it a failure under /fail', async () => {
    exchange.faults.http({ ...FAULTS.keyRefused, path: '/fapi/*' })
    expect((await check('--ping', inbox.url)).exitCode).toBe(3)
    expect(inbox.letters).toEqual([{ path: `/${inbox.secret}/fail`, body: '3' }])
  })

  it('says so when the switch does not hear it, and keeps the exit code', async () => {
    inbox.mood = 503
    const result = await check('--ping', inbox.url)
    expect(result.exitCode).toBe(2)
    expect(result.stderr).toMatch(/^the ping to 127\.0\.0\.1:\d+ was answered with HTTP 503\n$/)
  })

  it('evaluates and warns even when the file with the URL is gone', async () => {
    const result = await check('--ping', `file:${join(home.folder, 'gone')}`)
    expect(result.exitCode).toBe(2)
    expect(result.stderr).toMatch(/^the ping to its URL failed \(.*gone does not exist\)\n$/)
  })

  it('reads the URL from a file', async () => {
    const file = join(home.folder, 'ping')
    writeFileSync(file, `${inbox.url}\n`, { mode: 0o600 })
    await check('--ping', `file:${file}`)
    expect(inbox.letters).toEqual([{ path: `/${inbox.secret}`, body: '2' }])
  })
})

describe('check, as cron starts it', () => {
  it('needs no PATH, no terminal and no variables but HOME and the config', async () => {
    const env = { HOME: home.folder }
    const result = await runCli(['check', '--config', home.configPath], { env, cwd: '/' })
    expect([result.exitCode, result.stderr]).toEqual([2, ''])
    expect(firstLine(result)).toContain('LIQWATCH CRITICAL')
  })

  it('needs not even HOME', async () => {
    const result = await runCli(['check', '--config', home.configPath], {
      env: { LIQWATCH_STATE_DIR: join(home.folder, 'state'), LIQWATCH_CACHE_DIR: join(home.folder, 'cache') },
      cwd: '/',
    })
    expect([result.exitCode, result.stderr]).toEqual([2, ''])
  })
})
