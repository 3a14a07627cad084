import { type AlertMemory, EMPTY_MEMORY } from '../alerts/memory.ts'
import { type ChannelHealth, type Delivery, isOpen, type OutboxEntry } from '../alerts/outbox.ts'
import { isSameStand } from '../alerts/quiet.ts'
import { type Silence, silenceKey } from '../alerts/silence.ts'
import type { AlertState } from '../alerts/state.ts'
import { decodeEntry, encodeAlert } from './alert-document.ts'
import type { Row, SqlValue, StateDatabase } from './database.ts'
import { StoredDocument, stored } from './document.ts'
import { decodeSight, decodeState, encodeSight, encodeState } from './state-document.ts'

/** Counts the changes of the memory, so that a process knows whether what it remembers is still so. */
export function readRevision(database: StateDatabase): number {
  const [row] = database.all('SELECT value FROM revision')
  return row === undefined ? 0 : new StoredDocument(row).number('value')
}

/** Counts one more change. */
export function raiseRevision(database: StateDatabase): void {
  database.run('UPDATE revision SET value = value + 1')
}

/**
 * The memory as stored, with the alerts that are still open. Rows that this version cannot read are left out: their
 * readings count as never seen, and fire again.
 *
 * @param isAlive whether the process of a claim's holder may still run
 */
export function loadMemory(database: StateDatabase, isAlive: (holder: string) => boolean): AlertMemory {
  const states = readable(database.all('SELECT document FROM alert_state'), (row) => decodeState(textOf(row)))
  const sights = readable(database.all('SELECT document FROM sight_state'), (row) => decodeSight(textOf(row)))
  const silences = readable(database.all('SELECT * FROM silence'), decodeSilence)
  const channels = readable(database.all('SELECT * FROM channel_health'), decodeHealth)
  const entries = readable(database.all('SELECT id, document FROM alert WHERE is_open = 1'), (row) =>
    decodeEntry(textOf(row), deliveriesOf(database, String(row.id)), isAlive),
  )
  return {
    ...EMPTY_MEMORY,
    states: new Map(states.map((state) => [state.key, state])),
    sights: new Map(sights.map((sight) => [sight.account, sight])),
    outbox: new Map(entries.map((entry) => [entry.alert.id, entry])),
    silences: new Map(silences.map((silence) => [silenceKey(silence), silence])),
    channels: new Map(channels.map((health) => [health.channel, health])),
  }
}

/** Rows of an alert's deliveries. */
export function deliveriesOf(database: StateDatabase, alertId: string): readonly Row[] {
  return database.all('SELECT * FROM delivery WHERE alert_id = ? ORDER BY channel', alertId)
}

function readable<T>(rows: readonly Row[], decode: (row: Row) => T): readonly T[] {
  return rows.flatMap((row) => {
    try {
      return [decode(row)]
    } catch (error) {
      if (error instanceof RangeError) return []
      throw error
    }
  })
}

function textOf(row: Row): string {
  return new StoredDocument(row).text('document')
}

function decodeSilence(row: Row): Silence {
  const document = new StoredDocument(row)
  return {
    subject: document.text('subject'),
    account: document.orNull('account', (name) => document.text(name)),
    setAtMs: document.number('set_at_ms'),
    untilMs: document.number('until_ms'),
  }
}

function decodeHealth(row: Row): ChannelHealth {
  const document = new StoredDocument(row)
  return {
    channel: document.text('channel'),
    failures: document.number('failures'),
    failingSinceMs: document.number('failing_since_ms'),
    lastFailure: document.text('last_failure'),
    toldAtMs: document.orNull('told_at_ms', (name) => document.number(name)),
  }
}

/** `stand`: of the states only those whose stand changed; where the others are now costs a little patience when lost. */
export type SaveScope = 'whole' | 'stand'

/**
 * Writes what differs between the memory that the database holds and another. Alerts that are done stay in the log.
 *
 * @returns what the database then holds
 */
export function saveMemory(
  database: StateDatabase,
  { before, after, scope }: { readonly before: AlertMemory; readonly after: AlertMemory; readonly scope: SaveScope },
): AlertMemory {
  const insert = (table: string, ...values: readonly SqlValue[]): void => {
    database.run(`INSERT OR REPLACE INTO ${table} VALUES (${values.map(() => '?').join(', ')})`, ...values)
  }
  const states = scope === 'whole' ? after.states : standOf(before.states, after.states)
  saveChanges(before.states, states, {
    save: (state) => insert('alert_state', state.key, state.account, encodeState(state)),
    remove: (key) => database.run('DELETE FROM alert_state WHERE key = ?', key),
  })
  saveChanges(before.sights, after.sights, {
    save: (sight) => insert('sight_state', sight.account, encodeSight(sight)),
    remove: (account) => database.run('DELETE FROM sight_state WHERE account = ?', account),
  })
  saveChanges(before.silences, after.silences, {
    save: (silence) =>
      insert('silence', silenceKey(silence), silence.subject, silence.account, silence.setAtMs, silence.untilMs),
    remove: (key) => database.run('DELETE FROM silence WHERE key = ?', key),
  })
  saveChanges(before.channels, after.channels, {
    save: ({ channel, failures, failingSinceMs, lastFailure, toldAtMs }) =>
      insert('channel_health', channel, failures, failingSinceMs, lastFailure, toldAtMs),
    remove: (channel) => database.run('DELETE FROM channel_health WHERE channel = ?', channel),
  })
  saveChanges(before.outbox, after.outbox, {
    save: (entry) => saveEntry(entry, insert),
    remove: (id) => database.run('UPDATE alert SET is_open = 0 WHERE id = ?', id),
  })
  return { ...after, states }
}

/** The later states, those that stand where they stood left as they were. */
function standOf(
  before: ReadonlyMap<string, AlertState>,
  after: ReadonlyMap<string, AlertState>,
): ReadonlyMap<string, AlertState> {
  const states = [...after].map(([key, state]): [string, AlertState] => {
    const earlier = before.get(key)
    return [key, earlier !== undefined && isSameStand(earlier, state) ? earlier : state]
  })
  return new Map(states)
}

interface Writer<V> {
  save(value: V): void
  remove(key: string): void
}

/** Values are never changed in place, so an unchanged one is the same object. */
function saveChanges<V>(before: ReadonlyMap<string, V>, after: ReadonlyMap<string, V>, writer: Writer<V>): void {
  for (const [key, value] of after) if (before.get(key) !== value) writer.save(value)
  for (const key of before.keys()) if (!after.has(key)) writer.remove(key)
}

type Insert = (table: string, ...values: readonly SqlValue[]) => void

function saveEntry(entry: OutboxEntry, insert: Insert): void {
  const { alert } = entry
  insert(
    'alert',
    alert.id,
    alert.key,
    alert.account,
    alert.symbol,
    alert.side,
    alert.reason,
    stored(alert.tier),
    alert.severity,
    alert.headline,
    alert.dueAtMs,
    isOpen(entry) ? 1 : 0,
    encodeAlert(alert),
  )
  for (const delivery of entry.deliveries) saveDelivery(alert.id, delivery, insert)
}

function saveDelivery(alertId: string, delivery: Delivery, insert: Insert): void {
  const { channel, status, attempts, failure, claim } = delivery
  insert('delivery', alertId, channel, status, attempts, failure, claim?.holder ?? null, claim?.atMs ?? null)
}
