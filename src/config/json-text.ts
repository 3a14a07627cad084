/** Where a text stops being JSON. Carries no piece of the text, which may hold what should not be printed. */
export interface JsonProblem {
  readonly line: number
  readonly column: number
  readonly what: string
}

/** A config has five levels; a text with thousands would exhaust the stack of whoever reads it. */
const MOST_LEVELS = 64

const BLANK = /[ \t\r\n]*/y
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)\b/y

/** The first place where the text is not JSON, or repeats a key of the same object; `null` for sound JSON. */
export function jsonProblem(text: string): JsonProblem | null {
  try {
    const end = skipBlank(text, readValue(text, skipBlank(text, 0), MOST_LEVELS))
    if (end < text.length) throw new Misplaced(end, 'something follows the end of the document')
    return null
  } catch (error) {
    if (!(error instanceof Misplaced)) throw error
    const before = text.slice(0, error.offset).split('\n')
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, what: error.message }
  }
}

class Misplaced extends Error {
  readonly offset: number

  constructor(offset: number, what: string) {
    super(what)
    this.offset = offset
  }
}

function readValue(text: string, at: number, levels: number): number {
  if (levels === 0) throw new Misplaced(at, `this lies deeper than ${MOST_LEVELS} brackets`)
  if (text[at] === '{') return readList(text, at, '}', objectEntries(levels - 1))
  if (text[at] === '[') return readList(text, at, ']', (within, from) => readValue(within, from, levels - 1))
  const end = match(STRING, text, at) ?? match(SCALAR, text, at)
  if (end === null) throw new Misplaced(at, valueProblem(text, at))
  return end
}

function valueProblem(text: string, at: number): string {
  if (at >= text.length) return 'the text ends too early: a bracket or value is missing'
  if (text[at] === '"') return 'this text is not closed, or holds a character that must be escaped'
  if (text[at] === '/' || text[at] === '#') return 'JSON knows no comments'
  if (text[at] === ']' || text[at] === '}') return 'a value is missing here (JSON allows no trailing comma)'
  return 'a value is expected here: "text", number, true, false, null, { or ['
}

/** Reads entries between brackets, from the opening one to behind the closing one. */
function readList(text: string, open: number, close: string, entry: (text: string, at: number) => number): number {
  let at = skipBlank(text, open + 1)
  if (text[at] === close) return at + 1
  for (;;) {
    at = skipBlank(text, entry(text, at))
    if (text[at] === close) return at + 1
    if (text[at] !== ',') throw new Misplaced(at, `a comma or ${close} is expected here`)
    at = skipBlank(text, at + 1)
  }
}

/** Reads one `"key": value` after the other and refuses a key that stood before: JSON.parse would drop the first. */
function objectEntries(levels: number): (text: string, at: number) => number {
  const seen = new Set<string>()
  return (text, at) => {
    const end = match(STRING, text, at)
    if (end === null) {
      throw new Misplaced(at, text[at] === '}' ? valueProblem(text, at) : 'a "key" in double quotes is expected here')
    }
    const key = text.slice(at, end)
    if (seen.has(key)) throw new Misplaced(at, 'this key stands twice in the same object')
    seen.add(key)
    const colon = skipBlank(text, end)
    if (text[colon] !== ':') throw new Misplaced(colon, 'a colon is expected here')
    return readValue(text, skipBlank(text, colon + 1), levels)
  }
}

function skipBlank(text: string, at: number): number {
  return match(BLANK, text, at) ?? at
}

function match(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : null
}
