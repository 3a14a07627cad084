import type { LeverageBracket } from './bracket.ts'
import type { Decimal } from './decimal.ts'
import type { AssetRate, FundingInfo, MarkPrice, SymbolRules } from './market.ts'
import type { Order } from './order.ts'
import type { Position, UnreadablePosition } from './position.ts'

/** One margin asset of the futures account. */
export interface Wallet {
  readonly asset: string
  /** Money including isolated wallets, without unrealized profit. */
  readonly walletBalance: Decimal
  /** Money that backs the cross positions of this asset: no isolated wallets, no unrealized profit. */
  readonly crossWallet: Decimal
  readonly availableBalance: Decimal | null
  /** When the venue last changed it; absent where it did not tell. */
  readonly updatedAtMs?: number
}

/** Something that could not be read. `needed` gaps make the verdict UNKNOWN, the others are only shown. */
export interface Gap {
  /** Names the call or field: `openAlgoOrders`, `funding SOLUSDT`. */
  readonly what: string
  readonly why: string
  readonly needed: boolean
  /** True when nothing is missing: something was read that the figures cannot take into account. */
  readonly isNotice?: boolean
}

/** Everything read about one account, before any arithmetic. Missing map entries are unknown, never zero. */
export interface AccountSnapshot {
  readonly account: string
  readonly takenAtMs: number
  readonly hedgeMode: boolean
  readonly multiAssetsMode: boolean
  readonly wallets: readonly Wallet[]
  readonly positions: readonly Position[]
  readonly unreadable: readonly UnreadablePosition[]
  readonly brackets: ReadonlyMap<string, LeverageBracket>
  readonly bracketsFetchedAtMs: number | null
  readonly marks: ReadonlyMap<string, MarkPrice>
  /** USD rates per asset: every collateral asset in multi-assets mode, else those of further pools. */
  readonly rates: ReadonlyMap<string, AssetRate>
  readonly fundingInfo: ReadonlyMap<string, FundingInfo> | null
  readonly rules: ReadonlyMap<string, SymbolRules>
  /** Resting orders by symbol; a symbol that is absent could not be read. */
  readonly orders: ReadonlyMap<string, readonly Order[]>
  /** Daily ATR (Wilder, 14) in quote per base unit, by symbol. */
  readonly dailyAtr: ReadonlyMap<string, Decimal>
  readonly gaps: readonly Gap[]
  /** What the account's key has come to be able to do beyond reading, in words; absent while it is harmless. */
  readonly keyPower?: string
}
