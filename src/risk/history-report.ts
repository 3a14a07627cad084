import { type Decimal, d } from '../model/decimal.ts'
import type { JournalEvent } from '../model/journal.ts'
import { abnormalUse, type FreeMarginPoint, jumpEvent, type UseFlag, usedMarginJumps } from './abnormal-use.ts'
import { type SlotState, type WalkAnchor, type WalkedFill, type WalkStep, walkBook } from './fill-walk.ts'

/** One event with what follows from the others. */
export interface HistoryLine {
  readonly event: JournalEvent
  readonly flags: readonly UseFlag[]
  /** The slot before and after a fill; `null` for other events, or when it is not known. */
  readonly position: { readonly before: SlotState; readonly after: SlotState } | null
}

/** What is known of an account beside its journal. */
export interface AccountPast {
  readonly account: string
  /** Of all symbols and types, oldest first. */
  readonly events: readonly JournalEvent[]
  /** Since when no fill is missing among them. */
  readonly fromMs: number
  /** `null` when the account was never read. */
  readonly anchor: WalkAnchor | null
  readonly freeMargin: readonly FreeMarginPoint[]
}

/** Percent points of the equity that may become margin within an hour before it is flagged. */
const USED_MARGIN_JUMP = d('20')

/** The lines of an account, oldest first: its events, the jumps of its used margin, and what is abnormal about them. */
export function accountLines(past: AccountPast, jumpPoints: Decimal = USED_MARGIN_JUMP): readonly HistoryLine[] {
  const { account, anchor, fromMs, freeMargin } = past
  const events = past.events.toSorted(byTime)
  const walk = anchor === null ? null : walkBook(events.flatMap(walkedFill), anchor, fromMs)
  const stepOf = new Map([...(walk?.steps.values() ?? [])].flat().map((step) => [step.fill.id, step]))
  const flagOf = new Map(abnormalUse(events, walk).map((flag) => [flag.eventId, flag]))
  const told = events.map((event): HistoryLine => {
    const flag = flagOf.get(event.id)
    return { event, flags: flag === undefined ? [] : [flag], position: positionOf(stepOf.get(event.id)) }
  })
  const jumps = usedMarginJumps(freeMargin, jumpPoints).map((jump): HistoryLine => {
    const { event, flag } = jumpEvent(account, jump)
    return { event, flags: [flag], position: null }
  })
  return [...told, ...jumps].toSorted((a, b) => byTime(a.event, b.event))
}

function positionOf(step: WalkStep | undefined): HistoryLine['position'] {
  return step === undefined ? null : { before: step.before, after: step.after }
}

/** Fills of one millisecond come last, in the order of their ids, which are numbers of any length. */
function byTime(a: JournalEvent, b: JournalEvent): number {
  if (a.atMs !== b.atMs) return a.atMs - b.atMs
  if (a.type !== 'fill' || b.type !== 'fill') return Number(a.type === 'fill') - Number(b.type === 'fill')
  return a.id.length - b.id.length || (a.id < b.id ? -1 : 1)
}

function walkedFill({ id, type, symbol, side, atMs, figures = {} }: JournalEvent): readonly WalkedFill[] {
  const { quantity, price, realizedPnl = '0', positionSide = 'BOTH' } = figures
  if (type !== 'fill' || symbol === null || quantity === undefined || price === undefined) return []
  const change = side === 'BUY' ? d(quantity) : d(quantity).neg()
  return [{ id, symbol, positionSide, atMs, change, price: d(price), realizedPnl: d(realizedPnl) }]
}

/** Something that a sync could not read. */
export interface HistoryProblem {
  readonly account: string
  readonly what: string
  readonly why: string
  readonly code: string
  readonly hint: string
  /** True when the sync ended there, and another run goes on. */
  readonly isForAll: boolean
  /** Another run, the owner, or nobody can mend it: some things are gone from the exchange for good. */
  readonly remedy: 'again' | 'owner' | 'none'
}

/** Everything that `history` shows. */
export interface HistoryReport {
  readonly asOfMs: number
  readonly sinceMs: number
  readonly accounts: readonly string[]
  /** Oldest first, already chosen by symbol and type. */
  readonly lines: readonly HistoryLine[]
  /** `null` when nothing was asked of the exchange. */
  readonly sync: { readonly added: number; readonly problems: readonly HistoryProblem[] } | null
}
