import type { Decimal } from '../model/decimal.ts'
import type { UnreadablePosition } from '../model/position.ts'
import type { MarginRow, MarginStanding } from '../risk/margin-standing.ts'
import type {
  AccountFailure,
  AccountRisk,
  Drift,
  Edges,
  Liquidation,
  PoolRisk,
  PositionRisk,
  StatusReport,
  Verdict,
} from '../risk/report.ts'
import { bookRows, toldMarginType } from './book-row.ts'
import { isoTime } from './format.ts'
import { marginsOf } from './margin-lines.ts'
import { worstFirst } from './worst-first.ts'

/** A value of a document: amounts are decimal strings, counts and settings numbers. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }

/** The part that every `--json` document has. */
export interface Head {
  readonly command: string
  readonly asOfMs: number
  /** `null` where a verdict makes no sense. */
  readonly verdict: Verdict | null
  readonly accounts?: readonly Json[]
  readonly error?: Json
}

/** The shared head; a command spreads it and adds its one member. */
export function headDocument({ command, asOfMs, verdict, accounts = [], error = null }: Head): Record<string, Json> {
  return { schema: 'liqwatch/1', command, asOf: isoTime(asOfMs), verdict, accounts, error }
}

/** The document of `status` and `positions`; `check` adds its members to it. */
export function statusDocument(report: StatusReport): Record<string, Json> {
  const { command, asOfMs, verdict } = report
  const accounts = worstFirst(report).map((section) =>
    'risk' in section
      ? { ...accountJson(section.risk, section.environment), ...marginMember(report, section.risk.account) }
      : { ...failedAccountJson(section), ...marginMember(report, section.account) },
  )
  return headDocument({ command, asOfMs, verdict, accounts, error: wholeFailure(report) })
}

/** With nothing but failures the first one is the answer. */
function wholeFailure({ accounts, failures: [first] }: StatusReport): Json {
  return accounts.length > 0 || first === undefined ? null : failureJson(first)
}

/** The margin accounts of an account; no member where they were not looked at, `null` where there are none. */
function marginMember(report: StatusReport, account: string): Record<string, Json> {
  if (report.margins === undefined) return {}
  const standing = marginsOf(report, account)
  return { margin: standing === null ? null : marginStandingJson(standing) }
}

function marginStandingJson({ verdict, takenAtMs, rows, gaps }: MarginStanding): Json {
  return {
    verdict,
    takenAt: isoTime(takenAtMs),
    accounts: rows.map(marginRowJson),
    gaps: gaps.map(({ what, why, needed }) => ({ what, why, needed })),
  }
}

/** One margin account against its lines, without prices. */
export function marginRowJson(row: MarginRow): Record<string, Json> {
  const { bars } = row
  return {
    symbol: row.symbol,
    mode: row.mode,
    multiplier: exactJson(bars.multiplier),
    verdict: row.verdict,
    state: row.zone,
    exchangeLevel: exactJson(row.exchangeLevel),
    movedLevel: row.isMoved ? figureJson(row.level) : null,
    callLevel: exactJson(bars.call),
    callLevelFrom: bars.callFrom,
    liquidationLevel: exactJson(bars.liquidation),
    liquidationLevelFrom: bars.liquidationFrom,
    fallToCallPct: figureJson(row.fallToCallPct),
    fallToLiquidationPct: figureJson(row.fallToLiquidationPct),
    tier: exactJson(row.tier),
    isVerified: row.mode !== 'pro',
    reason: row.why ?? (row.zone === 'no-debt' ? 'no debt' : null),
  }
}

/** What is told about a failure, wherever one stands in a document. */
export interface FailureFacts {
  readonly code: string
  readonly message: string
  readonly hint: string
  readonly retryable: boolean
}

/** The document of a command that failed as a whole. */
export function failureDocument(
  head: { readonly command: string; readonly asOfMs: number; readonly verdict: Verdict | null },
  failure: FailureFacts,
): Record<string, Json> {
  return headDocument({ ...head, error: failureJson(failure) })
}

function failureJson({ code, message, hint, retryable }: FailureFacts): Json {
  return { code, message, hint, retryable }
}

// Characters that JSON leaves as they are but that steer a terminal: C1 controls, bidi and other format characters.
const STEERING = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu

/** One line of JSON, with every steering character escaped: programs read the true text, terminals are left alone. */
export function jsonLine(document: Json): string {
  return JSON.stringify(document).replace(STEERING, escaped)
}

/** JSON for people and programs, indented, ending with a line break. */
export function jsonText(document: Json): string {
  return `${JSON.stringify(document, null, 2).replace(STEERING, escaped)}\n`
}

function escaped(character: string): string {
  return [...Array(character.length).keys()]
    .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
    .join('')
}

/** An exact amount, as it came from the wire: every digit, never an exponent; `null` stays `null`. */
export function exactJson(value: Decimal | null): string | null {
  return value?.toFixed() ?? null
}

const PLACES = 8

/** A computed amount: at least 8 decimals of precision, without superfluous zeros; `null` stays `null`. */
export function figureJson(value: Decimal | null): string | null {
  return value === null ? null : value.toDecimalPlaces(placesFor(value)).toFixed()
}

/** A computed price: at least 8 decimals, more for coins worth a fraction of a cent, never on the symbol's grid. */
export function priceJson(value: Decimal | null): string | null {
  return value === null ? null : value.toFixed(placesFor(value))
}

/** Decimals that leave 11 significant digits of a small number, and 8 decimals of any other. */
function placesFor(value: Decimal): number {
  return value.isZero() ? PLACES : Math.max(PLACES, 10 - value.e)
}

/** One account with its pools, positions and gaps. */
export function accountJson(risk: AccountRisk, environment: string): Record<string, Json> {
  const [worstPool] = risk.pools
  return {
    account: risk.account,
    environment: environment.toLowerCase(),
    takenAt: isoTime(risk.takenAtMs),
    verdict: risk.verdict,
    multiAssetsMode: risk.multiAssetsMode,
    hedgeMode: risk.hedgeMode,
    equity: figureJson(risk.equity),
    walletBalance: figureJson(risk.walletBalance),
    unrealizedPnl: figureJson(risk.unrealizedPnl),
    maintenanceMargin: figureJson(risk.maintenanceMargin),
    grossNotional: figureJson(risk.grossNotional),
    effectiveLeverage: figureJson(risk.effectiveLeverage),
    isApproximate: risk.isApproximate,
    cross: worstPool === undefined ? null : poolJson(worstPool),
    pools: risk.pools.map(poolJson),
    positions: bookRows(risk).map((row) =>
      row.kind === 'known' ? positionJson(row.risk) : unreadableJson(row.position),
    ),
    gaps: risk.gaps.map(({ what, why, needed }) => ({ what, why, needed })),
    error: null,
  }
}

/** An account that could not be read keeps its place, with nothing known about it. */
function failedAccountJson(failure: AccountFailure): Record<string, Json> {
  return {
    account: failure.account,
    environment: failure.environment.toLowerCase(),
    takenAt: null,
    verdict: 'UNKNOWN',
    multiAssetsMode: null,
    hedgeMode: null,
    equity: null,
    walletBalance: null,
    unrealizedPnl: null,
    maintenanceMargin: null,
    grossNotional: null,
    effectiveLeverage: null,
    isApproximate: false,
    cross: null,
    pools: [],
    positions: [],
    gaps: [{ what: 'account', why: failure.message, needed: true }],
    error: failureJson(failure),
  }
}

function poolJson(pool: PoolRisk): Json {
  return {
    asset: pool.asset,
    symbols: pool.symbols,
    marginBalance: figureJson(pool.marginBalance),
    maintenanceMargin: figureJson(pool.maintenanceMargin),
    marginRatio: figureJson(pool.marginRatio),
    jointDistancePct: figureJson(pool.jointDistancePct),
    jointTier: exactJson(pool.jointTier),
    reason: pool.why ?? (pool.jointDistancePct === null ? 'no joint move below 100% liquidates it' : null),
  }
}

/** One computed position. */
export function positionJson(risk: PositionRisk): Json {
  const { position } = risk
  return {
    symbol: position.symbol,
    side: position.side,
    positionSide: position.positionSide,
    marginType: position.marginType,
    marginAsset: position.marginAsset,
    quantity: exactJson(position.quantity),
    entryPrice: exactJson(position.entryPrice),
    markPrice: exactJson(position.markPrice),
    notional: figureJson(risk.notional),
    unrealizedPnl: figureJson(risk.unrealizedPnl),
    leverage: position.leverage,
    effectiveLeverage: figureJson(risk.effectiveLeverage),
    maintenanceMargin: figureJson(risk.maintenanceMargin),
    marginRatio: figureJson(risk.marginRatio),
    liquidation: liquidationJson(risk.liquidation, risk.drift),
    bankruptcyPrice: priceJson(risk.bankruptcyPrice),
    distancePct: figureJson(risk.distancePct),
    distanceAtr: figureJson(risk.distanceAtr),
    tier: exactJson(risk.tier),
    fundingRate: exactJson(risk.fundingRate),
    fundingIntervalHours: risk.fundingIntervalHours,
    stop: stopJson(risk),
    ifFilled: ifFilledJson(risk),
    dataAgeMs: risk.dataAgeMs,
  }
}

function stopJson({ stop }: PositionRisk): Json {
  if (stop === null) return null
  return { price: exactJson(stop.price), coveredPct: figureJson(stop.coveredPct), workingType: stop.workingType }
}

function ifFilledJson({ ifFilled }: PositionRisk): Json {
  if (ifFilled === null) return null
  return { liquidationPrice: priceJson(ifFilled.liquidationPrice), distancePct: figureJson(ifFilled.distancePct) }
}

const NO_EDGES: Edges = { below: null, above: null }

function liquidationJson(liquidation: Liquidation, drift: Pick<Drift, 'exchangePrice' | 'driftPct'>): Json {
  const isPrice = liquidation.status === 'price'
  const edges = isPrice ? liquidation.edges : NO_EDGES
  return {
    status: liquidation.status,
    price: isPrice ? priceJson(liquidation.price) : null,
    edges: { below: priceJson(edges.below), above: priceJson(edges.above) },
    exchangePrice: exactJson(drift.exchangePrice),
    driftPct: figureJson(drift.driftPct),
    reason: liquidation.reason,
  }
}

/** A row that could not be computed has every field of a position, null but for what identifies it. */
function unreadableJson(position: UnreadablePosition): Json {
  return {
    symbol: position.symbol,
    side: position.positionSide === 'BOTH' ? null : position.positionSide,
    positionSide: position.positionSide,
    marginType: toldMarginType(position),
    marginAsset: position.marginAsset,
    quantity: null,
    entryPrice: null,
    markPrice: null,
    notional: null,
    unrealizedPnl: null,
    leverage: null,
    effectiveLeverage: null,
    maintenanceMargin: null,
    marginRatio: null,
    liquidation: liquidationJson({ status: 'unknown', reason: position.why }, { exchangePrice: null, driftPct: null }),
    bankruptcyPrice: null,
    distancePct: null,
    distanceAtr: null,
    tier: null,
    fundingRate: null,
    fundingIntervalHours: null,
    stop: null,
    ifFilled: null,
    dataAgeMs: null,
  }
}
