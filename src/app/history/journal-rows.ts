import type { AlgoRecord, Fill, ForceOrder, Income, MarginChange } from '../../model/account-history.ts'
import type { JournalEvent, JournalEventType } from '../../model/journal.ts'

const NOTHING = { symbol: null, side: null, before: null, after: null, note: null } as const

/** An execution. Its fee and profit come with it, so that income need not tell them again. */
export function fillEvent(account: string, fill: Fill): JournalEvent {
  return {
    ...NOTHING,
    id: `${account} fill ${fill.symbol} ${fill.tradeId}`,
    atMs: fill.atMs,
    account,
    type: 'fill',
    symbol: fill.symbol,
    side: fill.side,
    figures: {
      quantity: fill.quantity.toFixed(),
      price: fill.price.toFixed(),
      fee: fill.commission.toFixed(),
      feeAsset: fill.commissionAsset,
      realizedPnl: fill.realizedPnl.toFixed(),
      orderId: fill.orderId,
      positionSide: fill.positionSide,
    },
  }
}

/** What merely repeats a fill. */
const ECHOES = ['COMMISSION', 'REALIZED_PNL']

/** A movement of money; `null` for one that a fill tells already. */
export function incomeEvent(account: string, income: Income): JournalEvent | null {
  const { type, tranId, symbol, asset, amount, atMs, tradeId } = income
  if (ECHOES.includes(type) && tradeId !== undefined) return null
  const kind = incomeType(type)
  return {
    ...NOTHING,
    // The transfer id is unique within its type only.
    id: `${account} income ${type} ${tranId} ${symbol ?? ''} ${asset}`,
    atMs,
    account,
    type: kind,
    symbol,
    note: kind === 'funding' ? null : type,
    figures: { amount: amount.toFixed(), asset },
  }
}

function incomeType(type: string): JournalEventType {
  if (type === 'FUNDING_FEE') return 'funding'
  return type.includes('TRANSFER') ? 'transfer' : 'income'
}

/** A liquidation or an auto-deleveraging. */
export function forcedEvent(account: string, order: ForceOrder): JournalEvent {
  return {
    ...NOTHING,
    id: `${account} forced ${order.symbol} ${order.orderId}`,
    atMs: order.atMs,
    account,
    type: 'forced-close',
    symbol: order.symbol,
    side: order.side,
    note: order.kind === 'ADL' ? 'auto-deleveraging' : 'liquidation',
    figures: {
      quantity: order.executedQuantity.toFixed(),
      price: (order.averagePrice ?? order.price).toFixed(),
      orderId: order.orderId,
      positionSide: order.positionSide,
    },
  }
}

/** The lowest and highest mark of a time. */
export interface MarkRange {
  readonly markLow: string
  readonly markHigh: string
}

/**
 * Changes of isolated margin. The wire gives them no id, so that equal ones of one millisecond are told apart by their
 * number.
 */
export function marginEvents(
  account: string,
  changes: readonly MarginChange[],
  markAt: (atMs: number) => MarkRange | null,
): readonly JournalEvent[] {
  const counts = new Map<string, number>()
  return changes.map((change) => {
    const { symbol, positionSide, amount, asset, reason, atMs } = change
    const name = `${account} margin ${symbol} ${positionSide} ${atMs} ${amount.toFixed()} ${asset} ${reason}`
    const count = counts.get(name) ?? 0
    counts.set(name, count + 1)
    return {
      ...NOTHING,
      id: `${name} ${count}`,
      atMs,
      account,
      type: 'margin',
      symbol,
      note: reason,
      figures: { amount: amount.toFixed(), asset, positionSide, ...markAt(atMs) },
    }
  })
}

const ENDINGS: readonly (readonly [RegExp, string])[] = [
  [/^(TRIGGER|FINISH)/, 'triggered'],
  [/^CANCEL/, 'cancelled'],
  [/^EXPIRE/, 'expired'],
  [/^REJECT/, 'rejected'],
]

/** A conditional order: that it was placed, and how it ended if it did. */
export function orderEvents(account: string, order: AlgoRecord): readonly JournalEvent[] {
  const { algoId, symbol, side, type, status, quantity, triggerPrice, orderId, positionSide } = order
  const id = `${account} order ${symbol} ${algoId}`
  const figures = {
    ...(quantity === null ? {} : { quantity: quantity.toFixed() }),
    ...(triggerPrice === null ? {} : { price: triggerPrice.toFixed() }),
    positionSide,
  }
  const shared = { ...NOTHING, account, type: 'order', symbol, side, note: type } as const
  const placed = { ...shared, id: `${id} placed`, atMs: order.createdAtMs, after: 'placed', figures }
  const ending = ENDINGS.find(([pattern]) => pattern.test(status))?.[1]
  if (ending === undefined) return [placed]
  const endFigures = orderId === null ? figures : { ...figures, orderId }
  const ended = { id: `${id} ${ending}`, atMs: order.updatedAtMs, before: 'placed', after: ending, figures: endFigures }
  return [placed, { ...shared, ...ended }]
}
