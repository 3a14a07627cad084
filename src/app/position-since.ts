import type { Fill } from '../model/account-history.ts'
import type { Position } from '../model/position.ts'
import type { AccountHistory } from '../ports/exchange.ts'
import { openedAtMs } from '../risk/position-opening.ts'

/** Since when a position has been held. */
export interface HeldSince {
  readonly atMs: number
  /** False when the opening trade lies further back than was read: `atMs` is then how far that went. */
  readonly isOpening: boolean
}

const WEEK_MS = 7 * 86_400_000
/** Trades of one answer, which covers a week: a full one may have left some out. */
const PAGE = 1000

/**
 * When a position was opened, by undoing its trades from the newest back, a week at a time and at most so many weeks.
 *
 * @throws ExchangeError when the trades could not be read, Error when there were too many of them
 */
export async function heldSince(
  { fetchUserTrades }: Pick<AccountHistory, 'fetchUserTrades'>,
  position: Position,
  { nowMs, weeks }: { readonly nowMs: number; readonly weeks: number },
): Promise<HeldSince> {
  const fills: Fill[] = []
  let toMs = nowMs
  for (let week = 0; week < weeks; week += 1) {
    const fromMs = toMs - WEEK_MS + 1
    const page = await fetchUserTrades(position.symbol, { fromMs, toMs })
    if (page.length >= PAGE) throw new Error('it was traded too often to find its opening')
    fills.unshift(...page)
    const atMs = openedAtMs(position, fills)
    if (atMs !== null) return { atMs, isOpening: true }
    toMs = fromMs - 1
  }
  return { atMs: toMs + 1, isOpening: false }
}
