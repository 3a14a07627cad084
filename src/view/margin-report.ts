import type { Gap } from '../model/snapshot.ts'
import type { Example } from '../risk/margin-examples.ts'
import type { OwnLiquidations } from '../risk/margin-own-liquidation.ts'
import type { MarginStanding } from '../risk/margin-standing.ts'
import type { EnvironmentLabel } from '../risk/report.ts'
import type { MarginDetail } from '../risk/spot-margin.ts'

/** Everything that `margin` shows. */
export interface MarginReport {
  readonly account: string
  readonly environment: EnvironmentLabel
  readonly asOfMs: number
  /** `null` when no margin account was ever opened. */
  readonly standing: MarginStanding | null
  readonly accounts: readonly MarginDetail[]
  /** As the user declared it: Binance has no call that tells. */
  readonly autoTopUp: boolean
  readonly gaps: readonly Gap[]
}

/** Everything that `margin simulate` shows of the user's own accounts. */
export interface OwnSimulationReport {
  readonly account: string
  readonly environment: EnvironmentLabel
  readonly asOfMs: number
  readonly slippagePct: string
  readonly simulated: readonly { readonly name: string; readonly outcome: OwnLiquidations }[]
}

/** A worked example on screen. */
export interface ExampleReport {
  readonly asOfMs: number
  readonly example: Example
}
