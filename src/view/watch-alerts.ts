import { timeOfDay } from './format.ts'
import type { Tone } from './palette.ts'
import { foreign, type Screen, wrap } from './screen.ts'
import { clipLine } from './watch-clip.ts'
import type { WatchAlert } from './watch-model.ts'

const MOST_ALERTS = 5
/** Longer ones would push the others away; the log has them whole. */
const MOST_LINES = 2
/** Air and title. */
const TITLE_LINES = 2
/** Below the first word: time of day and mark stand before it. */
const HANGING = 11

const TONES: Readonly<Record<WatchAlert['severity'], Tone>> = {
  info: 'plain',
  warning: 'warning',
  critical: 'critical',
}

/** The latest alerts, newest first, with their title; nothing without alerts, or without room for one of them. */
export function alertBlock(alerts: readonly WatchAlert[], screen: Screen, room: number): readonly string[] {
  const lines: string[] = []
  for (const alert of alerts.slice(0, MOST_ALERTS)) {
    const left = room - TITLE_LINES - lines.length
    if (left >= 1) lines.push(...alertLines(alert, screen, Math.min(MOST_LINES, left)))
  }
  return lines.length === 0 ? [] : ['', screen.palette('strong', 'LATEST ALERTS'), ...lines]
}

function alertLines({ atMs, severity, text }: WatchAlert, screen: Screen, most: number): readonly string[] {
  const mark = severity === 'info' ? ' ' : '!'
  const whole = `${timeOfDay(atMs, screen.timeZone)} ${mark} ${foreign(text)}`
  const lines = wrap(whole, screen, 0, HANGING)
  const cut = lines.length <= most ? lines : [...lines.slice(0, most - 1), ended(lines.slice(most - 1), screen)]
  return cut.map((line) => screen.palette(TONES[severity], line))
}

/** What is left of an alert in one line, with an ellipsis. */
function ended(lines: readonly string[], { columns }: Screen): string {
  const [first = '', ...more] = lines
  return clipLine([first, ...more.map((line) => line.trimStart())].join(' '), columns ?? Number.POSITIVE_INFINITY)
}
