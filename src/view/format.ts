import type { Decimal } from '../model/decimal.ts'

/** What screens print for a figure that is not known. */
export const NOT_AVAILABLE = 'n/a'

/** Money with two decimals and thousands separators, half-up; `n/a` for `null`. */
export function money(amount: Decimal | null): string {
  return amount === null ? NOT_AVAILABLE : fixed(amount, 2)
}

/** Money without decimals, for sums where cents are noise; `n/a` for `null`. */
export function wholeMoney(amount: Decimal | null): string {
  return amount === null ? NOT_AVAILABLE : fixed(amount, 0)
}

/** A price on the symbol's grid, half-up; with an unknown grid up to eight significant digits. */
export function price(value: Decimal, tickSize: Decimal | null): string {
  if (tickSize === null || tickSize.lte('0')) {
    const rounded = value.toSignificantDigits(8)
    return fixed(rounded, rounded.decimalPlaces())
  }
  const onGrid = value.div(tickSize).toDecimalPlaces(0).times(tickSize)
  return fixed(onGrid, tickSize.decimalPlaces())
}

/** A quantity with the decimals of its step; one that stands between two steps keeps all its decimals. */
export function quantity(value: Decimal, stepSize: Decimal | null): string {
  return fixed(value, Math.max(stepSize?.decimalPlaces() ?? 0, value.decimalPlaces()))
}

/** Percent points with two decimals, half-up: `6.32%`; `n/a` for `null`. */
export function percent(points: Decimal | null): string {
  return points === null ? NOT_AVAILABLE : `${fixed(points, 2)}%`
}

/** Beyond this a distance is far, whatever it is: nearly balanced hedges are liquidated at a thousand times the price. */
const FAR = '999'

/** A distance in percent points, or only `>999%`; `n/a` for `null`. */
export function distancePercent(points: Decimal | null): string {
  return points?.gt(FAR) === true ? `>${FAR}%` : percent(points)
}

/** A distance in daily ATRs with one decimal, or only `>999`; `n/a` for `null`. */
export function distanceAtrs(atrs: Decimal | null): string {
  return atrs?.gt(FAR) === true ? `>${FAR}` : oneDecimal(atrs)
}

/** A fraction as percent: 0.0156 is `1.56%`; `n/a` for `null`. */
export function percentOf(ratio: Decimal | null): string {
  return percent(ratio?.times('100') ?? null)
}

/** A tier without superfluous decimals: `10%`, `2.5%`. */
export function tierName(tier: Decimal): string {
  return `${tier.toFixed()}%`
}

/** A leverage with one decimal: `4.9x`; `n/a` for `null`. */
export function times(multiple: Decimal | null): string {
  return multiple === null ? NOT_AVAILABLE : `${fixed(multiple, 1)}x`
}

/** One decimal, half-up; `n/a` for `null`. */
export function oneDecimal(value: Decimal | null): string {
  return value === null ? NOT_AVAILABLE : fixed(value, 1)
}

/** A number with thousands separators and this many decimals, half-up; never `-0`. */
export function fixed(value: Decimal, decimals: number): string {
  const rounded = value.toDecimalPlaces(decimals)
  const [whole = '0', fraction] = rounded.abs().toFixed(decimals).split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  const sign = rounded.lt('0') ? '-' : ''
  return sign + (fraction === undefined ? grouped : `${grouped}.${fraction}`)
}

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** A length of time in its largest two units: `1 s`, `34 s`, `5 min`, `2 h 05 min`, `3 d 4 h`. A negative one counts as none. */
export function duration(durationMs: number): string {
  const ms = Math.max(0, durationMs)
  if (ms < 2 * MINUTE_MS) return `${Math.round(ms / SECOND_MS)} s`
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min`
  if (ms < DAY_MS) return `${Math.floor(ms / HOUR_MS)} h ${padded(Math.floor((ms % HOUR_MS) / MINUTE_MS), 2)} min`
  return `${Math.floor(ms / DAY_MS)} d ${Math.floor((ms % DAY_MS) / HOUR_MS)} h`
}

const zoneClocks = new Map<string, Intl.DateTimeFormat>()

/** Stands for the zone of the machine, whose name takes longer to find than a status takes to draw. */
export const LOCAL_ZONE = 'local'

/** Time of day as `14:32:07` in a zone by its IANA name, or in the machine's own. */
export function timeOfDay(atMs: number, timeZone: string): string {
  if (timeZone === LOCAL_ZONE) {
    const at = new Date(atMs)
    return [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => padded(part, 2)).join(':')
  }
  const clock =
    zoneClocks.get(timeZone) ??
    new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', second: '2-digit' })
  zoneClocks.set(timeZone, clock)
  return clock.format(atMs)
}

/**
 * An instant as ISO 8601 in UTC with milliseconds: `2026-11-21T14:32:07.123Z`. Unlike Date it takes any number that a
 * wire may bring: one absurd time must not cost the whole answer.
 */
export function isoTime(atMs: number): string {
  const { year, month, day } = civilDate(Math.floor(atMs / DAY_MS))
  const ms = ((atMs % DAY_MS) + DAY_MS) % DAY_MS
  const clock = [ms / HOUR_MS, (ms % HOUR_MS) / MINUTE_MS, (ms % MINUTE_MS) / SECOND_MS]
  const time = clock.map((part) => padded(Math.floor(part), 2)).join(':')
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}T${time}.${padded(Math.floor(ms % SECOND_MS), 3)}Z`
}

/**
 * Day of the Gregorian calendar from days since 1970-01-01. Years begin in March here, so that the leap day comes last;
 * 400 years have 146,097 days.
 */
function civilDate(days: number): { readonly year: number; readonly month: number; readonly day: number } {
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day }
}

function padded(value: number, digits: number): string {
  return String(value).padStart(digits, '0')
}
