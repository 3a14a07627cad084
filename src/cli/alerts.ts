import {
  type AlertMemory,
  acknowledgedMemory,
  silencedMemory,
  standingKeys,
  unsilencedMemory,
} from '../alerts/memory.ts'
import { type Silence, silencedUntil } from '../alerts/silence.ts'
import { selectAccounts } from '../config/select-accounts.ts'
import { EXIT, type ExitCode, LiqwatchError } from '../errors.ts'
import type { AlertLog } from '../ports/state-store.ts'
import { openStateStore } from '../store/state-store.ts'
import { type AlertChange, alertChangeJson, alertChangeScreen } from '../view/alert-change-screen.ts'
import { alertLogJson, alertLogScreen } from '../view/alert-log-screen.ts'
import { alertsJson } from '../view/alerts-json.ts'
import { alertsScreen } from '../view/alerts-screen.ts'
import { headDocument, type Json } from '../view/json.ts'
import type { Screen } from '../view/screen.ts'
import { ofAccount } from '../view/standing-alerts.ts'
import { alertSubject } from './alert-subject.ts'
import { printNotice } from './output.ts'
import { printTable } from './print-table.ts'
import type { Services } from './services.ts'

/** Prints what stands, what is silenced and what is still to be delivered. */
export async function listAlerts(services: Services): Promise<ExitCode> {
  const nowMs = services.clock.nowMs()
  const memory = await withAlertLog(services, (log) => log.load(nowMs))
  const namesAccount = services.config.accounts.length > 1
  const shown = { memory: ofAccount(memory, accountFilter(services)), nowMs, namesAccount }
  print(services, (screen) => alertsScreen(shown, screen), alertsJson(shown))
  return EXIT.ok
}

/** Prints past alerts with their deliveries, newest first. */
export async function showAlertLog(services: Services, limit: number): Promise<ExitCode> {
  const nowMs = services.clock.nowMs()
  const account = accountFilter(services)
  const entries = await withAlertLog(services, (log) =>
    log
      .history(nowMs, account === null ? limit : ALL_ENTRIES)
      .filter(({ alert }) => account === null || alert.account === account)
      .slice(0, limit),
  )
  print(services, (screen) => alertLogScreen(entries, screen), alertLogJson(entries))
  return EXIT.ok
}

const ALL_ENTRIES = 100_000

/**
 * Acknowledges what stands of a symbol, of the cross pool, of the account's data, or everything.
 *
 * @throws LiqwatchError when nothing of the kind stands
 */
export async function acknowledge(services: Services, typed: string): Promise<ExitCode> {
  const nowMs = services.clock.nowMs()
  const account = accountScope(services)
  const changed = await withAlertLog(services, async (log) => {
    const before = log.load(nowMs)
    const subject = await alertSubject(typed, ['joint', 'margin', 'data', 'all'], { services, memory: before })
    const keys = standingKeys(before, { account, subject })
    if (keys.length === 0) throw nothingStands(subject, standingKeys(before, { account, subject: 'all' }))
    const memory = log.update(nowMs, (current) =>
      acknowledgedMemory(current, standingKeys(current, { account, subject }), nowMs),
    )
    return { kind: 'acknowledged', memory, keys, nowMs } as const
  })
  printChange(services, changed)
  return EXIT.ok
}

function nothingStands(subject: string, standing: readonly string[]): LiqwatchError {
  const what = subject === 'all' ? 'no alert stands' : `no alert stands for ${subject}`
  return new LiqwatchError(`${what}: there is nothing to acknowledge`, {
    code: 'nothing-to-acknowledge',
    hint: standing.length === 0 ? 'liqwatch alerts log shows past alerts' : `standing: ${standing.join(', ')}`,
  })
}

/** Holds back the alerts of a symbol, of the cross pools, or all, for a while. */
export async function silence(services: Services, typed: string, durationMs: number): Promise<ExitCode> {
  const nowMs = services.clock.nowMs()
  const account = accountScope(services)
  const changed = await withAlertLog(services, async (log) => {
    const subject = await alertSubject(typed, ['joint', 'margin', 'all'], { services, memory: log.load(nowMs) })
    const set: Silence = { subject, account, setAtMs: nowMs, untilMs: nowMs + durationMs }
    const memory = log.update(nowMs, (current) => silencedMemory(current, set))
    return { kind: 'silenced', memory, silences: [set], nowMs } as const
  })
  printChange(services, changed)
  return EXIT.ok
}

/**
 * Ends the silence over a symbol or the cross pools; `all` ends every one.
 *
 * @throws LiqwatchError when nothing of the kind is silenced
 */
export async function unsilence(services: Services, typed: string): Promise<ExitCode> {
  const nowMs = services.clock.nowMs()
  const account = accountScope(services)
  const changed = await withAlertLog(services, async (log) => {
    const before = log.load(nowMs)
    const running = runningSilences(before, account, nowMs)
    const subject = await alertSubject(typed, ['joint', 'margin', 'all'], { services, memory: before })
    const silences = running.filter((one) => subject === 'all' || one.subject === subject)
    if (silences.length === 0) throw notSilenced(subject, running)
    const memory = log.update(nowMs, (current) => silences.reduce(unsilencedMemory, current))
    const symbol = subject === 'joint' ? null : subject
    const untilMs =
      subject === 'all' ? null : silencedUntil({ account: account ?? '', symbol }, memory.silences.values(), nowMs)
    return { kind: 'unsilenced', memory, silences, nowMs, stillUntilMs: untilMs } as const
  })
  printChange(services, changed)
  return EXIT.ok
}

/** Silences that hold now, over one account or over all. */
function runningSilences({ silences }: AlertMemory, account: string | null, nowMs: number): readonly Silence[] {
  return [...silences.values()].filter(
    (one) => one.untilMs > nowMs && (account === null || one.account === null || one.account === account),
  )
}

function notSilenced(subject: string, running: readonly Silence[]): LiqwatchError {
  return new LiqwatchError(subject === 'all' ? 'nothing is silenced' : `${subject} is not silenced`, {
    code: 'nothing-silenced',
    hint:
      running.length === 0
        ? 'liqwatch alerts silence SYMBOL --for 2h sets a silence'
        : `silenced: ${running.map((one) => one.subject).join(', ')}`,
  })
}

/** The one account that a change is about; `null` for all of them, with `-a all`. */
function accountScope({ config, flags }: Services): string | null {
  const chosen = selectAccounts(config, flags.account, 'any')
  return chosen.length === 1 ? (chosen[0]?.name ?? null) : null
}

function accountFilter({ config, flags }: Services): string | null {
  if (flags.account === undefined || flags.account === 'all') return null
  return selectAccounts(config, flags.account, 'all')[0]?.name ?? null
}

/** @throws LiqwatchError when the state could not be used: then the answer is not known, and nothing was changed */
async function withAlertLog<T>({ stateFolder }: Services, use: (log: AlertLog) => T | Promise<T>): Promise<T> {
  const store = await openStateStore(stateFolder)
  const work = (async () => use(store.alerts))()
  const [outcome] = await Promise.allSettled([work])
  const faults = store.alerts.takeFaults()
  store.close()
  // A state that cannot be read looks empty: what was concluded from that is not worth telling.
  if (faults.length > 0) throw stateUnusable(faults)
  if (outcome.status === 'rejected') throw outcome.reason
  return outcome.value
}

function stateUnusable(faults: readonly string[]): LiqwatchError {
  return new LiqwatchError([...new Set(faults)].join('; '), {
    code: 'state-unusable',
    hint: 'alerts are sent all the same; liqwatch doctor --cron looks at the state folder',
  })
}

function printChange(services: Services, change: AlertChange): void {
  if (change.kind === 'unsilenced' && change.stillUntilMs !== null) {
    printNotice('it stays silenced by a silence over all; liqwatch alerts list shows it')
  }
  print(services, (screen) => alertChangeScreen(change, screen), alertChangeJson(change))
}

/** `list` has the one, `log` the other. */
const ALERT_TABLES = [
  ['alerts', 'standing'],
  ['alerts', 'log'],
]

function print({ flags, clock }: Services, text: (screen: Screen) => string, alerts: Json): void {
  const head = headDocument({ command: 'alerts', asOfMs: clock.nowMs(), verdict: null })
  printTable(flags, { document: () => ({ ...head, alerts }), tables: ALERT_TABLES, screen: text })
}
