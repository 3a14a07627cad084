import type { Decimal } from '../model/decimal.ts'
import type { Order } from '../model/order.ts'
import type { Side } from '../model/position.ts'
import type { AccountSnapshot } from '../model/snapshot.ts'
import type { TierTable } from '../model/tiers.ts'
import { closingOrders, coveredPctOf, timelyStops } from './closing-orders.ts'
import { beyondFinding, flipFinding, ladderFinding, orphanFinding, uncoveredFinding } from './order-findings.ts'
import { limitGapFinding, postOnlyFinding, reduceOnlyFinding, trailingFinding, triggerFinding } from './order-rules.ts'
import type { Phrase } from './phrase.ts'
import { protectiveOrders } from './protective-stop.ts'
import type { AccountRisk, PositionRisk } from './report.ts'
import type { MarketDepth, ThinFigures } from './thin-market.ts'

/** The rules that look at single orders, and the names of what else the audit finds. */
export type FindingRule = 'OT1' | 'OT2' | 'OT3' | 'OT4' | 'OT5' | 'LM4' | 'COVER' | 'BEYOND' | 'ORPHAN' | 'LADDER'

export type FindingResult = 'pass' | 'warn' | 'fail'

/** One thing the audit says of an order, or of the orders of a position together. */
export interface OrderFinding {
  readonly rule: FindingRule
  readonly result: FindingResult
  readonly symbol: string
  /** `null` when it is about several orders, or about one that is missing. */
  readonly orderId: string | null
  readonly message: Phrase
}

/** How much of a position stops close before liquidation. */
export interface StopCoverage {
  readonly symbol: string
  readonly side: Side
  readonly coveredPct: Decimal
}

/** Something the audit could not look at. */
export interface AuditGap {
  readonly rule: FindingRule | 'all'
  readonly symbol: string
  readonly why: string
}

/** The figures that the audit goes by. */
export interface AuditFigures {
  /** Distance that a trailing stop should keep, in ATRs. */
  readonly atrMultiple: Decimal
  readonly atrInterval: string
  readonly thin: ThinFigures
  readonly tiers: TierTable
}

/** What the audit is made from. */
export interface AuditInput {
  readonly snapshot: AccountSnapshot
  readonly risk: AccountRisk
  /** Orders of symbols without a position; `null` when only those of held symbols were read. */
  readonly elsewhere: readonly Order[] | null
  /** ATR of the configured interval by symbol, in quote; absent where it could not be read. */
  readonly atr: ReadonlyMap<string, Decimal>
  readonly markets: ReadonlyMap<string, MarketDepth>
  readonly figures: AuditFigures
}

/** Everything `orders` says. */
export interface OrderAudit {
  readonly findings: readonly OrderFinding[]
  readonly coverage: readonly StopCoverage[]
  readonly gaps: readonly AuditGap[]
  /** Orders that were looked at. */
  readonly count: number
}

/** What the audit of one symbol yields. */
export interface AuditPart {
  readonly findings: readonly OrderFinding[]
  readonly gaps: readonly AuditGap[]
}

/** Holds every resting order against the positions. A symbol whose orders could not be read is a gap, not a pass. */
export function auditOrders(input: AuditInput): OrderAudit {
  const { snapshot, risk } = input
  const read = risk.positions.filter(({ position }) => snapshot.orders.has(position.symbol))
  const unread = risk.positions.filter(({ position }) => !snapshot.orders.has(position.symbol))
  const parts = [...read.map((one) => positionPart(one, input)), ...symbolParts(input)]
  return {
    findings: parts.flatMap(({ findings }) => findings),
    coverage: read.map((one) => coverageOf(one, ordersOf(one, input))),
    gaps: [
      ...[...new Set(unread.map(({ position }) => position.symbol))].map(
        (symbol): AuditGap => ({ rule: 'all', symbol, why: 'its orders could not be read' }),
      ),
      ...parts.flatMap(({ gaps }) => gaps),
    ],
    count: allOrders(input).length,
  }
}

function allOrders({ snapshot, elsewhere }: AuditInput): readonly Order[] {
  return [...[...snapshot.orders.values()].flat(), ...(elsewhere ?? [])]
}

function ordersOf({ position }: PositionRisk, { snapshot }: AuditInput): readonly Order[] {
  return snapshot.orders.get(position.symbol) ?? []
}

function coverageOf({ position, liquidation }: PositionRisk, orders: readonly Order[]): StopCoverage {
  const { symbol, side } = position
  return { symbol, side, coveredPct: coveredPctOf(position, timelyStops(position, liquidation, orders)) }
}

/** What is said of a position and the orders of its slot. */
function positionPart(one: PositionRisk, input: AuditInput): AuditPart {
  const { position } = one
  const orders = ordersOf(one, input)
  const protective = protectiveOrders(position, orders)
  const closing = closingOrders(position, orders)
  const gapOf = (rule: FindingRule, why: string): AuditGap => ({ rule, symbol: position.symbol, why })
  const atr = input.atr.get(position.symbol) ?? null
  const trailing = closing.filter(({ type }) => type === 'TRAILING_STOP_MARKET')
  return {
    findings: [
      uncoveredFinding(one, coverageOf(one, orders)),
      ...protective.flatMap((stop) => beyondFinding(one, stop) ?? []),
      ...protective.map(({ order }) => limitGapFinding(order, one, atr)),
      ...trailing.flatMap((order) => (atr === null ? [] : trailingFinding(order, one, { atr, ...input.figures }))),
      ...protective.map(({ order }) => triggerFinding(order)),
      ...closing.map(reduceOnlyFinding),
      ...flipFinding(one, orders),
      ...(ladderFinding(one, input.figures.tiers) ?? []),
    ],
    gaps: trailing.length > 0 && atr === null ? [gapOf('OT2', 'its ATR could not be read')] : [],
  }
}

/** What is said of orders whatever is held: post-only ones, and closing ones with nothing to close. */
function symbolParts(input: AuditInput): readonly AuditPart[] {
  const held = input.risk.positions.map(({ position }) => position)
  const orders = allOrders(input)
  // What cannot be read may be just the position that an order is there to close.
  const judged = orders.filter(({ symbol }) => !input.risk.unreadable.some((row) => row.symbol === symbol))
  return [
    { findings: judged.flatMap((order) => orphanFinding(order, held) ?? []), gaps: [] },
    ...orders.filter(({ timeInForce }) => timeInForce === 'GTX').map((order) => postOnlyFinding(order, input)),
  ]
}
