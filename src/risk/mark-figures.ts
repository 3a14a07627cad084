import type { Decimal } from '../model/decimal.ts'
import { type Position, profitAt } from '../model/position.ts'
import { maintenanceMarginOf } from './bracket-table.ts'
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
}

/** The figures of a position at its mark. */
export function markFigures(reported: Position, source: StakeSource): MarkFigures {
  const { snapshot, faults } = source
  const held = heldAlone(reported, source)
  if (held !== null) return { reported, position: reported, ...held }
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
  }
}

/** A cross position whose symbol has no other leg: the pool has summed up the same figures. */
function heldAlone(
  { marginType, marginAsset, symbol, markPrice }: Position,
  { snapshot, pools }: StakeSource,
): Pick<MarkFigures, 'notional' | 'unrealizedPnl' | 'maintenanceMargin'> | null {
  if (marginType !== 'CROSSED') return null
  const holding = pools.get(poolAssetOf(snapshot, { marginAsset }))?.pool?.holdings.get(symbol)
  const [leg, other] = holding?.legs ?? []
  if (holding === undefined || leg === undefined || other !== undefined) return null
  const { unrealizedPnl, maintenanceMargin } = holding
  return Object.is(holding.markPrice, markPrice) ? { notional: leg.notional, unrealizedPnl, maintenanceMargin } : null
}
