import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'vitest'
import { type DemoOptions, startDemoExchange } from '../../src/demo/server.ts'
import { parseExposition } from './exposition.ts'
import { startInbox } from './inbox.ts'
import { LiveCli } from './live-cli.ts'
import { homeFor, runCli } from './run-cli.ts'

/** An embedded exchange with a home for one test, a phone that hears of everything, and a place for metrics. */
export async function metricsPlace(
  test: TestContext,
  options: DemoOptions = {},
  overrides: Readonly<Record<string, unknown>> = {},
) {
  const [exchange, inbox] = await Promise.all([startDemoExchange(options), startInbox()])
  test.onTestFinished(async () => {
    await Promise.all([exchange.close(), inbox.close()])
  })
  const channels = { phone: { type: 'webhook', url: inbox.url } }
  const routes = { '15': ['phone'], '10': ['phone'], '5': ['phone'], blind: ['phone'] }
  const home = homeFor(exchange, { channels, routes, ...overrides })
  const prom = join(home.folder, 'liqwatch.prom')
  return {
    exchange,
    inbox,
    home,
    prom,
    watch: (...more: readonly string[]) =>
      new LiveCli(['watch', '--headless', '--metrics', '127.0.0.1:0', ...more], { test, env: home.env }),
    check: (...more: readonly string[]) => runCli(['check', '--prom', prom, ...more], { env: home.env }),
    written: () => parseExposition(readFileSync(prom, 'utf8')),
  }
}
