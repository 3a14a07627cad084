import type { LeverageBracket } from '../model/bracket.ts'
import { type Decimal, HUNDRED, ZERO } from '../model/decimal.ts'
import type { SymbolRules } from '../model/market.ts'
import type { InsuranceFund, SymbolAdlRisk } from '../model/market-data.ts'
import type { Gap } from '../model/snapshot.ts'
import { type BracketRowChange, bracketChanges } from './bracket-change.ts'
import { bracketRowOf } from './bracket-table.ts'
import { type FundSample, type FundState, fundState } from './insurance-fund.ts'
import { type GapPast, markLastGapPct } from './mark-last-gap.ts'
import type { PositionRisk } from './report.ts'

/** The place in the queue that is closed first. */
const FIRST_IN_QUEUE = 4

/** Brackets as they stand, and as they were before their latest change. */
export interface BracketMemory {
  readonly current: LeverageBracket
  /** `null` when no change was ever noticed. */
  readonly change: {
    readonly before: LeverageBracket
    readonly lastSeenAtMs: number
    readonly noticedAtMs: number
  } | null
}

/** What was read about the venue's side of one symbol; `null` where it could not be read. */
export interface VenueReading {
  readonly symbol: string
  readonly rules: SymbolRules | null
  readonly adlRisk: SymbolAdlRisk | null
  readonly funds: readonly InsuranceFund[] | null
  readonly fundSamples: readonly FundSample[]
  readonly openInterest: Decimal | null
  readonly markPrice: Decimal | null
  readonly lastPrice: Decimal | null
  readonly gapPast: GapPast | null
  /** When the gaps were read. */
  readonly gapPastAtMs: number | null
  readonly brackets: BracketMemory | null
  /** When the brackets were read. */
  readonly bracketsAtMs: number | null
  readonly holdings: readonly PositionRisk[]
  readonly nowMs: number
}

/** A position's place on the venue's side. */
export interface HeldPlace {
  readonly risk: PositionRisk
  /** 0 to 4, 4 is closed first; `null` when the venue did not say. */
  readonly adlQuantile: number | null
  /** In profit and first in the queue, or the symbol's risk is high: it may be closed by auto-deleveraging. */
  readonly isAdlNear: boolean
  /** The row of the brackets that counts; `null` without brackets. */
  readonly bracket: number | null
}

/** The venue's side of one symbol. */
export interface SymbolVenue {
  readonly symbol: string
  readonly held: readonly HeldPlace[]
  /** The venue's own word; `null` when it could not be read. */
  readonly adlRisk: string | null
  readonly adlRiskAtMs: number | null
  readonly fund: FundState | null
  readonly openInterestNotional: Decimal | null
  readonly brackets: LeverageBracket | null
  readonly bracketsAtMs: number | null
  readonly bracketChange: {
    readonly rows: readonly BracketRowChange[]
    readonly lastSeenAtMs: number
    readonly noticedAtMs: number
  } | null
  readonly markPrice: Decimal | null
  readonly lastPrice: Decimal | null
  /** Last above mark, in percent of the mark. */
  readonly markLastGapPct: Decimal | null
  readonly gapPast: GapPast | null
  readonly gapPastAtMs: number | null
  /** Percent of the liquidated amount. */
  readonly liquidationFeePct: Decimal | null
  readonly rules: SymbolRules | null
}

/** All that `exchange` shows. */
export interface VenueReport {
  readonly asOfMs: number
  readonly symbols: readonly SymbolVenue[]
  readonly gaps: readonly Gap[]
}

/** Puts together what the venue would do with a symbol in an emergency. */
export function assessVenue(reading: VenueReading): SymbolVenue {
  const { symbol, rules, adlRisk, markPrice, lastPrice, brackets, openInterest } = reading
  const openInterestNotional = openInterest === null || markPrice === null ? null : openInterest.times(markPrice)
  return {
    symbol,
    held: reading.holdings.map((risk) => heldPlace(risk, brackets?.current ?? null, adlRisk)),
    adlRisk: adlRisk?.adlRisk ?? null,
    adlRiskAtMs: adlRisk?.updatedAtMs ?? null,
    fund: fundOf(reading, openInterestNotional),
    openInterestNotional,
    brackets: brackets?.current ?? null,
    bracketsAtMs: reading.bracketsAtMs,
    bracketChange: changeOf(brackets),
    markPrice,
    lastPrice,
    markLastGapPct: markPrice === null || lastPrice === null ? null : markLastGapPct(lastPrice, markPrice),
    gapPast: reading.gapPast,
    gapPastAtMs: reading.gapPastAtMs,
    liquidationFeePct: rules?.liquidationFeeRate?.times(HUNDRED) ?? null,
    rules,
  }
}

function heldPlace(risk: PositionRisk, brackets: LeverageBracket | null, adlRisk: SymbolAdlRisk | null): HeldPlace {
  const { adlQuantile } = risk.position.exchange
  const isExposed = adlQuantile === FIRST_IN_QUEUE || adlRisk?.adlRisk.toLowerCase() === 'high'
  return {
    risk,
    adlQuantile,
    isAdlNear: isExposed && risk.unrealizedPnl.gt(ZERO),
    bracket: brackets === null || brackets.rows.length === 0 ? null : bracketRowOf(brackets, risk.notional).bracket,
  }
}

function fundOf(reading: VenueReading, openInterestNotional: Decimal | null): FundState | null {
  const { rules, funds, fundSamples, nowMs } = reading
  if (rules === null || funds === null) return null
  return fundState({ marginAsset: rules.marginAsset, funds, samples: fundSamples, openInterestNotional, nowMs })
}

function changeOf(memory: BracketMemory | null): SymbolVenue['bracketChange'] {
  if (memory === null || memory.change === null) return null
  const { before, lastSeenAtMs, noticedAtMs } = memory.change
  return { rows: bracketChanges(before, memory.current), lastSeenAtMs, noticedAtMs }
}

/** How long a change of brackets stays on the screen. */
const CHANGE_SHOWN_MS = 7 * 86_400_000

/**
 * What to remember of a symbol's brackets after another look at them.
 *
 * @param before what was remembered, with the time it was last seen; `null` for a first look
 */
export function bracketMemory(
  before: { readonly memory: BracketMemory; readonly seenAtMs: number } | null,
  current: LeverageBracket,
  nowMs: number,
): BracketMemory {
  if (before === null) return { current, change: null }
  const { memory, seenAtMs } = before
  if (bracketChanges(memory.current, current).length > 0) {
    return { current, change: { before: memory.current, lastSeenAtMs: seenAtMs, noticedAtMs: nowMs } }
  }
  const isFresh = memory.change !== null && nowMs - memory.change.noticedAtMs < CHANGE_SHOWN_MS
  return { current, change: isFresh ? memory.change : null }
}
