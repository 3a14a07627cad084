import { reasonOf } from '../app/reason.ts'
import type { StateFacts } from '../app/rules-reading.ts'
import type { JournalEvent, StateStore } from '../ports.ts'
import type { LeverageChange } from '../risk/rules/rule.ts'
import { openStateStore } from '../store/state-store.ts'
import type { Services } from './services.ts'

const MOST_EVENTS = 1000
const LEVERAGE = 'leverage'

/** What the state of earlier runs tells of an account. A state that cannot be used makes the facts unknown. */
export async function readStateFacts(services: Services, account: string): Promise<StateFacts> {
  const store = await openStateStore(services.stateFolder)
  try {
    return {
      lastEvaluatedAtMs: lastEvaluation(store, services, account),
      leverageChanges: changes(store, services, account),
    }
  } finally {
    store.close()
  }
}

function lastEvaluation(store: StateStore, { clock }: Services, account: string): StateFacts['lastEvaluatedAtMs'] {
  const memory = store.alerts.load(clock.nowMs())
  const [fault] = store.alerts.takeFaults()
  if (fault !== undefined) return { status: 'unknown', why: fault }
  return { status: 'known', value: memory.sights.get(account)?.evaluatedAtMs ?? null }
}

function changes(store: StateStore, { clock, config }: Services, account: string): StateFacts['leverageChanges'] {
  const nowMs = clock.nowMs()
  const sinceMs = nowMs - config.store.keepDays * 86_400_000
  try {
    const events = store.journal.list(nowMs, { sinceMs, account, limit: MOST_EVENTS })
    return { status: 'known', value: events.flatMap(leverageChange) }
  } catch (error) {
    return { status: 'unknown', why: reasonOf(error) }
  }
}

function leverageChange({ type, symbol, atMs, before, after }: JournalEvent): readonly LeverageChange[] {
  const to = Number(after)
  if (type !== LEVERAGE || symbol === null || after === null || !Number.isFinite(to)) return []
  const from = Number(before)
  return [{ symbol, atMs, from: before === null || !Number.isFinite(from) ? null : from, to }]
}
