import type { RememberedBook } from '../../model/sync.ts'
import type { StateStore } from '../../ports/state-store.ts'
import type { WalkAnchor } from '../../risk/fill-walk.ts'
import type { AccountPast } from '../../risk/history-report.ts'

const DAY_MS = 86_400_000
/** Years of a busy account. */
const MOST_EVENTS = 200_000

/** The name under which the share of unused margin is sampled. */
export function freeMarginKey(account: string): string {
  return `${account}/free-margin`
}

/**
 * What the state tells of an account's past since a time.
 *
 * @throws StoreError
 */
export function readAccountPast(
  store: Pick<StateStore, 'journal' | 'samples' | 'sync'>,
  { account, fromMs, nowMs }: { readonly account: string; readonly fromMs: number; readonly nowMs: number },
): AccountPast {
  const events = store.journal.list(nowMs, { sinceMs: fromMs, account, limit: MOST_EVENTS })
  const samples = store.samples.list(nowMs, freeMarginKey(account), fromMs)
  const book = store.sync.book(nowMs, account)
  const symbols = new Set(events.flatMap(({ symbol }) => symbol ?? []))
  return {
    account,
    events,
    fromMs: Math.max(fromMs, book?.completeFromMs ?? fromMs),
    anchor: book === null ? null : anchorOf(store.sync, book, { account, symbols, nowMs }),
    freeMargin: samples.map(({ atMs, value }) => ({ atMs, freePct: value })),
  }
}

/**
 * Symbols whose trades were not read up to the book can not be walked back from it. That nothing was traded since they
 * were read is only known where the movements of money were read that far.
 */
function anchorOf(
  memory: StateStore['sync'],
  { atMs, slots, unread }: RememberedBook,
  known: { readonly account: string; readonly symbols: ReadonlySet<string>; readonly nowMs: number },
): WalkAnchor {
  const { account, nowMs } = known
  const traces = memory.traces(nowMs, account, 0)
  const areMovementsRead = (memory.cursor(nowMs, { account, source: 'income', symbol: '' }) ?? 0) >= atMs
  const isRead = (symbol: string): boolean => {
    const cursor = memory.cursor(nowMs, { account, source: 'trades', symbol })
    if (cursor === null) return false
    if (cursor >= atMs) return true
    const days = traces.get(symbol) ?? new Set()
    return areMovementsRead && ![...days].some((day) => day >= Math.floor(cursor / DAY_MS))
  }
  const symbols = new Set([...known.symbols, ...slots.map(({ symbol }) => symbol)])
  return { atMs, slots, unread: [...unread, ...[...symbols].filter((symbol) => !isRead(symbol))] }
}
