import { readVenue } from '../app/market/venue.ts'
import { observeAccount } from '../app/observe.ts'
import type { ExitCode } from '../errors.ts'
import { venueDocument, venueRows } from '../view/market-json.ts'
import { venueScreen } from '../view/venue-screen.ts'
import { chosenSymbols } from './market-target.ts'
import { oneAccount } from './one-account.ts'
import { printFlatTable } from './print-table.ts'
import type { Services } from './services.ts'

/** Prints the exchange's side of the typed symbol, or of every held one; returns the exit code. */
export async function runVenue(services: Services, typed: string | undefined): Promise<ExitCode> {
  const account = await oneAccount(services)
  const observation = await observeAccount(account, services.config.tiers)
  const held = observation.risk.positions.map(({ position }) => position.symbol)
  const known = (await account.reference.symbolRules()).value
  const symbols = chosenSymbols({ command: 'exchange', typed }, held, known)
  const report = await readVenue(account, { observation, symbols })
  return printFlatTable(services, {
    document: () => venueDocument(report),
    rows: () => venueRows(report),
    screen: (screen) => venueScreen(report, screen),
  })
}
