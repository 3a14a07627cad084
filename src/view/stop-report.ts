import type { Decimal } from '../model/decimal.ts'
import type { EnvironmentLabel, PositionRisk } from '../risk/report.ts'
import type { NoTrailingStop, TrailingStop } from '../risk/trailing-stop.ts'

/** Everything that `stop` shows. */
export interface StopReport {
  readonly asOfMs: number
  readonly account: string
  readonly environment: EnvironmentLabel
  readonly period: number
  readonly interval: string
  readonly multiple: Decimal
  readonly rows: readonly StopRow[]
}

/** One position with its stop. */
export interface StopRow {
  readonly risk: PositionRisk
  readonly outcome: StopOutcome
}

export type StopOutcome =
  | {
      readonly status: 'found'
      readonly stop: TrailingStop
      /** Prices since then make the extreme. */
      readonly sinceMs: number
      /** Why that is not the time of the opening trade; `null` when it is. */
      readonly sinceWhy: string | null
    }
  | NoTrailingStop
  | { readonly status: 'unreadable'; readonly why: string }
