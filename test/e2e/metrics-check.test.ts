import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'vitest'
import { FAULTS } from '../../src/demo/fault-kit.ts'
import { exposedValue } from '../support/exposition.ts'
import { LiveCli } from '../support/live-cli.ts'
import { metricsPlace } from '../support/metrics-place.ts'
import { promtool } from '../support/promtool.ts'
import { runCli } from '../support/run-cli.ts'

const SOL = { account: 'main', symbol: 'SOLUSDT', side: 'long' }

/** Makes a child stop for good after the first half of any metrics was written. */
const STUCK_WRITE = `
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
const write = fs.writeFileSync
fs.writeFileSync = (file, text, ...rest) => {
  if (!String(text).includes('liqwatch_build_info')) return write(file, text, ...rest)
  write(file, String(text).slice(0, 500), ...rest)
  fs.writeSync(2, 'half of it is written')
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}
syncBuiltinESMExports()
`

describe.concurrent('check --prom through the bin', () => {
  it('leaves a calm account', async (test) => {
    const { exchange, check, written, prom } = await metricsPlace(test)
    exchange.venue.setMark('SOLUSDT', '190')
    exchange.venue.setMark('DOGEUSDT', '0.23')
    test.expect((await check()).exitCode).toBe(0)
    const families = written()
    test.expect(exposedValue(families, 'liqwatch_check_exit_code')).toBe(0)
    test.expect(exposedValue(families, 'liqwatch_up')).toBe(1)
    test.expect(families.has('liqwatch_stream_up')).toBe(false)
    const verdict = promtool(['check', 'metrics'], readFileSync(prom, 'utf8'))
    test.expect(verdict ?? { isSound: true, said: '' }).toEqual({ isSound: true, said: '' })
    test.expect((statSync(prom).mode & 0o777).toString(8)).toBe((0o644 & ~process.umask()).toString(8))
  })

  it('leaves danger, with what was told', async (test) => {
    const { check, written } = await metricsPlace(test)
    test.expect((await check()).exitCode).toBe(2)
    const families = written()
    test.expect(exposedValue(families, 'liqwatch_distance_percent', SOL)).toBeCloseTo(6.32, 2)
    test.expect(exposedValue(families, 'liqwatch_check_exit_code')).toBe(2)
    test.expect(exposedValue(families, 'liqwatch_alert_depth', { account: 'main', reading: 'SOLUSDT/long' })).toBe(2)
    test.expect(exposedValue(families, 'liqwatch_deliveries_pending', { channel: 'phone' })).toBe(0)
    test
      .expect(Math.abs(Date.now() / 1000 - (exposedValue(families, 'liqwatch_last_check_timestamp_seconds') ?? 0)))
      .toBeLessThan(60)
  })

  it('shows a channel that does not take alerts', async (test) => {
    const { inbox, check, written } = await metricsPlace(test)
    inbox.mood = 400
    test.expect((await check()).exitCode).toBe(3)
    const families = written()
    test.expect(exposedValue(families, 'liqwatch_deliveries_pending', { channel: 'phone' })).toBeGreaterThan(0)
    test.expect(exposedValue(families, 'liqwatch_channel_consecutive_failures', { channel: 'phone' })).toBe(1)
    test.expect(exposedValue(families, 'liqwatch_check_exit_code')).toBe(3)
    test.expect(exposedValue(families, 'liqwatch_up')).toBe(1)
  })

  it('leaves no distance of an earlier run when the account cannot be read', async (test) => {
    const { exchange, check, written } = await metricsPlace(test)
    await check()
    test.expect(written().has('liqwatch_distance_percent')).toBe(true)
    exchange.faults.http({ ...FAULTS.keyRefused, path: '/fapi/*' })
    test.expect((await check()).exitCode).toBe(3)
    const families = written()
    test.expect(families.has('liqwatch_distance_percent')).toBe(false)
    test.expect(exposedValue(families, 'liqwatch_up')).toBe(0)
    test.expect(exposedValue(families, 'liqwatch_account_up', { account: 'main' })).toBe(0)
    test.expect(exposedValue(families, 'liqwatch_check_exit_code')).toBe(3)
  })

  it('says that it failed when not even the config can be used', async (test) => {
    const { home, check, written } = await metricsPlace(test)
    await check()
    writeFileSync(home.configPath, '{', { mode: 0o600 })
    test.expect((await check()).exitCode).toBe(3)
    const families = written()
    test.expect(exposedValue(families, 'liqwatch_up')).toBe(0)
    test.expect(exposedValue(families, 'liqwatch_check_exit_code')).toBe(3)
    test.expect([...families.keys()].filter((name) => /distance|account/.test(name))).toEqual([])
  })

  it.for([
    { name: 'calm', mark: '190', exitCode: 3, verdict: 'UNKNOWN' },
    { name: 'critical', mark: '165', exitCode: 2, verdict: 'CRITICAL' },
  ])(
    'still alerts when the file cannot be written, and ends with $exitCode when all is $name',
    async ({ mark, exitCode, verdict }, test) => {
      const { exchange, home, inbox } = await metricsPlace(test)
      exchange.venue.setMark('SOLUSDT', mark)
      const prom = join(home.folder, 'missing', 'liqwatch.prom')
      const result = await runCli(['check', '--prom', prom, '--json'], { env: home.env })
      test.expect(result.exitCode).toBe(exitCode)
      test.expect(JSON.parse(result.stdout)).toMatchObject({ exitCode, verdict })
      test.expect(result.stderr).toContain(`the metrics could not be written to ${prom} (ENOENT)`)
      test.expect(result.stderr).toContain('must be a folder that this user may write into')
      test.expect(inbox.letters).toHaveLength(1)
      test.expect(existsSync(join(home.folder, 'missing'))).toBe(false)
    },
  )

  it('names the file in its first line when that is what is wrong', async (test) => {
    const { exchange, home, inbox } = await metricsPlace(test)
    exchange.venue.place('flat')
    const prom = join(home.folder, 'missing', 'liqwatch.prom')
    const ping = inbox.url
    const result = await runCli(['check', '--quiet', '--ping', ping, '--prom', prom], { env: home.env })
    test.expect(result.exitCode).toBe(3)
    test.expect(result.stdout).toMatch(/^LIQWATCH UNKNOWN - the metrics could not be written/)
    test.expect(inbox.letters.map(({ path, body }) => [path.split('/').at(-1), body])).toEqual([['fail', '3']])
  })

  it('refuses a name that no collector reads, before anything else', async (test) => {
    const { home, inbox, exchange } = await metricsPlace(test)
    const result = await runCli(['check', '--prom', join(home.folder, 'metrics.txt')], { env: home.env })
    test.expect([result.exitCode, result.stdout]).toEqual([3, ''])
    test.expect(result.stderr).toContain('does not end in .prom')
    test.expect([inbox.letters.length, exchange.counters().listenKeys.posted]).toEqual([0, 0])
  })

  it('leaves the earlier file whole when it is killed on the way', async (test) => {
    const { home, check, prom } = await metricsPlace(test)
    await check()
    const before = readFileSync(prom, 'utf8')
    const stuck = new LiveCli(['check', '--prom', prom], {
      test,
      env: { ...home.env, NODE_OPTIONS: `--import=data:text/javascript,${encodeURI(STUCK_WRITE)}` },
    })
    await stuck.prints(/half of it is written/)
    test.expect(readdirSync(home.folder).filter((name) => name.endsWith('.new'))).toHaveLength(1)
    stuck.signal('SIGKILL')
    await stuck.exited
    test.expect(readFileSync(prom, 'utf8')).toBe(before)
    test.expect((await check()).exitCode).toBe(2)
    test.expect(readFileSync(prom, 'utf8')).not.toBe(before)
  })
})
