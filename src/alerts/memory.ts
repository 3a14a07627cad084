import type { SightState } from './blind.ts'
import {
  type ChannelHealth,
  type DeliveryResult,
  healthAfter,
  isOpen,
  type OutboxEntry,
  settledEntry,
} from './outbox.ts'
import { sightKey } from './readings.ts'
import { type Silence, silenceKey, silenceSubject } from './silence.ts'
import type { AlertState } from './state.ts'

/** Everything that alerting remembers between two evaluations, as one value: a store keeps it, tests build it. */
export interface AlertMemory {
  /** By the reading's key. */
  readonly states: ReadonlyMap<string, AlertState>
  /** By account. */
  readonly sights: ReadonlyMap<string, SightState>
  /** By the alert's id; those no longer open are there until the memory is next saved. */
  readonly outbox: ReadonlyMap<string, OutboxEntry>
  /** By `silenceKey`. */
  readonly silences: ReadonlyMap<string, Silence>
  /** By channel; failing ones only. */
  readonly channels: ReadonlyMap<string, ChannelHealth>
}

/** The memory of a program that has never run. */
export const EMPTY_MEMORY: AlertMemory = {
  states: new Map(),
  sights: new Map(),
  outbox: new Map(),
  silences: new Map(),
  channels: new Map(),
}

/** The memory after messages were sent or failed. */
export function settledMemory(memory: AlertMemory, results: readonly DeliveryResult[], nowMs: number): AlertMemory {
  const outbox = new Map(memory.outbox)
  const channels = new Map(memory.channels)
  for (const result of results) {
    for (const id of result.alertIds) {
      const entry = outbox.get(id)
      if (entry !== undefined) outbox.set(id, settledEntry(entry, result))
    }
    setOrDelete(channels, result.channel, healthAfter(channels.get(result.channel) ?? null, result, nowMs))
    // The plan took the notice for told; one that did not go out is due again.
    if (result.failure !== null) markTold(channels, result.aboutChannels, null)
  }
  return { ...memory, outbox, channels }
}

function markTold(channels: Map<string, ChannelHealth>, names: readonly string[], toldAtMs: number | null): void {
  for (const name of names) {
    const health = channels.get(name)
    if (health !== undefined) channels.set(name, { ...health, toldAtMs })
  }
}

/** The memory without alerts that are done with; the store's log still has them. */
export function withoutDone(memory: AlertMemory): AlertMemory {
  const open = [...memory.outbox].filter(([, entry]) => isOpen(entry))
  return open.length === memory.outbox.size ? memory : { ...memory, outbox: new Map(open) }
}

/** Which alerts an acknowledgement means. */
export interface AlertChoice {
  /** `null` for every account. */
  readonly account: string | null
  /** A symbol, `joint`, `margin`, `data`, or `all`. */
  readonly subject: string
}

/** Keys of the alerts that a choice means and that stand: readings inside a tier, accounts that are blind. */
export function standingKeys(memory: AlertMemory, choice: AlertChoice): readonly string[] {
  const isChosen = (account: string, subject: string): boolean =>
    (choice.account === null || choice.account === account) && ['all', subject].includes(choice.subject)
  const readings = [...memory.states.values()].filter(
    ({ account, subject, depth }) => depth > 0 && isChosen(account, silenceSubject(subject)),
  )
  const sights = [...memory.sights.values()].filter(
    ({ account, blindSinceMs }) => blindSinceMs !== null && isChosen(account, 'data'),
  )
  return [...readings.map(({ key }) => key), ...sights.map(({ account }) => sightKey(account))]
}

/** The memory with these alerts acknowledged: no repeats until any worsening. */
export function acknowledgedMemory(memory: AlertMemory, keys: readonly string[], nowMs: number): AlertMemory {
  const states = new Map(memory.states)
  const sights = new Map(memory.sights)
  for (const state of memory.states.values()) {
    if (keys.includes(state.key)) {
      states.set(state.key, { ...state, acknowledged: { depth: state.depth, atMs: nowMs } })
    }
  }
  for (const sight of memory.sights.values()) {
    if (keys.includes(sightKey(sight.account))) {
      sights.set(sight.account, { ...sight, acknowledged: { depth: 1, atMs: nowMs } })
    }
  }
  return { ...memory, states, sights }
}

/** The memory with a silence set; one over the same subject is replaced. */
export function silencedMemory(memory: AlertMemory, silence: Silence): AlertMemory {
  return { ...memory, silences: new Map([...memory.silences, [silenceKey(silence), silence]]) }
}

/** The memory without the silence over a subject. */
export function unsilencedMemory(memory: AlertMemory, silence: Pick<Silence, 'subject' | 'account'>): AlertMemory {
  const silences = new Map(memory.silences)
  silences.delete(silenceKey(silence))
  return { ...memory, silences }
}

/** Sets the value, or removes the key with `null`. */
function setOrDelete<V>(map: Map<string, V>, key: string, value: V | null): void {
  if (value === null) map.delete(key)
  else map.set(key, value)
}
