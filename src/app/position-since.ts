import type { Fill } from '../model/account-history.ts'
import { type Decimal, ZERO } from '../model/decimal.ts'
import { type Position, sideSign } from '../model/position.ts'
import type { AccountHistory } from '../ports/exchange.ts'

/** Since when a position has been held. */
export interface HeldSince {
  readonly atMs: number
  /** False when the opening trade lies further back than was read: `atMs` is then how far that went. */
  readonly isOpening: boolean
}

const WEEK_MS = 7 * 86_400_000
/** One call covers a week. */
const WEEKS_READ = 4

/**
 * When a position was opened, by walking its trades backwards from the present quantity to none, at most four weeks.
 *
 * @throws ExchangeError when the trades could not be read
 */
export async function heldSince(
  { fetchUserTrades }: Pick<AccountHistory, 'fetchUserTrades'>,
  position: Position,
  nowMs: number,
): Promise<HeldSince> {
  let open: Decimal = position.quantity
  let toMs = nowMs
  for (let week = 0; week < WEEKS_READ; week += 1) {
    const fromMs = toMs - WEEK_MS + 1
    const fills = await fetchUserTrades(position.symbol, { fromMs, toMs })
    const own = fills.filter(({ positionSide }) => positionSide === position.positionSide)
    for (const fill of own.toReversed()) {
      open = open.minus(added(fill, position))
      if (open.lte(ZERO)) return { atMs: fill.atMs, isOpening: true }
    }
    toMs = fromMs - 1
  }
  return { atMs: toMs + 1, isOpening: false }
}

/** Base units that a fill added to the position; negative when it closed some. */
function added({ side, quantity }: Fill, position: Position): Decimal {
  return quantity.times(side === 'BUY' ? 1 : -1).times(sideSign(position))
}
