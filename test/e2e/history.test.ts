import { existsSync } from 'node:fs'
import { describe, expect, it, type TestContext } from 'vitest'
import { type DemoExchange, type DemoOptions, startDemoExchange } from '../../src/demo/server.ts'
import { LiveCli } from '../support/live-cli.ts'
import { type CliHome, homeFor, runCli } from '../support/run-cli.ts'

interface Event {
  readonly at: string
  readonly type: string
  readonly symbol: string | null
  readonly before: string | null
  readonly after: string | null
  readonly id: string
  readonly flags: readonly { readonly kind: string; readonly certainty: string }[]
}

async function place(test: TestContext, options: DemoOptions = {}, overrides = {}) {
  const exchange = await startDemoExchange({ past: 'lived', ...options })
  test.onTestFinished(() => exchange.close())
  return { exchange, home: homeFor(exchange, overrides) }
}

async function history({ env }: CliHome, ...flags: readonly string[]) {
  const result = await runCli(['history', '--json', '--since', '90d', ...flags], { env })
  const document = JSON.parse(result.stdout)
  return { ...result, document, events: document.events as readonly Event[] }
}

const ids = (events: readonly Event[]) => events.map(({ id }) => id)
const incomeAsked = (exchange: DemoExchange) => exchange.counters().requests.get('GET /fapi/v1/income') ?? 0

describe('liqwatch history', () => {
  it('tells the last week of the demo, newest last', async () => {
    const { stdout, stderr, exitCode } = await runCli(['history', '--demo'])
    expect([exitCode, stderr]).toEqual([0, ''])
    const lines = stdout.trimEnd().split('\n')
    expect(lines[0]).toMatch(/^ {2}AT +TYPE +SYMBOL +WHAT$/)
    expect(stdout).toMatch(/\n! .* fill +XRPUSDT +buy .* size added to a loser: /)
    expect(stdout).toMatch(/\n! .* margin +XRPUSDT +added 120\.00 USDT \(USER_ADJUST\); margin added to a loser: /)
    expect(stdout).toMatch(/ XRPUSDT +liquidation: sell .* -> none\), realized -/)
    expect(stdout).toMatch(/ funding +SOLUSDT +paid /)
    expect(lines.at(-1)).toMatch(/^\d+ entries since .*, 2 marked ! \(abnormal use of margin\)$/)
  })

  it('has one document with every event, in order', async (test) => {
    const { home } = await place(test)
    const { document, events, exitCode, stderr } = await history(home)
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(document).toMatchObject({
      schema: 'liqwatch/1',
      command: 'history',
      verdict: null,
      accounts: [],
      error: null,
    })
    expect(document.sync).toEqual({ status: 'complete', added: events.length, problems: [] })
    expect(events.map(({ at }) => at)).toEqual(events.map(({ at }) => at).toSorted())
    expect(new Set(ids(events)).size).toBe(events.length)
    const xrp = events.filter(({ type, symbol }) => type === 'fill' && symbol === 'XRPUSDT')
    expect(xrp.map(({ before }) => before)[0]).toBe('0')
    expect(xrp.map(({ after }) => after).at(-1)).toBe('0')
    expect(xrp[1]?.before).toBe(xrp[0]?.after)
    expect(xrp.map(({ flags }) => flags.map(({ kind, certainty }) => `${kind} ${certainty}`))).toEqual([
      [],
      ['size-added-to-loser known'],
      [],
    ])
  })

  it('goes on from what it has, and needs no exchange for it', async (test) => {
    const { exchange, home } = await place(test)
    const first = await history(home)
    const again = await history(home)
    expect([again.exitCode, again.document.sync]).toEqual([0, { status: 'complete', added: 0, problems: [] }])
    expect(ids(again.events)).toEqual(ids(first.events))
    const requests = exchange.counters().totalRequests
    const offline = await history(home, '--no-sync')
    expect(ids(offline.events)).toEqual(ids(first.events))
    expect(offline.document.sync).toEqual({ status: 'skipped', added: 0, problems: [] })
    expect(exchange.counters().totalRequests).toBe(requests)
  })

  it('finds a leverage that was raised while losing between two runs', async (test) => {
    const { exchange, home } = await place(test)
    await history(home)
    exchange.venue.setLeverage('SOLUSDT', 20)
    const { events } = await history(home, '--type', 'leverage')
    expect(events).toMatchObject([
      {
        symbol: 'SOLUSDT',
        before: '10',
        after: '20',
        flags: [{ kind: 'leverage-raised-while-losing', certainty: 'known' }],
      },
    ])
    const rules = await runCli(['rules', '--json', '--id', 'LM1,RM3'], { env: home.env })
    const [chosen, logged] = JSON.parse(rules.stdout).rules
    expect(chosen.evidence.join()).toContain('SOLUSDT long: 20x, chosen by you')
    expect(logged).toMatchObject({ id: 'RM3', status: 'warn' })
    expect(logged.evidence.join()).toContain('leverage raised from 10x to 20x')
  })

  it('chooses by symbol and type, however they are typed', async (test) => {
    const { home } = await place(test)
    const { events, stderr } = await history(home, '--symbol', 'xrp', '--type', 'fill,Margin')
    expect(stderr).toBe('understood "xrp" as XRPUSDT\n')
    expect(events.map(({ type }) => type)).toEqual(['fill', 'fill', 'margin', 'fill'])
    const never = await history(home, '--symbol', '1000PEPEUSDT')
    expect([never.exitCode, never.events]).toEqual([0, []])
  })

  it('understands a symbol without asking anybody, its last event long ago or none at all', async (test) => {
    const { home } = await place(test)
    const before = await history(home, '--no-sync', '--symbol', 'sol')
    expect([before.exitCode, before.document.error.message]).toEqual([2, 'no symbols are known yet, "sol" neither'])
    await history(home, '--symbol', 'sol')
    const brief = await runCli(['history', '--no-sync', '--since', '1s', '--symbol', 'xrp'], { env: home.env })
    expect([brief.exitCode, brief.stderr]).toEqual([0, 'understood "xrp" as XRPUSDT\n'])
    const never = await history(home, '--no-sync', '--symbol', '1000PEPEUSDT')
    expect([never.exitCode, never.events]).toEqual([0, []])
  })

  it.each([
    { name: 'charts of some types', flags: ['--chart', '--type', 'fill'], says: '--chart draws figures, not events' },
    { name: 'charts as a table', flags: ['--chart', '--csv'], says: '--chart has no --csv' },
    { name: 'an unknown symbol', flags: ['--symbol', 'XRPUDST'], says: 'did you mean XRPUSDT' },
    { name: 'an unknown type', flags: ['--type', 'fills'], says: 'Did you mean fill?' },
    { name: 'a time that is none', flags: ['--since', 'yesterday'], says: 'It takes a length of time' },
  ])('refuses $name', async ({ flags, says }) => {
    const { exitCode, stderr, stdout } = await runCli(['history', '--demo', ...flags])
    expect([exitCode, stdout]).toEqual([2, ''])
    expect(stderr).toContain(says)
  })

  it('exports a table', async () => {
    const { stdout, exitCode } = await runCli(['history', '--demo', '--csv', '--since', '90d', '--type', 'fill'])
    const [header, ...rows] = stdout.trimEnd().split('\r\n')
    expect(exitCode).toBe(0)
    expect(header?.split(',').slice(0, 9)).toEqual([
      'at',
      'type',
      'symbol',
      'side',
      'before',
      'after',
      'note',
      'account',
      'id',
    ])
    expect(rows).toHaveLength(13)
    expect(rows.every((row) => /^\d{4}-\d\d-\d\dT[\d:.]+Z,fill,\w+,(BUY|SELL),/.test(row))).toBe(true)
  })

  it('works across accounts with -a all, and asks for one otherwise', async (test) => {
    const exchange = await startDemoExchange({ past: 'lived' })
    test.onTestFinished(() => exchange.close())
    const account = { apiKey: 'env:DEMO_KEY', apiSecret: 'env:DEMO_SECRET', endpoints: exchange.endpoints }
    const home = homeFor(exchange, { accounts: { main: account, second: account } })
    const env = { ...home.env, DEMO_KEY: exchange.apiKey, DEMO_SECRET: exchange.apiSecret }
    const { exitCode, stderr } = await runCli(['history'], { env })
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('name one with -a: main, second')])
    // Both from the beginning would take more than the program's share of a minute's request limit.
    for (const name of ['main', 'second']) await runCli(['history', '-q', '-a', name], { env })
    const screen = await runCli(['history', '-a', 'all'], { env })
    expect([screen.exitCode, screen.stderr]).toEqual([0, ''])
    expect(screen.stdout).toMatch(/AT +ACCOUNT +TYPE/)
    expect(screen.stdout).toMatch(/ second +fill +XRPUSDT/)
  })

  it('does not bring back what is older than store.keepDays', async (test) => {
    const { home } = await place(test, {}, { store: { keepDays: 10 } })
    const { events } = await history(home)
    expect(events.length).toBeGreaterThan(10)
    expect(events.filter(({ symbol }) => symbol === 'LINKUSDT' || symbol === 'BNBUSDT')).toEqual([])
  })
})

describe('a history that is broken off', () => {
  it.each([
    {
      name: 'a limit',
      fault: { kind: 'status', status: 429, headers: { 'Retry-After': '1' }, body: { code: -1003, msg: 'slow down' } },
      code: 'rate-limited',
    },
    { name: 'silence', fault: { kind: 'hang' }, code: 'timeout' },
  ] as const)('shows what was read before $name, says so, and goes on with the next run', async ({ fault, code }) => {
    const exchange = await startDemoExchange({ past: 'lived' })
    try {
      const home = homeFor(exchange)
      exchange.faults.http({ ...fault, path: '/fapi/v1/userTrades', forSymbol: 'LINKUSDT' })
      const broken = await history(home, '--timeout', '1')
      expect(broken.exitCode).toBe(1)
      expect(broken.document).toMatchObject({ error: { code, retryable: true }, sync: { status: 'partial' } })
      expect(broken.events.filter(({ type }) => type === 'fill').map(({ symbol }) => symbol)).toContain('BTCUSDT')
      exchange.faults.clear()
      const asked = incomeAsked(exchange)
      const mended = await history(home)
      expect([mended.exitCode, mended.document.sync.status]).toEqual([0, 'complete'])
      expect(incomeAsked(exchange) - asked).toBe(1)
      expect(mended.events.filter(({ type }) => type === 'fill')).toHaveLength(13)
      expect(ids(mended.events)).toEqual(expect.arrayContaining([...ids(broken.events)]))
    } finally {
      await exchange.close()
    }
  })

  it('has lost nothing after it was killed', async (test) => {
    const { exchange, home } = await place(test)
    exchange.faults.http({ kind: 'hang', path: '/fapi/v1/userTrades', forSymbol: 'LINKUSDT' })
    const live = new LiveCli(['history'], { test, env: home.env })
    await live.until(
      () => (exchange.counters().requests.get('GET /fapi/v1/userTrades') ?? 0) >= 3,
      'third list of trades',
    )
    live.signal('SIGKILL')
    await live.exited
    exchange.faults.clear()
    const { events, document, exitCode } = await history(home)
    expect([exitCode, document.sync.status]).toEqual([0, 'complete'])
    expect(document.sync.added).toBeLessThan(events.length)
    expect(events.filter(({ type }) => type === 'fill')).toHaveLength(13)
  })

  it('says that a key is refused, with what is known', async (test) => {
    const { exchange, home } = await place(test)
    const known = await history(home)
    exchange.faults.http({
      kind: 'status',
      status: 401,
      path: '/fapi/*',
      body: { code: -2015, msg: 'Invalid API-key' },
    })
    const refused = await history(home)
    expect(refused.exitCode).toBe(4)
    expect(ids(refused.events)).toEqual(ids(known.events))
    expect(refused.document.error.code).toMatch(/^api-key/)
  })

  it('refuses a key that can move money, and reads nothing with it', async (test) => {
    const { exchange, home } = await place(test, { permissions: 'withdraw' })
    const { exitCode, stderr } = await runCli(['history'], { env: home.env })
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('can move money')])
    expect(incomeAsked(exchange)).toBe(0)
  })

  it('is silent about progress where there is no terminal, and writes no file but its state', async (test) => {
    const { home } = await place(test)
    const { stderr } = await runCli(['history'], { env: home.env })
    expect(stderr).toBe('')
    expect(existsSync(`${home.folder}/state/liqwatch.db`)).toBe(true)
  })
})
