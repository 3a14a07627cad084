import type { CheckStatus, DoctorCheck } from '../model/doctor-check.ts'
import { headDocument, type Json } from './json.ts'
import type { Tone } from './palette.ts'
import { foreign, padTo, type Screen, wrap } from './screen.ts'

/** Checks that belong together. */
export interface DoctorSection {
  readonly title: string
  /** `null` for what is about no single account. */
  readonly account: string | null
  readonly checks: readonly DoctorCheck[]
}

/** What the doctor found. */
export interface DoctorFindings {
  readonly command: string
  readonly asOfMs: number
  readonly sections: readonly DoctorSection[]
}

const WORDS: Readonly<Record<CheckStatus, string>> = { ok: 'ok', warn: 'WARN', fail: 'FAIL', unknown: '?' }
const TONES: Readonly<Record<CheckStatus, Tone>> = { ok: 'calm', warn: 'warning', fail: 'critical', unknown: 'unknown' }
const STATUS_COLUMNS = 6

/** The findings section by section, each with what to do about it. */
export function doctorScreen({ sections }: DoctorFindings, screen: Screen): string {
  const blocks = sections.map(({ title, checks }) => [
    screen.palette('strong', foreign(title)),
    ...checks.flatMap((check) => checkLines(check, screen)),
  ])
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function checkLines({ name, status, message, hint }: DoctorCheck, screen: Screen): readonly string[] {
  const word = padTo(WORDS[status], STATUS_COLUMNS)
  const [first = '', ...rest] = wrap(`${word}${foreign(name)}: ${foreign(message)}`, screen, 0, STATUS_COLUMNS)
  const told = [screen.palette(TONES[status], word) + first.slice(word.length), ...rest]
  return hint === null
    ? told
    : [...told, ...wrap(`what to do: ${foreign(hint)}`, screen, STATUS_COLUMNS, STATUS_COLUMNS + 2)]
}

/** The document of `doctor --json`. */
export function doctorDocument({ command, asOfMs, sections }: DoctorFindings): Record<string, Json> {
  const checks = sections.flatMap(({ account, checks: found }) =>
    found.map(({ name, status, message, hint }) => ({ account, name, status, message, hint })),
  )
  return { ...headDocument({ command, asOfMs, verdict: null }), checks }
}
