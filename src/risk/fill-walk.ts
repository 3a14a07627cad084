import type { BookSlot } from '../model/account-history.ts'
import { type Decimal, ZERO } from '../model/decimal.ts'

/** A fill as the walk needs it. */
export interface WalkedFill {
  readonly id: string
  readonly symbol: string
  readonly positionSide: string
  readonly atMs: number
  /** Base units, signed: positive for a purchase. */
  readonly change: Decimal
  readonly price: Decimal
  readonly realizedPnl: Decimal
}

/** A slot of the book at one time. */
export interface SlotState {
  /** Base units, signed; 0 for none. */
  readonly quantity: Decimal
  /** `null` without a position. */
  readonly entryPrice: Decimal | null
}

/** A fill with the slot before and after it. */
export interface WalkStep {
  readonly fill: WalkedFill
  readonly before: SlotState
  readonly after: SlotState
}

/** The book at one time, from which fills are walked in both directions. */
export interface WalkAnchor {
  readonly atMs: number
  readonly slots: readonly Pick<BookSlot, 'symbol' | 'positionSide' | 'quantity' | 'entryPrice'>[]
  /** Symbols that could not be read then. */
  readonly unread: readonly string[]
}

const FLAT: SlotState = { quantity: ZERO, entryPrice: null }

/** Names a slot. */
export function slotName({ symbol, positionSide }: Pick<WalkedFill, 'symbol' | 'positionSide'>): string {
  return `${symbol} ${positionSide}`
}

/** The past of a book, walked back from one time. */
export interface BookWalk {
  readonly anchor: WalkAnchor
  /** Oldest first, by slot. */
  readonly steps: ReadonlyMap<string, readonly WalkStep[]>
  /** Before this nothing is known. */
  readonly fromMs: number
}

/**
 * What every slot was before and after each of its fills: from the book at one time they are taken back one after the
 * other, newest first. Later fills say nothing, since some of them may not have been read.
 *
 * @param fills oldest first, complete from `fromMs` to the anchor; earlier ones are left out, since some may be missing
 */
export function walkBook(fills: readonly WalkedFill[], anchor: WalkAnchor, fromMs: number): BookWalk {
  const usable = fills.filter(
    ({ symbol, atMs }) => atMs >= fromMs && atMs <= anchor.atMs && !anchor.unread.includes(symbol),
  )
  const bySlot = new Map<string, WalkedFill[]>()
  for (const fill of usable) {
    const own = bySlot.get(slotName(fill))
    if (own === undefined) bySlot.set(slotName(fill), [fill])
    else own.push(fill)
  }
  const steps = [...bySlot].map(([name, own]) => [name, walkSlot(own, standingIn(anchor, name))] as const)
  return { anchor, steps: new Map(steps), fromMs }
}

function walkSlot(fills: readonly WalkedFill[], standing: SlotState): readonly WalkStep[] {
  const steps: WalkStep[] = []
  let after = standing
  for (const fill of fills.toReversed()) {
    const before = stateBefore(after, fill)
    steps.push({ fill, before, after })
    after = before
  }
  return steps.reverse()
}

function standingIn({ slots }: WalkAnchor, name: string): SlotState {
  return slots.find((slot) => slotName(slot) === name) ?? FLAT
}

/** A slot at a time; `null` when that is not known. */
export function slotAt(
  { anchor, steps, fromMs }: BookWalk,
  slot: Pick<WalkedFill, 'symbol' | 'positionSide'>,
  atMs: number,
): SlotState | null {
  if (atMs > anchor.atMs || atMs < fromMs || anchor.unread.includes(slot.symbol)) return null
  const own = steps.get(slotName(slot)) ?? []
  const last = own.findLast(({ fill }) => fill.atMs <= atMs)
  return last?.after ?? own[0]?.before ?? standingIn(anchor, slotName(slot))
}

/** The slots of a symbol that were ever filled or are held. */
export function slotsOf({ anchor, steps }: BookWalk, symbol: string): readonly string[] {
  const filled = [...steps.values()].flatMap(([first]) =>
    first?.fill.symbol === symbol ? [first.fill.positionSide] : [],
  )
  const held = anchor.slots.filter((slot) => slot.symbol === symbol).map(({ positionSide }) => positionSide)
  return [...new Set([...filled, ...held])]
}

/** A fill taken back: the entry of what it closed whole follows from what that realized. */
function stateBefore(after: SlotState, { change, price, realizedPnl }: WalkedFill): SlotState {
  const quantity = after.quantity.minus(change)
  if (quantity.isZero()) return FLAT
  if (after.entryPrice === null || isOpposite(after.quantity, quantity)) {
    return { quantity, entryPrice: price.minus(realizedPnl.div(quantity)) }
  }
  if (isOpposite(change, quantity)) return { quantity, entryPrice: after.entryPrice }
  const cost = after.quantity.times(after.entryPrice).minus(change.times(price))
  return { quantity, entryPrice: cost.div(quantity) }
}

/** Neither is 0. */
function isOpposite(one: Decimal, other: Decimal): boolean {
  return one.isNegative() !== other.isNegative()
}
