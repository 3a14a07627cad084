import type { BracketRow, LeverageBracket } from '../model/bracket.ts'
import type { Decimal } from '../model/decimal.ts'
import type { Side } from '../model/position.ts'
import type { AccountSnapshot } from '../model/snapshot.ts'
import type { TierTable } from '../model/tiers.ts'
import { assessAccount } from './assess.ts'
import { bracketRowOf } from './bracket-table.ts'
import type { Liquidation } from './report.ts'

/** What one set of brackets makes of a position. */
export interface BracketStand {
  /** The row that holds its notional at the mark. */
  readonly row: BracketRow
  readonly liquidation: Liquidation
}

/** One position under the brackets before and after a change, everything else alike. */
export interface BracketImpact {
  readonly symbol: string
  readonly side: Side
  readonly tickSize: Decimal | null
  readonly before: BracketStand
  readonly after: BracketStand
}

/**
 * What a change of a symbol's brackets does to the positions in it: the snapshot assessed with its own brackets, and
 * once more with the earlier ones. Empty without positions in the symbol, or without rows to compare.
 */
export function bracketImpact(
  snapshot: AccountSnapshot,
  before: LeverageBracket,
  tiers: TierTable,
): readonly BracketImpact[] {
  const { symbol } = before
  const after = snapshot.brackets.get(symbol)
  if (after === undefined || after.rows.length === 0 || before.rows.length === 0) return []
  const options = { tiers, nowMs: snapshot.takenAtMs }
  const earlier = { ...snapshot, brackets: new Map([...snapshot.brackets, [symbol, before]]) }
  const was = assessAccount(earlier, options).positions
  return assessAccount(snapshot, options).positions.flatMap((now): BracketImpact[] => {
    const old = was.find(({ position }) => position.symbol === symbol && position.side === now.position.side)
    if (now.position.symbol !== symbol || old === undefined) return []
    return [
      {
        symbol,
        side: now.position.side,
        tickSize: now.tickSize,
        before: { row: bracketRowOf(before, old.notional), liquidation: old.liquidation },
        after: { row: bracketRowOf(after, now.notional), liquidation: now.liquidation },
      },
    ]
  })
}
