import type { Decimal } from '../model/decimal.ts'
import { ZERO } from '../model/decimal.ts'

export type SlotSide = 'BOTH' | 'LONG' | 'SHORT'
export type MarginMode = 'CROSSED' | 'ISOLATED'

/** One open leg. The sign of the quantity is its direction. */
export interface Leg {
  readonly symbol: string
  readonly positionSide: SlotSide
  /** Signed base units. */
  readonly quantity: Decimal
  readonly entryPrice: Decimal
  /** Money in the leg's own wallet; `null` for a cross leg. */
  readonly isolatedWallet: Decimal | null
  readonly updatedAtMs: number
}

/** Leverage and margin mode of a symbol. */
export interface SymbolSetting {
  readonly marginMode: MarginMode
  readonly leverage: number
  readonly isAutoAddMargin: boolean
}

/** A resting plain order. */
export interface PlainOrder {
  readonly orderId: string
  readonly clientOrderId: string
  readonly symbol: string
  readonly side: 'BUY' | 'SELL'
  readonly positionSide: SlotSide
  readonly type: string
  readonly timeInForce: string
  readonly quantity: Decimal
  readonly price: Decimal
  readonly reduceOnly: boolean
  readonly createdAtMs: number
}

/** A resting conditional order. */
export interface AlgoOrder {
  readonly algoId: string
  readonly clientAlgoId: string
  readonly symbol: string
  readonly side: 'BUY' | 'SELL'
  readonly positionSide: SlotSide
  /** STOP, STOP_MARKET, TAKE_PROFIT, TAKE_PROFIT_MARKET or TRAILING_STOP_MARKET. */
  readonly type: string
  readonly quantity: Decimal
  readonly triggerPrice: Decimal
  /** 0 for market types. */
  readonly price: Decimal
  readonly workingType: 'MARK_PRICE' | 'CONTRACT_PRICE'
  readonly reduceOnly: boolean
  readonly closePosition: boolean
  readonly priceProtect: boolean
  /** Percent points of a trailing order; `null` for others. */
  readonly callbackRatePct: Decimal | null
  readonly createdAtMs: number
}

/** The money of one asset. */
export interface Purse {
  /** Backs the cross legs; isolated wallets are not in it. */
  readonly crossWallet: Decimal
  readonly updatedAtMs: number
}

/** Mutable books of the one futures account of the embedded exchange. */
export class Account {
  hedgeMode = false
  multiAssets = false
  readonly purses = new Map<string, Purse>()
  readonly legs = new Map<string, Leg>()
  readonly settings = new Map<string, SymbolSetting>()
  plainOrders: readonly PlainOrder[] = []
  algoOrders: readonly AlgoOrder[] = []
  /** Counts every change, so that figures can be kept until the next one. */
  version = 0

  settingOf(symbol: string): SymbolSetting {
    return this.settings.get(symbol) ?? { marginMode: 'CROSSED', leverage: 20, isAutoAddMargin: false }
  }

  legsOf(symbol: string): readonly Leg[] {
    return [...this.legs.values()].filter((leg) => leg.symbol === symbol)
  }

  putLeg(leg: Leg): void {
    this.version++
    if (leg.quantity.isZero()) this.legs.delete(legKey(leg))
    else this.legs.set(legKey(leg), leg)
  }

  crossWallet(asset: string): Decimal {
    return this.purses.get(asset)?.crossWallet ?? ZERO
  }

  putCrossWallet(asset: string, crossWallet: Decimal, atMs: number): void {
    this.version++
    this.purses.set(asset, { crossWallet, updatedAtMs: atMs })
  }

  clear(): void {
    this.version++
    this.purses.clear()
    this.legs.clear()
    this.settings.clear()
    this.plainOrders = []
    this.algoOrders = []
    this.hedgeMode = false
    this.multiAssets = false
  }
}

/** Identifies a leg inside the account. */
export function legKey(leg: Pick<Leg, 'symbol' | 'positionSide'>): string {
  return `${leg.symbol} ${leg.positionSide}`
}
