import type { Palette } from './palette.ts'
import type { Screen } from './screen.ts'
import { alertBlock } from './watch-alerts.ts'
import { clipLine } from './watch-clip.ts'
import { watchDetail } from './watch-detail.ts'
import { watchFooter, watchHelp } from './watch-footer.ts'
import { watchHeader, watchPools } from './watch-header.ts'
import { meantRow } from './watch-keys.ts'
import { isMarginFirst, isMarginUrgent, marginRowKeys, watchMargin } from './watch-margin.ts'
import type { WatchModel } from './watch-model.ts'
import { namesAccounts, shownRows, type WatchRow } from './watch-rows.ts'
import { watchTable } from './watch-table.ts'

/** Size of the terminal in characters. */
export interface FrameSize {
  readonly columns: number
  readonly rows: number
}

const SHORT_DETAIL = 5
/** Rows of the table that nothing else may push away; of several accounts as many as fill half the screen. */
const LEAST_ROWS = 3

/**
 * One screen of exactly `rows` lines, none wider than `columns`: verdict and sources, the rows worst first, the detail
 * of the selected or worst one, the latest alerts, the keys. What does not fit goes in the reverse of that order, but calm
 * margin accounts first of all.
 */
export function renderWatchFrame(model: WatchModel, size: FrameSize, palette: Palette): readonly string[] {
  const screen: Screen = { columns: size.columns, palette, timeZone: model.timeZone }
  const header = watchHeader(model, screen).slice(0, Math.max(1, size.rows - LEAST_ROWS - 2))
  const room = Math.max(0, size.rows - header.length - 1)
  const body = model.ui.isHelpOpen ? ['', ...watchHelp()].slice(0, room) : watchBody(model, screen, room)
  const filler = Array.from({ length: Math.max(0, room - body.length) }, () => '')
  const lines = [...header, ...body, ...filler, watchFooter(model.ui, screen)]
  return lines.slice(0, size.rows).map((line) => clipLine(line, size.columns))
}

/** The same for `--once`: as many lines as there is to say, without keys; `columns` of `null` is a pipe. */
export function renderWatchOnce(model: WatchModel, columns: number | null, palette: Palette): readonly string[] {
  const screen: Screen = { columns, palette, timeZone: model.timeZone }
  return [...watchHeader(model, screen), ...watchBody(model, screen, Number.POSITIVE_INFINITY)]
}

function watchBody(model: WatchModel, screen: Screen, room: number): readonly string[] {
  const rows = shownRows(model)
  const leastRows = namesAccounts(model) ? Math.max(LEAST_ROWS, Math.floor(room / 2)) : LEAST_ROWS
  const least = Math.min(rows.length, leastRows) + 1 + (rows.length > leastRows ? 1 : 0)
  const budget = lineBudget(room - least)
  const margins = watchMargin(model, screen)
  const urgent = isMarginUrgent(model) ? budget.take(margins.flat()) : []
  const detail = budget.take(detailBlock(rows, model, screen, budget.left()))
  const alerts = budget.take(alertBlock(model, screen, budget.left()))
  const members = watchPools(model, screen)
  const pools = budget.take(members, members.length)
  const calm = isMarginUrgent(model) ? [] : margins.flatMap((block) => budget.take(block, block.length))
  // Air above the table only where no row is hidden for it.
  const gap = budget.left() > rows.length - leastRows ? budget.take([''], 1) : []
  const table = watchTable(rows, model, screen, Math.min(room, least + budget.left()))
  const margin = [...urgent, ...calm]
  const [first, second] = isMarginFirst(model) ? [margin, []] : [[], margin]
  return [...pools, ...first, ...gap, ...table, ...second, ...detail, ...alerts]
}

/** Lines that are still free: a block is cut to them, or left out when not even `least` of it would stay. */
function lineBudget(lines: number) {
  let left = Math.max(0, lines)
  return {
    left: () => left,
    take: (block: readonly string[], least = 3): readonly string[] => {
      if (block.length === 0 || left < Math.min(least, block.length)) return []
      const taken = block.slice(0, left)
      left -= taken.length
      return taken
    },
  }
}

function detailBlock(rows: readonly WatchRow[], model: WatchModel, screen: Screen, room: number): readonly string[] {
  const { ui, nowMs } = model
  // Of a margin account the table says all; the detail stays with the worst position.
  const isRow = rows.some((row) => row.key === ui.selectedKey)
  const key = meantRow({ ...ui, selectedKey: isRow ? ui.selectedKey : null, rowKeys: rows.map((row) => row.key) })
  const row = rows.find((candidate) => candidate.key === key)
  if (row === undefined) return []
  const most = ui.isDetailOpen ? room - 1 : Math.min(SHORT_DETAIL, room - 1)
  return ['', ...watchDetail(row, { nowMs, namesAccount: namesAccounts(model) }, screen, most)]
}

/** Keys of the rows that a frame of this model shows, in its order: what arrows move among. */
export function watchRowKeys(model: WatchModel): readonly string[] {
  const positions = shownRows(model).map(({ key }) => key)
  const margins = marginRowKeys(model)
  return isMarginFirst(model) ? [...margins, ...positions] : [...positions, ...margins]
}

/** One line that has to be written anew; rows count from 0. */
export interface ChangedLine {
  readonly row: number
  readonly line: string
}

/** The lines in which a frame differs from the one before it; a line that is gone is empty. */
export function diffFrame(previous: readonly string[], next: readonly string[]): readonly ChangedLine[] {
  return Array.from({ length: Math.max(previous.length, next.length) }, (_, row) => ({
    row,
    line: next[row] ?? '',
  })).filter(({ row, line }) => previous[row] !== line)
}
