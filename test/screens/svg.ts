import { type Look, type Span, spansOf } from './ansi.ts'

// A cell of the terminal: the width is that of most monospaced fonts at this size.
const SIZE = 14
const CELL = { width: 8.4, height: 19 }
const PADDING = 18
const TITLE_HEIGHT = 38

/** Colours by name, as [on light ground, on dark ground]; each reads at 4.5 to 1 or better on its ground. */
const COLOURS: Readonly<Record<string, readonly [light: string, dark: string]>> = {
  ground: ['#ffffff', '#0d1117'],
  frame: ['#d0d7de', '#30363d'],
  bar: ['#f6f8fa', '#161b22'],
  text: ['#1f2328', '#e6edf3'],
  faint: ['#59636e', '#9198a1'],
  red: ['#c21c26', '#ff7b72'],
  green: ['#116329', '#56d364'],
  yellow: ['#7d4e00', '#e3b341'],
  blue: ['#0550ae', '#79c0ff'],
  magenta: ['#6639ba', '#d2a8ff'],
  cyan: ['#0a6069', '#76e3ea'],
  grey: ['#59636e', '#9198a1'],
}

/** What is drawn instead of written, so that lines meet and bars end where their cells end: parts of a cell. */
const SHAPES: Readonly<Record<string, readonly (readonly [x: number, y: number, width: number, height: number])[]>> = {
  '█': [[0, 0.12, 1, 0.76]],
  '│': [[0.44, 0, 0.12, 1]],
  '┃': [[0.36, 0, 0.28, 1]],
  '─': [[0, 0.47, 1, 0.06]],
  '┌': [
    [0.44, 0.47, 0.56, 0.06],
    [0.44, 0.47, 0.12, 0.53],
  ],
  '┐': [
    [0, 0.47, 0.56, 0.06],
    [0.44, 0.47, 0.12, 0.53],
  ],
  '└': [
    [0.44, 0.47, 0.56, 0.06],
    [0.44, 0, 0.12, 0.53],
  ],
  '┘': [
    [0, 0.47, 0.56, 0.06],
    [0.44, 0, 0.12, 0.53],
  ],
  '├': [
    [0.44, 0, 0.12, 1],
    [0.44, 0.47, 0.56, 0.06],
  ],
  '┤': [
    [0.44, 0, 0.12, 1],
    [0, 0.47, 0.56, 0.06],
  ],
  '┬': [
    [0, 0.47, 1, 0.06],
    [0.44, 0.47, 0.12, 0.53],
  ],
  '┴': [
    [0, 0.47, 1, 0.06],
    [0.44, 0, 0.12, 0.53],
  ],
  '┼': [
    [0, 0.47, 1, 0.06],
    [0.44, 0, 0.12, 1],
  ],
}

/** A terminal window with this output in it, as one SVG without anything to load. */
export function terminalSvg(
  output: string,
  { title, columns }: { readonly title: string; readonly columns: number },
): string {
  const lines = spansOf(output)
  const width = Math.round(columns * CELL.width + PADDING * 2)
  const height = Math.round(lines.length * CELL.height + PADDING * 1.5 + TITLE_HEIGHT)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(`Terminal: ${title}`)}</title>`,
    `<style>${styles()}</style>`,
    `<rect class="ground frame" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="9"/>`,
    `<path class="bar" d="M1 ${TITLE_HEIGHT - 8}V9a8 8 0 0 1 8-8h${width - 18}a8 8 0 0 1 8 8v${TITLE_HEIGHT - 17}z"/>`,
    ...[20, 38, 56].map((x) => `<circle class="dot" cx="${x}" cy="15.5" r="5"/>`),
    `<text class="faint" x="${width / 2}" y="20" text-anchor="middle">${escaped(title)}</text>`,
    ...lines.flatMap((spans, row) => spans.flatMap((span) => drawn(span, row))),
    '</svg>',
    '',
  ].join('\n')
}

function styles(): string {
  const sheet = (ground: 0 | 1): string =>
    Object.entries(COLOURS)
      .map(([name, pair]) => rule(name, pair[ground]))
      .join('')
  const font = `text{font:${SIZE}px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace;white-space:pre}.b{font-weight:700}`
  return `${font}${sheet(0)}@media(prefers-color-scheme:dark){${sheet(1)}}`
}

function rule(name: string, colour: string): string {
  if (name === 'frame') return `.frame{stroke:${colour}}.dot{fill:${colour}}`
  return `.${name}{fill:${colour}}`
}

/** The words of a span, each held to its columns, and what is drawn. */
function drawn(span: Span, row: number): readonly string[] {
  const top = TITLE_HEIGHT + PADDING / 2 + row * CELL.height
  const style = classOf(span)
  const parts = [...piecesOf(span)]
  return parts.map(({ column, text }) => {
    const x = PADDING + column * CELL.width
    const shapes = SHAPES[text[0] ?? '']
    if (shapes === undefined) return textElement(text, { x, y: top + SIZE, style })
    const run = text.length
    // A run of one sign is one shape where its cells touch; upright lines stand apart.
    const width = CELL.width * (shapes.every(([left, , part]) => left === 0 && part === 1) ? run : 1)
    return shapes
      .map(
        ([left, upper, part, tall]) =>
          `<rect class="${style}" x="${fixed(x + left * width)}" y="${fixed(top + upper * CELL.height)}" width="${fixed(part * width)}" height="${fixed(tall * CELL.height)}"/>`,
      )
      .join('')
  })
}

function* piecesOf({ text, column }: Span): Generator<{ readonly column: number; readonly text: string }> {
  const characters = [...text]
  const whole = characters.join('')
  // Words that are one blank apart stay together; runs of one drawn sign are one piece.
  for (const match of whole.matchAll(/(█+|─+)|([│┃┌┐└┘├┤┬┴┼])|([^\s█─│┃┌┐└┘├┤┬┴┼]+(?: [^\s█─│┃┌┐└┘├┤┬┴┼]+)*)/gu)) {
    yield { column: column + [...whole.slice(0, match.index)].length, text: match[0] }
  }
}

function textElement(
  text: string,
  { x, y, style }: { readonly x: number; readonly y: number; readonly style: string },
): string {
  const length = fixed([...text].length * CELL.width)
  return `<text class="${style}" x="${fixed(x)}" y="${fixed(y)}" textLength="${length}">${escaped(text)}</text>`
}

function classOf({ colour, isBold, isFaint }: Look): string {
  const name = colour ?? (isFaint ? 'faint' : 'text')
  return isBold ? `${name} b` : name
}

function fixed(value: number): string {
  return String(Math.round(value * 100) / 100)
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
