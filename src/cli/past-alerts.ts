import type { OutboxEntry } from '../alerts/outbox.ts'
import { StoreError } from '../errors.ts'
import type { AlertLog } from '../ports/state-store.ts'
import type { WatchAlert } from '../view/watch-model.ts'

/** As many as a screen keeps, several times over: other accounts share the log. */
const ENTRIES_READ = 200

/** Alerts that earlier runs told of these accounts, newest first; none when the log cannot be read. */
export function pastAlerts(
  log: Pick<AlertLog, 'history'>,
  accounts: readonly string[],
  nowMs: number,
): readonly WatchAlert[] {
  return readEntries(log, nowMs)
    .filter(({ alert }) => accounts.includes(alert.account))
    .map(pastAlert)
}

/** The watch itself says what is wrong with its state: here nothing is lost but a look back. */
function readEntries(log: Pick<AlertLog, 'history'>, nowMs: number): readonly OutboxEntry[] {
  try {
    return log.history(nowMs, ENTRIES_READ)
  } catch (error) {
    if (error instanceof StoreError) return []
    throw error
  }
}

function pastAlert({ alert, deliveries }: OutboxEntry): WatchAlert {
  const failed = deliveries.flatMap(({ channel, status, failure }) =>
    failure === null || status === 'delivered' || status === 'superseded' ? [] : [{ channel, why: failure }],
  )
  return { atMs: alert.dueAtMs, severity: alert.severity, text: alertText(alert.headline, failed) }
}

/** The headline of an alert, and the channels that did not take it. */
export function alertText(
  headline: string,
  failed: readonly { readonly channel: string; readonly why: string }[],
): string {
  return headline + failed.map(({ channel, why }) => `; ${channel} FAILED: ${why}`).join('')
}
