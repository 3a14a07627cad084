import type { MarginChange } from '../../model/account-history.ts'
import type { Decimal } from '../../model/decimal.ts'
import type { KeyPermissions } from '../../model/readings.ts'
import type { AccountSnapshot } from '../../model/snapshot.ts'
import type { TierTable } from '../../model/tiers.ts'
import type { UseFlag } from '../abnormal-use.ts'
import type { SymbolCrossCheck } from '../cross-check.ts'
import type { SymbolFunding } from '../funding.ts'
import type { MacroReading } from '../macro-window.ts'
import type { SymbolOpenInterest } from '../open-interest.ts'
import type { OrderAudit } from '../order-audit.ts'
import { type Phrase, phrase } from '../phrase.ts'
import type { AccountRisk, PositionRisk } from '../report.ts'
import type { MarketDepth, ThinFigures } from '../thin-market.ts'
import type { SymbolVenue } from '../venue-state.ts'

/** `unknown`: what the rule needs could not be read. `info`: there is nothing to judge, or the source gives no bar. */
export type RuleStatus = 'pass' | 'warn' | 'fail' | 'unknown' | 'info'

export type RuleSection =
  | 'Position sizing'
  | 'Leverage'
  | 'Orders'
  | 'Funding'
  | 'Monitoring'
  | 'Frame'
  | 'Liquidation and funds'
  | 'Isolated and cross'

/** What a rule says of one account. */
export interface RuleVerdict {
  readonly status: RuleStatus
  /** The bar it goes by. */
  readonly figure: Phrase
  /** What was found, gravest first. */
  readonly evidence: readonly Phrase[]
  /** How many of the first lines of evidence speak for the status; absent when all do. */
  readonly concerns?: number
}

/** One rule of the guidance. */
export interface Rule {
  readonly id: string
  readonly section: RuleSection
  /** One of the 25; the others are shown with --all. */
  readonly isCore: boolean
  readonly title: string
  /** How far the guidance can be trusted here, in our own words. */
  readonly source: string
  /** The command that shows more. */
  readonly more: string
  readonly judge: (input: RulesInput) => RuleVerdict
}

/** A rule with what it says. */
export interface RuleResult
  extends RuleVerdict,
    Pick<Rule, 'id' | 'section' | 'isCore' | 'title' | 'source' | 'more'> {}

/** The figures that the rules go by; every default is the guidance's where it names one. */
export interface RuleFigures {
  /** `beginner` also warns at any cross position. */
  readonly profile: 'default' | 'beginner'
  /** Percent of equity: advised, and at most. */
  readonly riskPerTradePct: readonly [Decimal, Decimal]
  /** Percent per 8 hours beyond which a position should be smaller. */
  readonly fundingSizeCutPct: Decimal
  /** Whether funding that is received shrinks the size too. */
  readonly fundingBothSigns: boolean
  readonly fundingLongPct: Decimal
  readonly fundingShortPct: Decimal
  /** Share of the cushion, in percent, that funding may take a day. */
  readonly fundingCushionPct: Decimal
  /** Percent of the leverage that brackets allow, above which a thin market is dangerous. */
  readonly leverageSharePct: Decimal
  /** Percent of the way to liquidation that leaving at market may cost. */
  readonly exitCostPct: Decimal
  /** Percent that a mark may leave its entry, or a weight move, before a review. */
  readonly rebalancePct: Decimal
  /** Percent within which a cross position should have its stop. */
  readonly stopWithinPct: Decimal
  readonly atr: { readonly period: number; readonly interval: string; readonly multiple: Decimal }
  readonly thin: ThinFigures
  readonly openInterestZ: Decimal
}

/** Something that may not have been readable. */
export type Known<T> =
  | { readonly status: 'known'; readonly value: T }
  | { readonly status: 'unknown'; readonly why: string }

/** The book as it was seen once. */
export interface BookLook {
  readonly atMs: number
  readonly effectiveLeverage: Decimal
  /** Share of the gross notional by position, in percent. */
  readonly weightPct: ReadonlyMap<string, Decimal>
}

/** A change of a leverage setting, as the journal tells it. */
export interface LeverageChange {
  readonly symbol: string
  readonly atMs: number
  readonly from: number | null
  readonly to: number
}

/** Everything that the rules look at. An entry that is missing from a map could not be read. */
export interface RulesInput {
  readonly snapshot: AccountSnapshot
  readonly risk: AccountRisk
  readonly nowMs: number
  readonly tiers: TierTable
  readonly figures: RuleFigures
  readonly audit: OrderAudit
  readonly markets: ReadonlyMap<string, MarketDepth>
  readonly funding: ReadonlyMap<string, SymbolFunding>
  readonly openInterest: ReadonlyMap<string, SymbolOpenInterest>
  readonly crossCheck: ReadonlyMap<string, SymbolCrossCheck>
  readonly venue: ReadonlyMap<string, SymbolVenue>
  readonly calendar: MacroReading
  /** Earlier looks at the book, oldest first. */
  readonly looks: readonly BookLook[]
  readonly leverageChanges: Known<readonly LeverageChange[]>
  /** Abnormal use of margin within the last day, as far as the journal tells. */
  readonly abnormalUse: Known<readonly UseFlag[]>
  /** By symbol; of the last day. */
  readonly marginChanges: ReadonlyMap<string, readonly MarginChange[]>
  /** When an evaluation by `check` or `watch` last saw this account; `null` for never. */
  readonly lastEvaluatedAtMs: Known<number | null>
  /** `null` where the venue does not tell. */
  readonly keyPermissions: Known<KeyPermissions | null>
}

/** The rules of one section of the guidance, with what they share written once. */
export function inSection(
  shared: Pick<Rule, 'section' | 'isCore'>,
  rules: readonly Omit<Rule, 'section' | 'isCore'>[],
): readonly Rule[] {
  return rules.map((rule) => ({ ...shared, ...rule }))
}

/** What a rule says of one position, or of one other thing. */
export interface Judgement {
  readonly status: RuleStatus
  readonly text: Phrase
}

const GRAVEST: readonly RuleStatus[] = ['fail', 'warn', 'unknown', 'pass', 'info']

/** The verdict over several judgements: the gravest, with the evidence in that order. */
export function verdictOver(figure: Phrase, judgements: readonly Judgement[], whenNone: Phrase): RuleVerdict {
  if (judgements.length === 0) return { status: 'info', figure, evidence: [whenNone] }
  const sorted = [...judgements].sort((a, b) => GRAVEST.indexOf(a.status) - GRAVEST.indexOf(b.status))
  const status = sorted[0]?.status ?? 'info'
  const concerns = sorted.filter((judgement) => judgement.status !== 'pass' && judgement.status !== 'info').length
  return { status, figure, evidence: sorted.map(({ text }) => text), ...(concerns > 0 ? { concerns } : {}) }
}

/** The verdict over every position. A row that could not be read is unknown, whatever the others say. */
export function verdictOverPositions(
  input: RulesInput,
  figure: Phrase,
  judge: (risk: PositionRisk) => Judgement | readonly Judgement[],
): RuleVerdict {
  const read = input.risk.positions.flatMap((risk) => judge(risk))
  return verdictOver(figure, [...read, ...unreadRows(input)], phrase`no open positions`)
}

/** Rows of the account about which nothing can be said. */
export function unreadRows({ risk }: RulesInput): readonly Judgement[] {
  return risk.unreadable.map(({ symbol, why }) => ({ status: 'unknown', text: phrase`${symbol}: ${why}` }))
}

/** `SOLUSDT long`. */
export function nameOf({ position }: Pick<PositionRisk, 'position'>): string {
  return `${position.symbol} ${position.side.toLowerCase()}`
}

/** The position nearest to its own liquidation; `null` for none. Its distance is `null` where none has a distance. */
export function nearestOf(positions: readonly PositionRisk[]): PositionRisk | null {
  return positions.reduce<PositionRisk | null>((nearest, one) => {
    if (nearest?.distancePct == null) return one
    return one.distancePct?.lt(nearest.distancePct) ? one : nearest
  }, null)
}

/** The symbols of the open positions, each once. */
export function heldSymbols({ risk }: Pick<RulesInput, 'risk'>): readonly string[] {
  return [...new Set(risk.positions.map(({ position }) => position.symbol))]
}

/** An unknown judgement. */
export function unknown(text: Phrase): Judgement {
  return { status: 'unknown', text }
}
