import type { TierTable } from '../model/tiers.ts'
import { type BookColumn, bookColumns } from './book-columns.ts'
import { rowTone, symbolCell, tierText } from './book-row.ts'
import { NOT_AVAILABLE } from './format.ts'
import { foreign, type Screen } from './screen.ts'
import { type Cell, type Column, renderTable } from './table.ts'
import { barTitle, distanceBar } from './watch-bar.ts'
import type { WatchModel } from './watch-model.ts'
import { hushWord, namesAccounts, STALE_ROW_MS, type WatchRow } from './watch-rows.ts'

const SHORT_ACCOUNT = 12

/**
 * The rows as a table of at most `height` lines. The selected row is kept in sight; a last line tells how many rows
 * are hidden.
 */
export function watchTable(
  rows: readonly WatchRow[],
  model: WatchModel,
  screen: Screen,
  height: number,
): readonly string[] {
  if (rows.length === 0) return [emptyText(model)].slice(0, height)
  const { first, count } = windowOf(rows, model.ui.selectedKey, height)
  const lines = renderTable(rows.slice(first, first + count), columnsOf(model, screen), screen)
  const hidden = hiddenText(first, rows.length - first - count)
  const shown = count === 0 ? [] : lines.slice(0, count + 1)
  const noted = hidden === null ? [...shown, ...lines.slice(count + 1)] : [...shown, screen.palette('faint', hidden)]
  return noted.slice(0, height)
}

function emptyText({ accounts, ui }: WatchModel): string {
  if (ui.filter !== '') return 'no row matches the filter'
  return accounts.length === 0 ? 'nothing was read yet' : 'no open positions'
}

/** Which rows have room below the title, with a line kept for the note when not all have. */
function windowOf(
  rows: readonly WatchRow[],
  selectedKey: string | null,
  height: number,
): { readonly first: number; readonly count: number } {
  const room = Math.max(0, height - 1)
  if (rows.length <= room) return { first: 0, count: rows.length }
  const count = Math.max(0, room - 1)
  const selected = Math.max(
    0,
    rows.findIndex(({ key }) => key === selectedKey),
  )
  const first = Math.min(rows.length - count, Math.max(0, selected - Math.floor(count / 2)))
  return { first, count }
}

function hiddenText(above: number, below: number): string | null {
  if (above + below === 0) return null
  const parts = [...(above > 0 ? [`${above} above`] : []), ...(below > 0 ? [`${below} below`] : [])]
  return `rows hidden: ${parts.join(', ')} (arrows scroll)`
}

function columnsOf(model: WatchModel, screen: Screen): readonly Column<WatchRow>[] {
  const { tiers, ui } = model
  const bar = barColumns(screen)
  const column = bookColumns(tiers)
  const shared = (of: BookColumn, priority: number): Column<WatchRow> => {
    return { ...of, priority, cell: ({ book }) => of.cell(book) }
  }
  return [
    { title: '   SYMBOL', align: 'left', priority: 0, cell: (row) => selectable(row, tiers, ui.selectedKey) },
    ...(namesAccounts(model) ? [accountColumn(screen)] : []),
    shared(column.side, 0),
    shared(column.mode, 6),
    shared(column.size, 8),
    shared(column.mark, 3),
    shared(column.liquidation, 2),
    shared(column.distance, 0),
    { title: barTitle(tiers, bar), align: 'left', priority: 1, cell: (row) => roomCell(row, tiers, bar) },
    shared(column.atrs, 7),
    shared(column.stop, 5),
    { title: 'TIER', align: 'left', priority: 0, cell: (row) => toned(tierOf(row), row.book, tiers) },
  ]
}

/** Two accounts may hold the same symbol: their rows are told apart on every screen. */
function accountColumn({ columns }: Screen): Column<WatchRow> {
  const most = columns === null || columns >= 110 ? Number.POSITIVE_INFINITY : SHORT_ACCOUNT
  return {
    title: 'ACCOUNT',
    align: 'left',
    priority: 0,
    cell: ({ account }) => shortName(foreign(account.risk.account), most),
  }
}

/** Names that begin alike often end differently. */
function shortName(name: string, most: number): string {
  if (name.length <= most) return name
  const end = Math.floor((most - 1) / 2)
  return `${name.slice(0, most - 1 - end)}…${name.slice(-end)}`
}

function barColumns({ columns }: Screen): number {
  if (columns === null || columns >= 110) return 30
  return columns >= 72 ? 20 : 12
}

function selectable(row: WatchRow, tiers: TierTable, selectedKey: string | null): Cell {
  const { text, tone } = symbolCell(row.book, tiers)
  return { text: `${row.key === selectedKey ? '>' : ' '}${text}`, ...(tone === undefined ? {} : { tone }) }
}

function toned(text: string, book: WatchRow['book'], tiers: TierTable): Cell {
  return { text, tone: rowTone(book, tiers) }
}

/** The bar; a row whose mark is old loses it and says for how long it has been standing. */
function roomCell({ book, ageMs }: WatchRow, tiers: TierTable, columns: number): Cell {
  if (book.kind === 'unreadable') return { text: NOT_AVAILABLE, tone: 'unknown' }
  if (ageMs !== null && ageMs > STALE_ROW_MS) return { text: `STALE ${shortAge(ageMs)}`, tone: 'unknown' }
  const { distancePct, position, liquidation } = book.risk
  if (distancePct === null) return { text: liquidation.status === 'none' ? 'none' : NOT_AVAILABLE }
  return toned(distanceBar(distancePct, { symbol: position.symbol, tiers, columns }), book, tiers)
}

function shortAge(ageMs: number): string {
  const seconds = Math.floor(ageMs / 1000)
  return seconds < 120 ? `${seconds}s` : `${Math.floor(seconds / 60)}m`
}

function tierOf({ book, extra }: WatchRow): string {
  return `${tierText(book)} ${hushWord(extra.hush)}`.trimEnd()
}
