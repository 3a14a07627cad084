import type { SightState } from '../alerts/blind.ts'
import { tierAt } from '../alerts/depth.ts'
import type { AlertMemory } from '../alerts/memory.ts'
import { isOpen, type OutboxEntry } from '../alerts/outbox.ts'
import { sightKey } from '../alerts/readings.ts'
import { type Silence, silencedUntil, silenceSubject } from '../alerts/silence.ts'
import type { AlertState, Subject } from '../alerts/state.ts'
import { marginName } from '../risk/margin-standing.ts'

/** What alerting remembers, as of now. */
export interface ShownAlerts {
  readonly memory: AlertMemory
  readonly nowMs: number
  /** Several accounts are configured: what is shown says whose it is. */
  readonly namesAccount?: boolean
}

/** The memory of one account alone; of all with `null`. */
export function ofAccount(memory: AlertMemory, account: string | null): AlertMemory {
  if (account === null) return memory
  const own = <V>(map: ReadonlyMap<string, V>, accountOf: (value: V) => string | null): ReadonlyMap<string, V> =>
    new Map([...map].filter(([, value]) => [account, null].includes(accountOf(value))))
  return {
    ...memory,
    states: own(memory.states, (state) => state.account),
    sights: own(memory.sights, (sight) => sight.account),
    outbox: own(memory.outbox, ({ alert }) => alert.account),
    silences: own(memory.silences, (silence) => silence.account),
  }
}

/** One alert that stands: a reading inside a tier, or an account that cannot be seen. */
export interface Standing {
  readonly key: string
  readonly account: string
  readonly name: string
  readonly kind: 'position' | 'joint' | 'margin' | 'data'
  readonly symbol: string | null
  readonly side: string | null
  readonly tier: string | null
  readonly distance: AlertState['lastSeen']
  readonly sinceMs: number | null
  readonly isTold: boolean
  readonly isAcknowledged: boolean
  readonly silencedUntilMs: number | null
  readonly problems: readonly string[]
}

/** Everything that stands: accounts that cannot be seen, then the gravest danger first. */
export function standingOf({ memory, nowMs }: ShownAlerts): readonly Standing[] {
  const states = [...memory.states.values()].filter(({ depth }) => depth > 0).sort(graver)
  const sights = [...memory.sights.values()].filter(({ blindSinceMs }) => blindSinceMs !== null)
  return [...sights.map(blindness), ...states.map((state) => danger(state, memory, nowMs))]
}

function graver(a: AlertState, b: AlertState): number {
  return b.depth - a.depth || (a.key < b.key ? -1 : 1)
}

function blindness(sight: SightState): Standing {
  return {
    key: sightKey(sight.account),
    account: sight.account,
    name: 'data',
    kind: 'data',
    symbol: null,
    side: null,
    tier: null,
    distance: null,
    sinceMs: sight.blindSinceMs,
    isTold: true,
    isAcknowledged: sight.acknowledged !== null,
    silencedUntilMs: null,
    problems: sight.problems.map(({ what, why }) => `${what}: ${why}`),
  }
}

function subjectName(subject: Subject): string {
  if (subject.kind === 'position') return `${subject.symbol} ${subject.side.toLowerCase()}`
  return subject.kind === 'joint' ? `${subject.asset} pool joint` : marginName(subject)
}

/** A reading's state as it is shown. */
export function danger(state: AlertState, memory: AlertMemory, nowMs: number): Standing {
  const { subject, account } = state
  const symbol = subject.kind === 'joint' ? null : subject.symbol
  return {
    key: state.key,
    account,
    name: subjectName(subject),
    kind: subject.kind,
    symbol,
    side: subject.kind === 'position' ? subject.side : null,
    tier: tierAt(state.depth, state.tiers)?.toFixed() ?? null,
    distance: state.lastSeen,
    sinceMs: state.enteredAtMs,
    isTold: state.toldDepth >= state.depth,
    isAcknowledged: state.acknowledged !== null,
    silencedUntilMs: silencedUntil({ account, symbol: silenceSubject(subject) }, memory.silences.values(), nowMs),
    problems: [],
  }
}

/** Silences that still hold, the next to end first. */
export function runningSilences({ memory, nowMs }: ShownAlerts): readonly Silence[] {
  return [...memory.silences.values()].filter(({ untilMs }) => untilMs > nowMs).sort((a, b) => a.untilMs - b.untilMs)
}

/** Alerts that some channel has yet to take, the oldest first. */
export function openEntries({ memory }: ShownAlerts): readonly OutboxEntry[] {
  return [...memory.outbox.values()].filter(isOpen).sort((a, b) => a.alert.dueAtMs - b.alert.dueAtMs)
}
