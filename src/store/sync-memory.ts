import type { BookSlot } from '../model/account-history.ts'
import type { JournalEvent } from '../model/journal.ts'
import type { RememberedBook, SettingSeen, SettingsLook, SyncBatch, SyncKey } from '../model/sync.ts'
import type { SyncMemory } from '../ports/journal.ts'
import type { StateConnection } from './connection.ts'
import type { StateDatabase } from './database.ts'
import { StoredDocument } from './document.ts'
import { addEvents } from './journal.ts'

type KnownSettings = ReturnType<SyncMemory['settings']>

/** What a sync remembers, in the state database. */
export class SqliteSyncMemory implements SyncMemory {
  readonly #connection: StateConnection

  constructor(connection: StateConnection) {
    this.#connection = connection
  }

  cursor(nowMs: number, { account, source, symbol }: SyncKey): number | null {
    const [row] = this.#connection.use(nowMs, (database) =>
      database.all(
        'SELECT to_ms FROM sync_cursor WHERE account = ? AND source = ? AND symbol = ?',
        account,
        source,
        symbol,
      ),
    )
    return row === undefined ? null : new StoredDocument(row).number('to_ms')
  }

  keep(nowMs: number, { account, events, traces, cursor }: SyncBatch): number {
    return this.#connection.use(nowMs, (database) =>
      database.transaction(() => {
        for (const { symbol, day } of traces)
          database.run('INSERT OR IGNORE INTO sync_trace (account, symbol, day) VALUES (?, ?, ?)', account, symbol, day)
        if (cursor !== null) advance(database, cursor)
        return addEvents(database, events)
      }),
    )
  }

  traces(nowMs: number, account: string, sinceDay: number): ReadonlyMap<string, ReadonlySet<number>> {
    const rows = this.#connection.use(nowMs, (database) =>
      database.all('SELECT symbol, day FROM sync_trace WHERE account = ? AND day >= ?', account, sinceDay),
    )
    const found = new Map<string, Set<number>>()
    for (const row of rows) {
      const document = new StoredDocument(row)
      const symbol = document.text('symbol')
      found.set(symbol, (found.get(symbol) ?? new Set()).add(document.number('day')))
    }
    return found
  }

  settings(nowMs: number, account: string): KnownSettings {
    return this.#connection.use(nowMs, (database) => knownSettings(database, account))
  }

  seeSettings(nowMs: number, look: SettingsLook): number {
    return this.#connection.use(nowMs, (database) =>
      database.transaction(() => {
        const known = knownSettings(database, look.account)
        const changed = look.settings.filter((setting) => isNews(setting, look, known))
        const events = changed.flatMap((setting) => changeEvent(setting, look, known) ?? [])
        for (const setting of look.how === 'told' ? changed : look.settings) remember(database, setting, look, known)
        return addEvents(database, events)
      }),
    )
  }

  book(nowMs: number, account: string): RememberedBook | null {
    const [row] = this.#connection.use(nowMs, (database) =>
      database.all('SELECT document FROM seen_book WHERE account = ?', account),
    )
    if (row === undefined) return null
    const document = StoredDocument.parse(new StoredDocument(row).text('document'))
    const atMs = document.number('atMs')
    return {
      atMs,
      slots: document.objects('slots', decodeSlot),
      unread: document.texts('unread'),
      completeFromMs: document.optional('completeFromMs', (name) => document.number(name)) ?? atMs,
    }
  }

  rememberBook(nowMs: number, account: string, { slots, ...told }: RememberedBook): void {
    const rows = slots.map(({ quantity, entryPrice, ...slot }) => ({
      ...slot,
      quantity: quantity.toFixed(),
      entryPrice: entryPrice.toFixed(),
    }))
    const document = JSON.stringify({ ...told, slots: rows })
    this.#connection.use(nowMs, (database) =>
      database.run('INSERT OR REPLACE INTO seen_book (account, document) VALUES (?, ?)', account, document),
    )
  }
}

/** A cursor never goes back: of two syncs at once the one that is further ahead counts. */
function advance(database: StateDatabase, { key, toMs }: NonNullable<SyncBatch['cursor']>): void {
  database.run(
    `INSERT INTO sync_cursor (account, source, symbol, to_ms) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET to_ms = MAX(to_ms, excluded.to_ms)`,
    key.account,
    key.source,
    key.symbol,
    toMs,
  )
}

function knownSettings(database: StateDatabase, account: string): KnownSettings {
  const rows = database.all('SELECT name, value, at_ms FROM seen_setting WHERE account = ?', account)
  return new Map(
    rows.map((row) => {
      const document = new StoredDocument(row)
      return [document.text('name'), { value: document.text('value'), atMs: document.number('at_ms') }]
    }),
  )
}

/** `leverage SOLUSDT`. */
function nameOf({ type, symbol }: SettingSeen): string {
  return symbol === null ? type : `${type} ${symbol}`
}

/** Announcements come twice and late: one that is no newer than what is remembered tells nothing. */
function isNews(setting: SettingSeen, { atMs, how }: SettingsLook, known: KnownSettings): boolean {
  const last = known.get(nameOf(setting))
  if (last === undefined) return how === 'told'
  return last.value !== setting.value && atMs > last.atMs
}

function changeEvent(
  setting: SettingSeen,
  { account, atMs, how }: SettingsLook,
  known: KnownSettings,
): JournalEvent | null {
  const { type, symbol, value } = setting
  const last = known.get(nameOf(setting))
  const before = last?.value ?? setting.before ?? null
  if (before === value) return null
  const since = how === 'looked' && last !== undefined ? { sinceMs: String(last.atMs) } : {}
  const figures = { ...setting.figures, ...since }
  return {
    id: `${account} ${nameOf(setting)} ${atMs} ${value}`,
    atMs,
    account,
    type,
    symbol,
    side: null,
    before,
    after: value,
    note: null,
    ...(Object.keys(figures).length === 0 ? {} : { figures }),
  }
}

function remember(database: StateDatabase, setting: SettingSeen, look: SettingsLook, known: KnownSettings): void {
  const name = nameOf(setting)
  if ((known.get(name)?.atMs ?? Number.NEGATIVE_INFINITY) >= look.atMs) return
  database.run(
    'INSERT OR REPLACE INTO seen_setting (account, name, value, at_ms) VALUES (?, ?, ?, ?)',
    look.account,
    name,
    setting.value,
    look.atMs,
  )
}

function decodeSlot(document: StoredDocument): BookSlot {
  return {
    symbol: document.text('symbol'),
    positionSide: document.word('positionSide', ['BOTH', 'LONG', 'SHORT']),
    quantity: document.decimal('quantity'),
    entryPrice: document.decimal('entryPrice'),
  }
}
