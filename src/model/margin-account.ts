import type { Decimal } from './decimal.ts'

/** What a margin account holds and owes of one asset, in its own units. */
export interface MarginHolding {
  readonly asset: string
  readonly free: Decimal
  /** In open orders; it counts as an asset all the same. */
  readonly locked: Decimal
  readonly borrowed: Decimal
  /** Accrued and not yet repaid. */
  readonly interest: Decimal
}

/** Everything owned of an asset, in its own units. */
export function ownedOf({ free, locked }: MarginHolding): Decimal {
  return free.plus(locked)
}

/** Everything owed of an asset, interest included, in its own units. */
export function owedOf({ borrowed, interest }: MarginHolding): Decimal {
  return borrowed.plus(interest)
}

/** The cross margin account as Binance shows it. */
export interface CrossMarginAccount {
  /** MARGIN_2 is Cross Margin Pro, everything else is read as Classic. */
  readonly isPro: boolean
  /** Binance's own level; 999 without debt; `null` when it could not be read. */
  readonly marginLevel: Decimal | null
  /** Level after haircuts: it governs borrowing and transfers out; `null` when Binance gives none. */
  readonly collateralMarginLevel: Decimal | null
  readonly totalAssetOfBtc: Decimal
  readonly totalLiabilityOfBtc: Decimal
  /** False while a liquidation has locked the account; `null` when Binance does not say. */
  readonly isTradeEnabled: boolean | null
  /** Assets that are held or owed. */
  readonly holdings: readonly MarginHolding[]
}

/** One side of an isolated pair. */
export interface IsolatedSide extends MarginHolding {
  /** Net amount in bitcoin by Binance's own valuation; `null` when it gives none. */
  readonly netAssetOfBtc: Decimal | null
}

/** One isolated margin account. */
export interface IsolatedMarginPair {
  readonly symbol: string
  readonly base: IsolatedSide
  readonly quote: IsolatedSide
  /** Binance's own level; 999 without debt; `null` when it could not be read. */
  readonly marginLevel: Decimal | null
  /** EXCESSIVE, NORMAL, MARGIN_CALL, PRE_LIQUIDATION, FORCE_LIQUIDATION: open text; `null` when absent. */
  readonly marginLevelStatus: string | null
  /** Quote for one of base. */
  readonly indexPrice: Decimal
  /** Binance's own liquidation price; `null` for none. */
  readonly liquidatePrice: Decimal | null
  readonly isTradeEnabled: boolean | null
}

/** tradeCoeff: the lines of the cross account. */
export interface MarginCoefficients {
  /** Above it assets may be moved out. */
  readonly normalBar: Decimal
  readonly marginCallBar: Decimal
  readonly forceLiquidationBar: Decimal
}

/** One tier of an isolated pair: the more is borrowed, the lower the multiplier and the earlier the liquidation. */
export interface IsolatedMarginTier {
  readonly tier: number
  readonly effectiveMultiple: Decimal
  readonly liquidationRiskRatio: Decimal
  readonly baseAssetMaxBorrowable: Decimal
  readonly quoteAssetMaxBorrowable: Decimal
}

/** Shares of value that count as collateral, lowest band first; `maxUsdValue` is `null` for the open one. */
export interface CollateralBand {
  readonly minUsdValue: Decimal
  readonly maxUsdValue: Decimal | null
  /** 0 to 1: what is left after the haircut. */
  readonly discountRate: Decimal
}

/** The price by which the margin system values a pair: quote for one of base. */
export interface MarginPriceIndex {
  readonly symbol: string
  readonly price: Decimal
  readonly atMs: number
}

/** A pair of the margin market. */
export interface MarginPairNames {
  readonly symbol: string
  readonly base: string
  readonly quote: string
}

/** An order by which a regular liquidation sold collateral; a takeover leaves none. */
export interface MarginForcedOrder {
  readonly orderId: string
  readonly symbol: string
  readonly isIsolated: boolean
  readonly side: 'BUY' | 'SELL'
  readonly executedQuantity: Decimal
  readonly averagePrice: Decimal
  readonly atMs: number
}

/** Interest charged on one debt for one hour. */
export interface MarginInterestCharge {
  readonly asset: string
  readonly interest: Decimal
  readonly atMs: number
}

/** Money that came (positive) or went (negative), with the venue's word for why. */
export interface MarginFlow {
  readonly id: string
  readonly asset: string
  /** BORROW, SELL_LIQUIDATION, OTHER_LIQUIDATION, LIQUIDATION_FEE and others: open text. */
  readonly type: string
  readonly amount: Decimal
  readonly atMs: number
}

/** What lies in the spot wallet of one asset. */
export interface SpotBalance {
  readonly asset: string
  readonly free: Decimal
  readonly locked: Decimal
}
