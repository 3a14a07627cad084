import type { Decimal } from '../model/decimal.ts'
import type { WorkingType } from '../model/order.ts'
import type { Position, UnreadablePosition } from '../model/position.ts'
import type { Gap } from '../model/snapshot.ts'
import type { TierTable } from '../model/tiers.ts'
import type { MarginStanding } from './margin-standing.ts'

export type Verdict = 'OK' | 'WARNING' | 'CRITICAL' | 'UNKNOWN'

/** The prices that bound the safe interval; `null` where there is no such edge. The mark lies between, if alive. */
export interface Edges {
  readonly below: Decimal | null
  readonly above: Decimal | null
}

/** Why there is provably no liquidation price. */
export type NoLiquidationReason = 'fully-funded' | 'hedged-flat'

export type Liquidation =
  | {
      readonly status: 'price'
      /** The edge nearest the mark; when already liquidatable, the price at which it would recover, else the mark. */
      readonly price: Decimal
      readonly edges: Edges
      readonly reason: null | 'already-liquidatable'
    }
  | { readonly status: 'none'; readonly reason: NoLiquidationReason }
  | { readonly status: 'unknown'; readonly reason: string }

/** Comparison with the price that Binance shows. */
export interface Drift {
  /** `null` when Binance shows none, or it could not be read. */
  readonly exchangePrice: Decimal | null
  /** |own − Binance's| ÷ Binance's × 100, against the closer edge; `null` when there is nothing to compare. */
  readonly driftPct: Decimal | null
  /** Above the display threshold of the position's margin type. */
  readonly isShown: boolean
  /** Above the warning threshold, 1 %. Also when one side says none and the other a price. */
  readonly isWarning: boolean
}

/** The nearest protective order. */
export interface StopSummary {
  readonly price: Decimal
  /** Share of the position that protective orders close, 0 to 100. */
  readonly coveredPct: Decimal
  readonly workingType: WorkingType
}

/**
 * One position with everything that the screens and alerts say about it. What alerts do not need is computed when it is
 * asked for: a watch judges hundreds of positions a second and shows few.
 */
export interface PositionRisk {
  readonly position: Position
  readonly notional: Decimal
  readonly unrealizedPnl: Decimal
  /** Quote asset, cut to 8 decimals as Binance does; `null` without brackets. */
  maintenanceMargin(): Decimal | null
  /** Fraction; the pool's for a cross position; `null` when unknown, or with no balance left to divide by. */
  marginRatio(): Decimal | null
  /** Notional ÷ position equity; `null` for a cross position (its pool's counts), or with no equity left. */
  effectiveLeverage(): Decimal | null
  readonly liquidation: Liquidation
  readonly drift: Drift
  bankruptcyPrice(): Decimal | null
  /** |mark − liquidation| ÷ mark × 100, unrounded; `null` with none or unknown; 0 when already liquidatable. */
  readonly distancePct: Decimal | null
  /** The distance in daily ATRs. */
  distanceAtr(): Decimal | null
  /** The innermost tier the distance stands in, in percent points; `null` outside all. */
  readonly tier: Decimal | null
  readonly fundingRate: Decimal | null
  readonly fundingIntervalHours: number | null
  /** `null` for none; a gap says when it could not be read. */
  readonly stop: StopSummary | null
  /** Where liquidation moves should the resting orders that enlarge the position fill; `null` for none of either. */
  readonly ifFilled: { readonly liquidationPrice: Decimal; readonly distancePct: Decimal } | null
  /** Steps of price and quantity for screens; `null` when exchangeInfo could not be read. */
  readonly tickSize: Decimal | null
  readonly stepSize: Decimal | null
  readonly dataAgeMs: number
}

/** Positions that share one wallet. Unknown figures are `null`, with the reason in `why`. */
export interface PoolRisk {
  /** The margin asset; `USD` for the one pool of multi-assets mode. */
  readonly asset: string
  readonly symbols: readonly string[]
  readonly marginBalance: Decimal | null
  readonly maintenanceMargin: Decimal | null
  /** Fraction; 1 is liquidation; `null` also with no balance left to divide by. */
  readonly marginRatio: Decimal | null
  /** The common adverse move at which the pool is liquidated, in percent; `null` for none below 100 %, or unknown. */
  readonly jointDistancePct: Decimal | null
  readonly jointTier: Decimal | null
  /** Net notional ÷ gross notional of the pool, 0 to 1; below 0.3 the book counts as hedged. */
  readonly netToGross: Decimal | null
  readonly effectiveLeverage: Decimal | null
  /** Age of the oldest mark among its symbols. */
  readonly dataAgeMs: number
  readonly isUnknown: boolean
  readonly why: string | null
}

/** What alerts are decided from. */
export interface AccountRows {
  readonly account: string
  readonly takenAtMs: number
  readonly multiAssetsMode: boolean
  /** Pools with cross positions, the one in most danger first. */
  readonly pools: readonly PoolRisk[]
  /** Worst first. */
  readonly positions: readonly PositionRisk[]
  readonly unreadable: readonly UnreadablePosition[]
  readonly gaps: readonly Gap[]
}

/** One account, computed. */
export interface AccountRisk extends AccountRows {
  readonly verdict: Verdict
  readonly hedgeMode: boolean
  /** USDT in single-asset mode (≈ when several pools are summed), USD in multi-assets mode; `null` when unknown. */
  readonly equity: Decimal | null
  readonly walletBalance: Decimal | null
  readonly unrealizedPnl: Decimal | null
  readonly maintenanceMargin: Decimal | null
  readonly grossNotional: Decimal | null
  readonly effectiveLeverage: Decimal | null
  /** True when some asset was valued at an assumed rate of 1. */
  readonly isApproximate: boolean
}

/** Which Binance the figures come from; printed beside every account so that play money never passes for real. */
export type EnvironmentLabel = 'LIVE' | 'TESTNET' | 'DEMO'

/** One account that could be computed. */
export interface AccountStatus {
  readonly environment: EnvironmentLabel
  readonly risk: AccountRisk
}

/** One account about which nothing could be said; its verdict is UNKNOWN. */
export interface AccountFailure {
  readonly account: string
  readonly environment: EnvironmentLabel
  /** The failure's stable code, its sentence and what to do, as `LiqwatchError` carries them. */
  readonly code: string
  readonly message: string
  readonly hint: string
  readonly retryable: boolean
}

/** Everything that `status`, `positions` and `check` show about the chosen accounts. */
export interface StatusReport {
  readonly command: string
  readonly asOfMs: number
  /** Over all accounts; missing data outranks OK and WARNING, never CRITICAL. */
  readonly verdict: Verdict
  readonly accounts: readonly AccountStatus[]
  readonly failures: readonly AccountFailure[]
  /** Spot-margin accounts, of accounts that could be read and of those that could not; absent where not looked at. */
  readonly margins?: readonly MarginStanding[]
  /** Account data older than this is marked stale. */
  readonly staleAfterMs: number
  /** Decides which tiers count as inner ones, and what `fix` is told to reach. */
  readonly tiers: TierTable
}
