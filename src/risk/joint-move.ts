import type { BracketRow } from '../model/bracket.ts'
import { type Decimal, HUNDRED, ONE, sum, ZERO } from '../model/decimal.ts'
import type { Side } from '../model/position.ts'
import { bracketRowOf } from './bracket-table.ts'
import { type Line, lowestLine, sumOfLines, valueOn, zeroAlong } from './concave-curve.ts'
import { type Collateral, type CrossPool, grossMaintenanceOf, type HeldLeg, type Holding } from './cross-pool.ts'
import { atRate } from './stake.ts'

/**
 * The joint distance: the common adverse move at which a pool is liquidated. Longs fall and shorts rise by the same
 * percentage; a symbol held both ways goes wherever the surplus of the pool is lower at that size of move.
 *
 * @returns percent points, unrounded; 0 when already liquidatable; `null` when no move below 100 % does it
 */
export function jointDistancePct(pool: CrossPool): Decimal | null {
  if (pool.marginBalance.lte(pool.maintenanceMargin)) return ZERO
  const move = firstZero(moveSurplus(pool))
  return move?.lt(ONE) ? move.times(HUNDRED) : null
}

/** Where a mark goes. */
export type Way = 'DOWN' | 'UP'

/** The way that hurts a side. */
export function adverseWay(side: Side): Way {
  return side === 'LONG' ? 'DOWN' : 'UP'
}

/** The surplus is positive at 0; one that is level there is entered from the far end. */
function firstZero(pieceAt: (move: Decimal) => Line): Decimal | null {
  const curve = { pieceAt, lastPiece: () => pieceAt(ONE) }
  const here = pieceAt(ZERO)
  if (here.slope.lt(ZERO)) return zeroAlong(curve, here)
  const far = curve.lastPiece()
  return valueOn(far, ONE).lt(ZERO) ? zeroAlong(curve, far) : null
}

/**
 * Surplus of the pool against the size x of a move, 0.05 for 5 %. Each asset counts at the worse of its two rates and
 * each symbol at the worse of its ways: minima of concave functions, so the whole is concave too.
 */
function moveSurplus(pool: CrossPool): (move: Decimal) => Line {
  const assets = [...pool.collateral.values()].map((collateral) => movingAsset(pool, collateral))
  return (move) => {
    const at = { move, factors: { DOWN: ONE.minus(move), UP: ONE.plus(move) } }
    return sumOfLines(assets.map((asset) => assetLine(asset, at)))
  }
}

/** A size of move, and what it multiplies a mark by. */
interface MoveAt {
  readonly move: Decimal
  readonly factors: Readonly<Record<Way, Decimal>>
}

/** One margin asset and the symbols whose profit it takes. */
interface MovingAsset {
  readonly collateral: Collateral
  /** The only legs of their symbols. */
  readonly single: readonly HeldLeg[]
  /** What those come to in the rows that hold them at the mark; further on it differs by the few that change rows. */
  readonly start: Moved
  readonly hedged: readonly Holding[]
}

/** Legs on their way, in the margin asset. */
interface Moved {
  /** Over a move of 1. */
  readonly profit: Decimal
  /** Against the size of the move. */
  readonly maintenance: Line
}

function movingAsset(pool: CrossPool, collateral: Collateral): MovingAsset {
  const single: HeldLeg[] = []
  const hedged: Holding[] = []
  let { grossNotional, maintenanceMargin, adverseGrowth } = collateral.sums
  for (const holding of pool.holdings.values()) {
    if (holding.marginAsset !== collateral.asset) continue
    const [leg, ...others] = holding.legs
    if (leg !== undefined && others.length === 0) {
      single.push(leg)
    } else {
      hedged.push(holding)
      grossNotional = grossNotional.minus(sum(holding.legs.map(({ notional }) => notional)))
      maintenanceMargin = maintenanceMargin.minus(holding.maintenanceMargin)
      adverseGrowth = adverseGrowth.minus(
        sum(holding.legs.map((held) => along(adverseWay(held.side), grossMaintenanceOf(held)))),
      )
    }
  }
  const start = { profit: grossNotional.neg(), maintenance: { intercept: maintenanceMargin, slope: adverseGrowth } }
  return { collateral, single, start, hedged }
}

function assetLine({ collateral, single, start, hedged }: MovingAsset, at: MoveAt): Line {
  const { balance, rates } = collateral
  const changes = at.move.isZero() ? [] : single.flatMap((leg) => rowChange(leg, at))
  const moved = { profit: start.profit, maintenance: sumOfLines([start.maintenance, ...changes]) }
  const hedges = hedged.map((holding) => [movedAs(holding, 'DOWN', at), movedAs(holding, 'UP', at)])
  const profitRates = rates.bidRate.eq(rates.askRate) ? [rates.askRate] : [rates.bidRate, rates.askRate]
  const lines = profitRates.map((rate) => {
    const surplusOf = ({ profit, maintenance }: Moved): Line => ({
      intercept: atRate(maintenance.intercept, rates.askRate).neg(),
      slope: atRate(profit, rate).minus(atRate(maintenance.slope, rates.askRate)),
    })
    const worse = hedges.map((ways) => lowestLine(ways.map(surplusOf), at.move))
    return sumOfLines([{ intercept: atRate(balance, rate), slope: ZERO }, surplusOf(moved), ...worse])
  })
  return lowestLine(lines, at.move)
}

/** How the maintenance margin differs where the move has brought a leg into another row; none where it has not. */
function rowChange(leg: HeldLeg, { factors }: MoveAt): readonly Line[] {
  const way = adverseWay(leg.side)
  const row = bracketRowOf(leg.bracket, leg.notional.times(factors[way]))
  if (row === leg.row) return []
  const [before, after] = [maintenanceIn(leg.row, leg, way), maintenanceIn(row, leg, way)]
  return [{ intercept: after.intercept.minus(before.intercept), slope: after.slope.minus(before.slope) }]
}

function movedAs({ legs }: Holding, way: Way, { factors }: MoveAt): Moved {
  return {
    profit: along(way, sum(legs.map(({ side, notional }) => (side === 'LONG' ? notional : notional.neg())))),
    maintenance: sumOfLines(
      legs.map((leg) => maintenanceIn(bracketRowOf(leg.bracket, leg.notional.times(factors[way])), leg, way)),
    ),
  }
}

function maintenanceIn({ maintMarginRatio, maintAmount }: BracketRow, { notional }: HeldLeg, way: Way): Line {
  const gross = notional.times(maintMarginRatio)
  return { intercept: gross.minus(maintAmount), slope: along(way, gross) }
}

/** What an amount at the mark grows by over a move of 1. */
function along(way: Way, amount: Decimal): Decimal {
  return way === 'UP' ? amount : amount.neg()
}
