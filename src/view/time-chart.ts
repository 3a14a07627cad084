import { type Decimal, ZERO } from '../model/decimal.ts'
import { isHole, type Sight } from '../model/looks.ts'
import type { Pace, Point, Span, UnseenSpan } from '../model/past.ts'
import { axisLabel, cellOf, PIPE_COLUMNS, type Scale, scaleOf } from './chart.ts'
import type { Tone } from './palette.ts'
import { type Screen, widthOf } from './screen.ts'
import { timeTicks } from './time-axis.ts'

const WIDEST = 120
const NARROWEST = 16
/** Room for the label of a tick, with air around it. */
const TICK_COLUMNS = 11
/** A time that nobody saw. */
export const UNSEEN = '░'
const LEVEL = '-'

/** A line across the chart. */
export interface ChartLevel {
  readonly value: Decimal
  readonly name: string
}

export interface TimeChartOptions {
  readonly screen: Screen
  /** Rows of the terminal, axis excepted. */
  readonly height: number
  readonly span: Span
  readonly pace: Pace
  readonly unseen: readonly UnseenSpan[]
  /** A value for the axis. */
  readonly label: (value: Decimal) => string
  readonly base: 'zero' | 'smallest'
  /** Above it columns are cut; `null` shows them whole. */
  readonly ceiling: Decimal | null
  readonly levels: readonly ChartLevel[]
  readonly toneOf: (value: Decimal) => Tone
}

/** What a column of the chart shows: a value, a time that nobody saw, or nothing to show. */
export type ChartColumn =
  | { readonly kind: 'value'; readonly value: Decimal }
  | { readonly kind: 'unseen' }
  | { readonly kind: 'absent' }

/** A column chart over time with its axes; each column stands at its lowest value, and nothing is drawn across holes. */
export function timeChart(points: readonly Point[], options: TimeChartOptions): readonly string[] {
  const { screen, label, levels, span } = options
  const shown = points.map(({ atMs, value }) => ({ atMs, value: cutAt(value, options.ceiling) }))
  const values = shown.map(({ value }) => value)
  if (values.length === 0) return []
  const scale = scaleOf([...values, ...levels.map(({ value }) => value)], options)
  const names = [
    ...[scale.largest, scale.smallest, ZERO].map((value) => label(value)),
    ...levels.map(({ name }) => name),
  ]
  const gutter = Math.max(...names.map(widthOf))
  const room = Math.min(WIDEST, Math.max(NARROWEST, (screen.columns ?? PIPE_COLUMNS) - gutter - 2))
  const columns = chartColumns(shown, options, room)
  const rows = [...Array(scale.rows).keys()].map((row) => scale.up - 1 - row)
  const body = rows.map((row) => {
    const level = levels.find(({ value }) => rowOf(value, scale) === row)
    const name = level?.name ?? (row === 0 && standsOnAxis(scale) ? '' : axisLabel(row, scale, label))
    return `${name.padStart(gutter)} ${row < 0 ? '│' : '┤'}${rowText(columns, { row, scale, hasLevel: level !== undefined }, options)}`
  })
  return [...body, ...timeAxis(span, { screen, gutter, room, origin: standsOnAxis(scale) ? label(ZERO) : '' })].map(
    (line) => line.trimEnd(),
  )
}

/** Columns that rise from zero stand on the time axis itself. */
function standsOnAxis({ base, up, rows }: Scale): boolean {
  return base.isZero() && up === rows && rows > 1
}

function cutAt(value: Decimal, ceiling: Decimal | null): Decimal {
  return ceiling !== null && value.gt(ceiling) ? ceiling : value
}

/** What each of so many columns shows of the span. */
export function chartColumns(
  points: readonly Point[],
  { span, pace, unseen }: Pick<TimeChartOptions, 'span' | 'pace' | 'unseen'>,
  count: number,
): readonly ChartColumn[] {
  const widthMs = Math.max(1, span.toMs - span.fromMs) / count
  let next = 0
  return [...Array(count).keys()].map((index): ChartColumn => {
    const fromMs = span.fromMs + index * widthMs
    const toMs = index === count - 1 ? Number.POSITIVE_INFINITY : fromMs + widthMs
    let lowest: Decimal | null = null
    for (let point = points[next]; point !== undefined && point.atMs < toMs; point = points[next]) {
      if (lowest === null || point.value.lt(lowest)) lowest = point.value
      next += 1
    }
    if (lowest !== null) return { kind: 'value', value: lowest }
    const held = heldValue(points[next - 1], points[next], { pace, unseen, atMs: fromMs + widthMs / 2 })
    if (held !== null) return { kind: 'value', value: held }
    const isUnseen = unseen.some((hole) => hole.fromMs < fromMs + widthMs && hole.toMs > fromMs)
    return { kind: isUnseen ? 'unseen' : 'absent' }
  })
}

/** Between two looks of the usual spacing the figure of the first still stands, except where nobody saw it. */
function heldValue(
  before: Point | undefined,
  after: Point | undefined,
  { atMs, ...sight }: Sight & { readonly atMs: number },
): Decimal | null {
  if (before === undefined || sight.unseen.some(({ fromMs, toMs }) => fromMs < atMs && atMs < toMs)) return null
  if (after !== undefined) return isHole(before, after, sight) ? null : before.value
  return atMs <= before.atMs + sight.pace.longestAfter(before.atMs) ? before.value : null
}

function rowOf(value: Decimal, { base, perRow }: Scale): number {
  return Math.max(0, value.minus(base).div(perRow).toDecimalPlaces(6).ceil().toNumber() - 1)
}

interface RowPlace {
  readonly row: number
  readonly scale: Scale
  readonly hasLevel: boolean
}

function rowText(
  columns: readonly ChartColumn[],
  { row, scale, hasLevel }: RowPlace,
  { screen, toneOf }: Pick<TimeChartOptions, 'screen' | 'toneOf'>,
): string {
  const cells = columns.map((column): readonly [Tone, string] => {
    if (column.kind === 'unseen') return ['faint', UNSEEN]
    const cell = column.kind === 'absent' ? ' ' : cellOf(column.value.minus(scale.base), row, scale.perRow)
    if (cell === ' ' && hasLevel) return ['faint', LEVEL]
    return [column.kind === 'value' && cell !== ' ' ? toneOf(column.value) : 'plain', cell]
  })
  return painted(cells, screen)
}

/** One colour command for a run of cells of a tone. */
function painted(cells: readonly (readonly [Tone, string])[], { palette }: Screen): string {
  const runs: [Tone, string][] = []
  for (const [tone, cell] of cells) {
    const last = runs.at(-1)
    if (last?.[0] === tone) last[1] += cell
    else runs.push([tone, cell])
  }
  return runs.map(([tone, text]) => palette(tone, text)).join('')
}

interface AxisPlace {
  readonly screen: Screen
  readonly gutter: number
  readonly room: number
  /** The value at the axis; empty when it is none of a round zero. */
  readonly origin: string
}

function timeAxis(span: Span, { screen, gutter, room, origin }: AxisPlace): readonly string[] {
  const line = [...'─'.repeat(room)]
  let labels = ''
  for (const { atMs, text } of timeTicks(span, screen.timeZone, Math.floor(room / TICK_COLUMNS))) {
    const column = Math.min(room - 1, Math.floor(((atMs - span.fromMs) / Math.max(1, span.toMs - span.fromMs)) * room))
    const start = Math.min(room - text.length, Math.max(0, column - Math.floor(text.length / 2)))
    if (labels !== '' && start <= labels.length) continue
    line[column] = '┬'
    labels = labels.padEnd(start) + text
  }
  return [`${origin.padStart(gutter)} └${line.join('')}`, `${' '.repeat(gutter + 2)}${labels}`]
}
