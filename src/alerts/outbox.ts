import type { Decimal } from '../model/decimal.ts'
import type { Side } from '../model/position.ts'
import { MINUTE_MS } from './rules.ts'
import type { AlertReason } from './step.ts'

export type Severity = 'info' | 'warning' | 'critical'

/** Figures of an alert for machines: plain decimal strings, `null` where there is none. */
export interface AlertFigures {
  readonly distancePct: string | null
  readonly markPrice: string | null
  readonly liquidationPrice: string | null
}

/** An alert worth a message, in words already, so that it can be kept and sent again without anything else. */
export interface DueAlert {
  /** Its reading's key and the time it became due. */
  readonly id: string
  readonly key: string
  readonly account: string
  /** `null` for joint readings and for the account's data. */
  readonly symbol: string | null
  readonly side: Side | null
  readonly reason: AlertReason
  readonly causes: readonly AlertReason[]
  readonly tier: Decimal | null
  readonly severity: Severity
  /** The joint reading that may speak for it; `null` when none may. */
  readonly poolKey: string | null
  readonly headline: string
  readonly lines: readonly string[]
  readonly figures: AlertFigures
  readonly dueAtMs: number
  /** When its figures were read; `null` when it has none. */
  readonly dataAtMs: number | null
}

/** A process that is sending: nobody else does meanwhile. */
export interface Claim {
  readonly holder: string
  readonly atMs: number
}

/** What became of an alert on one channel. */
export interface Delivery {
  readonly channel: string
  readonly status: 'pending' | 'delivered' | 'given-up' | 'superseded'
  readonly attempts: number
  /** Why the last attempt failed; `null` when none did. */
  readonly failure: string | null
  readonly claim: Claim | null
}

/** An alert with its deliveries: recorded before the first send, open until none is pending. */
export interface OutboxEntry {
  readonly alert: DueAlert
  readonly deliveries: readonly Delivery[]
}

/** How a channel has fared lately; only failing ones are remembered. */
export interface ChannelHealth {
  readonly channel: string
  readonly failures: number
  readonly failingSinceMs: number
  readonly lastFailure: string
  /** When the other channels were told; `null` while they were not. */
  readonly toldAtMs: number | null
}

/** What came of sending one message on one channel. */
export interface DeliveryResult {
  readonly channel: string
  /** Ids of the alerts that the message spoke for. */
  readonly alertIds: readonly string[]
  /** Channels that the message reported as failing. */
  readonly aboutChannels: readonly string[]
  /** `null` when the channel took it; otherwise why it did not. */
  readonly failure: string | null
}

/** How long a failed delivery stays due. */
const DUE_MS = 30 * MINUTE_MS
/** A sender that has not reported after this long is gone: a whole check ends within 45 s. */
const CLAIM_MS = MINUTE_MS
/** A channel that failed on this many evaluations in a row keeps failing. */
const FAILURES_TO_TELL = 2
const RETELL_MS = 6 * 60 * MINUTE_MS

/** Whether some channel still has to take it. */
export function isOpen(entry: OutboxEntry): boolean {
  return entry.deliveries.some(({ status }) => status === 'pending')
}

/** Whether the delivery waits for a sender: pending, and nobody is sending it just now. */
export function isWaiting(delivery: Delivery, nowMs: number): boolean {
  if (delivery.status !== 'pending') return false
  return delivery.claim === null || Math.abs(nowMs - delivery.claim.atMs) >= CLAIM_MS
}

/** Names of the channels that took the alert. */
export function takenBy(entry: OutboxEntry): readonly string[] {
  return entry.deliveries.filter(({ status }) => status === 'delivered').map(({ channel }) => channel)
}

/** A new entry: one pending delivery for each channel. */
export function newEntry(alert: DueAlert, channels: readonly string[]): OutboxEntry {
  const deliveries = channels.map(
    (channel): Delivery => ({ channel, status: 'pending', attempts: 0, failure: null, claim: null }),
  )
  return { alert, deliveries }
}

/**
 * The entry with deliveries given up that are due for too long, or whose channel is gone from the config.
 *
 * @param limits the configured channels, and whether the alert must reach somebody however late
 */
export function agedEntry(
  entry: OutboxEntry,
  nowMs: number,
  limits: { readonly channels: ReadonlySet<string>; readonly isOwed: boolean },
): OutboxEntry {
  // A due time in the future is from before the clock was set back: its half hour starts now.
  const dueAtMs = Math.min(entry.alert.dueAtMs, nowMs)
  const isOver = !limits.isOwed && nowMs - dueAtMs >= DUE_MS
  const deliveries = entry.deliveries.map((delivery): Delivery => {
    const isGone = !limits.channels.has(delivery.channel)
    return isWaiting(delivery, nowMs) && (isOver || isGone) ? { ...delivery, status: 'given-up' } : delivery
  })
  return { alert: { ...entry.alert, dueAtMs }, deliveries }
}

/** The entry with its waiting deliveries left to a newer alert of the same reading. */
export function supersededEntry(entry: OutboxEntry, nowMs: number): OutboxEntry {
  const deliveries = entry.deliveries.map(
    (delivery): Delivery => (isWaiting(delivery, nowMs) ? { ...delivery, status: 'superseded' } : delivery),
  )
  return { ...entry, deliveries }
}

/** The entry with the deliveries on these channels taken up by a sender. */
export function claimedEntry(entry: OutboxEntry, channels: ReadonlySet<string>, claim: Claim): OutboxEntry {
  const deliveries = entry.deliveries.map((delivery) =>
    channels.has(delivery.channel) && isWaiting(delivery, claim.atMs) ? { ...delivery, claim } : delivery,
  )
  return { ...entry, deliveries }
}

/** The entry after a message that spoke for it was sent, or failed to be. */
export function settledEntry(entry: OutboxEntry, result: DeliveryResult): OutboxEntry {
  const deliveries = entry.deliveries.map((delivery): Delivery => {
    if (delivery.channel !== result.channel || delivery.status === 'delivered') return delivery
    const attempts = delivery.attempts + 1
    if (result.failure === null) return { ...delivery, status: 'delivered', attempts, failure: null, claim: null }
    return { ...delivery, attempts, failure: result.failure, claim: null }
  })
  return { ...entry, deliveries }
}

/** How a channel fares after a result; `null` when it works. */
export function healthAfter(health: ChannelHealth | null, result: DeliveryResult, nowMs: number): ChannelHealth | null {
  if (result.failure === null) return null
  const { channel, failure: lastFailure } = result
  if (health === null) return { channel, failures: 1, failingSinceMs: nowMs, lastFailure, toldAtMs: null }
  return { ...health, failures: health.failures + 1, lastFailure }
}

/** Whether the other channels have yet to hear that this one keeps failing, or have not for hours. */
export function isWorthTelling(health: ChannelHealth, nowMs: number): boolean {
  if (health.failures < FAILURES_TO_TELL) return false
  return health.toldAtMs === null || Math.abs(nowMs - health.toldAtMs) >= RETELL_MS
}
