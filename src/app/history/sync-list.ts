import type { JournalEvent } from '../../model/journal.ts'
import type { SyncBatch } from '../../model/sync.ts'
import type { StateStore } from '../../ports/state-store.ts'
import { type DatedList, readSpan, type Span, windowsOf } from './read-span.ts'

/** One list of the exchange, with what it means for the journal. */
export interface SyncList<Row> extends DatedList<Row> {
  readonly source: 'income' | 'forced' | 'trades' | 'orders' | 'margin'
  /** Empty for a list of all symbols. */
  readonly symbol: string
  /** What one question may span. */
  readonly windowMs: number
  /** How far back the exchange keeps it. */
  readonly reachMs: number
  /** How much of what was read is read again: rows may come late, or change. */
  readonly overlapMs: number
  readonly eventsOf: (rows: readonly Row[]) => readonly JournalEvent[] | Promise<readonly JournalEvent[]>
  readonly tracesOf?: (rows: readonly Row[]) => SyncBatch['traces']
  /** False when what is known already says that the window is empty. */
  readonly isWorthReading: (window: Span) => boolean
}

/** How far a sync is. */
export interface SyncProgress {
  readonly account: string
  readonly source: SyncList<unknown>['source']
  readonly symbol: string
  /** Windows of the list that are done, and how many there are. */
  readonly done: number
  readonly of: number
}

/** Where a sync writes and what bounds it. */
export interface SyncDesk {
  readonly account: string
  readonly memory: StateStore['sync']
  /** The venue's time at the beginning: nothing later is asked for. */
  readonly nowMs: number
  /** What is older was pruned, and is not brought back. */
  readonly keepFromMs: number
  readonly onProgress: (progress: SyncProgress) => void
  readonly onCrowd: (what: string, atMs: number) => void
  /** How many events were new, as they are kept. */
  readonly onKept: (added: number) => void
}

/**
 * Brings a list up to date, oldest window first. Every answer is kept as it comes, and every window that is complete
 * moves the cursor: whoever stops in between loses at most the questions of one window.
 *
 * @throws ExchangeError for an answer that did not come, StoreError when nothing can be kept
 */
export async function syncList<Row>(list: SyncList<Row>, desk: SyncDesk): Promise<void> {
  const { account, memory, nowMs } = desk
  const key = { account, source: list.source, symbol: list.symbol }
  const windows = windowsOf({ fromMs: startOf(list, desk, memory.cursor(nowMs, key)), toMs: nowMs }, list.windowMs)
  for (const [done, window] of windows.entries()) {
    desk.onProgress({ account, source: list.source, symbol: list.symbol, done, of: windows.length })
    if (list.isWorthReading(window)) await readWindow(list, window, desk)
    memory.keep(nowMs, { account, events: [], traces: [], cursor: { key, toMs: window.toMs } })
  }
}

function startOf<Row>({ reachMs, overlapMs }: SyncList<Row>, desk: SyncDesk, cursor: number | null): number {
  const reachable = Math.max(desk.nowMs - reachMs, desk.keepFromMs)
  return cursor === null ? reachable : Math.max(reachable, Math.min(cursor, desk.nowMs) - overlapMs)
}

async function readWindow<Row>(list: SyncList<Row>, window: Span, desk: SyncDesk): Promise<void> {
  const { account, memory, nowMs } = desk
  await readSpan(list, window, {
    onRows: async (rows) => {
      const traces = list.tracesOf?.(rows) ?? []
      desk.onKept(memory.keep(nowMs, { account, events: await list.eventsOf(rows), traces, cursor: null }))
    },
    onCrowd: (atMs) => desk.onCrowd(`${list.source} ${list.symbol}`.trim(), atMs),
  })
}
