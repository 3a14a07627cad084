import type { Decimal } from './decimal.ts'
import type { ExchangeFigures, MarginType, PositionSide, Side, UnreadablePosition } from './position.ts'
import type { Wallet } from './snapshot.ts'

/** One open row of positionRisk; margin type and leverage come from the symbol's configuration. */
export interface PositionRow {
  readonly symbol: string
  readonly positionSide: PositionSide
  readonly side: Side
  readonly quantity: Decimal
  readonly entryPrice: Decimal
  /** The mark that came with the row; `null` when absent: premiumIndex is the better source anyway. */
  readonly markPrice: Decimal | null
  readonly marginAsset: string
  readonly isolatedWallet: Decimal
  readonly unrealizedPnl: Decimal | null
  readonly exchange: ExchangeFigures
  readonly updatedAtMs: number
}

/** positionRisk as a whole: rows with a position, rows that exist but miss something. Empty rows are left out. */
export interface PositionsReading {
  readonly rows: readonly PositionRow[]
  readonly unreadable: readonly UnreadablePosition[]
}

/** v3/account: money per asset, and which positions it knows of, to be held against positionRisk. */
export interface AccountReading {
  readonly wallets: readonly Wallet[]
  readonly openPositions: readonly {
    readonly symbol: string
    readonly positionSide: PositionSide
    /** Signed base units. */
    readonly positionAmt: Decimal
  }[]
  /** Rows of `assets` or `positions` that could not be read, with the path of the field. */
  readonly unreadable: readonly { readonly what: string; readonly why: string }[]
}

export interface AccountConfig {
  readonly hedgeMode: boolean
  readonly multiAssetsMode: boolean
}

export interface SymbolConfig {
  readonly symbol: string
  readonly marginType: MarginType
  readonly leverage: number
  readonly isAutoAddMargin: boolean | null
}

/** apiRestrictions, reduced to what matters; unknown flags that are true are listed by name. */
export interface KeyPermissions {
  readonly canRead: boolean
  readonly ipRestricted: boolean
  /** Names of the flags that let the key withdraw or transfer. */
  readonly moneyFlags: readonly string[]
  /** Names of the flags that let the key trade. */
  readonly tradeFlags: readonly string[]
  /** True flags that this version does not know. */
  readonly unknownFlags: readonly string[]
}

/** The local clock against the venue's. */
export interface ClockReading {
  /** Server time minus local time, to be added to local time. */
  readonly offsetMs: number
  readonly roundTripMs: number
}

/** Used and allowed request weight of one pool in its running window. */
export interface BudgetReading {
  readonly pool: string
  /** `null` until a reply told. */
  readonly used: number | null
  readonly limit: number
}
