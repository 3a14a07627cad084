const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
/** 1970-01-01 was a Thursday; candles of a week open on Monday. */
const FIRST_MONDAY_MS = 4 * DAY_MS

const FIXED_MS: ReadonlyMap<string, number> = new Map([
  ['1m', MINUTE_MS],
  ['3m', 3 * MINUTE_MS],
  ['5m', 5 * MINUTE_MS],
  ['15m', 15 * MINUTE_MS],
  ['30m', 30 * MINUTE_MS],
  ['1h', HOUR_MS],
  ['2h', 2 * HOUR_MS],
  ['4h', 4 * HOUR_MS],
  ['6h', 6 * HOUR_MS],
  ['8h', 8 * HOUR_MS],
  ['12h', 12 * HOUR_MS],
  ['1d', DAY_MS],
  ['3d', 3 * DAY_MS],
  ['1w', 7 * DAY_MS],
])

/** Length of an interval as Binance names it (`1m` … `1w`); `null` for months, which differ, and unknown names. */
export function intervalMs(name: string): number | null {
  return FIXED_MS.get(name) ?? null
}

/** Where the candles of one interval begin. */
export interface CandleClock {
  /** Opening time of the candle that holds `atMs`. */
  openAtMs(atMs: number): number
  /** Opening time of the candle `count` places after the one that opens at `openMs`; negative counts go back. */
  shift(openMs: number, count: number): number
}

function fixedClock(lengthMs: number, anchorMs: number): CandleClock {
  return {
    openAtMs: (atMs) => Math.floor((atMs - anchorMs) / lengthMs) * lengthMs + anchorMs,
    shift: (openMs, count) => openMs + count * lengthMs,
  }
}

const MONTHLY: CandleClock = {
  openAtMs: (atMs) => {
    const at = new Date(atMs)
    return Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1)
  },
  shift: (openMs, count) => {
    const at = new Date(openMs)
    return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + count, 1)
  },
}

/** The grid of an interval as Binance names it (`1m` … `1w`, `1M`), in UTC; `null` for an unknown name. */
export function candleClock(interval: string): CandleClock | null {
  if (interval === '1M') return MONTHLY
  const lengthMs = intervalMs(interval)
  if (lengthMs === null) return null
  return fixedClock(lengthMs, interval === '1w' ? FIRST_MONDAY_MS : 0)
}
