import { composeMessage, type OutgoingMessage } from './message.ts'
import {
  type ChannelHealth,
  claimedEntry,
  type DueAlert,
  isWaiting,
  isWorthTelling,
  newEntry,
  type OutboxEntry,
  supersededEntry,
} from './outbox.ts'
import { type ChannelInfo, type Routes, routeOf } from './routes.ts'
import type { AlertReason } from './step.ts'

/** Where alerts go. */
export interface PlanConfig {
  readonly routes: Routes
  /** All configured channels; none means print only. */
  readonly channels: readonly ChannelInfo[]
}

/** One message to one channel. */
export interface PlannedMessage {
  readonly channel: string
  readonly message: OutgoingMessage
  /** Every alert that it speaks for: those in it, and members of a pool whose joint alert is in it. */
  readonly alertIds: readonly string[]
  /** Failing channels that it reports. */
  readonly aboutChannels: readonly string[]
}

export interface Plan {
  readonly messages: readonly PlannedMessage[]
  /** Every entry that is open, changed or new, by id. */
  readonly outbox: ReadonlyMap<string, OutboxEntry>
  readonly channels: ReadonlyMap<string, ChannelHealth>
  /** Alerts that this evaluation wants delivered: new ones, and earlier ones still due somewhere. */
  readonly due: readonly OutboxEntry[]
}

/** What is to be planned. */
export interface PlanInput {
  readonly nowMs: number
  /** Who sends: nobody else sends the same while the claim is fresh. */
  readonly holder: string
  readonly alerts: readonly DueAlert[]
  readonly outbox: ReadonlyMap<string, OutboxEntry>
  readonly channels: ReadonlyMap<string, ChannelHealth>
}

/**
 * Due alerts → at most one message per channel. A channel that some new alert is routed to hears of all new ones; the
 * others hear only of what is still due on them. An alert that is still due is left to a newer one about the same
 * reading. What keeps failing is told through the channels that work.
 */
export function planMessages(input: PlanInput, config: PlanConfig): Plan {
  const fresh = input.alerts.map((alert) => freshEntry(alert, input, config))
  const freshKeys = new Set(fresh.map(({ alert }) => alert.key))
  const earlier = [...input.outbox.values()].map((entry) =>
    freshKeys.has(entry.alert.key) ? supersededEntry(entry, input.nowMs) : entry,
  )
  const entries = [...fresh, ...earlier]
  const failing = [...input.channels.values()].filter((health) => isWorthTelling(health, input.nowMs))
  const messages = config.channels.flatMap(({ name }) => channelMessage(name, { fresh, earlier, failing, input }))
  const claim = { holder: input.holder, atMs: input.nowMs }
  const claimed = entries.map((entry) => claimedEntry(entry, new Set(channelsOf(messages, entry)), claim))
  return {
    messages,
    outbox: new Map(claimed.map((entry) => [entry.alert.id, entry])),
    channels: toldChannels(input, messages),
    due: claimed.filter((entry, index) => index < fresh.length || channelsOf(messages, entry).length > 0),
  }
}

function freshEntry(alert: DueAlert, input: PlanInput, config: PlanConfig): OutboxEntry {
  const owed = owedEntries(alert.key, input).flatMap(({ deliveries }) =>
    deliveries.filter((delivery) => isWaiting(delivery, input.nowMs)),
  )
  const route = new Set([...routeOf(alert, config.routes), ...owed.map(({ channel }) => channel)])
  return newEntry(
    alert,
    config.channels.map(({ name }) => name).filter((name) => route.has(name)),
  )
}

const ENDINGS: readonly AlertReason[] = ['closed', 'liquidated', 'deleveraged', 'recovered', 'reduced', 'sighted']

/** What an earlier alert about the reading still has to tell is told with the next, unless that says that it is over. */
export function causesWithOwed(
  causes: readonly AlertReason[],
  key: string,
  input: Pick<PlanInput, 'outbox' | 'nowMs'>,
): readonly AlertReason[] {
  if (causes.some((cause) => ENDINGS.includes(cause))) return causes
  return [...new Set([...causes, ...owedEntries(key, input).flatMap(({ alert }) => alert.causes)])]
}

function owedEntries(key: string, { outbox, nowMs }: Pick<PlanInput, 'outbox' | 'nowMs'>): readonly OutboxEntry[] {
  return [...outbox.values()].filter(
    ({ alert, deliveries }) => alert.key === key && deliveries.some((delivery) => isWaiting(delivery, nowMs)),
  )
}

interface ChannelWork {
  readonly fresh: readonly OutboxEntry[]
  readonly earlier: readonly OutboxEntry[]
  readonly failing: readonly ChannelHealth[]
  readonly input: PlanInput
}

function channelMessage(channel: string, { fresh, earlier, failing, input }: ChannelWork): readonly PlannedMessage[] {
  const isDue = (entry: OutboxEntry): boolean =>
    entry.deliveries.some((delivery) => delivery.channel === channel && isWaiting(delivery, input.nowMs))
  const entries = [...(fresh.some(isDue) ? fresh : []), ...earlier.filter(isDue)]
  const isWorking = !input.channels.has(channel)
  const notices = isWorking ? failing : []
  if (entries.length === 0 && notices.length === 0) return []
  const alerts = entries.map(({ alert }) => alert)
  return [
    {
      channel,
      message: composeMessage(withoutMuted(alerts), { nowMs: input.nowMs, failing: notices }),
      alertIds: alerts.map(({ id }) => id),
      aboutChannels: notices.map((health) => health.channel),
    },
  ]
}

const MUTABLE: readonly AlertReason[] = ['entered', 'worsened', 'reminder']

/** Without members that the joint alert of their pool, in this very message, tells at the same tier and as gravely. */
function withoutMuted(alerts: readonly DueAlert[]): readonly DueAlert[] {
  return alerts.filter((member) => !alerts.some((joint) => speaksFor(joint, member)))
}

function speaksFor(joint: DueAlert, member: DueAlert): boolean {
  return (
    member.poolKey === joint.key &&
    MUTABLE.includes(joint.reason) &&
    member.causes.every((cause) => MUTABLE.includes(cause)) &&
    joint.severity === member.severity &&
    joint.tier !== null &&
    member.tier !== null &&
    joint.tier.eq(member.tier)
  )
}

function channelsOf(messages: readonly PlannedMessage[], { alert }: OutboxEntry): readonly string[] {
  return messages.filter(({ alertIds }) => alertIds.includes(alert.id)).map(({ channel }) => channel)
}

/** Failing channels count as told once a message about them is on its way. */
function toldChannels(
  { channels, nowMs }: PlanInput,
  messages: readonly PlannedMessage[],
): ReadonlyMap<string, ChannelHealth> {
  const told = new Set(messages.flatMap(({ aboutChannels }) => aboutChannels))
  return new Map(
    [...channels].map(([name, health]) => [name, told.has(name) ? { ...health, toldAtMs: nowMs } : health]),
  )
}
