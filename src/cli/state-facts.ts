import { readAccountPast } from '../app/history/account-past.ts'
import { reasonOf } from '../app/reason.ts'
import type { StateFacts } from '../app/rules-reading.ts'
import type { JournalEvent } from '../model/journal.ts'
import type { StateStore } from '../ports/state-store.ts'
import { accountLines } from '../risk/history-report.ts'
import type { LeverageChange } from '../risk/rules/rule.ts'
import { openStateStore } from '../store/state-store.ts'
import type { Services } from './services.ts'

const MOST_EVENTS = 1000
const DAY_MS = 86_400_000

/** What the state of earlier runs tells of an account. A state that cannot be used makes the facts unknown. */
export async function readStateFacts(services: Services, account: string): Promise<StateFacts> {
  const store = await openStateStore(services.stateFolder)
  try {
    return {
      lastEvaluatedAtMs: lastEvaluation(store, services, account),
      leverageChanges: changes(store, services, account),
      abnormalUse: recentFlags(store, services, account),
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
  const sinceMs = nowMs - config.store.keepDays * DAY_MS
  try {
    const events = store.journal.list(nowMs, { sinceMs, account, limit: MOST_EVENTS, types: ['leverage'] })
    return { status: 'known', value: events.flatMap(leverageChange) }
  } catch (error) {
    return { status: 'unknown', why: reasonOf(error) }
  }
}

/** What the journal shows of the last day, as far as it is decided. A journal that was never synced shows nothing. */
function recentFlags(store: StateStore, { clock }: Services, account: string): StateFacts['abnormalUse'] {
  const nowMs = clock.nowMs()
  try {
    const lines = accountLines(readAccountPast(store, { account, fromMs: nowMs - DAY_MS, nowMs }))
    const flags = lines.flatMap((line) => line.flags)
    return { status: 'known', value: flags.filter(({ certainty }) => certainty === 'known') }
  } catch (error) {
    return { status: 'unknown', why: reasonOf(error) }
  }
}

function leverageChange({ symbol, atMs, before, after }: JournalEvent): readonly LeverageChange[] {
  const to = Number(after)
  if (symbol === null || after === null || !Number.isFinite(to)) return []
  const from = Number(before)
  return [{ symbol, atMs, from: before === null || !Number.isFinite(from) ? null : from, to }]
}
