import type { Span } from '../model/past.ts'
import { dayAndTime } from './moment.ts'

/** A round moment on an axis. */
export interface TimeTick {
  readonly atMs: number
  /** `14:30`, or `21 Nov` where a day begins. */
  readonly text: string
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const STEPS_MS = [
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR_MS),
  ...[1, 2, 5, 7, 14, 30, 60, 90, 180, 365].map((days) => days * DAY_MS),
] as const
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

/** Round moments of the zone's own clock within the span, oldest first, at most so many. */
export function timeTicks({ fromMs, toMs }: Span, timeZone: string, most: number): readonly TimeTick[] {
  const stepMs = STEPS_MS.find((step) => Math.floor((toMs - fromMs) / step) < Math.max(2, most)) ?? 365 * DAY_MS
  const ticks: TimeTick[] = []
  const firstLocalMs = Math.ceil((fromMs + zoneOffsetMs(fromMs, timeZone)) / stepMs) * stepMs
  for (let localMs = firstLocalMs; ticks.length < most; localMs += stepMs) {
    // Noon of the offset before the change of a clock would be an hour off after it.
    const atMs = localMs - zoneOffsetMs(localMs - zoneOffsetMs(localMs, timeZone), timeZone)
    if (atMs > toMs) break
    if (atMs >= fromMs)
      ticks.push({ atMs, text: localMs % DAY_MS === 0 ? dayText(atMs, timeZone) : timeText(atMs, timeZone) })
  }
  return ticks
}

/** `21 Nov` in the zone. */
export function dayText(atMs: number, timeZone: string): string {
  const [, month = '', day = ''] = dayAndTime(atMs, timeZone).slice(0, 10).split('-')
  return `${Number(day)} ${MONTHS[Number(month) - 1] ?? ''}`
}

/** `14:30` in the zone. */
export function timeText(atMs: number, timeZone: string): string {
  return dayAndTime(atMs, timeZone).slice(11, 16)
}

/** How far the zone's clock is ahead of UTC at a moment. */
export function zoneOffsetMs(atMs: number, timeZone: string): number {
  const [day = '', time = ''] = dayAndTime(atMs, timeZone).split(' ')
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const [hour = 0, minute = 0, second = 0] = time.split(':').map(Number)
  return Date.UTC(year, month - 1, date, hour, minute, second) - Math.floor(atMs / 1000) * 1000
}
