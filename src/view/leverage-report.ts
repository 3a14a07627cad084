import type { Decimal } from '../model/decimal.ts'
import type { MarginType, Side } from '../model/position.ts'
import type { LeverageLadder } from '../risk/leverage-ladder.ts'
import type { EnvironmentLabel, Liquidation } from '../risk/report.ts'

/** Everything that `leverage` shows. */
export interface LeverageReport {
  readonly asOfMs: number
  readonly symbol: string
  readonly baseAsset: string
  readonly side: Side
  readonly entryPrice: Decimal
  readonly stopPrice: Decimal
  readonly quantity: Decimal
  readonly tickSize: Decimal
  readonly stepSize: Decimal
  readonly ladder: LeverageLadder
  /** How the symbol is set up; `null` fields where that is not known, or without an account. */
  readonly setting: { readonly marginType: MarginType | null; readonly leverage: number | null }
  /** What the trade does to the account; `null` without one, or when it would close another position first. */
  readonly joined: JoinedAccount | null
  /** `null` without a key. */
  readonly account: { readonly name: string; readonly environment: EnvironmentLabel } | null
  readonly bracketsFetchedAtMs: number | null
}

export interface JoinedAccount {
  /** Of the trade as a cross position, whatever the setting; `null` when the symbol is held isolated. */
  readonly crossLiquidation: Liquidation | null
  /** Gross notional ÷ equity. */
  readonly effectiveLeverageBefore: Decimal | null
  readonly effectiveLeverageAfter: Decimal | null
}
