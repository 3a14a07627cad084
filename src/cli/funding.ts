import { readFunding } from '../app/market/funding.ts'
import { observeAccount } from '../app/observe.ts'
import type { ExitCode } from '../errors.ts'
import { fundingScreen } from '../view/funding-screen.ts'
import { fundingDocument, fundingRows } from '../view/market-json.ts'
import { chosenSymbols } from './market-target.ts'
import { oneAccount } from './one-account.ts'
import { printFlatTable } from './print-table.ts'
import type { Services } from './services.ts'

/** Prints the funding of the typed symbol, or of every held one; returns the exit code. */
export async function runFunding(services: Services, typed: string | undefined): Promise<ExitCode> {
  const { tiers, rules } = services.config
  const account = await oneAccount(services)
  const observation = await observeAccount(account, tiers)
  const held = observation.risk.positions.map(({ position }) => position.symbol)
  const known = (await account.reference.symbolRules()).value
  const symbols = chosenSymbols({ command: 'funding', typed }, held, known)
  const thresholds = { longPct: rules.fundingLongPct, shortPct: rules.fundingShortPct }
  const report = await readFunding(account, { observation, symbols, tiers, thresholds })
  return printFlatTable(services, {
    document: () => fundingDocument(report),
    rows: () => fundingRows(report),
    screen: (screen) => fundingScreen(report, screen),
  })
}
