const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const STANDARD_OFFSET_HOURS = 5
const MARCH = 3
const NOVEMBER = 11

/** A wall clock without a zone. */
export interface WallClock {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
}

/** Days from 1970-01-01 to a date of the Gregorian calendar. Years begin in March here, so that the leap day comes last. */
function daysFromCivil(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year
  const monthFromMarch = (month + 9) % 12
  const dayOfYear = Math.floor((153 * monthFromMarch + 2) / 5) + day - 1
  const leapDays = Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400)
  return shifted * 365 + leapDays + dayOfYear - 719_468
}

/** The instant at which a wall clock in UTC shows this. */
export function utcInstantMs({ year, month, day, hour, minute }: WallClock): number {
  return daysFromCivil(year, month, day) * DAY_MS + hour * HOUR_MS + minute * MINUTE_MS
}

/**
 * The instant at which a wall clock in Washington shows this: UTC−4 from the second Sunday of March, 2:00, to the
 * first Sunday of November, 2:00, else UTC−5. The hour that is shown twice in November counts as the first, the one
 * that is skipped in March as standard time.
 *
 * @see Energy Policy Act of 2005, section 110
 */
export function easternInstantMs(clock: WallClock): number {
  const offsetHours = isDaylightTime(clock) ? STANDARD_OFFSET_HOURS - 1 : STANDARD_OFFSET_HOURS
  return utcInstantMs(clock) + offsetHours * HOUR_MS
}

function isDaylightTime(clock: WallClock): boolean {
  const start = { ...clock, month: MARCH, day: firstSunday(clock.year, MARCH) + 7, hour: 3, minute: 0 }
  const end = { ...clock, month: NOVEMBER, day: firstSunday(clock.year, NOVEMBER), hour: 2, minute: 0 }
  const shown = utcInstantMs(clock)
  return shown >= utcInstantMs(start) && shown < utcInstantMs(end)
}

/** Day of the month; 1970-01-01 was a Thursday. */
function firstSunday(year: number, month: number): number {
  const weekday = (daysFromCivil(year, month, 1) + 4) % 7
  return weekday === 0 ? 1 : 8 - weekday
}
