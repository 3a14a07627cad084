import stringWidth from 'string-width'
import { neutralise } from '../model/plain-text.ts'
import type { Palette } from './palette.ts'

/** Where a screen is printed. */
export interface Screen {
  /** Columns of the terminal; `null` for a pipe or file, where nothing is boxed, dropped or wrapped. */
  readonly columns: number | null
  readonly palette: Palette
  /** IANA name of the zone that times of day are shown in, or LOCAL_ZONE for the machine's own. */
  readonly timeZone: string
}

/** Columns that a text takes on a terminal: wide East Asian characters take two, colours none. */
export function widthOf(text: string): number {
  return stringWidth(text)
}

/** The text filled up with blanks to this many columns. */
export function padTo(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - widthOf(text)))
}

/** Parts in one line with this gap between them, or in as many lines as the screen needs; continued lines are indented. */
export function flow(parts: readonly string[], screen: Screen, gap = '   '): readonly string[] {
  const lines: string[] = []
  for (const part of parts) {
    const last = lines.at(-1)
    const joined = last === undefined ? part : last + gap + part
    if (last !== undefined && fits(joined, screen)) lines[lines.length - 1] = joined
    else lines.push(...wrap(part, screen, lines.length === 0 ? 0 : 2))
  }
  return lines
}

/**
 * Lines no wider than the screen, broken between words where possible.
 *
 * @param indent blanks before the first line
 * @param hanging blanks before the lines that follow
 */
export function wrap(text: string, screen: Screen, indent = 0, hanging = 2): readonly string[] {
  const lines: string[] = []
  let line = ' '.repeat(indent)
  let isEmpty = true
  for (const word of text.split(' ').flatMap((whole) => pieces(whole, screen))) {
    const longer = isEmpty ? line + word : `${line} ${word}`
    if (isEmpty || fits(longer, screen)) {
      line = longer
    } else {
      lines.push(line.trimEnd())
      line = ' '.repeat(hanging) + word
    }
    isEmpty = false
  }
  return [...lines, line.trimEnd()]
}

function fits(line: string, { columns }: Screen): boolean {
  return columns === null || widthOf(line) <= columns
}

/** A word in pieces that fit into an indented line each. */
function pieces(word: string, { columns }: Screen): readonly string[] {
  if (columns === null || widthOf(word) <= columns - 2) return [word]
  const parts: string[] = ['']
  for (const character of word) {
    const longer = (parts.at(-1) ?? '') + character
    if (widthOf(longer) <= columns - 2) parts[parts.length - 1] = longer
    else parts.push(character)
  }
  return parts
}

/** Text from the wire or from a failure, safe to print. */
export function foreign(text: string): string {
  return neutralise(text)
}
