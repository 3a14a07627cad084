import { widthOf } from './screen.ts'

const PIECES = /\u001b\[[0-9;]*m|./gsu
const COLOURS_OFF = '\u001b[0m'

/** The line cut to this many columns, with an ellipsis where something was lost; colours are closed. */
export function clipLine(line: string, columns: number): string {
  if (widthOf(line) <= columns) return line
  let kept = ''
  let width = 0
  for (const piece of line.match(PIECES) ?? []) {
    const isColour = piece.startsWith('\u001b')
    if (!isColour && width + widthOf(piece) > columns - 1) break
    kept += piece
    width += isColour ? 0 : widthOf(piece)
  }
  const mark = columns > 0 ? '…' : ''
  return kept.includes('\u001b') ? kept + mark + COLOURS_OFF : kept + mark
}
