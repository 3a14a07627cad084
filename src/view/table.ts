import Table from 'cli-table3'
import type { Tone } from './palette.ts'
import { type Screen, widthOf, wrap } from './screen.ts'

/** One cell; the tone only repeats what the text says. */
export interface Cell {
  readonly text: string
  readonly tone?: Tone
}

/** How one column is titled, aligned, filled, and when it may go. */
export interface Column<Row> {
  readonly title: string
  readonly align: 'left' | 'right'
  /** 0 always stays; on a narrow terminal the highest number goes first. */
  readonly priority: number
  readonly cell: (row: Row) => string | Cell
}

/** `open` has no lines at all; `boxed` has them on terminals, where they cost no column. */
export type TableFrame = 'open' | 'boxed'

interface Filled {
  readonly title: string
  readonly align: 'left' | 'right'
  readonly priority: number
  readonly cells: readonly Cell[]
  readonly width: number
}

const OPEN_GAP = 2

/**
 * A table that fits the screen, as lines: columns go by priority where it is too narrow, and a last line names them.
 * Nothing is ever cut. Into a pipe it prints every column, plain.
 */
export function renderTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  screen: Screen,
  frame: TableFrame = 'open',
): readonly string[] {
  const filled = columns.map((column) => fill(column, rows))
  const isBoxed = frame === 'boxed' && screen.columns !== null && tableWidth(filled, true) <= screen.columns
  const kept = keepFitting(filled, screen.columns, isBoxed)
  const dropped = filled.filter((column) => !kept.includes(column)).map(({ title }) => title)
  const lines = drawTable(kept, screen, isBoxed)
  if (dropped.length === 0) return lines
  return [
    ...lines,
    ...wrap(`not shown at ${screen.columns} columns: ${dropped.join(', ')}`, screen).map((line) =>
      screen.palette('faint', line),
    ),
  ]
}

function fill<Row>({ title, align, priority, cell }: Column<Row>, rows: readonly Row[]): Filled {
  const cells = rows.map((row) => {
    const content = cell(row)
    return typeof content === 'string' ? { text: content } : content
  })
  const width = Math.max(widthOf(title), ...cells.map(({ text }) => widthOf(text)))
  return { title, align, priority, cells, width }
}

function keepFitting(columns: readonly Filled[], limit: number | null, isBoxed: boolean): readonly Filled[] {
  let kept = columns
  while (limit !== null && tableWidth(kept, isBoxed) > limit) {
    const lowest = Math.max(...kept.map(({ priority }) => priority))
    if (lowest === 0) return kept
    const last = kept.findLastIndex(({ priority }) => priority === lowest)
    kept = kept.filter((_, index) => index !== last)
  }
  return kept
}

function tableWidth(columns: readonly Filled[], isBoxed: boolean): number {
  const content = columns.reduce((total, { width }) => total + width, 0)
  return content + (isBoxed ? columns.length * 3 + 1 : (columns.length - 1) * OPEN_GAP)
}

function drawTable(columns: readonly Filled[], screen: Screen, isBoxed: boolean): readonly string[] {
  const [first] = columns
  const rows = (first?.cells ?? []).map((_, row) => columns.map(({ cells }) => cells[row] ?? EMPTY))
  const head = columns.map(({ title }): Cell => ({ text: title, tone: 'strong' }))
  const lines = isBoxed
    ? boxedLines(columns, head, rows, screen)
    : [head, ...rows].map((row) => openLine(columns, row, screen))
  return lines.map((line) => line.trimEnd())
}

const EMPTY: Cell = { text: '' }

/** Without lines a table is only padding; the library that draws boxes takes longer for it than for a whole status. */
function openLine(columns: readonly Filled[], cells: readonly Cell[], { palette }: Screen): string {
  const padded = columns.map(({ align, width }, index) => {
    const cell = cells[index] ?? EMPTY
    const gap = ' '.repeat(width - widthOf(cell.text))
    return align === 'left' ? painted(cell, palette) + gap : gap + painted(cell, palette)
  })
  return padded.join(' '.repeat(OPEN_GAP))
}

function boxedLines(
  columns: readonly Filled[],
  head: readonly Cell[],
  rows: readonly (readonly Cell[])[],
  { palette }: Screen,
): readonly string[] {
  const table = new Table({
    head: head.map((cell) => painted(cell, palette)),
    colAligns: columns.map(({ align }) => align),
    style: { head: [], border: [], compact: true },
  })
  for (const cells of rows) table.push(cells.map((cell) => painted(cell, palette)))
  return table.toString().split('\n')
}

function painted(cell: Cell, palette: Screen['palette']): string {
  return palette(cell.tone ?? 'plain', cell.text)
}
