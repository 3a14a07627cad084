import { readOpenInterest } from '../app/market/open-interest.ts'
import type { ExitCode } from '../errors.ts'
import { openInterestDocument, openInterestRows } from '../view/market-json.ts'
import { openInterestScreen } from '../view/open-interest-screen.ts'
import { chosenSymbols, heldSymbols } from './market-target.ts'
import { oneAccount } from './one-account.ts'
import { printFlatTable } from './print-table.ts'
import type { Services } from './services.ts'

/** Prints the open interest of the typed symbol, or of every held one; returns the exit code. */
export async function runOpenInterest(services: Services, typed: string | undefined): Promise<ExitCode> {
  const request = { command: 'oi', typed }
  const account = await oneAccount(services)
  const clock = await account.exchange.syncClock()
  const [held, rules] = await Promise.all([heldSymbols(account, request), account.reference.symbolRules()])
  const report = await readOpenInterest(account, {
    symbols: chosenSymbols(request, held, rules.value),
    spikeFrom: services.config.openInterest.zScore,
    nowMs: account.clock.nowMs() + clock.offsetMs,
  })
  return printFlatTable(services, {
    document: () => openInterestDocument(report),
    rows: () => openInterestRows(report),
    screen: (screen) => openInterestScreen(report, screen),
  })
}
