import type { Decimal } from '../model/decimal.ts'
import type { Gap } from '../model/snapshot.ts'
import type { MacroReading } from '../risk/macro-window.ts'
import type { AccountRisk, EnvironmentLabel } from '../risk/report.ts'
import type { Crowding, FundingReading } from '../risk/size-guard.ts'
import type { SizePlan } from '../risk/size-plan.ts'

/** Everything that `size` shows. */
export interface SizeReport {
  readonly asOfMs: number
  readonly plan: SizePlan
  /** `null` without a key. */
  readonly account: { readonly name: string; readonly environment: EnvironmentLabel } | null
  /** The account as it stands before the entry. */
  readonly before: AccountRisk
  /** Free for new positions in the margin asset; `null` when not known. */
  readonly freeBalance: Decimal | null
  /** Percent of equity that the rules allow at most for one trade. */
  readonly mostRiskPct: Decimal
  readonly isFeeAssumed: boolean
  /** `null` when it could not be read, or the contract pays none. */
  readonly funding: FundingReading | null
  readonly crowding: Crowding | null
  readonly macro: MacroReading
  /** What `--atr-stop` was computed from; `null` with a stop price. */
  readonly atrStop: AtrStop | null
  readonly bracketsFetchedAtMs: number | null
  readonly gaps: readonly Gap[]
}

export interface AtrStop {
  readonly atr: Decimal
  readonly period: number
  readonly interval: string
  readonly multiple: Decimal
}
