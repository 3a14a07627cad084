import { compare, type Decimal, HUNDRED, ONE, sum } from '../model/decimal.ts'
import type { Position } from '../model/position.ts'
import { type TierTable, tiersOf } from '../model/tiers.ts'
import { lastBracketRowOf } from './bracket-table.ts'
import type { HeldLeg } from './cross-pool.ts'
import { markFigures } from './mark-figures.ts'
import { poolAssetOf } from './pool-reading.ts'
import { atRate } from './stake.ts'
import type { StakeSource } from './stake-reading.ts'

/**
 * The positions that may stand inside their outermost tier: all that do, up to the noise of brackets, and some that do
 * not. No liquidation price is solved for: where a surplus S changes by at most k for a move of 1 (100 %), no move below
 * S ÷ k uses it up. Of what is unknown nothing is said.
 */
export function nearPositions(source: StakeSource, tiers: TierTable): readonly Position[] {
  return source.snapshot.positions.filter((position) => {
    const [outermost] = tiersOf(tiers, position.symbol)
    if (outermost === undefined) return false
    const reserve = reserveOf(position, source)
    return reserve !== null && compare(reserve.surplus.times(HUNDRED), outermost.times(reserve.perMove)) <= 0
  })
}

/** What a position, with all that dies with it, has left, and the most of it that a move of 1 takes away. */
interface Reserve {
  readonly surplus: Decimal
  readonly perMove: Decimal
}

function reserveOf(position: Position, source: StakeSource): Reserve | null {
  return position.marginType === 'ISOLATED' ? isolatedReserve(position, source) : crossReserve(position, source)
}

function isolatedReserve(position: Position, source: StakeSource): Reserve | null {
  const { notional, unrealizedPnl, maintenanceMargin } = markFigures(position, source)
  const bracket = source.snapshot.brackets.get(position.symbol)
  if (bracket === undefined || maintenanceMargin === null) return null
  return {
    surplus: position.isolatedWallet.plus(unrealizedPnl).minus(maintenanceMargin),
    perMove: mostLost({ side: position.side, notional, bracket }),
  }
}

function crossReserve(position: Position, { snapshot, pools }: StakeSource): Reserve | null {
  const pool = pools.get(poolAssetOf(snapshot, position))?.pool ?? null
  const holding = pool?.holdings.get(position.symbol)
  const rates = pool?.collateral.get(position.marginAsset)?.rates
  if (pool === null || holding === undefined || rates === undefined) return null
  const dearer = compare(rates.bidRate, rates.askRate) > 0 ? rates.bidRate : rates.askRate
  return { surplus: pool.surplus, perMove: atRate(sum(holding.legs.map(mostLost)), dearer) }
}

/** A long loses its price, a short also what its maintenance margin grows by: at most at the ratio of its last row. */
function mostLost({ side, notional, bracket }: Pick<HeldLeg, 'side' | 'notional' | 'bracket'>): Decimal {
  return side === 'LONG' ? notional : notional.times(ONE.plus(lastBracketRowOf(bracket).maintMarginRatio))
}
