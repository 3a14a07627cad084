import type { Decimal } from '../model/decimal.ts'
import { type Position, profitAt } from '../model/position.ts'
import { maintenanceMarginOf } from './bracket-table.ts'
import type { Holding } from './cross-pool.ts'
import { poolAssetOf } from './pool-reading.ts'
import { withVenueEntryPrice } from './stake.ts'
import type { StakeSource } from './stake-reading.ts'

/** What a position comes to at its mark: its own row and the account's totals are made of the same figures. */
export interface MarkFigures {
  /** As reported. */
  readonly reported: Position
  /** As Binance's own formula takes it. */
  readonly position: Position
  readonly notional: Decimal
  readonly unrealizedPnl: Decimal
  /** Margin asset, uncut; `null` without sound brackets. */
  readonly maintenanceMargin: Decimal | null
  /** A known pool has it in its sums. */
  readonly isPooled: boolean
}

/** The figures of a position at its mark. */
export function markFigures(reported: Position, source: StakeSource): MarkFigures {
  const { snapshot, faults } = source
  const holding = holdingOf(reported, source)
  const isPooled = holding !== null
  const [leg, other] = holding?.legs ?? []
  // The only leg of its symbol: the pool has worked out the same figures.
  if (
    holding !== null &&
    leg !== undefined &&
    other === undefined &&
    Object.is(holding.markPrice, reported.markPrice)
  ) {
    const { unrealizedPnl, maintenanceMargin } = holding
    return { reported, position: reported, notional: leg.notional, unrealizedPnl, maintenanceMargin, isPooled }
  }
  const position = withVenueEntryPrice(reported)
  const notional = position.quantity.times(position.markPrice)
  const bracket = snapshot.brackets.get(position.symbol)
  const isSound = bracket !== undefined && faults.of(position) === null
  return {
    reported,
    position,
    notional,
    unrealizedPnl: profitAt(position, position.markPrice),
    maintenanceMargin: isSound ? maintenanceMarginOf(bracket, notional) : null,
    isPooled,
  }
}

/** The holding of a cross position in its pool; `null` for an isolated one, and where the pool is not known. */
function holdingOf(position: Position, { snapshot, pools }: StakeSource): Holding | null {
  if (position.marginType !== 'CROSSED') return null
  return pools.get(poolAssetOf(snapshot, position))?.pool?.holdings.get(position.symbol) ?? null
}
