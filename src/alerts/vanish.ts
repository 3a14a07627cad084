import type { Fill, ForceOrder } from '../model/account-history.ts'
import { type Decimal, sum } from '../model/decimal.ts'
import type { OrderChange } from '../model/events.ts'
import type { OrderSide } from '../model/order.ts'
import type { PositionSide, Side } from '../model/position.ts'
import type { ForcedReduction } from './readings.ts'

/** A fill of the account that may explain where a position went. */
export interface FillEvidence {
  readonly symbol: string
  readonly positionSide: PositionSide
  readonly side: OrderSide
  /** Executed base units; `null` when the source does not tell. */
  readonly quantity: Decimal | null
  /** `unsure` when the source does not tell the owner's trades from forced ones. */
  readonly kind: 'liquidated' | 'deleveraged' | 'own' | 'unsure'
  readonly atMs: number
}

/** A position slot that the account stream says is empty now. */
export interface Emptied {
  readonly symbol: string
  readonly positionSide: PositionSide
  readonly atMs: number
}

/** What can be known about positions that are missing from an answer. */
export interface VanishEvidence {
  /** Forced orders of the venue; `null` when they could not be read. */
  readonly forced: readonly FillEvidence[] | null
  /** Fills by stream or from the trades; empty when none were seen or read. */
  readonly fills: readonly FillEvidence[]
  readonly emptied: readonly Emptied[]
  /** Whether the account's own list of positions and its totals leave no room for the position. */
  readonly totals: 'agree' | 'disagree' | 'unread'
  /** What a second reading of the positions said. */
  readonly secondRead: 'absent' | 'present' | 'unread'
}

/** Nothing is known: the position stays UNKNOWN. */
export const NO_EVIDENCE: VanishEvidence = {
  forced: null,
  fills: [],
  emptied: [],
  totals: 'unread',
  secondRead: 'unread',
}

/** The position as it was last seen. */
export interface LastPosition {
  readonly symbol: string
  readonly side: Side
  readonly quantity: Decimal
  /** The venue's time of its last change: only what came later counts as evidence. */
  readonly updatedAtMs: number
}

export type VanishVerdict =
  | { readonly status: 'closed' | 'liquidated' | 'deleveraged' }
  | { readonly status: 'unknown'; readonly why: string }

/** A row of forceOrders as evidence. */
export function forceOrderEvidence(order: ForceOrder): FillEvidence {
  const { symbol, positionSide, side, executedQuantity: quantity, atMs } = order
  return { symbol, positionSide, side, quantity, kind: order.kind === 'ADL' ? 'deleveraged' : 'liquidated', atMs }
}

/** A row of userTrades as evidence; forced fills are among them, unmarked. */
export function tradeEvidence({ symbol, positionSide, side, quantity, atMs }: Fill): FillEvidence {
  return { symbol, positionSide, side, quantity, kind: 'unsure', atMs }
}

/** An ORDER_TRADE_UPDATE as evidence, told by its client id; `null` unless the order was filled. */
export function orderEvidence(order: OrderChange, atMs: number): FillEvidence | null {
  if (order.isConditional || !/FILLED$/.test(order.status)) return null
  const { symbol, positionSide, side, clientOrderId } = order
  return { symbol, positionSide, side, quantity: null, kind: kindOfClientId(clientOrderId), atMs }
}

function kindOfClientId(clientOrderId: string): FillEvidence['kind'] {
  if (clientOrderId.startsWith('autoclose-')) return 'liquidated'
  return clientOrderId.startsWith('adl_autoclose') ? 'deleveraged' : 'own'
}

/**
 * What became of a position that is missing from an answer. A forced fill names its kind. Otherwise it was closed when
 * the stream, its trades, the account's totals or a second read agree that it is gone and no forced order explains it.
 * An answer that contradicts, or none, leaves it unknown.
 */
export function vanishVerdict(position: LastPosition, evidence: VanishEvidence): VanishVerdict {
  if (evidence.secondRead === 'present') return unknown('a second read still shows it')
  const forced = forcedReduction(position, evidence)
  if (forced !== null) return { status: forced.kind }
  if (wasClosedByOwner(position, evidence)) return { status: 'closed' }
  if (evidence.totals === 'disagree') return unknown('the totals of the account still hold it')
  if (!isConfirmed(position, evidence)) return unknown('nothing confirms that it is closed')
  if (evidence.forced === null) return unknown('gone, but whether closed or liquidated could not be read')
  return { status: 'closed' }
}

/**
 * The part of a position that the venue took since it was last seen, liquidation before auto-deleveraging; `null` when
 * no forced fill says so.
 */
export function forcedReduction(position: LastPosition, evidence: VanishEvidence): ForcedReduction | null {
  const fills = [...(evidence.forced ?? []), ...evidence.fills].filter((fill) => reduces(fill, position))
  for (const kind of ['liquidated', 'deleveraged'] as const) {
    const times = fills.filter((fill) => fill.kind === kind).map(({ atMs }) => atMs)
    if (times.length > 0) return { kind, atMs: Math.max(...times) }
  }
  return null
}

/** Own fills for the whole quantity, or one with an emptied slot. Unsure ones count once forced orders were read. */
function wasClosedByOwner(position: LastPosition, evidence: VanishEvidence): boolean {
  const own = evidence.fills.filter(
    (fill) => reduces(fill, position) && (fill.kind === 'own' || evidence.forced !== null),
  )
  if (own.length > 0 && isEmptied(position, evidence)) return true
  const quantities = own.flatMap(({ quantity }) => (quantity === null ? [] : [quantity]))
  return sum(quantities).gte(position.quantity)
}

function isConfirmed(position: LastPosition, evidence: VanishEvidence): boolean {
  return evidence.totals === 'agree' || evidence.secondRead === 'absent' || isEmptied(position, evidence)
}

function isEmptied(position: LastPosition, { emptied }: VanishEvidence): boolean {
  return emptied.some((slot) => isSlotOf(slot, position) && slot.atMs > position.updatedAtMs)
}

function reduces(fill: FillEvidence, position: LastPosition): boolean {
  const closing: OrderSide = position.side === 'LONG' ? 'SELL' : 'BUY'
  const isFilled = fill.quantity === null || fill.quantity.gt(0)
  return isSlotOf(fill, position) && fill.side === closing && fill.atMs > position.updatedAtMs && isFilled
}

function isSlotOf(slot: { readonly symbol: string; readonly positionSide: PositionSide }, of: LastPosition): boolean {
  return slot.symbol === of.symbol && (slot.positionSide === 'BOTH' || slot.positionSide === of.side)
}

function unknown(why: string): VanishVerdict {
  return { status: 'unknown', why }
}
