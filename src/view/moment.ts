import { isoTime, LOCAL_ZONE } from './format.ts'

const zoneDays = new Map<string, Intl.DateTimeFormat>()

/** Day and time as `2026-11-21 14:32:07` in a zone by its IANA name. */
export function dayAndTime(atMs: number, timeZone: string): string {
  const parts = zoneDay(timeZone).formatToParts(atMs)
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((one) => one.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}:${part('second')}`
}

/** An instant to the minute: `14:32` on the day of `nowMs`, with the day before it otherwise. */
export function momentText(atMs: number, nowMs: number, timeZone: string): string {
  const [day = '', time = ''] = dayAndTime(atMs, timeZone).split(' ')
  const isToday = dayAndTime(nowMs, timeZone).startsWith(day)
  return isToday ? time.slice(0, 5) : `${day} ${time.slice(0, 5)}`
}

/** An instant to the minute, in UTC: `2026-12-09 19:00 UTC`. */
export function minuteText(atMs: number): string {
  return `${isoTime(atMs).slice(0, 16).replace('T', ' ')} UTC`
}

function zoneDay(timeZone: string): Intl.DateTimeFormat {
  const known = zoneDays.get(timeZone)
  if (known !== undefined) return known
  const pair = '2-digit'
  const shape = { year: 'numeric', month: pair, day: pair, hour: pair, minute: pair, second: pair } as const
  const made = new Intl.DateTimeFormat('en-GB', { ...(timeZone === LOCAL_ZONE ? {} : { timeZone }), ...shape })
  zoneDays.set(timeZone, made)
  return made
}
