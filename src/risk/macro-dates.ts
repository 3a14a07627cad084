import type { MacroEvent } from './macro-window.ts'
import { easternInstantMs } from './us-eastern.ts'

/** Where the shipped dates come from. */
const FOMC_SOURCE =
  'Federal Reserve press releases: August 2024 (dates of 2026), 5 September 2025 (dates of 2027, tentative)'

/** Second day of each meeting, on which the statement is published: year, month, day. */
const STATEMENT_DAYS: readonly (readonly [number, number, number])[] = [
  [2026, 12, 9],
  [2027, 1, 27],
  [2027, 3, 17],
  [2027, 4, 28],
  [2027, 6, 9],
  [2027, 7, 28],
  [2027, 9, 15],
  [2027, 10, 27],
  [2027, 12, 8],
  [2028, 1, 26],
]

/** The dates that the program brings along: statements of the Federal Reserve at 14:00 in Washington. */
export const SHIPPED_EVENTS: readonly MacroEvent[] = STATEMENT_DAYS.map(([year, month, day]) => ({
  kind: 'FOMC',
  name: 'FOMC statement',
  atMs: easternInstantMs({ year, month, day, hour: 14, minute: 0 }),
  isAllDay: false,
  source: FOMC_SOURCE,
}))
