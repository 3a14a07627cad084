import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'vitest'
import { FAULTS } from '../../src/demo/fault-kit.ts'
import { type DemoExchange, type DemoOptions, startDemoExchange } from '../../src/demo/server.ts'
import { type CliHome, type CliResult, homeFor, runCli } from '../support/run-cli.ts'

const POSITIONS = '/fapi/v3/positionRisk'

/** What a person and a machine are told, from two runs against the same exchange. */
async function status({ env }: CliHome, ...flags: readonly string[]) {
  const [screen, document] = await Promise.all([
    runCli(['status', ...flags], { env }),
    runCli(['status', '--json', ...flags], { env }),
  ])
  return { screen, json: JSON.parse(document.stdout), jsonExitCode: document.exitCode }
}

async function place(test: TestContext, options: DemoOptions = {}, overrides = {}) {
  const exchange = await startDemoExchange(options)
  test.onTestFinished(() => exchange.close())
  return { exchange, home: homeFor(exchange, overrides) }
}

/** Everything a person is told, whatever way the lines were broken. */
function toldBy({ stdout, stderr }: CliResult): string {
  return `${stdout} ${stderr}`.replace(/\s+/g, ' ')
}

/** Of the run, or of its only account where its margin accounts could still be read. */
function failureIn(json: { error: unknown; accounts: { error?: unknown }[] }): unknown {
  return json.error ?? json.accounts[0]?.error
}

interface Case {
  readonly name: string
  readonly arm: (exchange: DemoExchange, home: CliHome) => void
  readonly code: string
  readonly exitCode: number
  /** What a person must be told. */
  readonly says: string
  /** 10 unless told. */
  readonly timeoutSeconds?: string
}

const ACCOUNT = '/fapi/v3/*'
/** Five times the maintenance margin that SOLUSDT had. */
const DEARER = {
  bracket: 1,
  initialLeverage: 20,
  notionalFloor: 0,
  notionalCap: 1_000_000_000,
  maintMarginRatio: 0.025,
  cum: 0,
}

/** Nothing can be said of the account: the exit code, the reason and a way out can. */
const NOTHING_KNOWN: readonly Case[] = [
  {
    name: '429 with Retry-After',
    arm: ({ faults }) => faults.http({ ...FAULTS.rateLimited(30), path: ACCOUNT }),
    code: 'rate-limited',
    exitCode: 1,
    says: 'pauses for 30 s',
  },
  {
    name: '418',
    arm: ({ faults, nowMs }) => faults.http({ ...FAULTS.banned(nowMs() + 120_000), path: ACCOUNT }),
    code: 'ip-banned',
    exitCode: 1,
    says: 'has banned this address until',
  },
  {
    name: '500',
    arm: ({ faults }) => faults.http({ ...FAULTS.internal, path: ACCOUNT }),
    code: 'venue-unavailable',
    exitCode: 1,
    says: 'HTTP 500',
  },
  {
    name: '503',
    arm: ({ faults }) => faults.http({ ...FAULTS.unavailable, path: ACCOUNT }),
    code: 'venue-unavailable',
    exitCode: 1,
    says: 'HTTP 503',
  },
  {
    name: 'an overloaded exchange',
    arm: ({ faults }) => faults.http({ ...FAULTS.overloaded, path: ACCOUNT }),
    code: 'venue-overloaded',
    exitCode: 1,
    says: 'shedding load',
  },
  {
    name: 'an HTML page',
    arm: ({ faults }) => faults.http({ kind: 'html', path: ACCOUNT }),
    code: 'garbled-reply',
    exitCode: 1,
    says: 'not JSON',
  },
  {
    name: 'half an answer',
    arm: ({ faults }) => faults.http({ kind: 'truncated', path: ACCOUNT }),
    code: 'garbled-reply',
    exitCode: 1,
    says: 'not JSON',
  },
  {
    name: 'an answer of another kind',
    arm: ({ faults }) => faults.http({ kind: 'body', body: '[]', path: '/fapi/v3/account' }),
    code: 'unreadable-reply',
    exitCode: 1,
    says: '/fapi/v3/account',
  },
  {
    name: 'a redirect',
    arm: ({ faults }) => faults.http({ kind: 'redirect', location: 'http://127.0.0.1:9/', path: ACCOUNT }),
    code: 'redirect-refused',
    exitCode: 1,
    says: 'redirect',
  },
  {
    name: 'a hang',
    arm: ({ faults }) => faults.http({ kind: 'hang' }),
    code: 'timeout',
    exitCode: 1,
    says: 'within 1.5 s',
    timeoutSeconds: '1.5',
  },
  {
    name: 'a slow drip',
    arm: ({ faults }) => faults.http({ kind: 'drip', bytes: 1, everyMs: 100 }),
    code: 'timeout',
    exitCode: 1,
    says: 'within 1.5 s',
    timeoutSeconds: '1.5',
  },
  {
    name: 'a reset connection',
    arm: ({ faults }) => faults.http({ kind: 'reset' }),
    code: 'connection-lost',
    exitCode: 1,
    says: 'broke off',
  },
  {
    name: 'a firewall',
    arm: ({ faults }) => faults.http({ ...FAULTS.firewall, path: ACCOUNT }),
    code: 'firewall',
    exitCode: 1,
    says: 'firewall',
  },
  {
    name: 'a malformed key (-2014)',
    arm: ({ faults }) => faults.http({ ...FAULTS.keyMalformed, path: '/fapi/*' }),
    code: 'api-key-rejected',
    exitCode: 4,
    says: 'accounts.main.apiKey',
  },
  {
    name: 'a refused key (-2015)',
    arm: ({ faults }) => faults.http({ ...FAULTS.keyRefused, path: '/fapi/*' }),
    code: 'api-key-rejected',
    exitCode: 4,
    says: 'tick "Enable Reading"',
  },
  {
    name: 'a wrong secret',
    arm: (_, { folder }) => writeFileSync(join(folder, 'secret'), 'y'.repeat(64), { mode: 0o600 }),
    code: 'signature-rejected',
    exitCode: 4,
    says: 'accounts.main.apiSecret',
  },
  {
    name: 'portfolio margin',
    arm: ({ venue }) => venue.setPortfolioMargin(true),
    code: 'portfolio-margin-unsupported',
    exitCode: 1,
    says: 'ortfolio',
  },
  {
    name: 'a key that can withdraw',
    arm: ({ venue }) => venue.setRestrictions({ enableReading: true, enableFutures: true, enableWithdrawals: true }),
    code: 'key-too-powerful',
    exitCode: 2,
    says: 'only Enable Reading ticked',
  },
  {
    name: 'a key that can trade',
    arm: ({ venue }) => venue.setRestrictions({ enableReading: true, enableFutures: true }),
    code: 'key-too-powerful',
    exitCode: 2,
    says: 'accounts.main.allowTradingKey',
  },
]

describe.concurrent('status when nothing can be said of the account', () => {
  it.for(NOTHING_KNOWN)(
    'says so, and what to do: $name',
    async ({ arm, code, exitCode, says, timeoutSeconds = '10' }, test) => {
      const { exchange, home } = await place(test)
      arm(exchange, home)
      const { screen, json, jsonExitCode } = await status(home, '--timeout', timeoutSeconds)
      const told = toldBy(screen)
      test.expect(screen.exitCode).toBe(exitCode)
      test.expect(told).toContain(says)
      test.expect(jsonExitCode).toBe(exitCode)
      test.expect(json).toMatchObject({ schema: 'liqwatch/1', command: 'status', verdict: 'UNKNOWN' })
      test.expect(json.accounts.flatMap(({ positions }: { positions: unknown[] }) => positions)).toEqual([])
      test
        .expect(failureIn(json))
        .toMatchObject({ code, message: test.expect.any(String), hint: test.expect.any(String) })
      for (const secret of [exchange.apiKey, exchange.apiSecret]) {
        test.expect(told + JSON.stringify(json)).not.toContain(secret)
      }
    },
  )

  it('names a port where nothing listens', async (test) => {
    const { exchange, home } = await place(test)
    await exchange.close()
    const { screen, json } = await status(home)
    test.expect(screen.exitCode).toBe(1)
    test.expect(toldBy(screen)).toContain('was refused')
    test.expect(failureIn(json)).toMatchObject({ retryable: true })
  })

  it('names a host that does not exist', async (test) => {
    const { exchange } = await place(test)
    const account = { ...exchange.endpoints, httpFutures: 'https://no-such-host.invalid' }
    const home = homeFor({ ...exchange, endpoints: account }, {})
    const config = JSON.parse(readFileSync(home.configPath, 'utf8'))
    config.accounts.main.trustEndpoints = true
    writeFileSync(home.configPath, JSON.stringify(config), { mode: 0o600 })
    const { screen } = await status(home, '--timeout', '3')
    test.expect(screen.exitCode).toBe(1)
    test.expect(toldBy(screen)).toContain('could not be looked up')
  })

  it('gives up in time on a port that accepts and says nothing', async (test) => {
    const mute = createServer(() => undefined)
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve))
    test.onTestFinished(() => void mute.close())
    const { exchange } = await place(test)
    const address = mute.address()
    const port = typeof address === 'object' ? address?.port : 0
    const home = homeFor({ ...exchange, endpoints: { ...exchange.endpoints, httpFutures: `http://127.0.0.1:${port}` } })
    const { screen, json } = await status(home, '--timeout', '1')
    test.expect(screen.exitCode).toBe(1)
    test.expect(toldBy(screen)).toContain('within 1 s')
    test.expect(failureIn(json)).toMatchObject({ code: 'timeout' })
  })
})

interface Row {
  readonly symbol: string
  readonly liquidation: { readonly status: string; readonly driftPct: string | null; readonly reason: string | null }
  readonly [field: string]: unknown
}

const rowOf = (json: { accounts: { positions: Row[] }[] }, symbol: string): Row | undefined =>
  json.accounts[0]?.positions.find((row) => row.symbol === symbol)

describe.concurrent('status when something is missing', () => {
  it('shows n/a for the row whose field is missing, UNKNOWN, and the other rows', async (test) => {
    const { exchange, home } = await place(test)
    exchange.venue.setMark('SOLUSDT', '190')
    exchange.venue.setMark('DOGEUSDT', '0.23')
    exchange.faults.http({ kind: 'missing-field', path: POSITIONS, field: 'entryPrice', symbol: 'SOLUSDT' })
    const { screen, json } = await status(home)
    test.expect(screen.exitCode).toBe(0)
    test.expect(screen.stdout).toMatch(/^UNKNOWN/)
    test.expect(screen.stdout).toMatch(/^\? SOLUSDT.*n\/a/m)
    test.expect(json.verdict).toBe('UNKNOWN')
    test.expect(rowOf(json, 'SOLUSDT')?.liquidation).toMatchObject({ status: 'unknown', price: null })
    test.expect(rowOf(json, 'SOLUSDT')?.liquidation.reason).toContain('entryPrice')
    test.expect(rowOf(json, 'DOGEUSDT')?.liquidation.status).toBe('price')
  })

  it('shows n/a for a field of the wrong type', async (test) => {
    const { exchange, home } = await place(test)
    exchange.faults.http({
      kind: 'set-field',
      path: POSITIONS,
      field: 'isolatedWallet',
      value: { a: 1 },
      symbol: 'DOGEUSDT',
    })
    const { screen, json } = await status(home)
    test.expect(screen.stdout).toMatch(/^\? DOGEUSDT.*n\/a/m)
    test.expect(json.verdict).toBe('CRITICAL')
    test.expect(rowOf(json, 'DOGEUSDT')?.liquidation.status).toBe('unknown')
  })

  it('shows a liquidation price that Binance sees elsewhere as drift, after reading brackets anew', async (test) => {
    const { exchange, home } = await place(test)
    exchange.venue.setMark('SOLUSDT', '190')
    exchange.venue.setMark('DOGEUSDT', '0.23')
    const scaled = { kind: 'scale-field', path: POSITIONS, field: 'liquidationPrice', symbol: 'SOLUSDT' } as const
    await runCli(['status'], { env: home.env })
    exchange.faults.http({ ...scaled, by: 1.02 })
    const { screen, json } = await status(home)
    test.expect(json.verdict).toBe('WARNING')
    test.expect(rowOf(json, 'SOLUSDT')?.liquidation.driftPct).toMatch(/^1\.9\d+|2\.0\d*$/)
    test.expect(screen.stdout).toMatch(/^WARNING/)
    test.expect(screen.stdout).toMatch(/1\.9\d%|2\.00%/)
    const reads = exchange.counters().requests.get('GET /fapi/v1/leverageBracket') ?? 0
    test.expect(reads).toBeGreaterThanOrEqual(2)
  })

  it('falls back on the mark of positionRisk when premiumIndex cannot be read', async (test) => {
    const { exchange, home } = await place(test)
    exchange.faults.http({ ...FAULTS.unavailable, path: '/fapi/v1/premiumIndex' })
    const { json } = await status(home)
    test.expect(rowOf(json, 'SOLUSDT')?.liquidation.status).toBe('price')
    test.expect(json.accounts[0].gaps.map(({ what }: { what: string }) => what)).toContain('premiumIndex SOLUSDT')
  })

  it('is UNKNOWN without brackets, which nothing may replace', async (test) => {
    const { exchange, home } = await place(test)
    exchange.faults.http({ ...FAULTS.unavailable, path: '/fapi/v1/leverageBracket' })
    const { screen, json } = await status(home)
    test.expect(json.verdict).toBe('UNKNOWN')
    test.expect(rowOf(json, 'SOLUSDT')?.liquidation).toMatchObject({ status: 'unknown', price: null })
    test.expect(screen.stdout).toContain('n/a')
  })

  it('computes with brackets that changed since they were cached', async (test) => {
    const { exchange, home } = await place(test)
    await runCli(['status'], { env: home.env })
    exchange.venue.setBrackets('SOLUSDT', [DEARER])
    const { json } = await runCliJson(home)
    test.expect(rowOf(json, 'SOLUSDT')?.liquidation).toMatchObject({ status: 'price' })
    test.expect(Number(rowOf(json, 'SOLUSDT')?.liquidation.driftPct)).toBeLessThan(0.01)
  })

  it('keeps a symbol that was delisted while held', async (test) => {
    const { exchange, home } = await place(test)
    exchange.venue.delist('DOGEUSDT')
    const { screen, json } = await status(home)
    test.expect(screen.exitCode).toBe(0)
    test.expect(rowOf(json, 'DOGEUSDT')).toBeDefined()
    test.expect(screen.stdout).toContain('DOGEUSDT')
  })

  it('shows a symbol with a name outside ASCII', async (test) => {
    const account = {
      wallets: { USDT: '5000' },
      positions: [{ symbol: '币安人生USDT', quantity: '1000', entryPrice: '0.14', leverage: 5 }],
    }
    const { home } = await place(test, { account })
    const { screen, json } = await status(home)
    test.expect(rowOf(json, '币安人生USDT')?.liquidation.status).not.toBe('unknown')
    test.expect(screen.stdout).toContain('币安人生USDT')
  })

  it('neutralises a hostile name', async (test) => {
    const { exchange, home } = await place(test)
    exchange.faults.http({
      kind: 'set-field',
      path: POSITIONS,
      field: 'symbol',
      value: 'SOL\u001b[2JUSDT',
      symbol: 'SOLUSDT',
    })
    const { screen, json } = await status(home)
    test.expect(screen.stdout).not.toContain('\u001b')
    test.expect(json.verdict).toBe('UNKNOWN')
  })

  it('lists COIN-M positions as unknown, unless they are ignored', async (test) => {
    const { exchange, home } = await place(test, { account: 'coin-m' })
    const { screen, json } = await status(home)
    test.expect(screen.stdout).toMatch(/BTCUSD_PERP.*n\/a/)
    test.expect(rowOf(json, 'BTCUSD_PERP')?.liquidation.reason).toContain('coinM')
    test.expect(rowOf(json, 'SOLUSDT')?.liquidation.status).toBe('price')
    const ignoring = homeFor(exchange)
    const config = JSON.parse(readFileSync(ignoring.configPath, 'utf8'))
    config.accounts.main.coinM = 'ignore'
    writeFileSync(ignoring.configPath, JSON.stringify(config), { mode: 0o600 })
    const { json: without } = await runCliJson(ignoring)
    test.expect(rowOf(without, 'BTCUSD_PERP')).toBeUndefined()
  })

  it('does not take a position for closed that only one of two answers leaves out', async (test) => {
    const { exchange, home } = await place(test)
    exchange.faults.http({ kind: 'missing-row', path: POSITIONS, symbol: 'SOLUSDT' })
    const { json } = await status(home)
    test.expect(rowOf(json, 'SOLUSDT')?.liquidation.status).toBe('unknown')
    test.expect(json.verdict).toBe('UNKNOWN')
  })

  it('shows optional data that is missing and changes no verdict', async (test) => {
    const { exchange, home } = await place(test)
    for (const path of ['/fapi/v1/openAlgoOrders', '/fapi/v1/klines', '/fapi/v1/fundingInfo']) {
      exchange.faults.http({ ...FAULTS.unavailable, path })
    }
    const { screen, json } = await status(home)
    test.expect(json.verdict).toBe('CRITICAL')
    const gaps = json.accounts[0].gaps.map(({ what }: { what: string }) => what)
    test.expect(gaps).toEqual(test.expect.arrayContaining(['fundingInfo', 'openAlgoOrders SOLUSDT']))
    test.expect(screen.stdout).not.toContain('has no stop')
  })

  it.for([
    { name: 'ahead', byMs: 120_000 },
    { name: 'behind', byMs: -120_000 },
  ])('does not mind a clock that the exchange finds $name', async ({ byMs }, test) => {
    const { exchange, home } = await place(test)
    exchange.faults.skewClock(byMs)
    const { screen, json } = await status(home)
    test.expect(screen.exitCode).toBe(0)
    test.expect(rowOf(json, 'SOLUSDT')?.liquidation.status).toBe('price')
  })

  it('says that the permissions of the key cannot be read, and refuses nothing', async (test) => {
    const { exchange, home } = await place(test)
    exchange.faults.http({ ...FAULTS.unavailable, path: '/sapi/v1/account/apiRestrictions' })
    const { screen, json } = await status(home)
    test.expect(screen.exitCode).toBe(0)
    test.expect(json.verdict).toBe('CRITICAL')
    test.expect(screen.stdout).toContain('key permissions')
  })

  it('goes on with a key that gains power after its first use, and says so', async (test) => {
    const { exchange, home } = await place(test)
    await runCli(['status'], { env: home.env })
    exchange.venue.setRestrictions({ enableReading: true, enableFutures: true, enableWithdrawals: true })
    for (const file of readdirSync(join(home.folder, 'cache'), { recursive: true, encoding: 'utf8' })) {
      if (file.includes('key-permissions')) rmSync(join(home.folder, 'cache', file))
    }
    const { screen, json } = await status(home)
    test.expect(screen.exitCode).toBe(0)
    test.expect(json.verdict).toBe('CRITICAL')
    test.expect(screen.stdout.replace(/\s+/g, ' ')).toContain('gained power')
  })
})

async function runCliJson({ env }: CliHome) {
  const { stdout } = await runCli(['status', '--json'], { env })
  return { json: JSON.parse(stdout) }
}
