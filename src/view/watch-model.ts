import type { TierTable } from '../model/tiers.ts'
import type { MarginStanding } from '../risk/margin-standing.ts'
import type { AccountFailure, AccountRisk, EnvironmentLabel } from '../risk/report.ts'
import type { WatchUi } from './watch-keys.ts'

/** How long ago each source last spoke, at the moment of the frame; `null` when it never did or is down. */
export interface SourceAges {
  readonly markMs: number | null
  readonly userMs: number | null
  readonly restMs: number | null
  /** Marks come from REST because the market stream is down or silent. */
  readonly isPolled: boolean
}

/** Why a row's alerts are not sent just now. */
export type Hush = { readonly kind: 'acknowledged' } | { readonly kind: 'silenced'; readonly untilMs: number }

/** What is known of a row beyond its figures; lines are ready to print. */
export interface RowExtra {
  /** What to close or add, the best first. */
  readonly remedies: readonly string[]
  /** How funding moves the liquidation price; `null` when not known or not worth telling. */
  readonly fundingDrift: string | null
  readonly hush: Hush | null
}

/** One account as the live screen shows it. */
export interface WatchAccount {
  readonly risk: AccountRisk
  readonly environment: EnvironmentLabel
  /** When `risk` was computed: the ages of its rows are counted from here. */
  readonly assessedAtMs: number
  readonly sources: SourceAges
  /** By reading key, `main/SOLUSDT/long`. */
  readonly extras: ReadonlyMap<string, RowExtra>
}

/** One alert that was told, in words. */
export interface WatchAlert {
  readonly atMs: number
  readonly severity: 'info' | 'warning' | 'critical'
  readonly text: string
}

/** The rows as they stood when the user stopped the screen. */
export interface WatchPause {
  readonly atMs: number
  readonly accounts: readonly WatchAccount[]
  readonly margins?: readonly MarginStanding[]
}

/** Everything one frame of `watch` shows. Instants are on the venue's clock, like those of the figures. */
export interface WatchModel {
  readonly nowMs: number
  /** IANA name of the zone that times of day are shown in, or LOCAL_ZONE for the machine's own. */
  readonly timeZone: string
  readonly accounts: readonly WatchAccount[]
  /** Accounts about which nothing can be said. */
  readonly failures: readonly AccountFailure[]
  /** Spot-margin accounts, of accounts that could be read and of those that could not; absent where not looked at. */
  readonly margins?: readonly MarginStanding[]
  readonly tiers: TierTable
  /** Account data and marks older than this make the verdict UNKNOWN. */
  readonly staleAfterMs: number
  /** Newest first. */
  readonly alerts: readonly WatchAlert[]
  /** `null` while the screen runs; verdict, sources and alerts run on in any case. */
  readonly paused: WatchPause | null
  readonly ui: WatchUi
}
