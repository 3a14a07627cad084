import type { Silence } from '../alerts/silence.ts'
import { isoTime } from './format.ts'
import { exactJson, figureJson, type Json } from './json.ts'
import { openEntries, runningSilences, type ShownAlerts, type Standing, standingOf } from './standing-alerts.ts'

/** The `alerts` member of `alerts list --json`. */
export function alertsJson(shown: ShownAlerts): Json {
  return {
    standing: standingOf(shown).map(standingJson),
    silences: runningSilences(shown).map(silenceJson),
    due: openEntries(shown).map(({ alert, deliveries }) => ({
      key: alert.key,
      reason: alert.reason,
      dueAt: isoTime(alert.dueAtMs),
      channels: deliveries
        .filter(({ status }) => status === 'pending')
        .map(({ channel, attempts, failure }) => ({ channel, attempts, why: failure })),
    })),
    failingChannels: [...shown.memory.channels.values()].map(({ channel, failures, failingSinceMs, lastFailure }) => ({
      channel,
      failures,
      since: isoTime(failingSinceMs),
      why: lastFailure,
    })),
  }
}

function standingJson(standing: Standing): Json {
  const { key, account, kind, symbol, side, tier, distance, sinceMs, problems } = standing
  return {
    key,
    account,
    kind,
    symbol,
    side,
    tier,
    distancePct: figureJson(distance?.distancePct ?? null),
    markPrice: exactJson(distance?.markPrice ?? null),
    since: sinceMs === null ? null : isoTime(sinceMs),
    told: standing.isTold,
    acknowledged: standing.isAcknowledged,
    silencedUntil: standing.silencedUntilMs === null ? null : isoTime(standing.silencedUntilMs),
    problems,
  }
}

/** A silence for machines. */
export function silenceJson({ subject, account, setAtMs, untilMs }: Silence): Json {
  return { subject, account, setAt: isoTime(setAtMs), until: isoTime(untilMs) }
}
