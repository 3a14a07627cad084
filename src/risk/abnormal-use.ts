import { MARGIN_OF_TRADE } from '../model/account-history.ts'
import { type Decimal, d, HUNDRED } from '../model/decimal.ts'
import type { JournalEvent } from '../model/journal.ts'
import { type BookWalk, type SlotState, slotAt, slotsOf, type WalkStep } from './fill-walk.ts'
import { at, cash, lasting, type Phrase, pct, phrase, units } from './phrase.ts'

/** Uses of margin that the guidance calls abnormal: feeding a loss, or tying up much margin at once. */
const USE_FLAGS = [
  'margin-added-to-loser',
  'size-added-to-loser',
  'leverage-raised-while-losing',
  'used-margin-jump',
] as const
export type UseFlagKind = (typeof USE_FLAGS)[number]

/** A finding about one event. */
export interface UseFlag {
  readonly kind: UseFlagKind
  /** `unknown`: it may be so, and what is known does not decide it. */
  readonly certainty: 'known' | 'unknown'
  readonly eventId: string
  readonly symbol: string | null
  readonly atMs: number
  readonly evidence: Phrase
}

/**
 * Every flag of the events, oldest first.
 *
 * @param walk `null` when no book is known
 */
export function abnormalUse(events: readonly JournalEvent[], walk: BookWalk | null): readonly UseFlag[] {
  const stepOf = new Map([...(walk?.steps.values() ?? [])].flat().map((step) => [step.fill.id, step]))
  return events.flatMap((event): readonly UseFlag[] => {
    switch (event.type) {
      case 'fill':
        return sizeFlag(event, stepOf.get(event.id) ?? null)
      case 'margin':
        return marginFlag(event, walk)
      case 'leverage':
        return leverageFlag(event, walk)
      default:
        return []
    }
  })
}

/** A fill knows its own price: below the entry of a long, it adds to a loss. */
function sizeFlag(event: JournalEvent, step: WalkStep | null): readonly UseFlag[] {
  const kind = 'size-added-to-loser'
  if (step === null) {
    // What realizes something closes something.
    const mayAdd = d(event.figures?.realizedPnl ?? '0').isZero()
    return mayAdd ? [flagOf(event, kind, undecided('what was held then is not known'))] : []
  }
  const { before, after, fill } = step
  if (before.entryPrice === null || after.quantity.div(before.quantity).lte('1')) return []
  const loss = lossPct(before.quantity, before.entryPrice, fill.price)
  if (loss.lte('0')) return []
  const evidence = phrase`added ${units(fill.change.abs())} to ${units(before.quantity.abs())} held from ${at(before.entryPrice, null)}, ${pct(loss)} under water at ${at(fill.price, null)}`
  return [flagOf(event, kind, { certainty: 'known', evidence })]
}

function marginFlag(event: JournalEvent, walk: BookWalk | null): readonly UseFlag[] {
  const { symbol, figures = {}, atMs, note } = event
  if (figures.amount === undefined || symbol === null || note === MARGIN_OF_TRADE) return []
  if (d(figures.amount).lte('0')) return []
  const slot = walk === null ? null : slotAt(walk, { symbol, positionSide: figures.positionSide ?? 'BOTH' }, atMs)
  const found = losing(event, slot)
  if (found === null) return []
  const evidence = phrase`${cash(d(figures.amount))}${figures.asset === undefined ? '' : ` ${figures.asset}`} added: ${found.evidence}`
  return [flagOf(event, 'margin-added-to-loser', { ...found, evidence })]
}

/** The setting is a symbol's: one losing slot of it is enough. */
function leverageFlag(event: JournalEvent, walk: BookWalk | null): readonly UseFlag[] {
  const { symbol, before, after, atMs } = event
  if (symbol === null || before === null || after === null || Number(after) <= Number(before)) return []
  const sides = walk === null || walk.anchor.unread.includes(symbol) ? ['BOTH'] : slotsOf(walk, symbol)
  const findings = sides.flatMap((positionSide) => {
    const slot = walk === null ? null : slotAt(walk, { symbol, positionSide }, atMs)
    return losing(event, slot) ?? []
  })
  const found = findings.find(({ certainty }) => certainty === 'known') ?? findings[0]
  if (found === undefined) return []
  const evidence = phrase`raised from ${before}x to ${after}x: ${found.evidence}`
  return [flagOf(event, 'leverage-raised-while-losing', { ...found, evidence })]
}

type Finding = Pick<UseFlag, 'certainty' | 'evidence'>

/** Whether a slot was losing at an event; `null` when it was not, or nothing was held. */
function losing(event: JournalEvent, slot: SlotState | null): Finding | null {
  if (slot === null) return undecided('what was held then is not known')
  if (slot.entryPrice === null) return null
  const { markLow, markHigh } = event.figures ?? {}
  if (markLow === undefined || markHigh === undefined) return undecided('the mark of that time is not known')
  return lossWithin(slot.quantity, slot.entryPrice, { low: d(markLow), high: d(markHigh) })
}

function lossWithin(
  quantity: Decimal,
  entryPrice: Decimal,
  { low, high }: { readonly low: Decimal; readonly high: Decimal },
): Finding | null {
  const isLong = quantity.isPositive()
  const least = lossPct(quantity, entryPrice, isLong ? high : low)
  const most = lossPct(quantity, entryPrice, isLong ? low : high)
  if (most.lte('0')) return null
  const held = phrase`${units(quantity.abs())} held from ${at(entryPrice, null)}`
  const marks = low.eq(high)
    ? phrase`mark ${at(low, null)}`
    : phrase`marks of that time ${at(low, null)} to ${at(high, null)}`
  if (least.gt('0')) {
    const loss = low.eq(high) ? phrase`${pct(least)}` : phrase`${pct(least)} or more`
    return { certainty: 'known', evidence: phrase`${held}, ${loss} under water (${marks})` }
  }
  return { certainty: 'unknown', evidence: phrase`${held}; the mark stood on both sides of that (${marks})` }
}

function undecided(why: string): Finding {
  return { certainty: 'unknown', evidence: phrase`whether it was losing cannot be told: ${why}` }
}

/** By how much of the entry a price is against the position, in percent; negative for a gain. */
function lossPct(quantity: Decimal, entryPrice: Decimal, price: Decimal): Decimal {
  const against = quantity.isNegative() ? price.minus(entryPrice) : entryPrice.minus(price)
  return against.times(HUNDRED).div(entryPrice)
}

function flagOf({ id, symbol, atMs }: JournalEvent, kind: UseFlagKind, finding: Finding): UseFlag {
  return { kind, eventId: id, symbol, atMs, ...finding }
}

/** The share of the equity that is not used as margin, in percent, at one time. */
export interface FreeMarginPoint {
  readonly atMs: number
  readonly freePct: Decimal
}

/** A jump of the used margin: from where, to where, within what time. */
export interface MarginJump {
  readonly fromMs: number
  readonly atMs: number
  /** Percent of the equity. */
  readonly beforePct: Decimal
  readonly afterPct: Decimal
}

const HOUR_MS = 3_600_000

/**
 * Jumps of the used margin by more than so many points within an hour. One climb is one jump, told at its end.
 *
 * @param points oldest first
 */
export function usedMarginJumps(points: readonly FreeMarginPoint[], jumpPoints: Decimal): readonly MarginJump[] {
  const jumps: MarginJump[] = []
  let start = 0
  for (const [index, point] of points.entries()) {
    while ((points[start]?.atMs ?? point.atMs) < point.atMs - HOUR_MS) start += 1
    const base = freest(points.slice(start, index))
    if (base === null || base.freePct.minus(point.freePct).lte(jumpPoints)) continue
    const last = jumps.at(-1)
    const jump = { fromMs: base.atMs, atMs: point.atMs, beforePct: usedPct(base), afterPct: usedPct(point) }
    if (last === undefined || base.atMs > last.atMs) jumps.push(jump)
    else if (jump.afterPct.gt(last.afterPct))
      jumps[jumps.length - 1] = { ...last, atMs: jump.atMs, afterPct: jump.afterPct }
  }
  return jumps
}

function freest(points: readonly FreeMarginPoint[]): FreeMarginPoint | null {
  return points.reduce<FreeMarginPoint | null>(
    (most, one) => (most === null || one.freePct.gt(most.freePct) ? one : most),
    null,
  )
}

function usedPct({ freePct }: FreeMarginPoint): Decimal {
  return HUNDRED.minus(freePct)
}

/** A jump as an event of the journal, and its flag. */
export function jumpEvent(account: string, jump: MarginJump): { readonly event: JournalEvent; readonly flag: UseFlag } {
  const { fromMs, atMs, beforePct, afterPct } = jump
  const event: JournalEvent = {
    id: `${account} used-margin ${fromMs}`,
    atMs,
    account,
    type: 'used-margin',
    symbol: null,
    side: null,
    before: beforePct.toDecimalPlaces(2).toFixed(),
    after: afterPct.toDecimalPlaces(2).toFixed(),
    note: null,
  }
  const evidence = phrase`from ${pct(beforePct)} to ${pct(afterPct)} of equity within ${lasting(atMs - fromMs)}`
  return { event, flag: flagOf(event, 'used-margin-jump', { certainty: 'known', evidence }) }
}
