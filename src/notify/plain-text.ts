import type { OutgoingMessage } from '../ports/notifier.ts'

// Control characters, lone surrogates, line separators and the marks that reorder text on screen; newlines stay.
const UNPRINTABLE = /(?!\n)[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu

/** The text with everything neutralised that could steer a terminal, a renderer or a protocol; newlines stay. */
export function plainText(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll('\t', ' ').replace(UNPRINTABLE, '\ufffd')
}

/** Title and body of a message as one neutral text, title first. */
export function messageText(message: Pick<OutgoingMessage, 'title' | 'body'>): string {
  const parts = [plainText(message.title), plainText(message.body)]
  return parts.filter((part) => part !== '').join('\n')
}

/** Length in bytes as UTF-8. */
export function utf8Length(text: string): number {
  return Buffer.byteLength(text, 'utf8')
}

/** Length in UTF-16 units, never less than what a service that counts characters would find. */
export function utf16Length(text: string): number {
  return text.length
}

/**
 * The text, cut at the end of a line so that it fits, with a note of how many lines are missing. Only a first line
 * that is too long by itself is cut inside.
 *
 * @param lengthOf measures as the service does (after escaping, in bytes …); it must add up over parts
 */
export function fitText(text: string, limit: number, lengthOf: (text: string) => number): string {
  if (lengthOf(text) <= limit) return text
  const lines = text.split('\n')
  const room = limit - lengthOf(cutNote(lines.length))
  const kept = linesThatFit(lines, room, lengthOf)
  if (kept > 0) return [...lines.slice(0, kept), cutNote(lines.length - kept)].join('\n')
  const [first = ''] = lines
  if (lines.length === 1) return cutLine(first, limit, lengthOf)
  return `${cutLine(first, room - lengthOf('\n'), lengthOf)}\n${cutNote(lines.length - 1)}`
}

function cutNote(missing: number): string {
  return `… ${missing} more ${missing === 1 ? 'line' : 'lines'} cut, see: liqwatch status`
}

function linesThatFit(lines: readonly string[], room: number, lengthOf: (text: string) => number): number {
  let used = 0
  for (const [index, line] of lines.entries()) {
    used += lengthOf(`${line}\n`)
    if (used > room) return index
  }
  return lines.length
}

function cutLine(line: string, limit: number, lengthOf: (text: string) => number): string {
  let used = lengthOf('…')
  let kept = ''
  for (const character of line) {
    used += lengthOf(character)
    if (used > limit) break
    kept += character
  }
  return `${kept}…`
}
