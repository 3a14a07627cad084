import { readingKey } from '../alerts/readings.ts'
import type { AccountRisk, StatusReport, Verdict } from '../risk/report.ts'
import { worstVerdict } from '../risk/verdict.ts'
import { type BookRow, bookRows, symbolOf } from './book-row.ts'
import type { Hush, RowExtra, WatchAccount, WatchModel } from './watch-model.ts'

/** A mark older than this is not shown as if it were live. */
export const STALE_ROW_MS = 20_000

/** One line of the live screen. */
export interface WatchRow {
  /** The reading's key, `main/SOLUSDT/long`. */
  readonly key: string
  readonly book: BookRow
  readonly account: WatchAccount
  /** Age of the mark; `null` for a row that could not be read. */
  readonly ageMs: number | null
  readonly extra: RowExtra
}

const NO_EXTRA: RowExtra = { remedies: [], fundingDrift: null, hush: null }

/** All rows of the screen, worst first over all accounts; those of a paused screen as they stood. */
export function watchRows({ accounts, paused, nowMs }: WatchModel): readonly WatchRow[] {
  const atMs = paused?.atMs ?? nowMs
  return (paused?.accounts ?? accounts)
    .flatMap((account) => bookRows(account.risk).map((book) => watchRow(book, account, atMs)))
    .map((row) => ({ row, rank: rankOf(row.book) }))
    .sort((one, other) => one.rank - other.rank || nearer(one.row.book, other.row.book))
    .map(({ row }) => row)
}

/** What a row says of being hushed; empty for one that is not. */
export function hushWord(hush: Hush | null): string {
  if (hush === null) return ''
  return hush.kind === 'acknowledged' ? 'ack' : 'mute'
}

/** Whether rows have to say whose they are. */
export function namesAccounts({ accounts, failures }: WatchModel): boolean {
  return accounts.length + failures.length > 1
}

/** The rows that the filter lets through. */
export function shownRows(model: WatchModel): readonly WatchRow[] {
  const wanted = model.ui.filter.toLowerCase()
  return watchRows(model).filter(({ account, book }) =>
    `${account.risk.account} ${symbolOf(book)}`.toLowerCase().includes(wanted),
  )
}

function watchRow(book: BookRow, account: WatchAccount, atMs: number): WatchRow {
  const key = rowKey(book, account.risk)
  const ageMs = book.kind === 'known' ? book.risk.dataAgeMs + Math.max(0, atMs - account.assessedAtMs) : null
  return { key, book, account, ageMs, extra: account.extras.get(key) ?? NO_EXTRA }
}

function rowKey(book: BookRow, { account }: AccountRisk): string {
  if (book.kind === 'known') return readingKey(account, book.risk.position)
  return `${account}/${book.position.symbol}/${(book.position.positionSide ?? 'unknown').toLowerCase()}`
}

/** Inside a tier, then not known, then calm, then without any liquidation price. */
function rankOf(book: BookRow): number {
  if (book.kind === 'unreadable' || book.risk.liquidation.status === 'unknown') return 1
  if (book.risk.tier !== null) return 0
  return book.risk.distancePct === null ? 3 : 2
}

function nearer(one: BookRow, other: BookRow): number {
  if (one.kind === 'unreadable' || other.kind === 'unreadable') return 0
  const [left, right] = [one.risk.distancePct, other.risk.distancePct]
  return left === null || right === null ? 0 : left.cmp(right)
}

/** Whether an account's own data is too old to say anything by. */
export function isFeedStale({ risk }: WatchAccount, { nowMs, staleAfterMs }: WatchModel): boolean {
  return nowMs - risk.takenAtMs > staleAfterMs
}

/**
 * The verdict over all accounts as of now: one that was not read, or whose figures are older than `staleAfterMs`, is
 * UNKNOWN whatever was last known of it.
 */
export function watchVerdict(model: WatchModel): Verdict {
  return worstVerdict([
    ...model.accounts.map((account) => accountVerdict(account, model)),
    ...model.failures.map((): Verdict => 'UNKNOWN'),
    ...(model.margins ?? []).map(({ verdict }) => verdict),
  ])
}

/** The verdict on one account as of now. */
export function accountVerdict(account: WatchAccount, model: WatchModel): Verdict {
  if (isFeedStale(account, model)) return 'UNKNOWN'
  const elapsedMs = Math.max(0, model.nowMs - account.assessedAtMs)
  const isMarkLost = account.risk.positions.some(({ dataAgeMs }) => dataAgeMs + elapsedMs > model.staleAfterMs)
  return worstVerdict([account.risk.verdict, isMarkLost ? 'UNKNOWN' : 'OK'])
}

/** The same accounts in the shape of the other screens. */
export function watchReport(model: WatchModel): StatusReport {
  return {
    command: 'watch',
    asOfMs: model.nowMs,
    verdict: watchVerdict(model),
    accounts: model.accounts.map(({ risk, environment }) => ({ risk, environment })),
    failures: model.failures,
    ...(model.margins === undefined ? {} : { margins: model.margins }),
    staleAfterMs: model.staleAfterMs,
    tiers: model.tiers,
  }
}
