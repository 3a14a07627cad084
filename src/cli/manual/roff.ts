/** Text for troff: letters outside ASCII by their numbers, nothing taken for a request or an escape. */
export function roffText(text: string): string {
  const plain = [...text.replaceAll('\\', '\\e')].map(glyph).join('')
  return /^[.']/.test(plain) ? `\\&${plain}` : plain
}

/** Text to be typed as it stands: a hyphen stays the sign of a flag wherever it is copied to. */
export function roffLiteral(text: string): string {
  return roffText(text)
    .replaceAll('-', '\\-')
    .replaceAll("'", '\\(aq')
    .replaceAll('^', '\\(ha')
    .replaceAll('~', '\\(ti')
}

/** One paragraph. */
export function paragraph(text: string): readonly string[] {
  return ['.PP', roffText(text)]
}

/** A term and what it means. */
export function entry(term: string, meaning: readonly string[]): readonly string[] {
  return ['.TP', `.B ${quoted(roffLiteral(term))}`, ...meaning.map(roffText)]
}

/** Lines that keep their breaks. */
export function verbatim(lines: readonly string[]): readonly string[] {
  return ['.PP', '.nf', '.RS 2', ...lines.map((line) => (line === '' ? '.sp' : roffLiteral(line))), '.RE', '.fi']
}

/** An argument of a request: quotes inside it are written as a glyph. */
export function quoted(text: string): string {
  return `"${text.replaceAll('"', '\\(dq')}"`
}

function glyph(character: string): string {
  const code = character.codePointAt(0) ?? 0
  if (code < 128) return character
  return `\\[u${code.toString(16).toUpperCase().padStart(4, '0')}]`
}
