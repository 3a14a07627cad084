import { fitText, plainText, utf16Length } from './plain-text.ts'

const LONGEST_TITLE = 120
const LONGEST_BODY = 1200

// Everything a shell, a markup reader or a template could act on is absent from this list.
const UNSAFE = /[^\p{L}\p{M}\p{N} \n.,:;%/()+=_@#!?*|[\]\p{Pd}→…≈·•×’”‹›≤≥−]/gu
const LOOKALIKES = new Map([
  ["'", '’'],
  ['`', '’'],
  ['"', '”'],
  ['<', '‹'],
  ['>', '›'],
  ['&', '+'],
])

/** A title that no shell, option parser or markup reader can act on. */
export function desktopTitle(title: string): string {
  return harmless(fitText(plainText(title).replaceAll('\n', ' '), LONGEST_TITLE, utf16Length))
}

/** A body that no shell, option parser or markup reader can act on; it keeps its lines. */
export function desktopBody(body: string): string {
  return harmless(fitText(plainText(body), LONGEST_BODY, utf16Length))
}

function harmless(text: string): string {
  const safe = text.replace(UNSAFE, (character) => LOOKALIKES.get(character) ?? '?')
  // A leading dash would be read as an option.
  return safe.startsWith('-') ? ` ${safe}` : safe
}
