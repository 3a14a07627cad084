import type { Decimal } from '../model/decimal.ts'
import type { AlgoOrder } from './account.ts'

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

  nextTradeId(): bigint {
    return ++this.#tradeId
  }

  nextOrderId(): bigint {
    this.#orderId += 13n
    return this.#orderId
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
}
