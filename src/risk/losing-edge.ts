import type { Decimal } from '../model/decimal.ts'
import type { Side } from '../model/position.ts'
import type { Liquidation } from './report.ts'

/**
 * The liquidation price that a position meets as it loses: below for a long, above for a short. A leg of a hedged pair
 * may have one on its winning side only, which no stop of it can outrun.
 *
 * @returns `null` where there is none there, or it is not known
 */
export function losingEdge(liquidation: Liquidation, side: Side): Decimal | null {
  if (liquidation.status !== 'price') return null
  return side === 'LONG' ? liquidation.edges.below : liquidation.edges.above
}
