import { tierAt } from '../alerts/depth.ts'
import type { AlertMemory } from '../alerts/memory.ts'
import type { Delivery } from '../alerts/outbox.ts'
import { silencedUntil, silenceSubject } from '../alerts/silence.ts'
import type { AlertState } from '../alerts/state.ts'
import type { Decimal } from '../model/decimal.ts'
import type { AlertFacts, Labels, MetricsFacts } from './facts.ts'
import { type Figure, gauge, type MetricFamily } from './family.ts'

/** What alerting knows of one reading. */
interface AlertRow {
  readonly labels: Labels
  readonly depth: number
  readonly tier: Decimal | null
  readonly isAcknowledged: boolean
  readonly isSilenced: boolean
}

/** What alerting remembers of the accounts of this run, and how its channels fare. */
export function alertFamilies({ accounts, alerts, nowMs }: MetricsFacts): readonly MetricFamily[] {
  if (alerts === null) return []
  const names = new Set(accounts.map(({ account }) => account))
  const rows = [...readingRows(alerts.memory, names, nowMs), ...sightRows(alerts.memory, names)]
  const figure = (name: string, help: string, of: (row: AlertRow) => Figure): MetricFamily =>
    gauge(
      name,
      help,
      rows.map((row) => [row.labels, of(row)] as const),
    )
  return [
    figure(
      'liqwatch_alert_depth',
      'How deep a reading stands in danger: 0 calm, 1 in the outermost tier, one more for each tier and each halving.',
      ({ depth }) => depth,
    ),
    figure('liqwatch_alert_tier_percent', 'Tier of the alert that stands; absent without one.', ({ tier }) => tier),
    figure('liqwatch_alert_acknowledged', '1 while the alert is acknowledged.', (row) => row.isAcknowledged),
    figure('liqwatch_alert_silenced', '1 while delivery is silenced.', (row) => row.isSilenced),
    ...channelFamilies(alerts),
  ]
}

/** A reading of this account goes by its key without the account: `SOLUSDT/long`, `joint`, `margin`. */
function labelsOf(account: string, key: string): Labels {
  return { account, reading: key.slice(account.length + 1) }
}

function readingRows({ states, silences }: AlertMemory, names: ReadonlySet<string>, nowMs: number): AlertRow[] {
  return [...states.values()]
    .filter(({ account }) => names.has(account))
    .map((state: AlertState) => ({
      labels: labelsOf(state.account, state.key),
      depth: state.depth,
      tier: tierAt(state.depth, state.tiers),
      isAcknowledged: state.acknowledged !== null,
      isSilenced:
        silencedUntil({ account: state.account, symbol: silenceSubject(state.subject) }, silences.values(), nowMs) !==
        null,
    }))
}

/** Blindness is an alert of its own: as deep as the outermost tier, and in none. No silence holds it back. */
function sightRows({ sights }: AlertMemory, names: ReadonlySet<string>): AlertRow[] {
  return [...sights.values()]
    .filter(({ account }) => names.has(account))
    .map(({ account, blindSinceMs, acknowledged }) => ({
      labels: { account, reading: 'data' },
      depth: blindSinceMs === null ? 0 : 1,
      tier: null,
      isAcknowledged: acknowledged !== null,
      isSilenced: false,
    }))
}

function channelFamilies({ memory, channels }: AlertFacts): readonly MetricFamily[] {
  const deliveries = [...memory.outbox.values()].flatMap((entry) => entry.deliveries)
  const count = (name: string, holds: (delivery: Delivery) => boolean): number =>
    deliveries.filter((delivery) => delivery.channel === name && holds(delivery)).length
  const figure = (name: string, help: string, of: (channel: string) => Figure): MetricFamily =>
    gauge(
      name,
      help,
      channels.map((channel) => [{ channel }, of(channel)] as const),
    )
  return [
    figure('liqwatch_deliveries_pending', 'Alerts that the channel has yet to take.', (channel) =>
      count(channel, ({ status }) => status === 'pending'),
    ),
    figure('liqwatch_deliveries_failed', 'Those of them whose last attempt failed, and those given up.', (channel) =>
      count(channel, ({ status, failure }) => status === 'given-up' || (status === 'pending' && failure !== null)),
    ),
    figure(
      'liqwatch_channel_consecutive_failures',
      'Attempts in a row that the channel did not take; 0 when it works.',
      (channel) => memory.channels.get(channel)?.failures ?? 0,
    ),
  ]
}
