import type { LeverageBracket } from '../model/bracket.ts'
import { type Decimal, ZERO } from '../model/decimal.ts'
import type { SymbolRules } from '../model/market.ts'
import { type Position, profitAt, sideSign } from '../model/position.ts'
import { bracketRowOf, maintenanceMarginOf } from './bracket-table.ts'
import type { ConcavePieces } from './concave-curve.ts'
import { clearanceFee, type ForcedClose, nextToClose } from './forced-close.ts'
import type { MarkPath } from './mark-path.ts'
import { withVenueEntryPrice } from './stake.ts'

/** Surplus of an isolated position along a path. */
export function isolatedPathCurve(reported: Position, bracket: LeverageBracket, path: MarkPath): ConcavePieces {
  const position = withVenueEntryPrice(reported)
  const { quantity, markPrice, isolatedWallet } = position
  const slope = path.slopeOf(position.symbol)
  const notional = quantity.times(markPrice)
  const balance = isolatedWallet.plus(profitAt(position, markPrice))
  const pieceAt = (x: Decimal) => {
    const row = bracketRowOf(bracket, notional.times(slope.times(x).plus('1')))
    return {
      intercept: balance.minus(notional.times(row.maintMarginRatio)).plus(row.maintAmount),
      slope: notional.times(slope).times(sideSign(position).minus(row.maintMarginRatio)),
    }
  }
  return { pieceAt }
}

/** How a liquidation of an isolated position ends. */
export interface IsolatedEnd {
  readonly closes: readonly ForcedClose[]
  /** What survives; `null` when all of it went. */
  readonly position: Position | null
  /** Money that goes back to the cross wallet once all of it is closed. */
  readonly returned: Decimal
  /** What the insurance fund pays when the balance was negative. */
  readonly fundPays: Decimal
}

/** Closes an isolated position at a mark, order by order, until its balance exceeds its maintenance margin again. */
export function liquidateIsolated(
  reported: Position,
  mark: Decimal,
  { bracket, rules }: { readonly bracket: LeverageBracket; readonly rules: SymbolRules | undefined },
): IsolatedEnd {
  let position = withVenueEntryPrice(reported)
  const closes: ForcedClose[] = []
  for (;;) {
    const balance = position.isolatedWallet.plus(profitAt(position, mark))
    if (balance.lt(ZERO)) {
      closes.push({ quantity: position.quantity, price: mark, fee: ZERO, marginBalance: ZERO, maintenanceMargin: ZERO })
      return { closes, position: null, returned: ZERO, fundPays: balance.neg() }
    }
    const quantity = nextToClose({ quantity: position.quantity, price: mark }, bracket, rules)
    const fee = clearanceFee(quantity.times(mark), balance, rules)
    const rest = position.quantity.minus(quantity)
    const marginBalance = balance.minus(fee)
    const maintenanceMargin = rest.isZero() ? ZERO : maintenanceMarginOf(bracket, rest.times(mark))
    closes.push({ quantity, price: mark, fee, marginBalance, maintenanceMargin })
    if (rest.isZero()) return { closes, position: null, returned: marginBalance, fundPays: ZERO }
    const realized = profitAt({ ...position, quantity }, mark)
    position = { ...position, quantity: rest, isolatedWallet: position.isolatedWallet.plus(realized).minus(fee) }
    if (marginBalance.gt(maintenanceMargin)) {
      return { closes, position: { ...position, entryPrice: reported.entryPrice }, returned: ZERO, fundPays: ZERO }
    }
  }
}
