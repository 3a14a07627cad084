import { cut, type Decimal } from '../model/decimal.ts'
import { DEFAULT_FUNDING_INTERVAL_HOURS } from '../model/market.ts'
import type { Position } from '../model/position.ts'
import type { AccountSnapshot } from '../model/snapshot.ts'
import { innermostTier, type TierTable, tiersOf } from '../model/tiers.ts'
import { bankruptcyPriceOf } from './bankruptcy.ts'
import { dataAgeMs } from './data-age.ts'
import { driftOf } from './drift.ts'
import { ifFilled } from './if-filled.ts'
import { distanceAtrOf, distancePctOf, liquidationOf } from './liquidation.ts'
import { effectiveLeverageOf, marginRatioOf } from './margin-ratio.ts'
import { type MarkFigures, markFigures } from './mark-figures.ts'
import { poolAssetOf } from './pool-reading.ts'
import { stopSummary } from './protective-stop.ts'
import type { Drift, Liquidation, PositionRisk, StopSummary } from './report.ts'
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
  return new AssessedPosition(figures, context)
}

/** The row with its data grown older: a copy field by field, for which no member of the class may be named by #. */
export function agedPosition(row: PositionRisk, dataAgeMs: number): PositionRisk {
  const copy: PositionRisk = Object.create(Object.getPrototypeOf(row))
  return Object.assign(copy, row, { dataAgeMs })
}

/** What is computed later is a method of the class: with thousands of rows, functions of their own would be a burden. */
class AssessedPosition implements PositionRisk {
  readonly position: Position
  readonly notional: Decimal
  readonly unrealizedPnl: Decimal
  readonly liquidation: Liquidation
  readonly drift: Drift
  readonly distancePct: Decimal | null
  readonly tier: Decimal | null
  readonly fundingRate: Decimal | null
  readonly fundingIntervalHours: number | null
  readonly stop: StopSummary | null
  readonly ifFilled: PositionRisk['ifFilled']
  readonly tickSize: Decimal | null
  readonly stepSize: Decimal | null
  readonly dataAgeMs: number
  private readonly context: PositionContext

  constructor({ reported, position, notional, unrealizedPnl }: MarkFigures, context: PositionContext) {
    const { snapshot } = context
    const { symbol, markPrice } = position
    const orders = snapshot.orders.get(symbol) ?? []
    const rules = snapshot.rules.get(symbol)
    const { stake, standing, why } = readStake(position, context)
    const liquidation: Liquidation =
      stake === null ? { status: 'unknown', reason: why } : liquidationOf(stake, standing)
    const distancePct = distancePctOf(liquidation, markPrice)
    this.position = reported
    this.notional = notional
    this.unrealizedPnl = unrealizedPnl
    this.liquidation = liquidation
    this.drift = driftOf(position, liquidation)
    this.distancePct = distancePct
    this.tier = distancePct === null ? null : innermostTier(distancePct, tiersOf(context.tiers, symbol))
    this.fundingRate = snapshot.marks.get(symbol)?.fundingRate ?? null
    this.fundingIntervalHours = this.fundingRate === null ? null : fundingIntervalOf(symbol, snapshot)
    this.stop = orders.length === 0 ? null : stopSummary(position, orders)
    this.ifFilled = stake === null || orders.length === 0 ? null : ifFilled(position, stake, orders)
    this.tickSize = rules?.tickSize ?? null
    this.stepSize = rules?.stepSize ?? null
    this.dataAgeMs = dataAgeMs(symbol, snapshot, context.nowMs)
    this.context = context
  }

  maintenanceMargin(): Decimal | null {
    const { maintenanceMargin } = this.figures()
    return maintenanceMargin === null ? null : cut(maintenanceMargin, 8)
  }

  marginRatio(): Decimal | null {
    const { snapshot, poolRatios } = this.context
    if (this.isCross()) return poolRatios.get(poolAssetOf(snapshot, this.position)) ?? null
    const figures = this.figures()
    return figures.maintenanceMargin === null ? null : marginRatioOf(figures.maintenanceMargin, equityOf(figures))
  }

  effectiveLeverage(): Decimal | null {
    return this.isCross() ? null : effectiveLeverageOf(this.notional, equityOf(this.figures()))
  }

  bankruptcyPrice(): Decimal | null {
    const { stake } = readStake(this.position, this.context)
    return stake === null ? null : bankruptcyPriceOf(stake)
  }

  distanceAtr(): Decimal | null {
    const { symbol, markPrice } = this.position
    return distanceAtrOf(this.liquidation, markPrice, this.context.snapshot.dailyAtr.get(symbol) ?? null)
  }

  private isCross(): boolean {
    return this.position.marginType === 'CROSSED'
  }

  private figures(): MarkFigures {
    return markFigures(this.position, this.context)
  }
}

function equityOf({ position, unrealizedPnl }: MarkFigures): Decimal {
  return position.isolatedWallet.plus(unrealizedPnl)
}

/** Delivery contracts pay no funding and so have no interval; a symbol without an entry settles every 8 hours. */
function fundingIntervalOf(symbol: string, { fundingInfo }: AccountSnapshot): number | null {
  if (fundingInfo === null) return null
  return fundingInfo.get(symbol)?.fundingIntervalHours ?? DEFAULT_FUNDING_INTERVAL_HOURS
}
