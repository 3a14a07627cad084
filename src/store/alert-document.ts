import type { AlertFigures, Delivery, DueAlert, OutboxEntry, Severity } from '../alerts/outbox.ts'
import { ALERT_REASONS } from '../alerts/step.ts'
import type { Row } from './database.ts'
import { StoredDocument, stored } from './document.ts'

const SEVERITIES: readonly Severity[] = ['info', 'warning', 'critical']
const STATUSES: readonly Delivery['status'][] = ['pending', 'delivered', 'given-up', 'superseded']

/** The alert as JSON text, decimals as strings. */
export function encodeAlert(alert: DueAlert): string {
  return JSON.stringify({ ...alert, tier: stored(alert.tier) })
}

/**
 * The alert that the text holds.
 *
 * @throws RangeError when it is not one
 */
export function decodeAlert(text: string): DueAlert {
  const document = StoredDocument.parse(text)
  const textOf = (name: string): string => document.text(name)
  return {
    id: document.text('id'),
    key: document.text('key'),
    account: document.text('account'),
    symbol: document.orNull('symbol', textOf),
    side: document.orNull('side', (name) => document.word(name, ['LONG', 'SHORT'])),
    reason: document.word('reason', ALERT_REASONS),
    causes: document.texts('causes').flatMap((cause) => ALERT_REASONS.filter((reason) => reason === cause)),
    tier: document.orNull('tier', (name) => document.decimal(name)),
    severity: document.word('severity', SEVERITIES),
    poolKey: document.orNull('poolKey', textOf),
    headline: document.text('headline'),
    lines: document.texts('lines'),
    figures: document.object('figures', decodeFigures),
    dueAtMs: document.number('dueAtMs'),
    dataAtMs: document.orNull('dataAtMs', (name) => document.number(name)),
  }
}

function decodeFigures(document: StoredDocument): AlertFigures {
  const textOf = (name: string): string => document.text(name)
  return {
    distancePct: document.orNull('distancePct', textOf),
    markPrice: document.orNull('markPrice', textOf),
    liquidationPrice: document.orNull('liquidationPrice', textOf),
  }
}

/** A row of `delivery`. A claim whose holder is dead counts for nothing. */
function decodeDelivery(row: Row, isAlive: (holder: string) => boolean): Delivery {
  const document = new StoredDocument(row)
  const holder = document.orNull('claim_holder', (name) => document.text(name))
  const atMs = document.orNull('claim_at_ms', (name) => document.number(name))
  return {
    channel: document.text('channel'),
    status: document.word('status', STATUSES),
    attempts: document.number('attempts'),
    failure: document.orNull('failure', (name) => document.text(name)),
    claim: holder === null || atMs === null || !isAlive(holder) ? null : { holder, atMs },
  }
}

/** An alert with its deliveries, from their rows. */
export function decodeEntry(
  document: string,
  deliveries: readonly Row[],
  isAlive: (holder: string) => boolean,
): OutboxEntry {
  return { alert: decodeAlert(document), deliveries: deliveries.map((row) => decodeDelivery(row, isAlive)) }
}
