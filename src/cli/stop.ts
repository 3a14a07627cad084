import { observeAccount } from '../app/observe.ts'
import { type HeldSince, heldSince } from '../app/position-since.ts'
import { reasonOf } from '../app/reason.ts'
import { EXIT, type ExitCode } from '../errors.ts'
import type { Decimal } from '../model/decimal.ts'
import type { AccountSnapshot } from '../model/snapshot.ts'
import type { AccountRisk, PositionRisk } from '../risk/report.ts'
import { trailingStop } from '../risk/trailing-stop.ts'
import type { StopOutcome, StopReport } from '../view/stop-report.ts'
import { stopDocument, stopScreen } from '../view/stop-screen.ts'
import type { StopFlags } from './commands/stop.ts'
import { oneAccount } from './one-account.ts'
import { printTable } from './print-table.ts'
import { tellingReading } from './reading-line.ts'
import type { OpenAccount, Services } from './services.ts'
import { heldSymbol } from './symbol-argument.ts'
import { typedAmount, typedWhole } from './typed-numbers.ts'

/** Below 500 candles the call weighs 2; at 4 hours they reach 83 days back. */
const CANDLES = 499
/** How far back the opening of a position is looked for. */
const WEEKS = 4
/** Candles 2, and at least one call for trades. */
const WEIGHT_EACH = 7
const PERIODS = { least: 2, most: 200 }

/** What was asked for; `null` leaves it to the config. */
export interface StopWish {
  readonly typed: string | undefined
  readonly period: number | null
  readonly interval: string | null
  readonly multiple: Decimal | null
}

/** @throws UsageError for values that say nothing that can be used */
export function stopWish(typed: string | undefined, { period, interval, mult }: StopFlags): StopWish {
  return {
    typed,
    period: period === undefined ? null : typedWhole('--period', period, PERIODS),
    interval: interval ?? null,
    multiple: mult === undefined ? null : typedAmount('--mult', mult, 'a multiple'),
  }
}

/** Computes a trailing stop for one open position or all, and prints them. */
export async function runStop(services: Services, wish: StopWish): Promise<ExitCode> {
  const report = await services.withinTimeout(() => stopReport(services, wish))
  printTable(services.flags, {
    document: () => stopDocument(report),
    tables: [['stops']],
    screen: (screen) => stopScreen(report, screen),
  })
  return EXIT.ok
}

async function stopReport(services: Services, wish: StopWish): Promise<StopReport> {
  const { config } = services
  const account = await oneAccount(services)
  const { snapshot, risk } = await observeAccount(account, config.tiers)
  const { period, interval, multiple } = config.rules.atr
  const rule = {
    period: wish.period ?? period,
    interval: wish.interval ?? interval,
    multiple: wish.multiple ?? multiple,
  }
  const positions = chosen(risk, wish)
  const long = { what: 'candles and trades', symbols: positions.length, weight: positions.length * WEIGHT_EACH }
  const rows = await tellingReading(services, account.exchange, long, (exchange) =>
    Promise.all(
      positions.map(async (each) => ({ risk: each, outcome: await outcomeOf(each, { exchange, snapshot, rule }) })),
    ),
  )
  return { asOfMs: snapshot.takenAtMs, account: account.account, environment: account.environment, ...rule, rows }
}

function chosen(risk: AccountRisk, { typed }: StopWish): readonly PositionRisk[] {
  if (typed === undefined) return risk.positions
  const symbol = heldSymbol(typed, risk)
  return risk.positions.filter(({ position }) => position.symbol === symbol)
}

interface StopContext {
  readonly exchange: OpenAccount['exchange']
  readonly snapshot: AccountSnapshot
  readonly rule: Pick<StopReport, 'period' | 'interval' | 'multiple'>
}

/** One position that cannot be read does not hide the others. */
async function outcomeOf(
  { position, liquidation, tickSize }: PositionRisk,
  context: StopContext,
): Promise<StopOutcome> {
  const { exchange, snapshot, rule } = context
  const nowMs = snapshot.takenAtMs
  try {
    const [candles, since] = await Promise.all([
      exchange.fetchCandles(position.symbol, rule.interval, CANDLES),
      heldSince(exchange, position, { nowMs, weeks: WEEKS }).catch((error: unknown) => reasonOf(error)),
    ])
    const known = typeof since === 'string' ? null : since
    const sinceMs = known?.atMs ?? nowMs
    const orders = snapshot.orders.get(position.symbol) ?? null
    const stop = trailingStop({ position, liquidation, candles, nowMs, sinceMs, rules: rule, tickSize, orders })
    if (stop.status === 'none') return stop
    return {
      status: 'found',
      stop,
      sinceMs,
      sinceWhy: known === null ? `its trades could not be read: ${since}` : sinceNote(known),
    }
  } catch (error) {
    return { status: 'unreadable', why: reasonOf(error) }
  }
}

function sinceNote({ isOpening }: HeldSince): string | null {
  return isOpening ? null : 'it was opened before that: earlier prices are not counted'
}
