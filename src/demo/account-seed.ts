import type { Decimal } from '../model/decimal.ts'
import { d, ZERO } from '../model/decimal.ts'
import type { Account, AlgoOrder, SlotSide } from './account.ts'
import { openedAtMs } from './seed-history.ts'

/** A position to be placed; amounts are decimal text. */
export interface PositionSeed {
  readonly symbol: string
  /** BOTH by default; LONG or SHORT in hedge mode. */
  readonly positionSide?: SlotSide
  /** Signed base units. */
  readonly quantity: string
  readonly entryPrice: string
  /** The money of an isolated position; left out for a cross one. */
  readonly isolatedWallet?: string
  readonly leverage?: number
}

/** A conditional order to be placed. */
export interface StopSeed {
  readonly symbol: string
  readonly side: 'BUY' | 'SELL'
  readonly positionSide?: SlotSide
  /** STOP_MARKET by default. */
  readonly type?: string
  /** Left out with `closePosition`. */
  readonly quantity?: string
  readonly triggerPrice: string
  /** Limit price of STOP and TAKE_PROFIT. */
  readonly price?: string
  /** MARK_PRICE by default. */
  readonly workingType?: 'MARK_PRICE' | 'CONTRACT_PRICE'
  readonly reduceOnly?: boolean
  readonly closePosition?: boolean
  readonly priceProtect?: boolean
  readonly callbackRatePct?: string
}

/** A plain limit order to be placed. */
export interface OrderSeed {
  readonly symbol: string
  readonly side: 'BUY' | 'SELL'
  readonly positionSide?: SlotSide
  readonly quantity: string
  readonly price: string
  /** GTC by default; GTX is post-only. */
  readonly timeInForce?: string
  readonly reduceOnly?: boolean
}

/** A whole futures account to be placed. */
export interface AccountSeed {
  readonly hedgeMode?: boolean
  readonly multiAssets?: boolean
  /** Cross wallets by asset, isolated wallets not included. */
  readonly wallets: Readonly<Record<string, string>>
  readonly positions?: readonly PositionSeed[]
  readonly stops?: readonly StopSeed[]
  readonly orders?: readonly OrderSeed[]
  /** COIN-M rows of `/dapi/v1/positionRisk`, as they stand on the wire. */
  readonly coinM?: readonly Readonly<Record<string, unknown>>[]
}

const HOUR_MS = 3_600_000
const FIRST_ORDER_ID = 8_389_765_511_000_000_000n
const FIRST_ALGO_ID = 3_000_000_123_000n

function algoOf(seed: StopSeed, index: number, atMs: number): AlgoOrder {
  return {
    algoId: (FIRST_ALGO_ID + BigInt(index * 17)).toString(),
    clientAlgoId: `stop-${index + 1}`,
    symbol: seed.symbol,
    side: seed.side,
    positionSide: seed.positionSide ?? 'BOTH',
    type: seed.type ?? 'STOP_MARKET',
    quantity: d(seed.quantity ?? '0'),
    triggerPrice: d(seed.triggerPrice),
    price: d(seed.price ?? '0'),
    workingType: seed.workingType ?? 'MARK_PRICE',
    reduceOnly: seed.reduceOnly ?? (seed.closePosition !== true && (seed.positionSide ?? 'BOTH') === 'BOTH'),
    closePosition: seed.closePosition ?? false,
    priceProtect: seed.priceProtect ?? false,
    callbackRatePct: seed.callbackRatePct === undefined ? null : d(seed.callbackRatePct),
    createdAtMs: atMs - 5 * HOUR_MS,
  }
}

function placePosition(account: Account, seed: PositionSeed, updatedAtMs: number): void {
  const isolatedWallet: Decimal | null = seed.isolatedWallet === undefined ? null : d(seed.isolatedWallet)
  account.putLeg({
    symbol: seed.symbol,
    positionSide: seed.positionSide ?? 'BOTH',
    quantity: d(seed.quantity),
    entryPrice: d(seed.entryPrice),
    isolatedWallet,
    updatedAtMs,
  })
  account.settings.set(seed.symbol, {
    marginMode: isolatedWallet === null ? 'CROSSED' : 'ISOLATED',
    leverage: seed.leverage ?? 10,
    isAutoAddMargin: false,
  })
}

/** Replaces the books of an account by a seed. */
export function placeAccount(account: Account, seed: AccountSeed, atMs: number): void {
  account.clear()
  account.hedgeMode = seed.hedgeMode ?? false
  account.multiAssets = seed.multiAssets ?? false
  for (const [asset, amount] of Object.entries(seed.wallets)) account.putCrossWallet(asset, d(amount), atMs - HOUR_MS)
  for (const [index, position] of (seed.positions ?? []).entries())
    placePosition(account, position, openedAtMs(index, atMs))
  account.algoOrders = (seed.stops ?? []).map((stop, index) => algoOf(stop, index, atMs))
  account.plainOrders = (seed.orders ?? []).map((order, index) => ({
    orderId: (FIRST_ORDER_ID + BigInt(index * 31)).toString(),
    clientOrderId: `web_${index + 1}`,
    symbol: order.symbol,
    side: order.side,
    positionSide: order.positionSide ?? 'BOTH',
    type: 'LIMIT',
    timeInForce: order.timeInForce ?? 'GTC',
    quantity: d(order.quantity),
    price: d(order.price),
    reduceOnly: order.reduceOnly ?? false,
    createdAtMs: atMs - 4 * HOUR_MS,
  }))
}

/** The seed carried to another price level: prices grow by the factor of their asset, quantities shrink by it. */
export function carriedSeed(
  seed: AccountSeed,
  factorOf: (symbol: string) => number,
  precisionOf: (symbol: string) => { readonly price: number; readonly quantity: number },
): AccountSeed {
  const price = (symbol: string, text: string): string =>
    d(text)
      .times(d(String(factorOf(symbol))))
      .toFixed(precisionOf(symbol).price)
  const quantity = (symbol: string, text: string): string =>
    d(text)
      .div(d(String(factorOf(symbol))))
      .toFixed(precisionOf(symbol).quantity)
  return {
    ...seed,
    positions: (seed.positions ?? []).map((row) => ({
      ...row,
      quantity: quantity(row.symbol, row.quantity),
      entryPrice: price(row.symbol, row.entryPrice),
    })),
    stops: (seed.stops ?? []).map((row) => ({
      ...row,
      ...(row.quantity === undefined ? {} : { quantity: quantity(row.symbol, row.quantity) }),
      triggerPrice: price(row.symbol, row.triggerPrice),
      price: price(row.symbol, row.price ?? ZERO.toFixed()),
    })),
    orders: (seed.orders ?? []).map((row) => ({
      ...row,
      quantity: quantity(row.symbol, row.quantity),
      price: price(row.symbol, row.price),
    })),
  }
}
