import { homedir } from 'node:os'
import { readBookLooks, rememberBook } from '../app/book-looks.ts'
import { loadMacroCalendar } from '../config/calendar-files.ts'
import type { Config } from '../config/config.ts'
import { builtInConfig } from '../config/load.ts'
import { type ExitCode, LiqwatchError, UsageError } from '../errors.ts'
import { halvingOf, lookBefore } from '../risk/halving.ts'
import { type MacroReading, readMacroCalendar } from '../risk/macro-window.ts'
import {
  type CalendarReport,
  calendarDocument,
  calendarRows,
  calendarScreen,
  type Exposure,
} from '../view/calendar-screen.ts'
import type { GlobalFlags } from './flags.ts'
import { observeOne } from './one-account.ts'
import { servicesOrNone } from './planning-desk.ts'
import { printFlatTable } from './print-table.ts'
import type { Services } from './services.ts'

/**
 * Prints coming macro events, and what would halve the exposure of one account; without a config the dates alone, which
 * need no key.
 *
 * @throws ConfigError for a config that cannot be used
 */
export async function runCalendar(flags: GlobalFlags): Promise<ExitCode> {
  const services = await servicesOrNone(flags)
  if (services === null) {
    const config = builtInConfig([], { env: process.env, home: homedir() })
    return printCalendar({ flags, config, nowMs: Date.now() }, async () => NO_ACCOUNT)
  }
  try {
    const { config, clock } = services
    return await printCalendar({ flags, config, nowMs: clock.nowMs() }, (reading) => exposureOf(services, reading))
  } finally {
    await services.close()
  }
}

const NO_ACCOUNT: Exposure = { status: 'unknown', why: 'no account is configured' }

interface CalendarRun {
  readonly flags: GlobalFlags
  readonly config: Config
  readonly nowMs: number
}

async function printCalendar(
  { flags, config, nowMs }: CalendarRun,
  exposureIn: (reading: MacroReading) => Promise<Exposure>,
): Promise<ExitCode> {
  const { windowHours, files } = config.calendar
  const reading = readMacroCalendar(await loadMacroCalendar(files), { nowMs, windowHours })
  const exposure = await exposureIn(reading)
  const report: CalendarReport = { asOfMs: nowMs, reading, windowHours, exposure, localTime }
  return printFlatTable(
    { flags },
    {
      document: () => calendarDocument(report),
      rows: () => calendarRows(report),
      screen: (screen) => calendarScreen(report, screen),
    },
  )
}

/** The dates stand by themselves: an account that cannot be read does not hide them. */
async function exposureOf(services: Services, { open }: MacroReading): Promise<Exposure> {
  try {
    const { account, snapshot, risk } = await observeOne(services)
    const { memory } = account.reference
    const looks = await readBookLooks(memory)
    await rememberBook(memory, risk).catch(() => undefined)
    const [window] = open
    const before = window === undefined ? null : lookBefore(looks, window.fromMs)
    return { status: 'known', account: risk.account, halving: halvingOf(risk, before, snapshot.rules) }
  } catch (error) {
    if (error instanceof UsageError || !(error instanceof LiqwatchError)) throw error
    return { status: 'unknown', why: error.message }
  }
}

const LOCAL = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: '2-digit',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
})

function localTime(atMs: number): string {
  return LOCAL.format(atMs).replace(/,/g, '')
}
