import type { AlertMemory } from './memory.ts'
import { agedEntry, type DueAlert, newEntry, type OutboxEntry, takenBy } from './outbox.ts'
import type { PlanConfig } from './plan.ts'
import { isRouteSatisfied, routeOf } from './routes.ts'

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
    if (cause === 'entered' || cause === 'worsened' || cause === 'reminder') return (state?.depth ?? 0) > 0
    if (cause === 'drift') return state?.isDriftTold ?? false
    return cause === 'blind' && (memory.sights.get(account)?.blindSinceMs ?? null) !== null
  })
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
