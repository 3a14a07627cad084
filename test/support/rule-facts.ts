import { d } from '../../src/model/decimal.ts'
import type { FundingSettlement } from '../../src/model/market-data.ts'
import type { Position } from '../../src/model/position.ts'
import type { SymbolCrossCheck } from '../../src/risk/cross-check.ts'
import { assessFunding, type SymbolFunding } from '../../src/risk/funding.ts'
import { type MacroReading, readMacroCalendar } from '../../src/risk/macro-window.ts'
import type { SymbolOpenInterest } from '../../src/risk/open-interest.ts'
import type { RulesInput } from '../../src/risk/rules/rule.ts'
import { readStake, stakeSource } from '../../src/risk/stake-reading.ts'
import type { SymbolVenue } from '../../src/risk/venue-state.ts'
import { aMark, TAKEN_AT_MS, tierTable } from './builders.ts'
import { aRulesInput, HOUR_MS, type RulesTraits } from './rules-input.ts'

/** Settlements every 8 hours up to now, oldest first, from rates in percent. */
export function settlements(ratesPct: readonly string[]): readonly FundingSettlement[] {
  return ratesPct.map((rate, index) => ({
    symbol: 'BTCUSDT',
    fundingRate: d(rate).div('100'),
    atMs: TAKEN_AT_MS - (ratesPct.length - 1 - index) * 8 * HOUR_MS,
    markPrice: null,
    isSpecial: false,
  }))
}

/** The input of a case with the funding of BTCUSDT: the present rate and past ones, in percent per 8 hours. */
export function withFunding(traits: RulesTraits, nowPct: string, pastPct: readonly string[] | null): RulesInput {
  const input = aRulesInput(traits)
  const stakes = stakeSource(input.snapshot)
  const funding: SymbolFunding = assessFunding({
    symbol: 'BTCUSDT',
    mark: aMark('BTCUSDT', { fundingRate: d(nowPct).div('100').toFixed() }),
    table: new Map(),
    history: pastPct === null ? null : settlements(pastPct),
    historyAtMs: TAKEN_AT_MS,
    holdings: input.risk.positions.map((risk) => ({
      risk,
      stake: readStake(risk.position, stakes).stake,
      tiers: tierTable().default,
      paid: { amount: null, sinceMs: null, why: 'not read' },
    })),
    thresholds: { longPct: d('0.05'), shortPct: d('-0.07') },
    nowMs: TAKEN_AT_MS,
  })
  return { ...input, funding: new Map([['BTCUSDT', funding]]) }
}

/** Open interest of BTCUSDT with a z-score; `null` for one that could not be computed. */
export function openInterestAt(zScore: string | null): ReadonlyMap<string, SymbolOpenInterest> {
  const found: SymbolOpenInterest = {
    symbol: 'BTCUSDT',
    quantity: d('1000'),
    notional: d('100000'),
    hour: { quantityPct: d('2.5'), pricePct: null },
    day: { quantityPct: null, pricePct: null },
    zScore30d: zScore === null ? null : d(zScore),
    zScoreWhy: zScore === null ? 'too few hours' : null,
    spike: zScore === null ? null : d(zScore).gte('3'),
    past: null,
    hourly: [],
    hourlyAtMs: null,
  }
  return new Map([['BTCUSDT', found]])
}

/** A cross-check of BTCUSDT with this outcome. */
export function crossChecked(result: SymbolCrossCheck['result']): ReadonlyMap<string, SymbolCrossCheck> {
  const status = result === 'agreement' ? 'agrees' : result === 'divergence' ? 'divergence' : 'unavailable'
  const divergencePct = result === 'unknown' ? null : d(result === 'divergence' ? '0.5' : '0.1')
  const found: SymbolCrossCheck = {
    symbol: 'BTCUSDT',
    markPrice: d('100'),
    indexPrice: d('100'),
    markIndexPct: d('0'),
    lot: d('1'),
    sources: [
      { name: 'Binance spot', price: null, ageSeconds: 0, divergencePct, markDivergencePct: null, status, why: null },
    ],
    constituents: [],
    thresholdPct: d('0.3'),
    isSmallCap: false,
    result,
  }
  return new Map([['BTCUSDT', found]])
}

/** The venue's side of BTCUSDT. */
export function aVenue(traits: Partial<SymbolVenue> = {}): ReadonlyMap<string, SymbolVenue> {
  const venue: SymbolVenue = {
    symbol: 'BTCUSDT',
    held: [],
    adlRisk: 'low',
    adlRiskAtMs: TAKEN_AT_MS,
    fund: aFund('-1'),
    openInterestNotional: d('1000000'),
    brackets: null,
    bracketsAtMs: null,
    bracketChange: null,
    markPrice: d('100'),
    lastPrice: d('100.1'),
    markLastGapPct: d('0.1'),
    gapPast: { hours: 500, p99Pct: d('0.2'), largestPct: d('0.4') },
    gapPastAtMs: TAKEN_AT_MS,
    liquidationFeePct: null,
    rules: null,
    ...traits,
  }
  return new Map([['BTCUSDT', venue]])
}

/** An insurance fund of 900 after this change within a day, in percent. */
export function aFund(dayPct: string | null): NonNullable<SymbolVenue['fund']> {
  const change = dayPct === null ? null : { sinceMs: TAKEN_AT_MS - 24 * HOUR_MS, amount: d('0'), pct: d(dayPct) }
  return {
    asset: 'USDT',
    balance: d('900'),
    updatedAtMs: TAKEN_AT_MS,
    symbols: ['BTCUSDT', 'ETHUSDT'],
    sinceLastSeen: change,
    sinceADayAgo: change,
    ofOpenInterestPct: d('0.09'),
  }
}

/** A calendar with a Fed decision in so many hours, and CPI known or not. */
export function fedIn(hours: number, { cpi }: { readonly cpi: boolean }): MacroReading {
  const event = (kind: 'FOMC' | 'CPI', inHours: number) => ({
    kind,
    name: kind === 'FOMC' ? 'FOMC statement' : 'CPI',
    atMs: TAKEN_AT_MS + inHours * HOUR_MS,
    isAllDay: false,
    source: 'test',
  })
  const events = [event('FOMC', hours), ...(cpi ? [event('CPI', 2000)] : [])]
  return readMacroCalendar({ events, problems: [] }, { nowMs: TAKEN_AT_MS, windowHours: 24 })
}

/** The position with another place in the auto-deleveraging queue. */
export function queuedAt(position: Position, adlQuantile: number | null): Position {
  return { ...position, exchange: { ...position.exchange, adlQuantile } }
}
