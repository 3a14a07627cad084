import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, it } from 'vitest'
import { type DemoExchange, startDemoExchange } from '../../src/demo/server.ts'
import { homeFor, runCli } from '../support/run-cli.ts'

type Options = Parameters<typeof startDemoExchange>[0]

const running: DemoExchange[] = []

async function start(options: Options = {}): Promise<DemoExchange> {
  const exchange = await startDemoExchange(options)
  running.push(exchange)
  return exchange
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((exchange) => exchange.close()))
})

it('ends within the timeout as a whole, not with each of its calls', async () => {
  const exchange = await start()
  // The clock comes in time; the account, asked after it, cannot.
  exchange.faults.http({ kind: 'latency', ms: 700 })
  const { exitCode, stderr } = await runCli(['positions', '--timeout', '1'], { env: homeFor(exchange).env })
  expect(exitCode).toBe(1)
  expect(stderr).toContain('within 1 s')
})

it.each([
  { name: 'ahead', byMs: -3_600_000 },
  { name: 'behind', byMs: 3_600_000 },
])('does not call fresh data old when the clock of this machine is $name', async ({ byMs }) => {
  const exchange = await start()
  exchange.faults.skewClock(byMs)
  const { stdout } = await runCli(['status'], { env: homeFor(exchange).env })
  expect(stdout).not.toContain('STALE')
  expect(stdout).not.toContain('unknown')
})

it('calls marks old that Binance has not renewed, whatever else is fresh', async () => {
  const exchange = await start({ account: 'cross' })
  const time = Date.now() - 90_000
  exchange.faults.http({ kind: 'set-field', field: 'time', value: time, path: '/fapi/v1/premiumIndex' })
  const { stdout } = await runCli(['status'], { env: homeFor(exchange).env })
  expect(stdout).toMatch(/^UNKNOWN {2}fresh mark price of \w+ is missing: Binance's last one is \d+ s old/)
  expect(stdout).toMatch(/data 9\d s old STALE/)
})

it('tells nothing of an account whose key it refuses, margin accounts included', async () => {
  const exchange = await start({ permissions: 'withdraw' })
  const { exitCode, stdout, stderr } = await runCli(['status'], { env: homeFor(exchange).env })
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
  expect(stderr).toContain('key-too-powerful')
})

it('reads the other accounts when the secret of one is not to be had', async () => {
  const exchange = await start()
  const { folder, configPath, env } = homeFor(exchange)
  const account = (name: string) => ({
    apiKey: `file:${join(folder, 'key')}`,
    apiSecret: `file:${join(folder, name)}`,
    endpoints: exchange.endpoints,
  })
  const accounts = { main: account('secret'), spare: account('gone') }
  writeFileSync(configPath, JSON.stringify({ accounts, channels: {} }), { mode: 0o600 })
  const { exitCode, stdout } = await runCli(['status', '--json'], { env })
  expect(exitCode).toBe(2)
  const document = JSON.parse(stdout)
  expect(document.error).toBeNull()
  expect(document.accounts).toMatchObject([
    { account: 'main', verdict: 'CRITICAL', error: null },
    { account: 'spare', verdict: 'UNKNOWN', error: { code: 'secret-missing' } },
  ])
})

it('lists the topics of explain as a document too', async () => {
  const { exitCode, stdout } = await runCli(['explain', '--json'], { env: homeFor(await start()).env })
  expect(exitCode).toBe(0)
  const { schema, topics } = JSON.parse(stdout)
  expect(schema).toBe('liqwatch/1')
  expect(topics).toContainEqual({ name: 'drift', kind: 'formula', title: 'own price against Binance’s' })
})

it.skipIf(!existsSync('/dev/full'))('fails when its answer cannot be written', () => {
  const full = openSync('/dev/full', 'w')
  const argv = [fileURLToPath(new URL('../../bin/liqwatch.js', import.meta.url)), '--demo', '--json']
  const { status, stderr } = spawnSync(process.execPath, argv, { stdio: ['ignore', full, 'pipe'], encoding: 'utf8' })
  closeSync(full)
  expect(status).toBe(1)
  expect(stderr).toContain('the answer could not be written: ENOSPC')
})
