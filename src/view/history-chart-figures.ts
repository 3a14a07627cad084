import { Decimal, HUNDRED } from '../model/decimal.ts'
import { HOURLY_PACE } from '../model/looks.ts'
import type { Point, RecordedPast, SymbolPast } from '../model/past.ts'
import { sparkCell } from './chart.ts'
import { fixed } from './format.ts'
import { extremesOf, withinSpan } from './past-words.ts'
import { flow, foreign, padTo, type Screen, widthOf } from './screen.ts'
import { chartColumns, type TimeChartOptions, timeChart, UNSEEN } from './time-chart.ts'

const FIGURE_HEIGHT = 5
const SPARK_POINTS = 40

/** What stands above a chart. */
export interface ChartWords {
  readonly title: string
  readonly note: string
  readonly label: (value: Decimal) => string
}

/** The name of a chart with its lowest, highest and last figure; no lines without points. */
export function figureHead(
  points: readonly Point[],
  { title, note, label }: ChartWords,
  { past, screen }: { readonly past: RecordedPast; readonly screen: Screen },
): readonly string[] {
  const extremes = extremesOf(points)
  if (extremes === null) return []
  const { lowest, highest, last } = extremes
  const at = (point: Point): string => `${label(point.value)} at ${withinSpan(point.atMs, past.span, screen.timeZone)}`
  const hasMoved = !lowest.value.eq(highest.value)
  return flow(
    [
      screen.palette('strong', title),
      ...(note === '' ? [] : [note]),
      ...(hasMoved ? [`low ${at(lowest)}`, `high ${at(highest)}`] : []),
      `last ${at(last)}`,
    ],
    screen,
  )
}

/** A plain chart of this past. */
export function chartOptions(past: RecordedPast, screen: Screen): Omit<TimeChartOptions, 'label' | 'base'> {
  const { span, pace, unseen } = past
  return { screen, span, pace, unseen, height: FIGURE_HEIGHT, ceiling: null, levels: [], toneOf: () => 'plain' }
}

/** A figure that is kept of symbols. */
export interface SymbolFigure {
  readonly name: string
  readonly label: (value: Decimal) => string
  readonly base: TimeChartOptions['base']
}

export const FUNDING_RATE: SymbolFigure = {
  name: 'funding rate',
  label: (rate) => `${fixed(rate.times(HUNDRED), 4)}%`,
  base: 'zero',
}

export const OPEN_INTEREST: SymbolFigure = {
  name: 'open interest',
  label: (value) => fixed(value, 0),
  base: 'smallest',
}

/** The figure of one symbol, which is worth a whole chart. */
export function symbolChart(
  { symbol, points }: SymbolPast,
  { name, label, base }: SymbolFigure,
  { past, screen }: { readonly past: RecordedPast; readonly screen: Screen },
): readonly string[] {
  return [
    ...figureHead(points, { title: `${foreign(symbol)} ${name}`, note: '', label }, { past, screen }),
    ...timeChart(points, { ...chartOptions(past, screen), pace: HOURLY_PACE, base, label }),
  ]
}

/** A line for each symbol, of many: last figure, range, and the course over the time of all charts. */
export function sparkTable(
  symbols: readonly SymbolPast[],
  figure: SymbolFigure,
  { past, screen }: { readonly past: RecordedPast; readonly screen: Screen },
): readonly string[] {
  const rows = symbols.flatMap(({ symbol, points }) => {
    const extremes = extremesOf(points)
    if (extremes === null) return []
    const { lowest, highest, last } = extremes
    const hasMoved = !lowest.value.eq(highest.value)
    const range = hasMoved ? `${figure.label(lowest.value)} to ${figure.label(highest.value)}` : 'unchanged'
    return [[`${foreign(symbol)} ${figure.name}`, `last ${figure.label(last.value)}`, range, courseText(points, past)]]
  })
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => widthOf(row[column] ?? ''))))
  const lines = rows.map((row) =>
    row
      .map((cell, column) => padTo(cell, widths[column] ?? 0))
      .join('   ')
      .trimEnd(),
  )
  const isWide = screen.columns !== null && lines.some((line) => widthOf(line) > (screen.columns ?? 0))
  return isWide ? rows.flatMap((row) => flow(row, screen)) : lines
}

/** The lowest figure of each part of the time; parts that nobody saw and parts without figures stay what they are. */
function courseText(points: readonly Point[], { span, unseen }: RecordedPast): string {
  const columns = chartColumns(points, { span, unseen, pace: HOURLY_PACE }, SPARK_POINTS)
  const values = columns.flatMap((column) => (column.kind === 'value' ? [column.value] : []))
  const [low, high] = [Decimal.min(...values), Decimal.max(...values)]
  return columns
    .map((column) => {
      if (column.kind === 'value') return sparkCell(column.value, low, high)
      return column.kind === 'unseen' ? UNSEEN : ' '
    })
    .join('')
}
