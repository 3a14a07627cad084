import type { PositionsReading } from '../../model/readings.ts'
import type { RememberedBook } from '../../model/sync.ts'
import type { StateStore } from '../../ports/state-store.ts'

/** The account, the venue's time, and how far back a sync that begins now can read. */
export interface BookMoment {
  readonly account: string
  readonly nowMs: number
  readonly reachMs: number
}

/**
 * Remembers what is held, before a sync reads what led to it.
 *
 * @throws StoreError
 */
export function rememberPositions(positions: PositionsReading, memory: StateStore['sync'], moment: BookMoment): void {
  const { account, nowMs } = moment
  const book = { ...bookOf(positions, nowMs), completeFromMs: completeFromMs(memory, moment) }
  memory.rememberBook(nowMs, account, book)
}

/** Where the last sync ended longer ago than the exchange remembers, this one begins anew. */
function completeFromMs(memory: StateStore['sync'], { account, nowMs, reachMs }: BookMoment): number {
  const cursor = memory.cursor(nowMs, { account, source: 'income', symbol: '' })
  const last = memory.book(nowMs, account)
  return cursor === null || last === null || cursor < reachMs ? reachMs : last.completeFromMs
}

function bookOf({ rows, unreadable }: PositionsReading, atMs: number): Omit<RememberedBook, 'completeFromMs'> {
  // What changed after the clock was asked is not what the trades up to then add up to.
  const [later, standing] = [
    rows.filter((row) => row.updatedAtMs > atMs),
    rows.filter((row) => row.updatedAtMs <= atMs),
  ]
  const slots = standing.map(({ symbol, positionSide, side, quantity, entryPrice }) => ({
    symbol,
    positionSide,
    quantity: side === 'LONG' ? quantity : quantity.neg(),
    entryPrice,
  }))
  return { atMs, slots, unread: [...unreadable, ...later].map(({ symbol }) => symbol) }
}
