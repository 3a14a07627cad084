import { EXIT, type ExitCode } from '../errors.ts'
import type { Decimal } from '../model/decimal.ts'
import { modeReadings, USUAL_SHOCKS_PCT } from '../risk/modes.ts'
import { modesDocument, modesScreen } from '../view/modes-screen.ts'
import type { ModesFlags } from './commands/modes.ts'
import { observeOne } from './one-account.ts'
import { printTable } from './print-table.ts'
import type { Services } from './services.ts'
import { typedShocks } from './typed-numbers.ts'

/** The shocks that each mode is put to. */
export interface ModesWish {
  readonly shocksPct: readonly Decimal[]
}

/** @throws UsageError for shocks that say nothing that can be used */
export function modesWish({ shock }: ModesFlags): ModesWish {
  return { shocksPct: shock === undefined ? USUAL_SHOCKS_PCT : typedShocks('--shock', shock) }
}

/** Puts the present book into each margin mode and prints what that changes. */
export async function runModes(services: Services, { shocksPct }: ModesWish): Promise<ExitCode> {
  const { snapshot, risk } = await observeOne(services)
  const readings = modeReadings(snapshot, { tiers: services.config.tiers, shocksPct })
  const view = { asOfMs: snapshot.takenAtMs, before: risk, readings }
  printTable(services.flags, {
    document: () => modesDocument(view),
    tables: [['modes']],
    screen: (screen) => modesScreen(view, screen),
  })
  return EXIT.ok
}
