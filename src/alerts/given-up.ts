import type { AlertMemory } from './memory.ts'
import { agedEntry, type DueAlert, newEntry, type OutboxEntry, takenBy } from './outbox.ts'
import type { PlanConfig } from './plan.ts'
import { isRouteSatisfied, routeOf } from './routes.ts'
import type { AlertState } from './state.ts'
import type { AlertReason } from './step.ts'

/**
 * The memory with deliveries that are due for half an hour given up, unless nobody who must hear of the alert has
 * taken it and what it tells still holds: then it stays due, on the present route if its channels are gone.
 */
export function withGivenUp(memory: AlertMemory, nowMs: number, config: PlanConfig): AlertMemory {
  const configured = new Set(config.channels.map(({ name }) => name))
  const outbox = [...memory.outbox].map(([id, entry]): [string, OutboxEntry] => {
    const isOwed = !isTaken(entry, config) && stillHolds(entry.alert, memory)
    const aged = agedEntry(entry, nowMs, { channels: configured, isOwed })
    return [id, isOwed && hasNoWay(aged) ? rerouted(aged.alert, config, configured) : aged]
  })
  return { ...memory, outbox: new Map(outbox) }
}

function isTaken(entry: OutboxEntry, { channels }: PlanConfig): boolean {
  const route = entry.deliveries.map(({ channel }) => channel)
  return isRouteSatisfied(route, takenBy(entry), channels)
}

/** Whether the danger is still there, or is of a kind that does not pass. */
function stillHolds({ key, account, causes }: DueAlert, memory: AlertMemory): boolean {
  const state = memory.states.get(key)
  return causes.some((cause) => {
    if (cause === 'liquidated' || cause === 'deleveraged' || cause === 'brackets') return true
    if (cause === 'blind') return (memory.sights.get(account)?.blindSinceMs ?? null) !== null
    return state !== undefined && isStanding(cause, state)
  })
}

/** A climb out of one tier into the next tells of danger too. */
const TELLING_OF_DEPTH: readonly AlertReason[] = ['entered', 'worsened', 'reminder', 'recovered', 'reduced']

function isStanding(cause: AlertReason, { depth, isDriftTold, zoneTold }: AlertState): boolean {
  if (TELLING_OF_DEPTH.includes(cause)) return depth > 0
  if (cause === 'margin-call') return zoneTold !== 'calm'
  if (cause === 'margin-liquidation') return zoneTold === 'liquidation'
  return cause === 'drift' && isDriftTold
}

function hasNoWay({ deliveries }: OutboxEntry): boolean {
  return deliveries.every(({ status }) => status === 'given-up' || status === 'delivered')
}

function rerouted(alert: DueAlert, config: PlanConfig, configured: ReadonlySet<string>): OutboxEntry {
  return newEntry(
    alert,
    routeOf(alert, config.routes).filter((name) => configured.has(name)),
  )
}
