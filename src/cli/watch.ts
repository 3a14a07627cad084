import { acknowledgedMemory, silencedMemory, unsilencedMemory } from '../alerts/memory.ts'
import { StreamJournal } from '../app/history/stream-journal.ts'
import { HistoryRecord } from '../app/history-record.ts'
import { Watch } from '../app/watch.ts'
import { acquireLocks, isLockHeld, type WatchLock } from '../app/watch-lock.ts'
import { EXIT, type ExitCode } from '../errors.ts'
import type { StateStore } from '../ports/state-store.ts'
import { jsonLine } from '../view/json.ts'
import { renderWatchFrame, renderWatchOnce, watchRowKeys } from '../view/watch-frame.ts'
import { FRESH_UI, stepWatchKeys, type WatchIntent, withRows } from '../view/watch-keys.ts'
import { alertLogLine, logLines, logText, watchDocument } from '../view/watch-log.ts'
import type { WatchFlags } from './commands/watch.ts'
import { type OpenEvaluator, openEvaluator } from './evaluator.ts'
import { actAfter } from './long-timer.ts'
import { LostAccounts, openWatched } from './lost-accounts.ts'
import { printAnswer, printNotice } from './output.ts'
import { pastAlerts } from './past-alerts.ts'
import { screenOf } from './screen.ts'
import type { OpenAccount, Services } from './services.ts'
import { keepHeapSmall } from './small-heap.ts'
import { WatchBoard } from './watch-board.ts'
import { type MeteredWatch, WatchMeter } from './watch-facts.ts'
import { openWatchMetrics, refuseBadMetrics } from './watch-metrics.ts'
import { openWatchTerminal } from './watch-terminal.ts'

/** In a log an account that does not change is worth a line a minute; a change is worth one at once. */
const LOG_EVERY_MS = 60_000
const FRAME_MS = 300

/** Watches until it is told to stop; returns 0 then, and also when other watches hold every account. */
export async function runWatch(services: Services, flags: WatchFlags): Promise<ExitCode> {
  keepHeapSmall()
  await refuseBadMetrics(flags)
  const { accounts, lost } = await openWatched(services, flags.headless === true && flags.once !== true)
  let isOurs: () => boolean = () => true
  const opened = await openEvaluator(services, () => isOurs())
  try {
    const run: WatchRun = { accounts, lost: new LostAccounts(lost), opened, flags }
    if (flags.once === true) return await watchOnce(services, run)
    const isPlain = flags.headless === true || flags.json === true || process.stdout.isTTY !== true
    if (!isPlain) return await watchOnScreen(services, run)
    const lock = flags.headless === true ? takeLock(services, [...accounts, ...lost], opened) : null
    if (lock === null) return await watchInLog(services, run, null)
    if (lock.names.length === 0) return EXIT.ok
    isOurs = () => isHeld(lock, services)
    const isLocked = ({ account }: { readonly account: string }): boolean => lock.names.includes(account)
    const locked = { accounts: accounts.filter(isLocked), lost: new LostAccounts(lost.filter(isLocked)) }
    return await watchInLog(services, { ...run, ...locked }, lock)
  } finally {
    opened.store.close()
  }
}

interface WatchRun {
  readonly accounts: readonly OpenAccount[]
  readonly lost: LostAccounts
  readonly opened: OpenEvaluator
  readonly flags: WatchFlags
}

async function watchOnce(services: Services, run: WatchRun): Promise<ExitCode> {
  const board = boardOf(services, run)
  const watch = new Watch({
    ...commonOptions(services, run),
    listener: board.listener(printNotice),
    lock: null,
  })
  await watch.once()
  const model = board.model(watch, FRESH_UI)
  if (services.flags.json === true) printAnswer(jsonLine(watchDocument(model)))
  else {
    const { columns, palette } = screenOf(process.stdout, services.flags)
    printAnswer(renderWatchOnce(model, columns, palette).join('\n'))
  }
  return EXIT.ok
}

function boardOf(services: Services, { opened, lost }: WatchRun): WatchBoard {
  return new WatchBoard(services, opened.store, () => lost.list)
}

/** With a board of its own: a scrape must not end the pause of a screen. */
function serveMetrics(
  services: Services,
  run: WatchRun,
  metered: Pick<MeteredWatch, 'watch' | 'meter'> & { readonly note: (text: string) => void },
): Promise<{ close(): void }> {
  const board = boardOf(services, run)
  return openWatchMetrics(services, run.flags, { ...metered, board, store: run.opened.store })
}

function commonOptions(services: Services, { accounts, lost, opened }: WatchRun) {
  const { config, clock } = services
  const { evaluator, store } = opened
  return {
    sources: accounts,
    lost: () => lost.list,
    evaluator,
    tiers: config.tiers,
    staleSeconds: config.staleSeconds,
    clock,
    record: new HistoryRecord(store, config.store.keepDays),
    heard: new StreamJournal(store),
  }
}

/** The lock on every account that nobody else watches; a state that cannot be used must not stop the watch. */
function takeLock(
  services: Services,
  accounts: readonly { readonly account: string }[],
  opened: OpenEvaluator,
): WatchLock | null {
  const { evaluator, store } = opened
  const { config, clock } = services
  const names = accounts.map(({ account }) => account)
  try {
    const { acquired, held, takenOver } = acquireLocks(names, {
      locks: store.locks,
      staleSeconds: config.staleSeconds,
      clock,
      evaluator,
    })
    // Cron starts a watch every minute and mails what it prints: that another one watches is no news to it.
    for (const account of services.flags.quiet === true ? [] : held) printNotice(`${account}: another watch holds it`)
    for (const { account, sinceMs } of takenOver) {
      printNotice(`${account}: taken over from a watch that last looked at ${new Date(sinceMs).toISOString()}`)
    }
    return { locks: store.locks, names: acquired, holder: evaluator.holder }
  } catch (error) {
    printNotice(`watching without a lock: ${error instanceof Error ? error.message : 'the state cannot be used'}`)
    return null
  }
}

function isHeld(lock: WatchLock, { clock }: Services): boolean {
  try {
    return isLockHeld(lock, clock.nowMs())
  } catch {
    // An unusable state must not silence an alert: it may come twice, never zero times.
    return true
  }
}

/** SIGTERM and --for end the watch after the evaluation that is running. */
function stopWhenTold(watch: Watch, flags: WatchFlags): void {
  process.once('SIGTERM', () => watch.stop())
  if (flags.for !== undefined) actAfter(flags.for, () => watch.stop())
}

async function watchInLog(services: Services, run: WatchRun, lock: WatchLock | null): Promise<ExitCode> {
  const { lost, flags } = run
  const board = boardOf(services, run)
  const meter = new WatchMeter(services.clock)
  const isJson = flags.json === true
  const note = (text: string): void =>
    isJson ? printNotice(text) : printAnswer(logText(services.clock.nowMs(), [['note', text]]))
  let loggedAtMs = Number.NEGATIVE_INFINITY
  let logged = ''
  const watch: Watch = new Watch({
    ...commonOptions(services, run),
    lock,
    listener: meter.listening(
      board.listener(note, {
        onAlert: (alert) => !isJson && printAnswer(alertLogLine(alert)),
        onEvaluated: () => {
          const model = board.model(watch, FRESH_UI)
          const state = board.summary(model)
          if (state === logged && model.nowMs - loggedAtMs < LOG_EVERY_MS) return
          logged = state
          loggedAtMs = model.nowMs
          printAnswer(isJson ? jsonLine(watchDocument(model)) : logLines(model).join('\n'))
        },
      }),
    ),
  })
  stopWhenTold(watch, flags)
  lost.keepTrying(services.config.staleSeconds, (account) => watch.join(account))
  const metrics = await serveMetrics(services, run, { watch, meter, note })
  const end = await watch.run().finally(() => metrics.close())
  if (end === 'replaced') printNotice('another watch has taken over')
  else releaseLock(lock, services)
  return EXIT.ok
}

function releaseLock(lock: WatchLock | null, { clock }: Services): void {
  for (const name of lock?.names ?? []) {
    try {
      lock?.locks.release(clock.nowMs(), name, lock.holder)
    } catch {
      return
    }
  }
}

async function watchOnScreen(services: Services, run: WatchRun): Promise<ExitCode> {
  const { opened, lost, flags } = run
  const { palette } = screenOf(process.stdout, flags)
  const board = boardOf(services, run)
  const names = [...run.accounts, ...lost.list].map(({ account }) => account)
  board.recall(pastAlerts(opened.store.alerts, names, services.clock.nowMs()))
  const meter = new WatchMeter(services.clock)
  const note = (text: string): void => board.note(text)
  let ui = FRESH_UI
  let exitCode: ExitCode = EXIT.ok
  const watch: Watch = new Watch({
    ...commonOptions(services, run),
    lock: null,
    listener: meter.listening(board.listener(note, { onEvaluated: () => paintSoon() })),
  })
  const metrics = await serveMetrics(services, run, { watch, meter, note })
  const terminal = openWatchTerminal({
    input: process.stdin,
    output: process.stdout,
    onKey: (key) => {
      const step = stepWatchKeys(ui, key)
      ui = step.uiState
      act(step.intent)
      paint()
    },
    onResize: () => paint(),
  })
  const paint = (): void => {
    const model = board.model(watch, ui)
    ui = withRows(ui, watchRowKeys(model))
    terminal.paint(renderWatchFrame({ ...model, ui }, terminal.size(), palette))
  }
  let repaint: NodeJS.Timeout | null = null
  // Marks may come many times a second; eyes do not need more than a few frames.
  const paintSoon = (): void => {
    repaint ??= setTimeout(() => {
      repaint = null
      paint()
    }, FRAME_MS)
  }
  const act = (intent: WatchIntent): void => {
    if (intent.kind === 'repaint') terminal.forget()
    if (intent.kind === 'quit') watch.stop()
    if (intent.kind === 'interrupt') {
      exitCode = EXIT.interrupted
      watch.leave()
    }
    if (intent.kind === 'acknowledge') acknowledge(opened.store, intent.rowKey, services)
    if (intent.kind === 'silence') silence(opened.store, { key: intent.rowKey, minutes: intent.minutes }, services)
  }
  stopWhenTold(watch, flags)
  lost.keepTrying(services.config.staleSeconds, (account) => watch.join(account))
  try {
    await watch.run()
  } finally {
    if (repaint !== null) clearTimeout(repaint)
    metrics.close()
    terminal.close()
  }
  return exitCode
}

function acknowledge(store: StateStore, key: string, { clock }: Services): void {
  const nowMs = clock.nowMs()
  store.alerts.update(nowMs, (memory) => acknowledgedMemory(memory, [key], nowMs))
}

function silence(
  store: StateStore,
  { key, minutes }: { readonly key: string; readonly minutes: number },
  { clock }: Services,
): void {
  const nowMs = clock.nowMs()
  const [account = '', subject = ''] = key.split('/')
  store.alerts.update(nowMs, (memory) =>
    minutes === 0
      ? unsilencedMemory(memory, { account, subject })
      : silencedMemory(memory, { account, subject, setAtMs: nowMs, untilMs: nowMs + minutes * 60_000 }),
  )
}
