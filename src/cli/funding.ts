import { readFunding } from '../app/market/funding.ts'
import { observeAccount } from '../app/observe.ts'
import type { ExitCode } from '../errors.ts'
import { fundingScreen } from '../view/funding-screen.ts'
import { fundingDocument, fundingRows } from '../view/market-json.ts'
import { chosenSymbols, oneAccount, printMarketAnswer } from './market-target.ts'
import type { Services } from './services.ts'

/** Prints the funding of the typed symbol, or of every held one; returns the exit code. */
export async function runFunding(services: Services, typed: string | undefined): Promise<ExitCode> {
  return services.withinTimeout(() => fundingWithin(services, typed))
}

async function fundingWithin(services: Services, typed: string | undefined): Promise<ExitCode> {
  const { tiers, rules } = services.config
  const account = await oneAccount(services)
  const observation = await observeAccount(account, tiers)
  const held = observation.risk.positions.map(({ position }) => position.symbol)
  const known = (await account.reference.symbolRules()).value
  const symbols = chosenSymbols({ command: 'funding', typed }, held, known)
  const thresholds = { longPct: rules.fundingLongPct, shortPct: rules.fundingShortPct }
  const report = await readFunding(account, { observation, symbols, tiers, thresholds })
  return printMarketAnswer(services, {
    document: () => fundingDocument(report),
    rows: () => fundingRows(report),
    screen: (screen) => fundingScreen(report, screen),
  })
}
