import type { Gap } from '../model/snapshot.ts'
import { duration } from './format.ts'
import { foreign, type Screen, wrap } from './screen.ts'

/** What could not be read, and why, in a sentence. */
export function gapText({ what, why }: Gap): string {
  return `could not be read: ${foreign(what)} (${foreign(why)})`
}

/** What could not be read, a line each. */
export function gapLines(gaps: readonly Gap[], screen: Screen): readonly string[] {
  return gaps.flatMap((gap) => wrap(gapText(gap), screen).map((line) => screen.palette('faint', line)))
}

/** Sections one below the other with an empty line between, as one text. */
export function sections(parts: readonly (readonly string[])[]): string {
  const text = parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')
  return `${text}\n`
}

/** ` (read 12 min ago)` for a remembered answer, nothing for one of this moment. */
export function ageNote(readAtMs: number | null, nowMs: number): string {
  if (readAtMs === null || nowMs - readAtMs < 60_000) return ''
  return ` (read ${duration(nowMs - readAtMs)} ago)`
}
