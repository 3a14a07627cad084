import { EXIT, ExchangeError, type ExitCode } from '../../errors.ts'
import type { StateStore } from '../../ports/state-store.ts'
import type { HistoryProblem } from '../../risk/history-report.ts'
import { reasonOf } from '../reason.ts'
import { activityOf } from './activity.ts'
import type { HistorySource } from './history-source.ts'
import { type Activity, forcedList, incomeList, marginList, orderList, tradeList } from './lists.ts'
import { patientCalls } from './patience.ts'
import { rememberPositions } from './remembered-book.ts'
import { lookAtSettings } from './settings-look.ts'
import { type SyncDesk, type SyncList, type SyncProgress, syncList } from './sync-list.ts'

const DAY_MS = 86_400_000
const THREE_MONTHS_MS = 89 * DAY_MS

const NOT_AVAILABLE = 'not-available'
const UNKNOWN_SYMBOL = 'unknown-symbol'
const RATE_LIMITED = 'rate-limited'

export interface SyncOptions {
  readonly memory: StateStore['sync']
  readonly keepDays: number
  readonly onProgress: (progress: SyncProgress) => void
  /** The program's share of the request budget is used up for so long. */
  readonly onWait: (waitMs: number) => void
}

/** What could not be read: `trades SOLUSDT`, `account` for the beginning. */
export interface SyncProblem extends HistoryProblem {
  /** 0 when nobody can do anything about it. */
  readonly exitCode: ExitCode
}

/** What came of a sync. */
export interface SyncResult {
  readonly account: string
  /** Events that were not known before. */
  readonly added: number
  /** Empty when everything that the exchange tells was read. */
  readonly problems: readonly SyncProblem[]
}

/**
 * Brings the journal of an account up to date: settings, movements of money, forced closes, then trades, conditional
 * orders and margin of every symbol that was traded. What was read is kept, whatever happens later, and the next run
 * goes on from there. A failure that concerns everything (limits, network, key) ends the run.
 *
 * @throws StoreError when nothing can be kept
 */
export async function syncHistory(source: HistorySource, options: SyncOptions): Promise<SyncResult> {
  const run = new SyncRun(source, options)
  await run.toTheEnd()
  return { account: source.account, added: run.added, problems: run.problems }
}

class SyncRun {
  added = 0
  readonly problems: SyncProblem[] = []
  /** Lists that this environment does not have, and symbols that are listed no more. */
  readonly #absent = new Set<string>()
  readonly #source: HistorySource
  readonly #options: SyncOptions
  readonly #calls: HistorySource['exchange']

  constructor(source: HistorySource, options: SyncOptions) {
    this.#source = source
    this.#options = options
    this.#calls = patientCalls(source, options.onWait)
  }

  async toTheEnd(): Promise<void> {
    const { account } = this.#source
    const begun = await this.#attempt('account', () => this.#begin())
    if (begun === null) return
    const { desk, held } = begun
    if (!(await this.#read(incomeList(account, this.#calls), desk))) return
    const activity = currentActivity(desk, held)
    if (!(await this.#read(forcedList(account, this.#calls, activity), desk))) return
    const parts = { calls: this.#calls, activity }
    for (const symbol of symbolsOf(desk, held)) {
      if (!(await this.#read(tradeList(account, symbol, parts), desk))) return
      if (!(await this.#read(orderList(account, symbol, parts), desk))) return
      if (!(await this.#read(marginList(account, symbol, parts), desk))) return
    }
  }

  /** The clock first: windows end at the venue's now. Then what is held, and what is set. */
  async #begin(): Promise<{ readonly desk: SyncDesk; readonly held: ReadonlySet<string> }> {
    const { account, clock } = this.#source
    const { memory, keepDays, onProgress } = this.#options
    const { offsetMs } = await this.#calls.syncClock()
    const nowMs = Math.round(clock.nowMs() + offsetMs)
    const [positions, symbols, config] = await Promise.all([
      this.#calls.fetchPositions(),
      this.#calls.fetchSymbolConfigs(),
      this.#calls.fetchAccountConfig(),
    ])
    const keepFromMs = nowMs - keepDays * DAY_MS
    rememberPositions(positions, memory, { account, nowMs, reachMs: Math.max(nowMs - THREE_MONTHS_MS, keepFromMs) })
    const reading = { account, atMs: nowMs, config, symbols: symbols.values() }
    this.added += await lookAtSettings(reading, memory, this.#calls)
    const telling = {
      onProgress,
      onCrowd: (what: string, atMs: number) => this.#tooCrowded(what, atMs),
      onKept: (added: number) => {
        this.added += added
      },
    }
    const held = new Set([...positions.rows, ...positions.unreadable].map(({ symbol }) => symbol))
    return { desk: { account, memory, nowMs, keepFromMs, ...telling }, held }
  }

  /** False when the run is over. */
  async #read<Row>(list: SyncList<Row>, desk: SyncDesk): Promise<boolean> {
    if (this.#absent.has(list.source) || this.#absent.has(list.symbol)) return true
    const what = `${list.source} ${list.symbol}`.trim()
    const done = await this.#attempt(what, async () => {
      await syncList(list, desk)
      return true
    })
    if (done !== null) return true
    const problem = this.problems.at(-1)
    if (problem?.code === NOT_AVAILABLE) this.#absent.add(list.source)
    if (problem?.code === UNKNOWN_SYMBOL) this.#absent.add(list.symbol)
    return problem?.isForAll !== true
  }

  async #attempt<T>(what: string, work: () => Promise<T>): Promise<T | null> {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof ExchangeError)) throw error
      this.problems.push(problemOf(error, { account: this.#source.account, what }))
      return null
    }
  }

  #tooCrowded(what: string, atMs: number): void {
    this.problems.push({
      account: this.#source.account,
      what,
      why: `one millisecond (${atMs}) holds more rows than one answer: some of them cannot be asked for`,
      code: 'too-many-rows',
      hint: 'the rest of the journal is complete',
      isForAll: false,
      remedy: 'none',
      exitCode: EXIT.ok,
    })
  }
}

/** Asked for after the movements of money were read. */
function currentActivity(desk: SyncDesk, held: ReadonlySet<string>): Activity {
  const { account, memory, nowMs } = desk
  const knownToMs = memory.cursor(nowMs, { account, source: 'income', symbol: '' })
  return activityOf({ traces: tracesWithin(desk), held, knownToMs, nowMs })
}

function symbolsOf(desk: SyncDesk, held: ReadonlySet<string>): readonly string[] {
  return [...new Set([...held, ...tracesWithin(desk).keys()])].sort()
}

function tracesWithin({ account, memory, nowMs }: SyncDesk): ReadonlyMap<string, ReadonlySet<number>> {
  return memory.traces(nowMs, account, Math.floor((nowMs - THREE_MONTHS_MS) / DAY_MS) - 1)
}

/** A refusal of one list leaves the others standing; a limit, the network or the key concern them all. */
function problemOf(error: ExchangeError, { account, what }: Pick<SyncProblem, 'account' | 'what'>): SyncProblem {
  const { code, exitCode, retry } = error
  // To others it is said that a limit passes by itself: a sync has ended then.
  const hint = code === RATE_LIMITED ? 'other programs on this address count against the same limit' : error.hint
  const isForAll = retry !== 'never' || exitCode === EXIT.keyRefused || what === 'account'
  // A contract that was delisted takes its past along, a test network lacks lists, and nobody can mend either.
  const isGone = code === UNKNOWN_SYMBOL || code === NOT_AVAILABLE
  const told = { account, what, why: reasonOf(error), code, hint, isForAll }
  if (isGone) return { ...told, remedy: 'none', exitCode: EXIT.ok }
  return { ...told, remedy: retry === 'never' ? 'owner' : 'again', exitCode }
}
