import type { World } from '../world.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Days told about: yesterday and the six that follow. */
const DAYS = 7

interface Session {
  readonly startTime: number
  readonly endTime: number
  readonly type: string
}

/** A stretch of a New York day: hours since its midnight and what trades then. */
type Stretch = readonly [fromHour: number, toHour: number, type: string]

const EQUITY_WEEKDAY: readonly Stretch[] = [
  [0, 4, 'OVERNIGHT'],
  [4, 9.5, 'PRE_MARKET'],
  [9.5, 16, 'REGULAR'],
  [16, 20, 'AFTER_MARKET'],
  [20, 24, 'OVERNIGHT'],
]
const EQUITY_FRIDAY: readonly Stretch[] = [...EQUITY_WEEKDAY.slice(0, 4), [20, 24, 'NO_TRADING']]
const EQUITY_SUNDAY: readonly Stretch[] = [
  [0, 20, 'NO_TRADING'],
  [20, 24, 'OVERNIGHT'],
]
const COMMODITY_WEEKDAY: readonly Stretch[] = [
  [0, 17, 'REGULAR'],
  [17, 18, 'NO_TRADING'],
  [18, 24, 'REGULAR'],
]
const COMMODITY_FRIDAY: readonly Stretch[] = [
  [0, 17, 'REGULAR'],
  [17, 24, 'NO_TRADING'],
]
const COMMODITY_SUNDAY: readonly Stretch[] = [
  [0, 18, 'NO_TRADING'],
  [18, 24, 'REGULAR'],
]
const CLOSED: readonly Stretch[] = [[0, 24, 'NO_TRADING']]

/** Sunday first. */
const EQUITY_WEEK = [
  EQUITY_SUNDAY,
  EQUITY_WEEKDAY,
  EQUITY_WEEKDAY,
  EQUITY_WEEKDAY,
  EQUITY_WEEKDAY,
  EQUITY_FRIDAY,
  CLOSED,
]
const COMMODITY_WEEK = [
  COMMODITY_SUNDAY,
  COMMODITY_WEEKDAY,
  COMMODITY_WEEKDAY,
  COMMODITY_WEEKDAY,
  COMMODITY_WEEKDAY,
  COMMODITY_FRIDAY,
  CLOSED,
]

/** Sessions of the markets behind TradFi contracts for a week from yesterday, without holidays. */
export function tradingSchedule(world: World) {
  const updateTime = world.nowMs()
  return {
    updateTime,
    marketSchedules: {
      EQUITY: { sessions: sessionsOf(EQUITY_WEEK, updateTime) },
      COMMODITY: { sessions: sessionsOf(COMMODITY_WEEK, updateTime) },
    },
  }
}

/** Neighbouring stretches of one kind (a weekend, a night) are one session. */
function sessionsOf(week: readonly (readonly Stretch[])[], nowMs: number): readonly Session[] {
  const sessions: Session[] = []
  for (let day = -1; day < DAYS - 1; day++) {
    const midnightMs = newYorkMidnight(nowMs + day * DAY_MS)
    const weekday = new Date(midnightMs + 6 * HOUR_MS).getUTCDay()
    for (const [fromHour, toHour, type] of week[weekday] ?? CLOSED) {
      const next = { startTime: midnightMs + fromHour * HOUR_MS, endTime: midnightMs + toHour * HOUR_MS, type }
      const last = sessions.at(-1)
      if (last?.type === type) sessions[sessions.length - 1] = { ...last, endTime: next.endTime }
      else sessions.push(next)
    }
  }
  return sessions
}

/** UTC instant at which the New York day that holds `atMs` began. */
export function newYorkMidnight(atMs: number): number {
  const offsetMs = newYorkOffsetHours(atMs) * HOUR_MS
  return Math.floor((atMs - offsetMs) / DAY_MS) * DAY_MS + offsetMs
}

/** Hours that New York is behind UTC: 4 from the second Sunday of March to the first Sunday of November, else 5. */
function newYorkOffsetHours(atMs: number): number {
  const year = new Date(atMs).getUTCFullYear()
  const summerFromMs = sundayOf(year, 2, 2) + 7 * HOUR_MS
  const winterFromMs = sundayOf(year, 10, 1) + 6 * HOUR_MS
  return atMs >= summerFromMs && atMs < winterFromMs ? 4 : 5
}

/** Midnight UTC of the nth Sunday of a month (January is 0). */
function sundayOf(year: number, month: number, nth: number): number {
  const firstWeekday = new Date(Date.UTC(year, month, 1)).getUTCDay()
  return Date.UTC(year, month, 1 + ((7 - firstWeekday) % 7) + (nth - 1) * 7)
}
