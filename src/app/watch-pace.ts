/** REST is the truth: it is read this often, and oftener with a position inside a tier. */
const CALM_EVERY_MS = 15_000
export const DANGER_EVERY_MS = 5000
/** Rates of collateral, while nothing is inside a tier. */
export const RATES_EVERY_MS = 40_000
export const SYNC_EVERY_MS = 55_000
/** One reading may fail, and one be late, before what is known is too old. */
const READINGS_BEFORE_STALE = 3

/** Time between two readings of an account: figures must not grow stale in it, however short `staleMs` is. */
export function readingEveryMs(isInDanger: boolean, staleMs: number): number {
  return Math.min(isInDanger ? DANGER_EVERY_MS : CALM_EVERY_MS, staleMs / READINGS_BEFORE_STALE)
}

/** Events may ask for a reading at once; a trader who never stops trading gets them ever farther apart. */
export const SOONEST_MS = 1500
/** Orders, ATR and intervals only decorate. */
export const DECORATE_EVERY_MS = 300_000
export const ORDERS_EVERY_MS = 15_000
/** Brackets that are younger explain no drift. */
export const REFRESH_EVERY_MS = 300_000
