import { runCheck } from '../app/check.ts'
import type { Evaluator } from '../app/evaluate.ts'
import { HistoryRecord } from '../app/history-record.ts'
import { scenarioOf } from '../demo/scenario.ts'
import type { StateStore } from '../ports/state-store.ts'
import { type DemoServices, openDemoServices, scenarioNamed, withPhone } from './demo-services.ts'
import { openEvaluator } from './evaluator.ts'
import type { GlobalFlags } from './flags.ts'
import { printNotice } from './output.ts'
import { type OpenAccount, openServices, type Services } from './services.ts'

/** The market passes in steps; a watch would look more often, and see no more on a chart. */
const SHORTEST_STEP_MS = 30_000
const MOST_STEPS = 200

/** Services at an embedded exchange whose scripted market was watched from its beginning to its end. */
export interface DemoPast {
  readonly services: Services
  /** What was played, in a sentence. */
  readonly about: string
}

/**
 * Plays a scripted market as fast as it can be computed, and lets the program watch it, so that there is a past to look
 * at; it ends about now. Alerts go to a phone that does not exist.
 *
 * @throws UsageError for a scenario that does not exist
 */
export async function openDemoPast(flags: GlobalFlags): Promise<DemoPast> {
  const scenario = scenarioOf(scenarioNamed(flags.scenario ?? 'flash-crash'))
  const { durationMs } = scenario
  const demo = await openDemoServices(scenario.name, { speed: 0, startAtMs: Date.now() - durationMs })
  const services = await openServices(flags, demo)
  if (flags.quiet !== true) {
    printNotice(`playing ${scenario.name}: ${scenario.about} (${Math.round(durationMs / 60_000)} min in a few seconds)`)
  }
  const { evaluator, store } = await openEvaluator(services)
  try {
    const accounts = await services.openAccounts('all')
    await playThrough({ services, demo, accounts, store, evaluator: withPhone(evaluator, () => undefined) }, durationMs)
  } finally {
    store.close()
  }
  return { services, about: `The scripted market ${scenario.name}: ${scenario.about}.` }
}

interface Play {
  readonly services: Services
  readonly demo: DemoServices
  readonly accounts: readonly OpenAccount[]
  readonly store: StateStore
  readonly evaluator: Evaluator
}

async function playThrough({ services, demo, accounts, store, evaluator }: Play, durationMs: number): Promise<void> {
  const record = new HistoryRecord(store, services.config.store.keepDays)
  const stepMs = Math.max(SHORTEST_STEP_MS, durationMs / MOST_STEPS)
  const endsAtMs = demo.exchange.nowMs() + durationMs
  const look = () => runCheck({ sources: accounts, lost: [], record }, evaluator, demo.clock)
  await look()
  while (demo.exchange.nowMs() < endsAtMs) {
    demo.exchange.venue.advance(stepMs)
    await look()
  }
}
