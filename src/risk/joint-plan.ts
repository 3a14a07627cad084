import { type Decimal, ONE, ZERO } from '../model/decimal.ts'
import { sideSign } from '../model/position.ts'
import { bracketRowOf } from './bracket-table.ts'
import { type Line, lowestLine, sumOfLines, zeroAlong } from './concave-curve.ts'
import type { Collateral, CrossPool, Holding } from './cross-pool.ts'
import { adverseWay, type Way } from './joint-move.ts'
import { atRate, type Leg } from './stake.ts'

/** A pool after everything went against its holder by the same share at once, with sums that each plan differs from. */
export interface JointGround {
  /** The common adverse move, as a fraction. */
  readonly move: Decimal
  readonly assets: readonly GroundAsset[]
}

interface GroundAsset {
  readonly collateral: Collateral
  readonly holdings: ReadonlyMap<string, Holding>
  /** At the bid, then at the ask where that differs. */
  readonly valuations: readonly Valuation[]
}

/** What the moved holdings of an asset add to its balance, the asset valued at one rate. */
interface Valuation {
  readonly rate: Decimal
  readonly total: Decimal
  readonly bySymbol: ReadonlyMap<string, Decimal>
}

/** What is done to the pool, in one unknown: each unit closes so much of some legs at the mark, or brings money. */
export interface JointPlan {
  /** By symbol: base units of a leg that one unit of the plan closes. Symbols that are absent are left alone. */
  readonly closings: ReadonlyMap<string, (leg: Leg) => Decimal>
  /** Fraction of a closed notional paid as fee. */
  readonly feeRateOf: (symbol: string) => Decimal
  /** The asset that one unit of the plan brings one unit of; `null` for none. */
  readonly depositAsset: string | null
}

/** Moves every holding of a pool, once for all plans. */
export function jointGround(pool: CrossPool, move: Decimal): JointGround {
  const byAsset = new Map<string, Map<string, Holding>>([...pool.collateral.keys()].map((asset) => [asset, new Map()]))
  for (const holding of pool.holdings.values()) byAsset.get(holding.marginAsset)?.set(holding.symbol, holding)
  const assets = [...pool.collateral.values()].map((collateral): GroundAsset => {
    const holdings = byAsset.get(collateral.asset) ?? new Map<string, Holding>()
    const { bidRate, askRate } = collateral.rates
    const rates = bidRate.eq(askRate) ? [bidRate] : [bidRate, askRate]
    return { collateral, holdings, valuations: rates.map((rate) => valuation(holdings, { move, rate, askRate })) }
  })
  return { move, assets }
}

interface Terms {
  readonly move: Decimal
  readonly rate: Decimal
  readonly askRate: Decimal
}

function valuation(holdings: ReadonlyMap<string, Holding>, terms: Terms): Valuation {
  let total: Decimal = ZERO
  const bySymbol = new Map<string, Decimal>()
  for (const [symbol, holding] of holdings) {
    const { intercept } = holdingLine(holding, { terms, units: ZERO, closing: () => ZERO, feeRate: ZERO })
    bySymbol.set(symbol, intercept)
    total = total.plus(intercept)
  }
  return { rate: terms.rate, total, bySymbol }
}

/**
 * How much of a plan makes the pool survive the move: at a fixed move its surplus is concave in the plan, since
 * closing takes maintenance margin bracket by bracket, and money owed counts for more than money owned.
 *
 * @returns 0 when it survives already; `null` when no amount of the plan does it
 */
export function unitsNeeded(ground: JointGround, plan: JointPlan): Decimal | null {
  const pieceAt = (units: Decimal): Line =>
    sumOfLines(ground.assets.map((asset) => assetLine(ground, asset, { plan, units })))
  const start = pieceAt(ZERO)
  if (start.intercept.gte(ZERO)) return ZERO
  return start.slope.gt(ZERO) ? zeroAlong({ pieceAt }, start) : null
}

interface PlanAt {
  readonly plan: JointPlan
  readonly units: Decimal
}

function assetLine({ move }: JointGround, asset: GroundAsset, { plan, units }: PlanAt): Line {
  const { collateral, holdings, valuations } = asset
  const { askRate } = collateral.rates
  const deposit = plan.depositAsset === collateral.asset ? ONE : ZERO
  const lines = valuations.map(({ rate, total, bySymbol }): Line => {
    const parts: Line[] = [{ intercept: atRate(collateral.balance, rate).plus(total), slope: rate.times(deposit) }]
    for (const [symbol, closing] of plan.closings) {
      const holding = holdings.get(symbol)
      if (holding === undefined) continue
      const changed = { terms: { move, rate, askRate }, units, closing, feeRate: plan.feeRateOf(symbol) }
      parts.push({ intercept: (bySymbol.get(symbol) ?? ZERO).neg(), slope: ZERO }, holdingLine(holding, changed))
    }
    return sumOfLines(parts)
  })
  return lowestLine(lines, units)
}

interface ChangedHolding {
  readonly terms: Terms
  readonly units: Decimal
  readonly closing: (leg: Leg) => Decimal
  readonly feeRate: Decimal
}

/** Of the two ways of a symbol held both ways, the one that leaves less. */
function holdingLine(holding: Holding, changed: ChangedHolding): Line {
  const ways = [...new Set(holding.legs.map(({ side }) => adverseWay(side)))]
  return lowestLine(
    ways.map((way) => sumOfLines(holding.legs.map((leg) => legLine({ holding, leg, way }, changed)))),
    changed.units,
  )
}

interface MovedLeg {
  readonly holding: Holding
  readonly leg: Leg
  readonly way: Way
}

/** What a leg adds beyond the balance at the mark: the move's profit, less maintenance margin there, less the fee. */
function legLine(
  { holding: { markPrice }, leg, way }: MovedLeg,
  { terms, units, closing, feeRate }: ChangedHolding,
): Line {
  const { move, rate, askRate } = terms
  const closed = closing(leg)
  const shift = markPrice.times(way === 'UP' ? move : move.neg())
  const price = markPrice.plus(shift)
  const row = bracketRowOf(leg.bracket, leg.quantity.minus(closed.times(units)).times(price))
  const profitPerBase = shift.times(sideSign(leg))
  const marginPerBase = price.times(row.maintMarginRatio)
  const margin = leg.quantity.times(marginPerBase).minus(row.maintAmount)
  const savedPerUnit = closed.times(profitPerBase.plus(markPrice.times(feeRate)))
  return {
    intercept: atRate(leg.quantity.times(profitPerBase), rate).minus(atRate(margin, askRate)),
    slope: atRate(closed.times(marginPerBase), askRate).minus(atRate(savedPerUnit, rate)),
  }
}
