/** What this program itself told: distances, and loss of sight. */
export const TOLD_TYPES = [
  'tier-entered',
  'tier-left',
  'fast',
  'liquidated',
  'deleveraged',
  'closed',
  'drift',
  'sight-lost',
  'sight-back',
] as const

/**
 * Everything that the journal can hold.
 *
 * The exchange tells of fills, forced closes, funding, transfers, other income, isolated margin and conditional orders.
 * Settings (leverage, margin type, modes) come from the stream or from the difference between two looks. Tiers, sight
 * and the rest of the list are this program's own.
 */
export const EVENT_TYPES = [
  'fill',
  'forced-close',
  'funding',
  'transfer',
  'income',
  'margin',
  'leverage',
  'margin-type',
  'position-mode',
  'multi-assets',
  'order',
  'used-margin',
  ...TOLD_TYPES,
] as const

export type JournalEventType = (typeof EVENT_TYPES)[number]

/** What reports count as an alert: a tier entered, or worse; distance lost fast. */
export function isAlert({ type }: { readonly type: JournalEventType }): boolean {
  return type === 'tier-entered' || type === 'fast'
}

/** Figures of an event, as decimal text where they are numbers. Which of them stand depends on its type. */
export interface EventFigures {
  /** Base units of a fill, a forced close or an order. */
  readonly quantity?: string
  readonly price?: string
  /** Money that moved: positive when received, or added to an isolated position. */
  readonly amount?: string
  readonly asset?: string
  /** Positive when paid. */
  readonly fee?: string
  readonly feeAsset?: string
  readonly realizedPnl?: string
  readonly orderId?: string
  /** BOTH in one-way mode. */
  readonly positionSide?: string
  /** The lowest and highest mark of the time in which the event lies; absent when it is not known. */
  readonly markLow?: string
  readonly markHigh?: string
  /** A setting that was found changed: it was last seen unchanged then, in milliseconds. */
  readonly sinceMs?: string
}

/** One line of the account's history. */
export interface JournalEvent {
  /** Stable: the same event told twice is kept once. */
  readonly id: string
  readonly atMs: number
  readonly account: string
  readonly type: JournalEventType
  readonly symbol: string | null
  /** BUY or SELL of a fill, LONG or SHORT of a position. */
  readonly side: string | null
  readonly before: string | null
  readonly after: string | null
  readonly note: string | null
  readonly figures?: EventFigures
}
