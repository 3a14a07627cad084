import type { UnreadablePosition } from '../model/position.ts'
import type { AccountFailure, AccountRisk, Drift, Edges, Liquidation, PoolRisk, PositionRisk } from '../risk/report.ts'
import { bookRows, toldMarginType } from './book-row.ts'
import { isoTime } from './format.ts'
import { exactJson, failureJson, figureJson, gapJson, type Json, priceJson } from './json.ts'

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
    gaps: risk.gaps.map(gapJson),
    error: null,
  }
}

/** An account that could not be read keeps its place, with nothing known about it. */
export function failedAccountJson(failure: AccountFailure): Record<string, Json> {
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
    effectiveLeverage: figureJson(risk.effectiveLeverage()),
    maintenanceMargin: figureJson(risk.maintenanceMargin()),
    marginRatio: figureJson(risk.marginRatio()),
    liquidation: liquidationJson(risk.liquidation, risk.drift),
    bankruptcyPrice: priceJson(risk.bankruptcyPrice()),
    distancePct: figureJson(risk.distancePct),
    distanceAtr: figureJson(risk.distanceAtr()),
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
