import { mkdtempSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OutgoingMessage } from '../alerts/message.ts'
import type { Evaluator } from '../app/evaluate.ts'
import type { Config } from '../config/config.ts'
import { builtInConfig } from '../config/load.ts'
import { type DemoExchange, startDemoExchange } from '../demo/server.ts'
import { SCENARIOS, type ScenarioName } from '../demo/world.ts'
import { UsageError } from '../errors.ts'
import { nearestName } from '../model/suggest.ts'
import type { Clock } from '../ports/clock.ts'

/** The embedded exchange with the config that leads to it. */
export interface DemoServices {
  readonly exchange: DemoExchange
  readonly config: Config
  /** Exchange seconds per real second. */
  readonly speed: number
  /** The exchange's own time, so that ages and signatures fit an accelerated market. */
  readonly clock: Clock
  /** Deleted at the end. */
  readonly stateFolder: string
  close(): Promise<void>
}

/** How the embedded exchange is started. */
export interface DemoStart {
  /** Exchange seconds per real second; 0 for a clock that is moved by hand. */
  readonly speed: number
  readonly port?: number
  /** Now by default. */
  readonly startAtMs?: number
}

/**
 * Starts the embedded exchange in this process and an account `demo` on it.
 *
 * @throws UsageError for a scenario that does not exist
 */
export async function openDemoServices(
  scenario: string | undefined,
  { speed, port = 0, startAtMs }: DemoStart,
): Promise<DemoServices> {
  const beginning = startAtMs === undefined ? {} : { startAtMs }
  const exchange = await startDemoExchange({
    scenario: scenarioNamed(scenario ?? 'calm'),
    speed,
    port,
    past: 'lived',
    ...beginning,
  })
  const stateFolder = mkdtempSync(join(tmpdir(), 'liqwatch-demo-'))
  return {
    exchange,
    speed,
    stateFolder,
    config: demoConfig(exchange, speed),
    clock: {
      nowMs: () => exchange.nowMs(),
      sleep: (durationMs) => new Promise((resolve) => setTimeout(resolve, durationMs)),
    },
    close: async () => {
      await exchange.close()
      rmSync(stateFolder, { recursive: true, force: true })
    },
  }
}

/**
 * The evaluator with one channel on every route, a phone that does not exist: what would reach it is shown.
 */
export function withPhone(evaluator: Evaluator, show: (message: OutgoingMessage) => void): Evaluator {
  const { policy } = evaluator
  const phone = ['phone']
  const routes = { byTier: policy.routes.byTier.map(({ tier }) => ({ tier, channels: phone })), blind: phone }
  return {
    ...evaluator,
    policy: { ...policy, routes, channels: [{ name: 'phone', isRemote: true }] },
    deliver: async (messages) =>
      messages.map(({ channel, message, alertIds, aboutChannels }) => {
        show(message)
        return { channel, alertIds, aboutChannels, failure: null }
      }),
  }
}

/** The scenario of that name. */
export function scenarioNamed(name: string): ScenarioName {
  const known = SCENARIOS.find((candidate) => candidate === name)
  if (known !== undefined) return known
  const near = nearestName(name, SCENARIOS)
  throw new UsageError(`there is no scenario ${JSON.stringify(name)}`, {
    hint: near === null ? `scenarios: ${SCENARIOS.join(', ')}` : `did you mean ${near}?`,
  })
}

function demoConfig(exchange: DemoExchange, speed: number): Config {
  const account = {
    name: 'demo',
    apiKey: { kind: 'literal', value: exchange.apiKey },
    apiSecret: { kind: 'literal', value: exchange.apiSecret },
    environment: 'live',
    allowTradingKey: false,
    trustEndpoints: false,
    coinM: 'report',
    endpoints: exchange.endpoints,
  } as const
  const config = builtInConfig([account], { env: process.env, home: homedir() })
  // A demo wakes nobody: alerts are printed only. Ages run as fast as its clock.
  return {
    ...config,
    staleSeconds: config.staleSeconds * Math.max(1, speed),
    channels: [],
    routes: { byTier: [], blind: [] },
  }
}
