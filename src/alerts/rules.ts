import type { Decimal } from '../model/decimal.ts'

/** How often an alert repeats while the reading stands in a tier. */
export interface Reminder {
  readonly tier: Decimal
  readonly minutes: number
}

/** What the user decided about alerting, as far as single readings go. */
export interface AlertRules {
  /** Percent points that a distance must stand above a tier before the alert comes down. */
  readonly rearmPct: Decimal
  /** How long it must stand there. */
  readonly rearmSeconds: number
  /** A tier that is absent falls back on its neighbours, see `reminderMinutes`. */
  readonly reminders: readonly Reminder[]
  /** A share of the distance lost in a short time alerts whatever the tier; `null` switches it off. */
  readonly fast: { readonly lossPct: Decimal; readonly minutes: number } | null
  /** Account data older than this is missing data. */
  readonly staleSeconds: number
}

/** One look at the accounts: when, and by which rules. */
export interface Evaluation {
  readonly nowMs: number
  readonly rules: AlertRules
}

export const SECOND_MS = 1000
export const MINUTE_MS = 60 * SECOND_MS
