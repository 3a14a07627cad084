import { padTo, type Screen, widthOf, wrap } from './screen.ts'
import { type Column, renderTable } from './table.ts'

/** A column that becomes a line of its own where the table is too wide; `lead` stands before it then. */
export interface StackedColumn<Row> {
  readonly title: string
  readonly align: 'left' | 'right'
  readonly text: (row: Row) => string
  readonly lead?: string
}

const GAP = '  '
/** A last column narrower than this is no pleasure to read. */
const LEAST_WRAPPED = 36

/**
 * A table whose every column matters. Where it does not fit, its last column is wrapped; where even that does not fit,
 * each row becomes a block, its first column as the title and the others below it. Nothing is dropped.
 */
export function wideOrStacked<Row>(
  rows: readonly Row[],
  columns: readonly StackedColumn<Row>[],
  screen: Screen,
): readonly string[] {
  const wide = tableOf(rows, columns, screen)
  const limit = screen.columns
  if (limit === null || wide.every((line) => widthOf(line) <= limit)) return wide
  return withWrappedLast(rows, columns, screen) ?? rows.flatMap((row) => blockOf(row, columns, screen))
}

function tableOf<Row>(rows: readonly Row[], columns: readonly StackedColumn<Row>[], screen: Screen): readonly string[] {
  const plain = columns.map(
    ({ title, align, text }): Column<Row> => ({ title, align, priority: 0, cell: (row) => text(row) }),
  )
  return renderTable(rows, plain, { ...screen, columns: null })
}

/** `null` when too little room is left for the last column. */
function withWrappedLast<Row>(
  rows: readonly Row[],
  columns: readonly StackedColumn<Row>[],
  screen: Screen,
): readonly string[] | null {
  const last = columns.at(-1)
  const lines = tableOf(rows, columns.slice(0, -1), screen)
  const width = Math.max(...lines.map(widthOf)) + GAP.length
  const room = (screen.columns ?? 0) - width
  if (last === undefined || room < LEAST_WRAPPED) return null
  const [title = '', ...cells] = lines
  const wrapped = rows.map((row) => wrap(last.text(row), { ...screen, columns: room }, 0, 0))
  return [
    padTo(title, width) + screen.palette('strong', last.title),
    ...cells.flatMap((cell, index) => {
      const [first = '', ...rest] = wrapped[index] ?? []
      return [(padTo(cell, width) + first).trimEnd(), ...rest.map((line) => ' '.repeat(width) + line)]
    }),
  ]
}

function blockOf<Row>(row: Row, columns: readonly StackedColumn<Row>[], screen: Screen): readonly string[] {
  const [title, ...rest] = columns
  const head = title === undefined ? [] : wrap(title.text(row).trim(), screen)
  const below = rest.flatMap(({ text, lead = '' }) => {
    const content = text(row)
    return content === '' ? [] : wrap(`${lead}${content}`, screen, 2, 4)
  })
  return [...head.map((line) => screen.palette('strong', line)), ...below]
}
