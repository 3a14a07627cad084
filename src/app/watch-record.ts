import type { AlertDecision } from '../alerts/decide.ts'
import type { DueAlert } from '../alerts/outbox.ts'
import type { AlertReason } from '../alerts/step.ts'
import type { JournalEvent, Sample, StateStore } from '../ports.ts'
import type { AccountLook } from './evaluate.ts'

const SAMPLE_EVERY_MS = 60_000
const PRUNE_EVERY_MS = 86_400_000

/** What the journal calls it; reminders and the like are no events. */
const EVENTS: Readonly<Partial<Record<AlertReason, string>>> = {
  entered: 'tier-entered',
  worsened: 'tier-entered',
  recovered: 'tier-left',
  reduced: 'tier-left',
  liquidated: 'liquidated',
  deleveraged: 'deleveraged',
  closed: 'closed',
  drift: 'drift',
  blind: 'sight-lost',
  sighted: 'sight-back',
}

/** Keeps the history of a watch: figures once a minute, what happened as it happens; and clears it of old rows daily. */
export class WatchRecord {
  readonly #store: Pick<StateStore, 'journal' | 'samples' | 'prune'>
  readonly #keepDays: number
  #sampledAtMs = Number.NEGATIVE_INFINITY
  #prunedAtMs = Number.NEGATIVE_INFINITY

  constructor(store: Pick<StateStore, 'journal' | 'samples' | 'prune'>, keepDays: number) {
    this.#store = store
    this.#keepDays = keepDays
  }

  /**
   * Takes down what an evaluation is worth to history.
   *
   * @throws StoreError when the state cannot be written; what is due again is tried again a minute later
   */
  take(decision: AlertDecision, looks: readonly AccountLook[], nowMs: number): void {
    const events = decision.due.flatMap(({ alert }) => eventOf(alert) ?? [])
    if (events.length > 0) this.#store.journal.append(nowMs, events)
    if (Math.abs(nowMs - this.#sampledAtMs) >= SAMPLE_EVERY_MS) {
      this.#sampledAtMs = nowMs
      this.#store.samples.record(nowMs, samplesOf(decision, looks, nowMs))
    }
    if (Math.abs(nowMs - this.#prunedAtMs) < PRUNE_EVERY_MS) return
    this.#prunedAtMs = nowMs
    this.#store.prune(nowMs, this.#keepDays)
  }
}

/** An alert that is still due was taken down before: its id says so. */
function eventOf(alert: DueAlert): JournalEvent | null {
  const type = EVENTS[alert.reason]
  if (type === undefined) return null
  return {
    id: alert.id,
    atMs: alert.dueAtMs,
    account: alert.account,
    type,
    symbol: alert.symbol,
    side: alert.side,
    before: null,
    after: alert.tier?.toFixed() ?? null,
    note: alert.headline,
  }
}

function samplesOf({ steps }: AlertDecision, looks: readonly AccountLook[], atMs: number): readonly Sample[] {
  const distances = steps.flatMap(({ reading: { key, account, distance } }): Sample[] =>
    distance.status === 'known' ? [{ key, account, atMs, value: distance.distancePct }] : [],
  )
  const equities = looks.flatMap(({ source: { account }, result }): Sample[] =>
    'risk' in result && result.risk.equity !== null
      ? [{ key: `${account}/equity`, account, atMs, value: result.risk.equity }]
      : [],
  )
  return [...distances, ...equities]
}
