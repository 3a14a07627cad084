import type { BracketRow, LeverageBracket } from '../../src/model/bracket.ts'
import { d, ZERO } from '../../src/model/decimal.ts'
import type { AssetRate, Candle, MarkPrice } from '../../src/model/market.ts'
import type { Order, OrderSide, WorkingType } from '../../src/model/order.ts'
import type { MarginType, Position, PositionSide, Side } from '../../src/model/position.ts'
import type { AccountSnapshot, Wallet } from '../../src/model/snapshot.ts'
import type { TierTable } from '../../src/model/tiers.ts'
import type { Stake } from '../../src/risk/stake.ts'
import { AT_PAR } from '../../src/risk/stake.ts'

/** The moment at which built snapshots are taken. */
export const TAKEN_AT_MS = 1_795_300_800_000

interface PositionTraits {
  symbol?: string
  positionSide?: PositionSide
  side?: Side
  quantity?: string
  entryPrice?: string
  markPrice?: string
  marginType?: MarginType
  marginAsset?: string
  isolatedWallet?: string
  leverage?: number | null
  /** `null` is a printed "0"; left out, Binance's price was not read. */
  exchangePrice?: string | null
}

/** A position with only the traits that a case is about; the mark stands at the entry unless told. */
export function aPosition(traits: PositionTraits = {}): Position {
  const entryPrice = traits.entryPrice ?? '100'
  const { exchangePrice } = traits
  return {
    symbol: traits.symbol ?? 'BTCUSDT',
    positionSide: traits.positionSide ?? 'BOTH',
    side: traits.side ?? 'LONG',
    quantity: d(traits.quantity ?? '1'),
    entryPrice: d(entryPrice),
    markPrice: d(traits.markPrice ?? entryPrice),
    marginType: traits.marginType ?? (traits.isolatedWallet === undefined ? 'CROSSED' : 'ISOLATED'),
    marginAsset: traits.marginAsset ?? 'USDT',
    isolatedWallet: d(traits.isolatedWallet ?? '0'),
    leverage: traits.leverage === undefined ? 10 : traits.leverage,
    isAutoAddMargin: false,
    exchange: {
      liquidationPrice: typeof exchangePrice === 'string' ? d(exchangePrice) : null,
      liquidationPriceReason: exchangePrice === undefined ? 'not read' : exchangePrice === null ? 'none' : null,
      maintenanceMargin: null,
      adlQuantile: null,
    },
    updatedAtMs: TAKEN_AT_MS,
  }
}

/** One row of a bracket as text: [floor, maintenance ratio, maintenance amount]; each cap is the next floor. */
export type RowText = readonly [floor: string, ratio: string, amount: string]

/** A bracket from its rows, lowest first; the last one is open-ended. */
export function aBracket(rows: readonly RowText[] = [['0', '0.004', '0']], symbol = 'BTCUSDT'): LeverageBracket {
  const built = rows.map(([floor, ratio, amount], index): BracketRow => {
    const cap = rows[index + 1]?.[0] ?? '1e15'
    return {
      bracket: index + 1,
      notionalFloor: d(floor),
      notionalCap: d(cap),
      maintMarginRatio: d(ratio),
      maintAmount: d(amount),
      initialLeverage: 20,
    }
  })
  return { symbol, rows: built, notionalCoef: null }
}

/** BTCUSDT as of May 2026, its first four rows. */
export const BTC_ROWS: readonly RowText[] = [
  ['0', '0.004', '0'],
  ['300000', '0.005', '300'],
  ['800000', '0.0065', '1500'],
  ['3000000', '0.01', '12000'],
]

interface LegTraits {
  side: Side
  quantity: string
  entryPrice: string
  rows?: readonly RowText[]
}

interface StakeTraits {
  markPrice: string
  balance: string
  legs: readonly LegTraits[]
  reserve?: string
  rates?: readonly [bid: string, ask: string]
}

/** A stake with legs on a flat 0.4 % bracket unless told. */
export function aStake({ markPrice, balance, legs, reserve, rates }: StakeTraits): Stake {
  return {
    markPrice: d(markPrice),
    balance: d(balance),
    legs: legs.map(({ side, quantity, entryPrice, rows }) => ({
      side,
      quantity: d(quantity),
      entryPrice: d(entryPrice),
      bracket: aBracket(rows),
    })),
    rates: rates === undefined ? AT_PAR : { bidRate: d(rates[0]), askRate: d(rates[1]) },
    reserve: d(reserve ?? '0'),
  }
}

/** A margin asset whose cross wallet is all of it unless told. */
export function aWallet(asset: string, crossWallet: string, walletBalance = crossWallet): Wallet {
  return {
    asset,
    walletBalance: d(walletBalance),
    crossWallet: d(crossWallet),
    availableBalance: null,
  }
}

/** A rate whose index lies at the bid unless told. */
export function aRate(asset: string, bid: string, ask: string, index = bid): AssetRate {
  return { asset, index: d(index), bidRate: d(bid), askRate: d(ask) }
}

/** A mark price read at the moment of the snapshot. */
export function aMark(symbol: string, traits: { fundingRate?: string | null; atMs?: number } = {}): MarkPrice {
  const { fundingRate } = traits
  return {
    symbol,
    markPrice: d('100'),
    indexPrice: null,
    fundingRate: fundingRate === null ? null : d(fundingRate ?? '0.0001'),
    nextFundingAtMs: null,
    atMs: traits.atMs ?? TAKEN_AT_MS,
  }
}

interface OrderTraits {
  symbol?: string
  side?: OrderSide
  positionSide?: PositionSide
  type?: string
  quantity?: string
  price?: string
  triggerPrice?: string
  workingType?: WorkingType
  reduceOnly?: boolean
  closePosition?: boolean
  callbackRatePct?: string
  activationPrice?: string
}

const orNull = (text: string | undefined) => (text === undefined ? null : d(text))

/** A resting order, by default a stop-market sell of 1 on the mark price. */
export function anOrder(traits: OrderTraits = {}): Order {
  return {
    kind: 'CONDITIONAL',
    orderId: '1',
    symbol: traits.symbol ?? 'BTCUSDT',
    side: traits.side ?? 'SELL',
    positionSide: traits.positionSide ?? 'BOTH',
    type: traits.type ?? 'STOP_MARKET',
    timeInForce: 'GTC',
    quantity: d(traits.quantity ?? '1'),
    price: orNull(traits.price),
    triggerPrice: orNull(traits.triggerPrice),
    workingType: traits.workingType ?? 'MARK_PRICE',
    reduceOnly: traits.reduceOnly ?? false,
    closePosition: traits.closePosition ?? false,
    callbackRatePct: orNull(traits.callbackRatePct),
    activationPrice: orNull(traits.activationPrice),
    createdAtMs: TAKEN_AT_MS,
  }
}

/** A daily candle from its prices as text; the n-th one ends n days after 1970 began. */
export function aCandle(day: number, [high, low, close]: readonly [string, string, string]): Candle {
  const dayMs = 86_400_000
  return {
    openAtMs: (day - 1) * dayMs,
    closeAtMs: day * dayMs - 1,
    open: d(close),
    high: d(high),
    low: d(low),
    close: d(close),
    volume: ZERO,
  }
}

type SnapshotTraits = Partial<
  Omit<AccountSnapshot, 'brackets' | 'marks' | 'rates' | 'orders'> & {
    readonly brackets: readonly LeverageBracket[]
    readonly marks: readonly MarkPrice[]
    readonly rates: readonly AssetRate[]
    readonly orders: readonly Order[]
  }
>

/** A single-asset one-way account; each held symbol has a flat 0.4 % bracket unless brackets are given. */
export function aSnapshot(traits: SnapshotTraits = {}): AccountSnapshot {
  const positions = traits.positions ?? []
  const symbols = [...new Set(positions.map(({ symbol }) => symbol))]
  const brackets = traits.brackets ?? symbols.map((symbol) => aBracket(undefined, symbol))
  const orders = traits.orders ?? []
  return {
    account: 'main',
    takenAtMs: TAKEN_AT_MS,
    hedgeMode: false,
    multiAssetsMode: false,
    wallets: [],
    positions,
    unreadable: [],
    bracketsFetchedAtMs: TAKEN_AT_MS,
    fundingInfo: new Map(),
    rules: new Map(),
    dailyAtr: new Map(),
    gaps: [],
    ...traits,
    brackets: new Map(brackets.map((bracket) => [bracket.symbol, bracket])),
    marks: new Map((traits.marks ?? []).map((mark) => [mark.symbol, mark])),
    rates: new Map((traits.rates ?? []).map((rate) => [rate.asset, rate])),
    orders: new Map(symbols.map((symbol) => [symbol, orders.filter((order) => order.symbol === symbol)])),
  }
}

/** 15, 10 and 5 % for every symbol, with other lists for some. */
export function tierTable(bySymbol: Readonly<Record<string, readonly string[]>> = {}): TierTable {
  return {
    default: ['15', '10', '5'].map(d),
    bySymbol: new Map(Object.entries(bySymbol).map(([symbol, tiers]) => [symbol, tiers.map(d)])),
  }
}
