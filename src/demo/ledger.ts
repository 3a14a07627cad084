import type { Decimal } from '../model/decimal.ts'
import type { AlgoOrder, SlotSide } from './account.ts'
import { money } from './user-events.ts'

/** What the account did, in the exchange's own rows, oldest first. */
export type WireRow = Readonly<Record<string, unknown>>

/** A row with the instant that history endpoints filter by. */
export interface DatedRow {
  readonly atMs: number
  readonly symbol: string
  readonly row: WireRow
}

/** One step of a liquidation, for people and for tests; amounts are decimal text. */
export interface LiquidationStep {
  readonly name: 'trigger' | 'orders-cancelled' | 'close' | 'takeover' | 'adl' | 'cleared'
  readonly atMs: number
  readonly symbol: string
  readonly positionSide: string
  /** Mark at the trigger, fill price of a close, bankruptcy price of a takeover; `null` where there is none. */
  readonly price: string | null
  readonly quantity: string
  readonly marginBalance: string
  readonly maintenanceMargin: string
  readonly fee: string
}

/** A trade of the account, with what it brought and cost in its margin asset. */
export interface Trade {
  readonly atMs: number
  readonly symbol: string
  readonly asset: string
  readonly side: 'BUY' | 'SELL'
  readonly positionSide: SlotSide
  readonly orderId: bigint
  /** Base units, as they stand on the wire. */
  readonly quantity: string
  readonly price: Decimal
  readonly realized: Decimal
  readonly fee: Decimal
}

/** An order by which the exchange closed a position, or a part of it. */
export type ForcedOrder = Pick<
  Trade,
  'atMs' | 'symbol' | 'side' | 'positionSide' | 'orderId' | 'quantity' | 'price'
> & {
  readonly clientOrderId: string
}

/** A conditional order that rests no more. */
export interface AlgoEnd {
  readonly order: AlgoOrder
  /** CANCELED, EXPIRED or FINISHED. */
  readonly status: string
  readonly atMs: number
  /** The order that it became; `null` for none. */
  readonly orderId: bigint | null
  readonly price: Decimal | null
}

const FIRST_TRADE_ID = 6_612_390_400n
const FIRST_TRANSFER_ID = 9_689_322_392_000_000_000n
const FIRST_ENGINE_ORDER_ID = 8_389_765_599_000_000_000n

/** The account's journal: trades, income, forced orders, margin changes. */
export class Ledger {
  readonly trades: DatedRow[] = []
  readonly income: DatedRow[] = []
  readonly forceOrders: DatedRow[] = []
  readonly marginChanges: DatedRow[] = []
  readonly algoEnds: AlgoEnd[] = []
  readonly liquidations: LiquidationStep[] = []
  #tradeId = FIRST_TRADE_ID
  #transferId = FIRST_TRANSFER_ID
  #orderId = FIRST_ENGINE_ORDER_ID

  nextOrderId(): bigint {
    this.#orderId += 13n
    return this.#orderId
  }

  /** Keeps a trade and the income that it made; returns its id. */
  addTrade({ atMs, symbol, asset, side, positionSide, orderId, quantity, price, realized, fee }: Trade): bigint {
    const id = ++this.#tradeId
    const row = {
      buyer: side === 'BUY',
      commission: money(fee),
      commissionAsset: asset,
      id,
      maker: false,
      orderId,
      price: price.toFixed(),
      qty: quantity,
      quoteQty: price.times(quantity).toFixed(),
      realizedPnl: realized.isZero() ? '0' : money(realized),
      side,
      positionSide,
      symbol,
      time: atMs,
    }
    this.trades.push({ atMs, symbol, row })
    const income = { atMs, symbol, asset, tradeId: id.toString() }
    if (!realized.isZero()) this.addIncome({ ...income, incomeType: 'REALIZED_PNL', income: money(realized) })
    if (!fee.isZero()) this.addIncome({ ...income, incomeType: 'COMMISSION', income: money(fee.neg()) })
    return id
  }

  /** Keeps a forced order, filled at once. */
  addForcedOrder({ atMs, symbol, side, positionSide, orderId, quantity, price, clientOrderId }: ForcedOrder): void {
    const row = {
      orderId,
      symbol,
      status: 'FILLED',
      clientOrderId,
      price: price.toFixed(),
      avgPrice: price.toFixed(),
      origQty: quantity,
      executedQty: quantity,
      cumQuote: price.times(quantity).toFixed(),
      timeInForce: 'IOC',
      type: 'LIMIT',
      reduceOnly: false,
      closePosition: false,
      side,
      positionSide,
      stopPrice: '0',
      workingType: 'CONTRACT_PRICE',
      priceProtect: false,
      origType: 'LIMIT',
      time: atMs,
      updateTime: atMs,
    }
    this.forceOrders.push({ atMs, symbol, row })
  }

  addIncome(entry: {
    readonly atMs: number
    readonly symbol: string
    readonly incomeType: string
    readonly income: string
    readonly asset: string
    readonly tradeId?: string
  }): void {
    const { atMs, symbol, incomeType, income, asset } = entry
    const row = { symbol, incomeType, income, asset, info: incomeType, time: atMs }
    this.income.push({
      atMs,
      symbol,
      row: { ...row, tranId: ++this.#transferId, tradeId: entry.tradeId ?? '' },
    })
  }

  /** Forgets everything that happened before. */
  forgetBefore(atMs: number): void {
    for (const rows of [this.trades, this.income, this.forceOrders, this.marginChanges]) keepFrom(rows, atMs)
    keepFrom(this.algoEnds, atMs)
    keepFrom(this.liquidations, atMs)
  }
}

function keepFrom<Row extends { readonly atMs: number }>(rows: Row[], atMs: number): void {
  rows.splice(0, rows.length, ...rows.filter((row) => row.atMs >= atMs))
}
