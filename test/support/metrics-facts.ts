import type { AlertMemory } from '../../src/alerts/memory.ts'
import type { AccountFacts, MetricsFacts } from '../../src/metrics/facts.ts'
import { exposition } from '../../src/metrics/registry.ts'
import { d } from '../../src/model/decimal.ts'
import { assessMargin } from '../../src/risk/margin-standing.ts'
import { anAccount, aPool, aPositionRisk, BTC, DOGE, ETH, NOW_MS, SOL } from '../unit/view/reports.ts'
import { aReading, TIERS } from './alert-readings.ts'
import { alertWorld } from './alert-world.ts'
import { type ExposedFamily, parseExposition } from './exposition.ts'
import { aMarginSnapshot } from './margin-builders.ts'

/** Account main of the screens, seen well, with every figure that can be exposed. */
export function anAccountFacts(overrides: Partial<AccountFacts> = {}): AccountFacts {
  return {
    account: 'main',
    environment: 'LIVE',
    verdict: 'CRITICAL',
    risk: anAccount({ positions: [SOL, DOGE, BTC, ETH].map(aPositionRisk), pools: [aPool()] }),
    isUp: true,
    isBlind: false,
    agesMs: { mark: 412, user: 1500, rest: 2000 },
    streams: { market: true, user: true },
    budgets: [
      { pool: 'futures', used: 51, limit: 2400 },
      { pool: 'funding', used: null, limit: 500 },
    ],
    ...overrides,
  }
}

/** A memory of SOLUSDT in the 10 % tier, of which the phone has not heard yet. */
export function aMemory(): AlertMemory {
  const world = alertWorld()
  world.look({ atSeconds: 0, readings: [aReading('6.32', { tiers: TIERS })] }, ['phone'])
  return world.memory()
}

/** A watch of account main. */
export function watchFacts(overrides: Partial<MetricsFacts> = {}): MetricsFacts {
  return {
    nowMs: NOW_MS,
    version: '1.2.3',
    nodeVersion: 'v20.20.2',
    run: { command: 'watch', evaluations: 42, lastEvaluationAtMs: NOW_MS - 500 },
    verdict: 'CRITICAL',
    isUp: true,
    staleSeconds: 60,
    accounts: [anAccountFacts()],
    margins: [assessMargin(aMarginSnapshot(), [d('15'), d('10'), d('5')])],
    alerts: { memory: aMemory(), channels: ['desktop', 'phone'] },
    ...overrides,
  }
}

/** A check of account main. */
export function checkFacts(overrides: Partial<MetricsFacts> = {}): MetricsFacts {
  return {
    ...watchFacts(),
    run: { command: 'check', exitCode: 2, durationMs: 1250 },
    accounts: [anAccountFacts({ streams: null, agesMs: { mark: 412, user: null, rest: 1000 } })],
    ...overrides,
  }
}

/** A watch whose account holds what is given. */
export function holding(risk: Parameters<typeof anAccount>[0]): MetricsFacts {
  return watchFacts({ accounts: [anAccountFacts({ risk: anAccount(risk) })] })
}

/** A watch that cannot see its account. */
export function blindFacts(): MetricsFacts {
  const account = anAccountFacts({ risk: null, isUp: false, isBlind: true, verdict: 'UNKNOWN' })
  return watchFacts({ verdict: 'UNKNOWN', isUp: false, accounts: [account] })
}

/** The facts as they are exposed. */
export async function exposed(facts: MetricsFacts): Promise<ReadonlyMap<string, ExposedFamily>> {
  return parseExposition(await exposition(facts))
}
