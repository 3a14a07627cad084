import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, it } from 'vitest'
import { FAULTS } from '../../src/demo/fault-kit.ts'
import { type ExposedFamily, exposedValue, parseExposition } from '../support/exposition.ts'
import { LiveCli } from '../support/live-cli.ts'
import { metricsPlace } from '../support/metrics-place.ts'
import { promtool } from '../support/promtool.ts'
import { runCli } from '../support/run-cli.ts'

const SOL = { account: 'main', symbol: 'SOLUSDT', side: 'long' }

async function urlOf(watch: LiveCli): Promise<string> {
  await watch.prints(/metrics at http:\S+\/metrics/)
  return /metrics at (http:\/\/[^/]+)/.exec(watch.stdout + watch.stderr)?.[1] ?? ''
}

/** Scrapes until something holds. */
async function scraped(
  url: string,
  holds: (families: ReadonlyMap<string, ExposedFamily>) => boolean,
): Promise<ReadonlyMap<string, ExposedFamily>> {
  const endsAtMs = performance.now() + 25_000
  for (;;) {
    const reply = await fetch(`${url}/metrics`)
    const text = await reply.text()
    const families = parseExposition(text)
    if (reply.status === 200 && holds(families)) return families
    if (performance.now() > endsAtMs) throw new Error(`it never held in:\n${text}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

const healthOf = async (url: string): Promise<number> => (await fetch(`${url}/-/healthy`)).status

describe.concurrent('watch --metrics through the bin', () => {
  it('serves what is seen: calm, inside a tier, blind, and sight again', async (test) => {
    const { exchange, watch } = await metricsPlace(test, {}, { staleSeconds: 5 })
    exchange.venue.setMark('SOLUSDT', '190')
    exchange.venue.setMark('DOGEUSDT', '0.23')
    const live = watch()
    const url = await urlOf(live)
    const calm = await scraped(url, (families) => exposedValue(families, 'liqwatch_up') === 1)
    test.expect(exposedValue(calm, 'liqwatch_verdict', { verdict: 'OK' })).toBe(1)
    test.expect(exposedValue(calm, 'liqwatch_alert_depth', { account: 'main', reading: 'SOLUSDT/long' })).toBe(0)
    test.expect(calm.get('liqwatch_distance_percent')?.samples).toHaveLength(4)
    test.expect(await healthOf(url)).toBe(200)

    exchange.venue.setMark('SOLUSDT', '160')
    const near = await scraped(
      url,
      (families) => (exposedValue(families, 'liqwatch_alert_depth', { reading: 'SOLUSDT/long' }) ?? 0) > 0,
    )
    test.expect(exposedValue(near, 'liqwatch_distance_percent', SOL)).toBeCloseTo(3.216, 2)
    test.expect(exposedValue(near, 'liqwatch_tier_percent', SOL)).toBe(5)
    test.expect(exposedValue(near, 'liqwatch_verdict', { verdict: 'CRITICAL' })).toBe(1)

    exchange.faults.http({ ...FAULTS.keyRefused, path: '/fapi/*' })
    exchange.faults.weather({ silent: true })
    const blind = await scraped(
      url,
      (families) =>
        exposedValue(families, 'liqwatch_account_blind', { account: 'main' }) === 1 &&
        !families.has('liqwatch_distance_percent'),
    )
    test.expect(exposedValue(blind, 'liqwatch_up')).toBe(0)
    test.expect(exposedValue(blind, 'liqwatch_verdict', { verdict: 'UNKNOWN' })).toBe(1)
    test.expect(blind.has('liqwatch_equity')).toBe(false)
    test.expect(exposedValue(blind, 'liqwatch_alert_depth', { account: 'main', reading: 'data' })).toBe(1)
    test
      .expect(exposedValue(blind, 'liqwatch_alert_depth', { account: 'main', reading: 'SOLUSDT/long' }))
      .toBeGreaterThan(0)
    test.expect(await healthOf(url)).toBe(503)

    exchange.faults.clear()
    const seen = await scraped(url, (families) => exposedValue(families, 'liqwatch_up') === 1)
    test.expect(seen.has('liqwatch_distance_percent')).toBe(true)
    live.signal('SIGTERM')
    test.expect(await live.exited).toBe(0)
    await test.expect(fetch(`${url}/metrics`)).rejects.toThrow()
  })

  it('names an account that cannot even be opened, and still serves the others', async (test) => {
    const { home, watch } = await metricsPlace(test)
    const config = JSON.parse(readFileSync(home.configPath, 'utf8'))
    config.accounts.other = { ...config.accounts.main, apiKey: `file:${join(home.folder, 'missing')}` }
    writeFileSync(home.configPath, JSON.stringify(config), { mode: 0o600 })
    const url = await urlOf(watch())
    const families = await scraped(
      url,
      (found) => exposedValue(found, 'liqwatch_account_up', { account: 'main' }) === 1,
    )
    test.expect(exposedValue(families, 'liqwatch_account_up', { account: 'other' })).toBe(0)
    test.expect(exposedValue(families, 'liqwatch_up')).toBe(0)
    test.expect(exposedValue(families, 'liqwatch_distance_percent', SOL)).toBeGreaterThan(0)
  })

  it('drops the series of a closed position, and satisfies promtool where it is installed', async (test) => {
    const { exchange, watch } = await metricsPlace(test)
    const url = await urlOf(watch())
    await scraped(url, (families) => families.get('liqwatch_distance_percent')?.samples.length === 4)
    const verdict = promtool(['check', 'metrics'], await (await fetch(`${url}/metrics`)).text())
    test.expect(verdict ?? { isSound: true, said: '' }).toEqual({ isSound: true, said: '' })
    exchange.venue.place('flat')
    const flat = await scraped(url, (families) => !families.has('liqwatch_distance_percent'))
    test.expect(exposedValue(flat, 'liqwatch_open_positions', { account: 'main' })).toBe(0)
  })

  it('watches on beside an occupied port, says so once, and takes the port when it comes free', async (test) => {
    const { inbox, home } = await metricsPlace(test)
    const squatter: Server = createServer()
    await new Promise<void>((resolve) => squatter.listen(0, '127.0.0.1', resolve))
    const { port } = squatter.address() as AddressInfo
    const live = new LiveCli(['watch', '--headless', '--metrics', `:${port}`], { test, env: home.env })
    await live.prints(/is taken by another program.*watching goes on/)
    await inbox.arrived(1)
    squatter.close()
    await live.prints(new RegExp(`metrics at http://127.0.0.1:${port}/metrics`))
    test.expect(live.stdout.match(/is taken by another program/g)).toHaveLength(1)
    await scraped(`http://127.0.0.1:${port}`, (families) => exposedValue(families, 'liqwatch_up') === 1)
  })

  it('does not begin before a screen when the port is taken', async (test) => {
    const { home } = await metricsPlace(test)
    const squatter: Server = createServer()
    await new Promise<void>((resolve) => squatter.listen(0, '127.0.0.1', resolve))
    test.onTestFinished(() => void squatter.close())
    const { port } = squatter.address() as AddressInfo
    const screen = new LiveCli(['watch', '--metrics', `127.0.0.1:${port}`], { test, env: home.env, hasTerminal: true })
    test.expect(await screen.exited).toBe(2)
    test.expect(screen.stdout).toBe('')
    test.expect(screen.stderr).toContain(`http://127.0.0.1:${port} is taken by another program`)
    test.expect(screen.stderr).toContain('metrics-address')
  })

  it('serves beside a screen, and ends with it', async (test) => {
    const { home } = await metricsPlace(test)
    const screen = new LiveCli(['watch', '--metrics', ':0'], { test, env: home.env, hasTerminal: true })
    await screen.prints(/SOLUSDT long is 6\.3/)
    const url = await urlOf(screen)
    await scraped(url, (families) => families.has('liqwatch_distance_percent'))
    screen.type('q')
    test.expect(await screen.exited).toBe(0)
  })

  it('does not end the pause of a screen by looking', async (test) => {
    const { home } = await metricsPlace(test)
    const screen = new LiveCli(['watch', '--metrics', ':0'], { test, env: home.env, hasTerminal: true })
    await screen.prints(/SOLUSDT long is 6\.3/)
    const url = await urlOf(screen)
    screen.type('p')
    const scraping = setInterval(() => void fetch(`${url}/metrics`).catch(() => undefined), 200)
    test.onTestFinished(() => clearInterval(scraping))
    await screen.prints(/PAUSED for 3 s/)
  })

  it('leaves the port to the watch that holds the account', async (test) => {
    const { watch, home } = await metricsPlace(test)
    const holder = watch()
    const url = await urlOf(holder)
    await holder.prints(/verdict=CRITICAL/)
    const second = await runCli(['watch', '--headless', '--metrics', url.replace('http://', '')], { env: home.env })
    test.expect(second).toEqual({ exitCode: 0, stdout: '', stderr: 'main: another watch holds it\n' })
  })

  it.for([
    { name: 'an address of the network', flags: ['--metrics', '0.0.0.0:9464'], says: /reached from other machines/ },
    { name: 'no address', flags: ['--metrics', 'here'], says: /is no address and port/ },
    { name: 'one frame', flags: ['--metrics', ':0', '--once'], says: /--once ends at once/ },
    { name: 'nothing to open up', flags: ['--metrics-public'], says: /--metrics-public needs --metrics/ },
  ])('refuses $name', async ({ flags, says }, test) => {
    const { home } = await metricsPlace(test)
    const { exitCode, stdout, stderr } = await runCli(['watch', '--headless', ...flags], { env: home.env })
    test.expect([exitCode, stdout]).toEqual([2, ''])
    test.expect(stderr).toMatch(says)
  })
})

describe('doctor --egress', () => {
  it('says what is listened on', async (test) => {
    const { home } = await metricsPlace(test)
    const { stdout } = await runCli(['doctor', '--egress'], { env: home.env })
    test.expect(stdout).toMatch(/^watch --metrics\n {2}listens by plain http on the address that is given/m)
    const json = await runCli(['doctor', '--egress', '--json'], { env: home.env })
    test.expect(JSON.parse(json.stdout).egress.listens).toMatchObject([{ command: 'watch --metrics' }])
  })
})
