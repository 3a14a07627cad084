import { timeOfDay } from './format.ts'
import type { Palette, Tone } from './palette.ts'
import { foreign, type Screen } from './screen.ts'
import { clipLine } from './watch-clip.ts'
import { watchDetail } from './watch-detail.ts'
import { watchFooter, watchHelp } from './watch-footer.ts'
import { watchHeader, watchPools } from './watch-header.ts'
import { meantRow } from './watch-keys.ts'
import { isMarginFirst, watchMargin } from './watch-margin.ts'
import type { WatchAlert, WatchModel } from './watch-model.ts'
import { shownRows, type WatchRow } from './watch-rows.ts'
import { watchTable } from './watch-table.ts'

/** Size of the terminal in characters. */
export interface FrameSize {
  readonly columns: number
  readonly rows: number
}

const SHORT_DETAIL = 5
const MOST_ALERTS = 5
/** Rows of the table that nothing else may push away. */
const LEAST_ROWS = 3

/**
 * One screen of exactly `rows` lines, none wider than `columns`: verdict and sources, the rows worst first, the detail
 * of the selected or worst one, the latest alerts, the keys. What does not fit goes in the reverse of that order.
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
  const least = Math.min(rows.length, LEAST_ROWS) + 1 + (rows.length > LEAST_ROWS ? 1 : 0)
  const budget = lineBudget(room - least)
  const margin = budget.take(watchMargin(model, screen))
  const detail = budget.take(detailBlock(rows, model, screen, budget.left()))
  const alerts = budget.take(alertBlock(model.alerts, screen))
  const members = watchPools(model, screen)
  const pools = budget.take(members, members.length)
  // Air above the table only where no row is hidden for it.
  const gap = budget.left() > rows.length - LEAST_ROWS ? budget.take([''], 1) : []
  const table = watchTable(rows, model, screen, Math.min(room, least + budget.left()))
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
  const key = meantRow({ ...ui, rowKeys: rows.map((row) => row.key) })
  const row = rows.find((candidate) => candidate.key === key)
  if (row === undefined) return []
  return ['', ...watchDetail(row, nowMs, screen, ui.isDetailOpen ? room - 1 : Math.min(SHORT_DETAIL, room - 1))]
}

const ALERT_TONES: Readonly<Record<WatchAlert['severity'], Tone>> = {
  info: 'plain',
  warning: 'warning',
  critical: 'critical',
}

function alertBlock(alerts: readonly WatchAlert[], screen: Screen): readonly string[] {
  if (alerts.length === 0) return []
  const lines = alerts.slice(0, MOST_ALERTS).map(({ atMs, severity, text }) => {
    const mark = severity === 'info' ? ' ' : '!'
    const line = clipLine(`${timeOfDay(atMs, screen.timeZone)} ${mark} ${foreign(text)}`, screen.columns ?? 80)
    return screen.palette(ALERT_TONES[severity], line)
  })
  return ['', screen.palette('strong', 'LATEST ALERTS'), ...lines]
}

/** Keys of the rows that a frame of this model shows, in its order: what arrows move among. */
export function watchRowKeys(model: WatchModel): readonly string[] {
  return shownRows(model).map(({ key }) => key)
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
