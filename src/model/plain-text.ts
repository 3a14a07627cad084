/** Control, format (bidi, zero-width), line-separator and lone surrogate characters. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu

/**
 * The text with every character that could steer a terminal, reorder a line or break a message written out as
 * `\u{1b}`; letters of all scripts stay as they are.
 */
export function neutralise(text: string): string {
  return text.replace(UNPRINTABLE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
}
