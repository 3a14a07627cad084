import type { MarginChange } from '../model/account-history.ts'
import type { KeyPermissions } from '../model/readings.ts'
import type { Gap } from '../model/snapshot.ts'
import type { TierTable } from '../model/tiers.ts'
import type { UseFlag } from '../risk/abnormal-use.ts'
import type { CrossCheckThresholds } from '../risk/cross-check.ts'
import { type MacroCalendar, readMacroCalendar } from '../risk/macro-window.ts'
import { auditOrders } from '../risk/order-audit.ts'
import type { Known, LeverageChange, Rule, RuleFigures, RulesInput } from '../risk/rules/rule.ts'
import { readBookLooks, rememberBook } from './book-looks.ts'
import { createGapLog, type GapLog } from './gap-log.ts'
import { readCrossCheck } from './market/cross-check.ts'
import { readFunding } from './market/funding.ts'
import type { MarketSource } from './market/market-source.ts'
import { readOpenInterest } from './market/open-interest.ts'
import { readVenue } from './market/venue.ts'
import type { Observation } from './observe.ts'
import { reasonOf } from './reason.ts'
import { distinctGaps, NO_ATRS, readAtrs, readMarkets, thriftySource } from './rule-market.ts'

const DAY_MS = 86_400_000
/** Three weeks of hourly gaps cost less than half of thirty days. */
const GAP_HOURS = 499

/** What the program's own state tells of an account. */
export interface StateFacts {
  readonly lastEvaluatedAtMs: Known<number | null>
  readonly leverageChanges: Known<readonly LeverageChange[]>
  /** Abnormal use of margin within the last day, as far as the journal tells. */
  readonly abnormalUse: Known<readonly UseFlag[]>
}

/** What decides about the rules besides the account. */
export interface RulesQuestion {
  readonly rules: readonly Rule[]
  readonly tiers: TierTable
  readonly figures: RuleFigures
  readonly crossCheck: CrossCheckThresholds
  readonly calendar: MacroCalendar
  readonly windowHours: number
  readonly state: StateFacts
}

/** Everything that the rules look at, with what could not be read. */
export interface RulesReading {
  readonly input: RulesInput
  readonly gaps: readonly Gap[]
  /** How old the remembered answers are. */
  readonly ages: readonly RememberedAge[]
}

/** An answer that was not asked for anew. */
export interface RememberedAge {
  readonly what: string
  readonly ageMs: number
}

/** Which rules want what; what no rule wants is not asked for. */
const NEEDS = {
  funding: ['PS4', 'FR1', 'FR2', 'FR3', 'FR4', 'FR5'],
  markets: ['PS2', 'OT3', 'RR11'],
  atr: ['OT1', 'OT2'],
  openInterest: ['RM5'],
  crossCheck: ['RM4'],
  venue: ['FQ1', 'FQ3', 'FQ4', 'RR6', 'RR7', 'RR8', 'RR9', 'RR10'],
  margin: ['RM3'],
  key: ['FQ6'],
} as const

type Need = keyof typeof NEEDS

/** Request weight of the futures pool that a need costs for each symbol held, when nothing is remembered. */
const WEIGHTS: Readonly<Record<Need, number>> = {
  funding: 0,
  markets: 5,
  atr: 1,
  openInterest: 1,
  crossCheck: 2,
  venue: 6,
  margin: 0,
  key: 0,
}

/** What reading for these rules weighs for each symbol held, about. */
export function weightPerSymbol(rules: readonly Rule[]): number {
  const needs = (Object.keys(NEEDS) as Need[]).filter((need) => wantsOf(rules, need))
  return needs.reduce((sum, need) => sum + WEIGHTS[need], 0)
}

function wantsOf(rules: readonly Rule[], need: Need): boolean {
  return rules.some(({ id }) => NEEDS[need].some((wanting) => wanting === id))
}

/**
 * Reads what the rules need beyond the account itself, side by side and sparingly. A source that fails leaves the rest
 * standing: the rules that need it become unknown.
 */
export async function readRules(
  source: MarketSource,
  observation: Observation,
  question: RulesQuestion,
): Promise<RulesReading> {
  const { snapshot, risk } = observation
  const { figures, tiers } = question
  const thrifty = thriftySource(source, observation)
  const log = createGapLog()
  const nowMs = snapshot.takenAtMs
  const wants = (need: Need) => wantsOf(question.rules, need)
  const held = [...new Set(risk.positions.map(({ position }) => position.symbol))]
  const [market, markets, atr, marginChanges, keyPermissions, looks] = await Promise.all([
    readMarketReports(thrifty, observation, { question, held, log, wants }),
    wants('markets') ? readMarkets(thrifty, held, log) : new Map(),
    wants('atr') ? readAtrs(thrifty, held, { choice: figures.atr, nowMs, log }) : NO_ATRS,
    wants('margin') ? readMarginChanges(source, observation, log) : new Map(),
    wants('key') ? readPermissions(source) : NOT_ASKED,
    readBookLooks(source.reference.memory),
  ])
  await rememberBook(source.reference.memory, risk).catch(() => undefined)
  const auditFigures = {
    atrMultiple: figures.atr.multiple,
    atrInterval: figures.atr.interval,
    thin: figures.thin,
    tiers,
  }
  const input: RulesInput = {
    snapshot,
    risk,
    nowMs,
    tiers,
    figures,
    audit: auditOrders({ snapshot, risk, elsewhere: null, atr: atr.bySymbol, markets, figures: auditFigures }),
    markets,
    ...market.maps,
    calendar: readMacroCalendar(question.calendar, { nowMs, windowHours: question.windowHours }),
    looks,
    marginChanges,
    keyPermissions,
    ...question.state,
  }
  return { input, gaps: distinctGaps([...log.gaps, ...market.gaps]), ages: agesOf(input, atr.oldestAtMs) }
}

function agesOf(
  { snapshot, funding, openInterest, venue, nowMs }: RulesInput,
  atrAtMs: number | null,
): readonly RememberedAge[] {
  const oldest = (times: readonly (number | null)[]) => {
    const known = times.filter((atMs) => atMs !== null)
    return known.length === 0 ? null : Math.min(...known)
  }
  const venues = [...venue.values()]
  const times: readonly (readonly [string, number | null])[] = [
    ['brackets', snapshot.bracketsFetchedAtMs],
    ['ATR', atrAtMs],
    ['funding history', oldest([...funding.values()].map(({ historyAtMs }) => historyAtMs))],
    ['open-interest history', oldest([...openInterest.values()].map(({ hourlyAtMs }) => hourlyAtMs))],
    ['gaps of last and mark', oldest(venues.map(({ gapPastAtMs }) => gapPastAtMs))],
    ['ADL risk', oldest(venues.map(({ adlRiskAtMs }) => adlRiskAtMs))],
  ]
  return times.flatMap(([what, atMs]) => (atMs === null ? [] : [{ what, ageMs: Math.max(0, nowMs - atMs) }]))
}

const NOT_ASKED = { status: 'unknown', why: 'it was not asked' } as const

interface MarketWants {
  readonly question: RulesQuestion
  readonly held: readonly string[]
  readonly log: GapLog
  readonly wants: (need: Need) => boolean
}

interface Report<Row> {
  readonly symbols: readonly Row[]
  readonly gaps: readonly Gap[]
}

async function readMarketReports(source: MarketSource, observation: Observation, wanted: MarketWants) {
  const { question, held, log, wants } = wanted
  const { snapshot } = observation
  const { figures, tiers } = question
  const nowMs = snapshot.takenAtMs
  const symbols = held
  const thresholds = { longPct: figures.fundingLongPct, shortPct: figures.fundingShortPct }
  const orNothing = async <Row>(need: Need, read: () => Promise<Report<Row>>): Promise<Report<Row>> => {
    const nothing = { symbols: [], gaps: [] }
    if (!wants(need) || symbols.length === 0) return nothing
    return (await log.orNull(need, read())) ?? nothing
  }
  const [funding, openInterest, crossCheck, venue] = await Promise.all([
    orNothing('funding', () => readFunding(source, { observation, symbols, tiers, thresholds })),
    orNothing('openInterest', () => readOpenInterest(source, { symbols, spikeFrom: figures.openInterestZ, nowMs })),
    orNothing('crossCheck', () =>
      readCrossCheck(source, { symbols, rules: snapshot.rules, sources: [], thresholds: question.crossCheck, nowMs }),
    ),
    orNothing('venue', () => readVenue(source, { observation, symbols, gapHours: GAP_HOURS })),
  ])
  return {
    maps: {
      funding: bySymbol(funding.symbols),
      openInterest: bySymbol(openInterest.symbols),
      crossCheck: bySymbol(crossCheck.symbols),
      venue: bySymbol(venue.symbols),
    },
    gaps: [funding, openInterest, crossCheck, venue].flatMap(({ gaps }) => gaps),
  }
}

function bySymbol<Row extends { readonly symbol: string }>(rows: readonly Row[]): ReadonlyMap<string, Row> {
  return new Map(rows.map((row) => [row.symbol, row]))
}

/** Only losing isolated positions can have been fed. */
async function readMarginChanges(
  { exchange }: MarketSource,
  { snapshot, risk }: Observation,
  log: GapLog,
): Promise<ReadonlyMap<string, readonly MarginChange[]>> {
  const losing = risk.positions.filter(
    ({ position, unrealizedPnl }) => position.marginType === 'ISOLATED' && unrealizedPnl.lt('0'),
  )
  const symbols = [...new Set(losing.map(({ position }) => position.symbol))]
  const span = { fromMs: snapshot.takenAtMs - DAY_MS }
  const entries = symbols.map(async (symbol): Promise<[string, readonly MarginChange[]][]> => {
    const changes = await log.orNull(`positionMargin ${symbol}`, exchange.fetchMarginChanges(symbol, span))
    return changes === null ? [] : [[symbol, changes]]
  })
  return new Map((await Promise.all(entries)).flat())
}

async function readPermissions({ reference }: MarketSource): Promise<Known<KeyPermissions | null>> {
  try {
    return { status: 'known', value: (await reference.keyPermissions()).value }
  } catch (error) {
    return { status: 'unknown', why: reasonOf(error) }
  }
}
