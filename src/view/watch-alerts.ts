import { timeOfDay } from './format.ts'
import { dayAndTime } from './moment.ts'
import type { Tone } from './palette.ts'
import { foreign, type Screen, wrap } from './screen.ts'
import { clipLine } from './watch-clip.ts'
import type { WatchAlert, WatchModel } from './watch-model.ts'

const MOST_ALERTS = 5
/** Longer ones would push the others away; the log has them whole. */
const MOST_LINES = 2
/** Air and title. */
const TITLE_LINES = 2
/** Between the time and the first word: a mark in blanks. */
const MARK_COLUMNS = 3

const TONES: Readonly<Record<WatchAlert['severity'], Tone>> = {
  info: 'plain',
  warning: 'warning',
  critical: 'critical',
}

/**
 * The latest alerts, newest first, with their title; nothing without alerts, or without room for one of them. One of
 * another day says which.
 */
export function alertBlock(
  { alerts, nowMs }: Pick<WatchModel, 'alerts' | 'nowMs'>,
  screen: Screen,
  room: number,
): readonly string[] {
  const lines: string[] = []
  for (const alert of alerts.slice(0, MOST_ALERTS)) {
    const left = room - TITLE_LINES - lines.length
    const time = timeText(alert.atMs, nowMs, screen.timeZone)
    if (left >= 1) lines.push(...alertLines({ ...alert, time }, screen, Math.min(MOST_LINES, left)))
  }
  return lines.length === 0 ? [] : ['', screen.palette('strong', 'LATEST ALERTS'), ...lines]
}

/** `14:32:07` today, `11-20 14:32` on another day. */
function timeText(atMs: number, nowMs: number, timeZone: string): string {
  const at = dayAndTime(atMs, timeZone)
  const isToday = at.slice(0, 10) === dayAndTime(nowMs, timeZone).slice(0, 10)
  return isToday ? timeOfDay(atMs, timeZone) : at.slice(5, 16)
}

function alertLines(
  { time, severity, text }: WatchAlert & { readonly time: string },
  screen: Screen,
  most: number,
): readonly string[] {
  const mark = severity === 'info' ? ' ' : '!'
  const lines = wrap(`${time} ${mark} ${foreign(text)}`, screen, 0, time.length + MARK_COLUMNS)
  const cut = lines.length <= most ? lines : [...lines.slice(0, most - 1), ended(lines.slice(most - 1), screen)]
  return cut.map((line) => screen.palette(TONES[severity], line))
}

/** What is left of an alert in one line, with an ellipsis. */
function ended(lines: readonly string[], { columns }: Screen): string {
  const [first = '', ...more] = lines
  return clipLine([first, ...more.map((line) => line.trimStart())].join(' '), columns ?? Number.POSITIVE_INFINITY)
}
