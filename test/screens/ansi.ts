/** How a piece of text is shown. */
export interface Look {
  readonly isBold: boolean
  readonly isFaint: boolean
  /** Name of one of the terminal's colours; `null` for the colour of ordinary text. */
  readonly colour: string | null
}

/** Text in one look, and the column it begins in. */
export interface Span extends Look {
  readonly column: number
  readonly text: string
}

const PLAIN: Look = { isBold: false, isFaint: false, colour: null }
const COLOURS: Readonly<Record<string, string>> = {
  31: 'red',
  32: 'green',
  33: 'yellow',
  34: 'blue',
  35: 'magenta',
  36: 'cyan',
  90: 'grey',
}

/**
 * The lines of a terminal's output as spans. Cursor movements are left out; a colour that is not known here is a
 * failure, since the picture would differ from the screen.
 */
export function spansOf(output: string): readonly (readonly Span[])[] {
  const lines = output
    .replace(/\x1b\[[0-9;?]*[A-Za-ln-z]/g, '')
    .replace(/\n+$/, '')
    .split('\n')
  let look = PLAIN
  return lines.map((line) => {
    const spans: Span[] = []
    let column = 0
    for (const part of line.split(/(\x1b\[[0-9;]*m)/)) {
      const code = /^\x1b\[([0-9;]*)m$/.exec(part)?.[1]
      if (code !== undefined) look = code.split(';').reduce(afterCode, look)
      else if (part !== '') spans.push({ ...look, column, text: part })
      if (code === undefined) column += [...part].length
    }
    return spans
  })
}

function afterCode(look: Look, code: string): Look {
  if (code === '' || code === '0') return PLAIN
  if (code === '1') return { ...look, isBold: true }
  if (code === '2') return { ...look, isFaint: true }
  if (code === '22') return { ...look, isBold: false, isFaint: false }
  if (code === '39') return { ...look, colour: null }
  const colour = COLOURS[code]
  if (colour === undefined) throw new RangeError(`no look for the code ${code}`)
  return { ...look, colour }
}
