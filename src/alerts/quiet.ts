import type { SightState } from './blind.ts'
import type { AlertDecision } from './decide.ts'
import type { AlertMemory } from './memory.ts'
import type { AlertState } from './state.ts'

/**
 * Whether a decision changed nothing that must survive the process: no message, no step in or out of danger. What a
 * quiet one leaves unsaved (samples, runs of clear evaluations) costs a little patience when lost, never an alert.
 */
export function isQuiet(before: AlertMemory, { memory, messages, due, held }: AlertDecision): boolean {
  return (
    messages.length === 0 &&
    due.length === 0 &&
    held.length === 0 &&
    before.outbox.size === memory.outbox.size &&
    haveSameKeys(before.states, memory.states) &&
    [...memory.states].every(([key, state]) => isSameStand(before.states.get(key), state)) &&
    [...memory.sights].every(([account, sight]) => isSameSight(before.sights.get(account), sight))
  )
}

function haveSameKeys(left: ReadonlyMap<string, unknown>, right: ReadonlyMap<string, unknown>): boolean {
  return left.size === right.size && [...right.keys()].every((key) => left.has(key))
}

/** Whether nothing of a state changed that must survive the process: `before` absent means that it is new. */
export function isSameStand(before: AlertState | undefined, after: AlertState): boolean {
  return (
    before?.depth === after.depth &&
    before.toldDepth === after.toldDepth &&
    before.isDriftTold === after.isDriftTold &&
    before.zoneTold === after.zoneTold &&
    before.acknowledged === after.acknowledged &&
    before.lastSentAtMs === after.lastSentAtMs
  )
}

function isSameSight(before: SightState | undefined, after: SightState): boolean {
  return before?.failures === after.failures && before.blindSinceMs === after.blindSinceMs
}
