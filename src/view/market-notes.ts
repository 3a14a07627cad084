import type { Gap } from '../model/snapshot.ts'
import { duration } from './format.ts'
import { foreign, type Screen, wrap } from './screen.ts'

/** What could not be read, a line each. */
export function gapLines(gaps: readonly Gap[], screen: Screen): readonly string[] {
  return gaps.flatMap(({ what, why }) =>
    wrap(`could not be read: ${foreign(what)} (${foreign(why)})`, screen).map((line) => screen.palette('faint', line)),
  )
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

/** `2026-11-21 14:32 UTC`. */
export function minuteOf(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`
}
