import { d } from '../../src/model/decimal.ts'
import type { BookLevel, DayTicker, OrderBook } from '../../src/model/market-data.ts'
import type { Order } from '../../src/model/order.ts'
import type { Position } from '../../src/model/position.ts'
import type { AccountSnapshot } from '../../src/model/snapshot.ts'
import { assessAccount } from '../../src/risk/assess.ts'
import { type AuditInput, auditOrders } from '../../src/risk/order-audit.ts'
import type { RuleFigures, RulesInput } from '../../src/risk/rules/rule.ts'
import { RULEBOOK } from '../../src/risk/rules/rulebook.ts'
import type { MarketDepth } from '../../src/risk/thin-market.ts'
import { phraseText } from '../../src/view/phrase.ts'
import { aSnapshot, aWallet, TAKEN_AT_MS, tierTable } from './builders.ts'

export const HOUR_MS = 3_600_000

/** The defaults of the config. */
export const FIGURES: RuleFigures = {
  profile: 'default',
  riskPerTradePct: [d('1'), d('3')],
  fundingSizeCutPct: d('0.1'),
  fundingBothSigns: false,
  fundingLongPct: d('0.05'),
  fundingShortPct: d('-0.07'),
  fundingCushionPct: d('1'),
  leverageSharePct: d('50'),
  exitCostPct: d('10'),
  rebalancePct: d('10'),
  stopWithinPct: d('10'),
  atr: { period: 14, interval: '4h', multiple: d('1.5') },
  thin: { dayVolume: d('10000000'), depth: d('100000') },
  openInterestZ: d('3'),
}

/** What a case is about; everything else is a calm account that could be read whole. */
export interface RulesTraits {
  readonly positions?: readonly Position[]
  readonly orders?: readonly Order[]
  readonly equity?: string
  readonly snapshot?: Partial<AccountSnapshot>
  readonly elsewhere?: readonly Order[] | null
  readonly atr?: Readonly<Record<string, string>>
  readonly markets?: Readonly<Record<string, MarketDepth>>
  readonly figures?: Partial<RuleFigures>
  readonly input?: Partial<RulesInput>
}

/** The snapshot of a case: one USDT wallet, cross unless positions are isolated. */
export function ruleSnapshot({
  positions = [],
  orders = [],
  equity = '1000',
  snapshot = {},
}: RulesTraits): AccountSnapshot {
  const built = aSnapshot({ positions, orders, wallets: [aWallet('USDT', equity)] })
  return { ...built, ...snapshot }
}

/** The audit's input of a case. */
export function anAuditInput(traits: RulesTraits): AuditInput {
  const snapshot = ruleSnapshot(traits)
  const tiers = tierTable()
  return {
    snapshot,
    risk: assessAccount(snapshot, { tiers, nowMs: TAKEN_AT_MS }),
    elsewhere: traits.elsewhere ?? null,
    atr: new Map(Object.entries(traits.atr ?? {}).map(([symbol, atr]) => [symbol, d(atr)])),
    markets: new Map(Object.entries(traits.markets ?? {})),
    figures: { atrMultiple: d('1.5'), atrInterval: '4h', thin: FIGURES.thin, tiers },
  }
}

/** What the rules are given in a case. */
export function aRulesInput(traits: RulesTraits = {}): RulesInput {
  const audited = anAuditInput(traits)
  return {
    snapshot: audited.snapshot,
    risk: audited.risk,
    nowMs: TAKEN_AT_MS,
    tiers: tierTable(),
    figures: { ...FIGURES, ...traits.figures },
    audit: auditOrders(audited),
    markets: audited.markets,
    funding: new Map(),
    openInterest: new Map(),
    crossCheck: new Map(),
    venue: new Map(),
    calendar: { status: 'outside', windows: [], open: [], coverage: [], untilMs: null, problems: [] },
    looks: [],
    leverageChanges: { status: 'known', value: [] },
    abnormalUse: { status: 'known', value: [] },
    marginChanges: new Map(),
    lastEvaluatedAtMs: { status: 'known', value: TAKEN_AT_MS - 60_000 },
    keyPermissions: { status: 'unknown', why: 'not asked' },
    ...traits.input,
  }
}

/** What one rule says, as text. */
export function judged(id: string, input: RulesInput): { status: string; figure: string; evidence: readonly string[] } {
  const rule = RULEBOOK.find((one) => one.id === id)
  if (rule === undefined) throw new Error(`no rule ${id}`)
  const { status, figure, evidence } = rule.judge(input)
  return { status, figure: phraseText(figure), evidence: evidence.map(phraseText) }
}

const level = ([price, quantity]: readonly [string, string]): BookLevel => ({ price: d(price), quantity: d(quantity) })

/** A book from its levels as text, best first. */
export function aBook(
  bids: readonly (readonly [string, string])[],
  asks: readonly (readonly [string, string])[] = [
    ['100.1', '1000'],
    ['110', '1'],
  ],
): OrderBook {
  return { bids: bids.map(level), asks: asks.map(level), atMs: TAKEN_AT_MS }
}

export const DEEP_BIDS: readonly (readonly [string, string])[] = [
  ['100', '5000'],
  ['90', '5000'],
]

/** A day's ticker with this turnover in quote asset. */
export function aTicker(quoteVolume: string, lastPrice = '100'): DayTicker {
  return { symbol: 'BTCUSDT', lastPrice: d(lastPrice), quoteVolume: d(quoteVolume) }
}
