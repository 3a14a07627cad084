import type { BracketRow } from '../model/bracket.ts'
import type { Gap } from '../model/snapshot.ts'
import type { CrossCheckReport, SymbolCrossCheck } from '../risk/cross-check.ts'
import type { FundingReport, PositionFunding, SymbolFunding } from '../risk/funding.ts'
import type { FundingStatistics } from '../risk/funding-history.ts'
import type { FundChange, FundState } from '../risk/insurance-fund.ts'
import type { OpenInterestReport, SymbolOpenInterest } from '../risk/open-interest.ts'
import type { SymbolVenue, VenueReport } from '../risk/venue-state.ts'
import { csvText } from './csv.ts'
import { isoTime, NOT_AVAILABLE } from './format.ts'
import { exactJson, figureJson, gapJson, headDocument, type Json, priceJson } from './json.ts'

type Row = Readonly<Record<string, Json>>

/** The document of one of the commands about the market: its member beside the head, and what could not be read. */
function marketDocument(
  command: string,
  { asOfMs, gaps }: { readonly asOfMs: number; readonly gaps: readonly Gap[] },
  member: Row,
): Record<string, Json> {
  return {
    ...headDocument({ command, asOfMs, verdict: null }),
    ...member,
    gaps: gaps.map(gapJson),
  }
}

/** The document of `funding`. */
export function fundingDocument(report: FundingReport): Record<string, Json> {
  return marketDocument('funding', report, { funding: fundingRows(report) })
}

/** A row for each position, or one without a side for a symbol that is not held. */
export function fundingRows({ symbols }: FundingReport): readonly Row[] {
  return symbols.flatMap((symbol) => {
    if (symbol.positions.length === 0) return [fundingRow(symbol, null)]
    return symbol.positions.map((position) => fundingRow(symbol, position))
  })
}

function fundingRow(symbol: SymbolFunding, position: PositionFunding | null): Row {
  const { interval, history } = symbol
  return {
    symbol: symbol.symbol,
    side: position?.risk.position.side ?? null,
    rate: exactJson(symbol.rate),
    intervalHours: interval.hours,
    intervalConfirmation: interval.confirmation,
    rate8hPct: figureJson(symbol.rate8hPct),
    ratePerYearPct: figureJson(symbol.ratePerYearPct),
    nextFundingTime: timeJson(symbol.nextFundingAtMs),
    ...costJson(position),
    flags: symbol.flags,
    intervalChange:
      interval.change === null
        ? null
        : { fromHours: interval.change.fromHours, toHours: interval.change.toHours, at: isoTime(interval.change.atMs) },
    history:
      history === null
        ? null
        : {
            readAt: timeJson(symbol.historyAtMs),
            last30: statisticsJson(history.last30),
            last90: statisticsJson(history.last90),
            streak: history.streak === null ? null : { sign: history.streak.sign, count: history.streak.count },
            flip: history.flip === null ? null : { to: history.flip.to, at: isoTime(history.flip.atMs) },
            special: history.special.map(({ fundingRate, atMs }) => ({
              rate: exactJson(fundingRate),
              at: isoTime(atMs),
            })),
          },
  }
}

function costJson(position: PositionFunding | null): Row {
  const { cost, paid } = position ?? { cost: null, paid: null }
  return {
    nextPayment: figureJson(cost?.nextPayment ?? null),
    costPerDay: figureJson(cost?.perDay ?? null),
    cushionPctPerDay: figureJson(cost?.cushionPctPerDay ?? null),
    paidSinceEntry: figureJson(paid?.amount ?? null),
    paidSinceEntryReason: paid === null ? 'no position is open' : paid.why,
    enteredAt: timeJson(paid?.sinceMs ?? null),
    liquidationDriftPerDay: priceJson(cost?.liquidationDrift?.price ?? null),
    distanceDriftPctPerDay: figureJson(cost?.liquidationDrift?.distancePct ?? null),
    nextTier: exactJson(cost?.next?.tierPct ?? null),
    daysToNextTier: figureJson(cost?.next?.days ?? null),
  }
}

function statisticsJson(statistics: FundingStatistics | null): Json {
  if (statistics === null) return null
  return {
    count: statistics.count,
    mean8hPct: figureJson(statistics.meanPct),
    median8hPct: figureJson(statistics.medianPct),
    positiveSharePct: figureJson(statistics.positiveSharePct),
    percentile: figureJson(statistics.percentile),
  }
}

function timeJson(atMs: number | null): string | null {
  return atMs === null ? null : isoTime(atMs)
}

/** The document of `oi`. */
export function openInterestDocument(report: OpenInterestReport): Record<string, Json> {
  return marketDocument('oi', report, { openInterest: openInterestRows(report) })
}

/** A row for each symbol. */
export function openInterestRows({ symbols }: OpenInterestReport): readonly Row[] {
  return symbols.map((row) => ({
    symbol: row.symbol,
    quantity: exactJson(row.quantity),
    notional: figureJson(row.notional),
    change1hPct: figureJson(row.hour.quantityPct),
    change24hPct: figureJson(row.day.quantityPct),
    priceChange1hPct: figureJson(row.hour.pricePct),
    priceChange24hPct: figureJson(row.day.pricePct),
    zScore30d: figureJson(row.zScore30d),
    zScoreReason: row.zScoreWhy,
    spike: row.spike,
    past: pastJson(row),
  }))
}

function pastJson({ past, hourlyAtMs }: SymbolOpenInterest): Json {
  if (past === null) return null
  const { afterSpikes, afterAnyHour } = past
  return {
    readAt: timeJson(hourlyAtMs),
    hourlyChanges: past.changes,
    meanPct: figureJson(past.meanPct),
    deviationPct: figureJson(past.deviationPct),
    spikes: past.spikes.map(({ atMs, changePct, followedPct }) => ({
      at: isoTime(atMs),
      changePct: figureJson(changePct),
      priceAfter24hPct: figureJson(followedPct),
    })),
    afterSpikes: { ...afterSpikes, medianSizePct: figureJson(afterSpikes.medianSizePct) },
    afterAnyHour: { ...afterAnyHour, medianSizePct: figureJson(afterAnyHour.medianSizePct) },
  }
}

/** The document of `xcheck`. */
export function crossCheckDocument(report: CrossCheckReport): Record<string, Json> {
  return marketDocument('xcheck', report, { crossCheck: report.symbols.map(crossCheckRow) })
}

function crossCheckRow(row: SymbolCrossCheck): Row {
  return {
    symbol: row.symbol,
    markPrice: exactJson(row.markPrice),
    indexPrice: exactJson(row.indexPrice),
    markIndexPct: figureJson(row.markIndexPct),
    coinsPerUnit: exactJson(row.lot),
    sources: crossCheckSources(row),
    constituents: row.constituents.map(({ exchange, symbol, price, weight, divergencePct }) => ({
      exchange,
      symbol,
      price: exactJson(price),
      weight: exactJson(weight),
      divergencePct: figureJson(divergencePct),
    })),
    thresholdPct: exactJson(row.thresholdPct),
    isSmallCap: row.isSmallCap,
    result: row.result,
  }
}

/** A row for each source of a symbol. */
function crossCheckSources({ sources }: SymbolCrossCheck): readonly Row[] {
  return sources.map(({ name, price, ageSeconds, divergencePct, markDivergencePct, status, why }) => ({
    name,
    price: priceJson(price),
    ageSeconds,
    divergencePct: figureJson(divergencePct),
    markDivergencePct: figureJson(markDivergencePct),
    status,
    reason: why,
  }))
}

/** A row for each source of each symbol. */
export function crossCheckRows({ symbols }: CrossCheckReport): readonly Row[] {
  return symbols.flatMap((row) => crossCheckSources(row).map((source) => ({ symbol: row.symbol, ...source })))
}

/** The document of `exchange`. */
export function venueDocument(report: VenueReport): Record<string, Json> {
  return marketDocument('exchange', report, { exchange: venueRows(report) })
}

/** A row for each symbol. */
export function venueRows({ symbols }: VenueReport): readonly Row[] {
  return symbols.map((row) => ({
    symbol: row.symbol,
    adlQuantile: row.held.reduce<number | null>(
      (most, { adlQuantile }) => (adlQuantile === null ? most : Math.max(most ?? 0, adlQuantile)),
      null,
    ),
    adlRisk: row.adlRisk,
    isAdlNear: row.held.some(({ isAdlNear }) => isAdlNear),
    insuranceFund: row.fund === null ? null : fundJson(row.fund),
    openInterestNotional: figureJson(row.openInterestNotional),
    bracket: row.held[0]?.bracket ?? null,
    positions: row.held.map(({ risk, adlQuantile, bracket }) => ({ side: risk.position.side, adlQuantile, bracket })),
    brackets: row.brackets === null ? null : row.brackets.rows.map(bracketJson),
    bracketsReadAt: timeJson(row.bracketsAtMs),
    bracketChange: bracketChangeJson(row),
    markPrice: exactJson(row.markPrice),
    lastPrice: exactJson(row.lastPrice),
    markLastGapPct: figureJson(row.markLastGapPct),
    markLastGapP99Pct: figureJson(row.gapPast?.p99Pct ?? null),
    markLastGapHours: row.gapPast?.hours ?? null,
    liquidationFeePct: figureJson(row.liquidationFeePct),
  }))
}

function fundJson(fund: FundState): Json {
  return {
    asset: fund.asset,
    balance: exactJson(fund.balance),
    symbols: fund.symbols,
    updatedAt: isoTime(fund.updatedAtMs),
    ofOpenInterestPct: figureJson(fund.ofOpenInterestPct),
    sinceLastSeen: fundChangeJson(fund.sinceLastSeen),
    sinceADayAgo: fundChangeJson(fund.sinceADayAgo),
  }
}

function fundChangeJson(change: FundChange | null): Json {
  if (change === null) return null
  return { since: isoTime(change.sinceMs), amount: figureJson(change.amount), pct: figureJson(change.pct) }
}

function bracketJson(row: BracketRow): Json {
  return {
    bracket: row.bracket,
    notionalFloor: exactJson(row.notionalFloor),
    notionalCap: exactJson(row.notionalCap),
    maintMarginRatio: exactJson(row.maintMarginRatio),
    maintAmount: exactJson(row.maintAmount),
    initialLeverage: row.initialLeverage,
  }
}

function bracketChangeJson({ bracketChange }: SymbolVenue): Json {
  if (bracketChange === null) return null
  return {
    lastSeenAt: isoTime(bracketChange.lastSeenAtMs),
    noticedAt: isoTime(bracketChange.noticedAtMs),
    rows: bracketChange.rows.map(({ bracket, before, after }) => ({
      bracket,
      before: before === null ? null : bracketJson(before),
      after: after === null ? null : bracketJson(after),
    })),
  }
}

/** The plain figures of rows as CSV; lists of words are joined by blanks, what has an inner structure is left out. */
export function rowsCsv(rows: readonly Row[]): string {
  const [first = {}] = rows
  const header = Object.keys(first).filter((name) => rows.every((row) => isFlat(row[name])))
  return csvText(
    header,
    rows.map((row) => header.map((name) => cellText(row[name]))),
  )
}

function isFlat(value: Json | undefined): boolean {
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string')
  return typeof value !== 'object' || value === null
}

function cellText(value: Json | undefined): string {
  if (value === null || value === undefined) return NOT_AVAILABLE
  return Array.isArray(value) ? value.join(' ') : String(value)
}
