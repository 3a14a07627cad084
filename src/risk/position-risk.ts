import { cut, type Decimal } from '../model/decimal.ts'
import { DEFAULT_FUNDING_INTERVAL_HOURS } from '../model/market.ts'
import type { AccountSnapshot } from '../model/snapshot.ts'
import { innermostTier, type TierTable, tiersOf } from '../model/tiers.ts'
import { bankruptcyPriceOf } from './bankruptcy.ts'
import { driftOf } from './drift.ts'
import { ifFilled } from './if-filled.ts'
import { distanceAtrOf, distancePctOf, liquidationOf } from './liquidation.ts'
import { effectiveLeverageOf, marginRatioOf } from './margin-ratio.ts'
import type { MarkFigures } from './mark-figures.ts'
import { poolAssetOf } from './pool-reading.ts'
import { stopSummary } from './protective-stop.ts'
import type { Liquidation, PositionRisk } from './report.ts'
import { readStake, type StakeSource } from './stake-reading.ts'

/** What the positions of one account share while they are assessed. */
export interface PositionContext extends StakeSource {
  readonly tiers: TierTable
  readonly nowMs: number
  /** Margin ratios of the cross pools by name; `null` when unknown. */
  readonly poolRatios: ReadonlyMap<string, Decimal | null>
}

/** Everything that the screens say of one position. */
export function positionRisk(figures: MarkFigures, context: PositionContext): PositionRisk {
  const { snapshot } = context
  const { position, notional, unrealizedPnl, maintenanceMargin } = figures
  const { symbol, markPrice } = position
  const orders = snapshot.orders.get(symbol) ?? []
  const rules = snapshot.rules.get(symbol)
  const mark = snapshot.marks.get(symbol)
  const fundingRate = mark?.fundingRate ?? null
  const { stake, standing, why } = readStake(position, context)
  const liquidation: Liquidation = stake === null ? { status: 'unknown', reason: why } : liquidationOf(stake, standing)
  const distancePct = distancePctOf(liquidation, markPrice)
  const isCross = position.marginType === 'CROSSED'
  // Looked up at once: a row that kept the context would keep the sums of all pools as long as itself.
  const poolRatio = context.poolRatios.get(poolAssetOf(snapshot, position)) ?? null
  // Every field by its name: spreading objects together is slow and leaves large objects, of which a report has thousands.
  return {
    position: figures.reported,
    notional,
    unrealizedPnl,
    maintenanceMargin: maintenanceMargin === null ? null : cut(maintenanceMargin, 8),
    marginRatio: () => (isCross ? poolRatio : isolatedMarginRatio(figures)),
    effectiveLeverage: () => (isCross ? null : effectiveLeverageOf(notional, equityOf(figures))),
    liquidation,
    drift: driftOf(position, liquidation),
    bankruptcyPrice: () => (stake === null ? null : bankruptcyPriceOf(stake)),
    distancePct,
    distanceAtr: () => distanceAtrOf(liquidation, markPrice, snapshot.dailyAtr.get(symbol) ?? null),
    tier: distancePct === null ? null : innermostTier(distancePct, tiersOf(context.tiers, symbol)),
    fundingRate,
    fundingIntervalHours: fundingRate === null ? null : fundingIntervalOf(symbol, snapshot),
    stop: orders.length === 0 ? null : stopSummary(position, orders),
    ifFilled: stake === null || orders.length === 0 ? null : ifFilled(position, stake, orders),
    tickSize: rules?.tickSize ?? null,
    stepSize: rules?.stepSize ?? null,
    dataAgeMs: dataAgeMs(symbol, snapshot, context.nowMs),
  }
}

/** Age of a symbol's mark, or of the whole snapshot where it came without one. */
export function dataAgeMs(symbol: string, { marks, takenAtMs }: AccountSnapshot, nowMs: number): number {
  return Math.max(0, nowMs - (marks.get(symbol)?.atMs ?? takenAtMs))
}

function isolatedMarginRatio(figures: MarkFigures): Decimal | null {
  const { maintenanceMargin } = figures
  return maintenanceMargin === null ? null : marginRatioOf(maintenanceMargin, equityOf(figures))
}

function equityOf({ position, unrealizedPnl }: MarkFigures): Decimal {
  return position.isolatedWallet.plus(unrealizedPnl)
}

/** Delivery contracts pay no funding and so have no interval; a symbol without an entry settles every 8 hours. */
function fundingIntervalOf(symbol: string, { fundingInfo }: AccountSnapshot): number | null {
  if (fundingInfo === null) return null
  return fundingInfo.get(symbol)?.fundingIntervalHours ?? DEFAULT_FUNDING_INTERVAL_HOURS
}
