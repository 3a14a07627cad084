import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startInbox } from '../support/inbox.ts'
import { LiveCli } from '../support/live-cli.ts'
import { runCli } from '../support/run-cli.ts'
import { homeOf, openThreeAccounts, type Party } from '../support/three-accounts.ts'

/** Three accounts of a config, two of them on one host; one is called as every object's own property is. */
const NAMES = ['main', 'constructor', 'spare'] as const

interface Json {
  readonly verdict: string
  readonly exitCode?: number
  readonly accounts: readonly {
    readonly account: string
    readonly verdict: string
    readonly positions: readonly unknown[]
  }[]
  readonly alerts?: readonly { readonly key: string; readonly reason: string }[]
}

/** Accounts, a home for them, and a phone that hears of everything. */
async function place(overrides: Readonly<Record<string, unknown>> = {}) {
  const accounts = await openThreeAccounts()
  const inbox = await startInbox()
  onTestFinished(() => inbox.close())
  const phone = { type: 'webhook', url: inbox.url }
  const routes = { '15': ['phone'], '10': ['phone'], '5': ['phone'], blind: ['phone'] }
  const byName = { main: accounts.one, constructor: accounts.two, spare: accounts.three }
  const home = homeOf(byName, { channels: { phone }, routes, ...overrides })
  const run = (...argv: string[]) => runCli(argv, { env: home.env })
  const letters = (): readonly { title: string; body: string; alerts: readonly { key: string }[] }[] =>
    inbox.letters.map(({ body }) => JSON.parse(body))
  const json = async (...argv: string[]): Promise<Json> => JSON.parse((await run(...argv, '--json')).stdout)
  return { ...accounts, home, inbox, letters, run, json }
}

/** The same position in the first two accounts, nearer to its liquidation in the second. */
function sameSymbol({ one, two }: { readonly one: Party; readonly two: Party }): void {
  const position = { symbol: 'SOLUSDT', quantity: '60', entryPrice: '171.2', leverage: 10 }
  one.demo.venue.place({ wallets: { USDT: '9645.42' }, positions: [{ ...position, isolatedWallet: '1027.20' }] })
  two.demo.venue.place({ wallets: { USDT: '9645.42' }, positions: [{ ...position, isolatedWallet: '800' }] })
}

describe('several accounts', () => {
  it('are all covered, worst first, in words and in JSON', async () => {
    const { run, json } = await place()
    const status = await run('status')
    expect(status.exitCode).toBe(0)
    expect(status.stdout).toMatch(/^CRITICAL {2}main: SOLUSDT long is 6\.3\d% from liquidation \(10% tier\)/)
    const at = NAMES.map((name) => status.stdout.indexOf(`\n${name}  USDⓈ-M`))
    expect(at).toEqual(at.toSorted((a, b) => a - b))
    expect(status.stdout).toContain('liqwatch fix SOLUSDT --target 15 -a main')
    const document = await json('status')
    expect(document.verdict).toBe('CRITICAL')
    expect(document.accounts.map(({ account, verdict }) => `${account} ${verdict}`)).toEqual([
      'main CRITICAL',
      'constructor OK',
      'spare OK',
    ])
    const check = await run('check')
    expect(check.exitCode).toBe(2)
    expect(check.stdout).toMatch(/^LIQWATCH CRITICAL - main: SOLUSDT long 6\.3\d% to liquidation \(10% tier, no stop\)/)
    expect(check.stdout).toMatch(/^main: SOLUSDT {3}long {2,}6\.3/m)
  })

  it('do not hide each other when one cannot be opened, is refused or hangs', async () => {
    const { one, two, three, home, run, json } = await place()
    rmSync(home.secretOf('main'))
    three.demo.faults.http({ kind: 'hang', path: '/fapi/v3/*' })
    for (const { demo } of [one, two]) demo.venue.setMark('BTCUSDT', '50000')
    const result = await run('status', '--timeout', '2')
    expect(result.exitCode).toBe(2)
    expect(result.stdout).toContain('main  could not be read')
    expect(result.stdout).toContain('spare  could not be read')
    expect(result.stdout).toMatch(/^! ETHUSDT +long +cross/m)
    const document = await json('check', '--timeout', '2')
    expect(document.accounts.map(({ account }) => account)).toEqual(['constructor', 'main', 'spare'])
    // Something in danger outranks what cannot be seen, and what cannot be seen outranks calm.
    expect({ verdict: document.verdict, exitCode: document.exitCode }).toEqual({ verdict: 'CRITICAL', exitCode: 2 })
    two.demo.venue.place('empty')
    expect(await json('check', '--timeout', '2')).toMatchObject({ verdict: 'UNKNOWN', exitCode: 3 })
    expect(one.demo.counters().mutationAttempts).toBe(0)
  })

  it('read once what is the same for everybody on a host', async () => {
    const { live, test, run, json } = await place()
    const before = await json('check')
    expect(before.accounts).toHaveLength(3)
    const perHost = (path: string) => ({ path, live: live.count(path), test: test.count(path) })
    for (const path of ['/fapi/v1/exchangeInfo', '/fapi/v1/fundingInfo']) {
      expect(perHost(path)).toEqual({ path, live: 1, test: 1 })
    }
    // Five symbols are held on the first host, three of them by both accounts; three on the second.
    expect(perHost('/fapi/v1/klines')).toMatchObject({ live: 5, test: 3 })
    // What belongs to an account is asked with its own key.
    for (const path of ['/fapi/v3/account', '/fapi/v3/positionRisk', '/fapi/v1/leverageBracket']) {
      expect(perHost(path)).toEqual({ path, live: 2, test: 1 })
    }
    // The next run finds it all in the cache.
    const asked = live.seen.length
    await run('check')
    for (const path of ['/fapi/v1/exchangeInfo', '/fapi/v1/fundingInfo', '/fapi/v1/leverageBracket']) {
      expect(live.seen.slice(asked).some((one) => one.path === path)).toBe(false)
    }
  })

  it('are named in alerts, one message for all that is due', async () => {
    const world = await place()
    sameSymbol(world)
    const { run, letters } = world
    expect((await run('check')).exitCode).toBe(2)
    expect(letters()).toHaveLength(1)
    const [letter] = letters()
    expect(letter?.alerts.map(({ key }) => key).toSorted()).toEqual(['constructor/SOLUSDT/long', 'main/SOLUSDT/long'])
    expect(letter?.title).toMatch(/^CRITICAL constructor: SOLUSDT long \d\.\d+% from liquidation/)
    expect(letter?.body).toContain('main: SOLUSDT long 6.')
  })

  it('keep their alerts apart when they hold the same symbol', async () => {
    const world = await place()
    sameSymbol(world)
    const { one, run, json, letters } = world
    await run('check')
    const refused = await run('alerts', 'ack', 'sol')
    expect(refused.exitCode).toBe(2)
    expect(refused.stderr).toContain('several accounts are configured')
    expect(refused.stderr).toContain('name one with -a: main, constructor, spare, or all of them with -a all')
    expect((await run('alerts', 'ack', 'sol', '-a', 'constructor')).exitCode).toBe(0)
    expect((await run('alerts', 'silence', 'sol', '--for', '1h', '-a', 'constructor')).exitCode).toBe(0)
    const list = (await run('alerts', 'list')).stdout
    expect(list).toMatch(/^main +SOLUSDT long +6\.\d+% +10% .*told$/m)
    expect(list).toMatch(/^constructor +SOLUSDT long .*told, acknowledged, silenced until/m)
    expect(list).toContain('liqwatch alerts ack SOLUSDT -a main')
    // Worse in the first account only: the other's silence holds nothing back.
    one.demo.venue.setMark('SOLUSDT', '160')
    const { alerts } = await json('check')
    expect(alerts?.map(({ key, reason }) => `${key} ${reason}`)).toContain('main/SOLUSDT/long worsened')
    expect(
      letters()
        .at(-1)
        ?.alerts.map(({ key }) => key),
    ).toEqual(['main/SOLUSDT/long'])
    const both = await run('alerts', 'ack', 'sol', '-a', 'all')
    expect(both.stdout).toContain('acknowledged: main: SOLUSDT long')
    expect(both.stdout).toContain('acknowledged: constructor: SOLUSDT long')
  })

  it('are chosen by name, with a hint for a slip', async () => {
    const { json, run } = await place()
    expect((await json('status', '-a', 'constructor')).accounts.map(({ account }) => account)).toEqual(['constructor'])
    const slip = await run('status', '-a', 'mian')
    expect({ exitCode: slip.exitCode, hint: slip.stderr.includes('did you mean main?') }).toEqual({
      exitCode: 2,
      hint: true,
    })
    for (const argv of [
      ['stop'],
      ['margin'],
      ['orders'],
      ['funding'],
      ['size', 'BTC', '--side', 'long', '--stop', '1'],
    ]) {
      for (const flag of [[], ['-a', 'all']]) {
        const { exitCode, stderr } = await run(...argv, ...flag)
        expect({ argv, flag, exitCode, stderr }).toMatchObject({ exitCode: 2 })
        expect(stderr).toContain('name one with -a: main, constructor, spare')
      }
    }
    const each = await run('doctor')
    for (const name of NAMES) expect(each.stdout).toContain(`account ${name}`)
  })

  it('in a watch: one whose secret is not there yet is told of, and seen once it is', async () => {
    const { home, letters } = await place({ staleSeconds: 2 })
    const path = home.secretOf('constructor')
    const secret = readFileSync(path, 'utf8')
    rmSync(path)
    const watch = new LiveCli(['watch', '--headless'], { test: { onTestFinished }, env: home.env })
    await watch.prints(/account=main verdict=CRITICAL/)
    await watch.prints(/account=constructor verdict=UNKNOWN error=/)
    await watch.until(() => letters().some(({ title }) => title.includes('cannot see constructor')), 'blindness')
    writeFileSync(path, secret, { mode: 0o600 })
    await watch.prints(/account=constructor verdict=OK feed=LIVE/)
    await watch.until(() => letters().some(({ title }) => title.includes('constructor can be seen again')), 'sight')
    watch.signal('SIGTERM')
    expect(await watch.exited).toBe(0)
    expect(watch.stdout + watch.stderr).not.toContain(secret.trim())
  })

  it('in a watch with none that can be opened: a service tells its owner, a screen says why and ends', async () => {
    const { home, letters, run } = await place({ staleSeconds: 2 })
    for (const name of NAMES) rmSync(home.secretOf(name))
    const screen = await run('watch', '--once')
    expect({ exitCode: screen.exitCode, stdout: screen.stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(screen.stderr).toContain('main.secret does not exist')
    const watch = new LiveCli(['watch', '--headless'], { test: { onTestFinished }, env: home.env })
    const told = (): string =>
      letters()
        .flatMap(({ title, body }) => [title, body])
        .join()
    await watch.until(() => NAMES.every((name) => told().includes(`cannot see ${name}`)), 'blindness of all')
    watch.signal('SIGTERM')
    expect(await watch.exited).toBe(0)
  })
})
