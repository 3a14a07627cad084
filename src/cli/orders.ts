import { readOrders } from '../app/orders-reading.ts'
import type { ExitCode } from '../errors.ts'
import { type OrdersReport, ordersDocument, ordersRows, ordersScreen } from '../view/orders-screen.ts'
import type { OrdersFlags } from './commands/orders.ts'
import { observeOne } from './one-account.ts'
import { printFlatTable } from './print-table.ts'
import { auditFigures } from './rule-figures.ts'
import type { Services } from './services.ts'

/** Audits the resting orders of one account and prints what was found. */
export async function runOrders(services: Services, flags: OrdersFlags): Promise<ExitCode> {
  const { account, ...observation } = await observeOne(services)
  const { config, clock } = services
  const { audit, gaps, atrAtMs } = await readOrders(account, observation, {
    atr: config.rules.atr,
    figures: auditFigures(config),
  })
  const { risk, snapshot } = observation
  const asOfMs = Math.max(clock.nowMs(), snapshot.takenAtMs)
  const report: OrdersReport = {
    risk,
    asOfMs,
    audit,
    gaps: [...snapshot.gaps, ...gaps],
    atrAgeMs: atrAtMs === null ? null : asOfMs - atrAtMs,
  }
  return printFlatTable(services, {
    document: () => ordersDocument(report),
    rows: () => ordersRows(report),
    screen: (screen) => ordersScreen(report, screen, flags.all === true ? 'all' : 'problems'),
  })
}
