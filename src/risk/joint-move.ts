import { type Decimal, HUNDRED, ONE, sum, ZERO } from '../model/decimal.ts'
import { bracketRowOf } from './bracket-table.ts'
import { type Line, valueOn, zeroAlong } from './concave-curve.ts'
import type { Collateral, CrossPool, Holding } from './cross-pool.ts'
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

const DOWN: readonly Way[] = ['DOWN']
const UP: readonly Way[] = ['UP']
const EITHER: readonly Way[] = ['DOWN', 'UP']

/** The ways open to a symbol; of two, the worse one counts. */
function adverseWays({ legs }: Holding): readonly Way[] {
  const [first, ...others] = legs
  if (others.some(({ side }) => side !== first?.side)) return EITHER
  return first?.side === 'LONG' ? DOWN : UP
}

/** The surplus is positive at 0; one that is level there is entered from the far end. */
function firstZero(pieceAt: (move: Decimal) => Line): Decimal | null {
  const curve = { pieceAt, lastPiece: () => pieceAt(ONE) }
  const here = pieceAt(ZERO)
  if (here.slope.lt(ZERO)) return zeroAlong(curve, here)
  const far = curve.lastPiece()
  return valueOn(far, ONE).lt(ZERO) ? zeroAlong(curve, far) : null
}

/** One margin asset and the symbols whose profit it takes. */
interface MovingAsset {
  readonly collateral: Collateral
  readonly holdings: readonly Holding[]
}

/**
 * Surplus of the pool against the size x of a move, 0.05 for 5 %. Each asset counts at the worse of its two rates and
 * each symbol at the worse of its ways: minima of concave functions, so the whole is concave too.
 */
function moveSurplus(pool: CrossPool): (move: Decimal) => Line {
  const assets = movingAssets(pool)
  return (move) => {
    const at = { move, factors: { DOWN: ONE.minus(move), UP: ONE.plus(move) } }
    return sumOf(assets.map((asset) => assetLine(asset, at)))
  }
}

/** A size of move, and what it multiplies a mark by. */
interface MoveAt {
  readonly move: Decimal
  readonly factors: Readonly<Record<Way, Decimal>>
}

function movingAssets(pool: CrossPool): readonly MovingAsset[] {
  const byAsset = new Map<string, Holding[]>([...pool.collateral.keys()].map((asset) => [asset, []]))
  for (const holding of pool.holdings.values()) {
    byAsset.get(holding.marginAsset)?.push(holding)
  }
  return [...pool.collateral.values()].map((collateral) => ({
    collateral,
    holdings: byAsset.get(collateral.asset) ?? [],
  }))
}

/** Sums holding by holding: thousands of pieces kept at once would cost more than they do one by one. */
function assetLine({ collateral, holdings }: MovingAsset, at: MoveAt): Line {
  const { bidRate, askRate } = collateral.rates
  const rates = bidRate.eq(askRate) ? [askRate] : [bidRate, askRate]
  const totals = rates.map((rate) => ({ rate, intercept: atRate(collateral.balance, rate), slope: ZERO }))
  for (const holding of holdings) {
    const moved = adverseWays(holding).map((way) => movedBy(holding, way, at))
    for (const total of totals) {
      const lines = moved.map((each) => pricedAt(each, total.rate, askRate))
      const line = lowest(lines, at.move)
      total.intercept = total.intercept.plus(line.intercept)
      total.slope = total.slope.plus(line.slope)
    }
  }
  return lowest(totals, at.move)
}

/** A holding on its way, in the margin asset: its net notional, and the maintenance margin of the rows it comes into. */
interface Moved {
  readonly way: Way
  readonly netNotional: Decimal
  /** Ratio × notional at the mark: what maintenance margin grows or falls by over a move of 1. */
  readonly maintenanceSlope: Decimal
  /** What the rows' amounts take off the maintenance margin, less `maintenanceSlope`. */
  readonly lessMaintenance: Decimal
}

function movedBy({ legs, netNotional }: Holding, way: Way, { factors }: MoveAt): Moved {
  const rows = legs.map(({ notional, bracket }) => {
    const row = bracketRowOf(bracket, notional.times(factors[way]))
    return { amount: row.maintAmount, slope: notional.times(row.maintMarginRatio) }
  })
  return {
    way,
    netNotional,
    maintenanceSlope: sum(rows.map(({ slope }) => slope)),
    lessMaintenance: sum(rows.map(({ amount, slope }) => amount.minus(slope))),
  }
}

function pricedAt(
  { way, netNotional, maintenanceSlope, lessMaintenance }: Moved,
  rate: Decimal,
  askRate: Decimal,
): Line {
  const gain = atRate(netNotional, rate)
  const cost = atRate(maintenanceSlope, askRate)
  return {
    intercept: atRate(lessMaintenance, askRate),
    slope: way === 'UP' ? gain.minus(cost) : cost.minus(gain),
  }
}

/** The line that is lowest at x; among equals the one that falls fastest. */
function lowest(lines: readonly Line[], x: Decimal): Line {
  return lines.reduce((low, line) => {
    const order = valueOn(line, x).cmp(valueOn(low, x))
    return order < 0 || (order === 0 && line.slope.lt(low.slope)) ? line : low
  })
}

function sumOf(lines: readonly Line[]): Line {
  if (lines.length === 1 && lines[0] !== undefined) return lines[0]
  let intercept: Decimal = ZERO
  let slope: Decimal = ZERO
  for (const line of lines) {
    intercept = intercept.plus(line.intercept)
    slope = slope.plus(line.slope)
  }
  return { intercept, slope }
}
