import { Decimal, ZERO } from '../model/decimal.ts'
import { type Screen, widthOf } from './screen.ts'

/** Columns of a chart where no terminal says how many there are. */
export const PIPE_COLUMNS = 80
const EIGHTHS = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const
const RISE_STEPS = 8
/** Only a half block hangs from the top of its cell in every font. */
const HANG_STEPS = 2
const HANGING = [' ', '▀', '█'] as const

export interface ChartOptions {
  readonly screen: Screen
  /** Rows of the terminal. */
  readonly height: number
  /** A value for the axis. */
  readonly label: (value: Decimal) => string
  /** Where the columns stand: on zero, or a little below the smallest value. */
  readonly base: 'zero' | 'smallest'
}

/** A drawn chart, and how many of the values found room in it. */
export interface Chart {
  readonly lines: readonly string[]
  readonly shown: number
}

/**
 * A column chart, oldest value first; the newest ones where not all fit. Columns rise from the base line, and hang
 * below it when negative. No lines for no values.
 */
export function columnChart(values: readonly Decimal[], options: ChartOptions): Chart {
  const { screen, label } = options
  const widest = Math.max(0, ...values.map((value) => widthOf(label(value))), widthOf(label(ZERO)))
  const shown = values.slice(-Math.max(1, (screen.columns ?? PIPE_COLUMNS) - widest - 2))
  if (shown.length === 0) return { lines: [], shown: 0 }
  const scale = scaleOf(shown, options)
  const rows = [...Array(scale.rows).keys()].map((row) => scale.up - 1 - row)
  const lines = rows.map((row) => {
    const name = axisLabel(row, scale, label)
    const cells = shown.map((value) => cellOf(value.minus(scale.base), row, scale.perRow))
    return `${' '.repeat(widest - widthOf(name))}${name} ${row < 0 ? '│' : '┤'}${cells.join('')}`.trimEnd()
  })
  return { lines, shown: shown.length }
}

/** One line of blocks between the smallest and the largest value; the newest ones where not all fit. */
export function sparkline(values: readonly Decimal[], columns: number): string {
  const shown = values.slice(-columns)
  if (shown.length === 0) return ''
  const [low, high] = [Decimal.min(...shown), Decimal.max(...shown)]
  return shown.map((value) => sparkCell(value, low, high)).join('')
}

/** The block of one value between the lowest and the highest of a line; of a line without any range the middle one. */
export function sparkCell(value: Decimal, low: Decimal, high: Decimal): string {
  const range = high.minus(low)
  if (range.isZero()) return EIGHTHS[RISE_STEPS / 2] ?? ''
  const step = value
    .minus(low)
    .times(RISE_STEPS - 1)
    .div(range)
    .round()
  return EIGHTHS[step.toNumber() + 1] ?? ''
}

/** How values become rows. */
export interface Scale {
  readonly base: Decimal
  readonly perRow: Decimal
  /** Rows above the base line. */
  readonly up: number
  readonly rows: number
  readonly largest: Decimal
  readonly smallest: Decimal
}

/** A scale that holds all the values. */
export function scaleOf(values: readonly Decimal[], { height, base }: Pick<ChartOptions, 'height' | 'base'>): Scale {
  const [smallest, largest] = [Decimal.min(...values), Decimal.max(...values)]
  const room = largest.minus(smallest).div(height)
  const line = base === 'zero' ? ZERO : smallest.minus(room.isZero() ? smallest.abs().div(height) : room)
  const above = Decimal.max(ZERO, largest.minus(line))
  const below = Decimal.max(ZERO, line.minus(smallest))
  const total = above.plus(below)
  if (total.isZero()) return { base: line, perRow: new Decimal(1), up: 1, rows: 1, largest, smallest }
  const down = below.isZero() ? 0 : Math.max(1, below.times(height).div(total).round().toNumber())
  const up = above.isZero() ? 0 : Math.max(1, height - down)
  const perRow = Decimal.max(up === 0 ? ZERO : above.div(up), down === 0 ? ZERO : below.div(down))
  const [upper, lower] = [rowsFor(above, perRow), rowsFor(below, perRow)]
  return { base: line, perRow, up: upper, rows: upper + lower, largest, smallest }
}

/** Rows that a length takes; a rounding error at the fiftieth digit takes none. */
function rowsFor(length: Decimal, perRow: Decimal): number {
  return length.div(perRow).toDecimalPlaces(6).ceil().toNumber()
}

/** The largest value at the top, the base line, the smallest at the bottom; nothing between. */
export function axisLabel(
  row: number,
  { up, rows, base, largest, smallest }: Scale,
  label: ChartOptions['label'],
): string {
  if (row === up - 1 && up > 0) return label(largest)
  if (row === -1 && up === 0 && rows > 1) return label(ZERO)
  if (row === up - rows && up < rows) return label(smallest)
  if (row === 0) return label(base.isZero() ? ZERO : smallest)
  return ''
}

/** What a column of this length above (or below) the base line shows in a row; rows below it are negative. */
export function cellOf(value: Decimal, row: number, perRow: Decimal): string {
  const steps = value.abs().div(perRow)
  if (row >= 0) return value.lt(ZERO) ? ' ' : (EIGHTHS[filled(steps, row, RISE_STEPS)] ?? ' ')
  return value.gt(ZERO) ? ' ' : (HANGING[filled(steps, -row - 1, HANG_STEPS)] ?? ' ')
}

/** How many steps of a cell are filled; the first cell shows at least one for anything but zero. */
function filled(rows: Decimal, cell: number, steps: number): number {
  const inCell = Decimal.min(1, Decimal.max(ZERO, rows.minus(cell)))
  const count = inCell.times(steps).round().toNumber()
  return cell === 0 && count === 0 && rows.gt(ZERO) ? 1 : count
}
