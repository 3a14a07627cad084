import { type BetaReading, readBetas } from '../app/betas.ts'
import { EXIT, type ExitCode, UsageError } from '../errors.ts'
import type { Decimal } from '../model/decimal.ts'
import { USUAL_SHOCKS_PCT } from '../risk/modes.ts'
import { type StressMode, stressReport } from '../risk/stress.ts'
import { stressDocument, stressScreen } from '../view/stress-screen.ts'
import type { StressFlags } from './commands/stress.ts'
import { type OneAccount, observeOne } from './one-account.ts'
import { printNotice } from './output.ts'
import { printTable } from './print-table.ts'
import { readScenarioFile, understoodScenarios, type WrittenScenario } from './scenario-file.ts'
import type { Services } from './services.ts'
import { typedShocks } from './typed-numbers.ts'

/** What was asked for. */
export interface StressWish {
  readonly mode: Exclude<StressMode, 'custom'>
  readonly shocksPct: readonly Decimal[]
  readonly scenarios: readonly WrittenScenario[]
}

/** @throws UsageError for flags that contradict each other, or a file that holds no scenarios */
export function stressWish({ shock, beta, adverse, file }: StressFlags): StressWish {
  if (beta === true && adverse === true) {
    throw new UsageError('--beta and --adverse are two different shocks', { hint: 'give one of them' })
  }
  const scenarios = file === undefined ? [] : readScenarioFile(file)
  const usual = scenarios.length === 0 ? USUAL_SHOCKS_PCT : []
  return {
    mode: beta === true ? 'beta' : adverse === true ? 'adverse' : 'market',
    shocksPct: shock === undefined ? usual : typedShocks('--shock', shock),
    scenarios,
  }
}

const NO_BETAS: BetaReading = { betas: new Map(), unknown: [] }

/** Shocks the account and prints who is liquidated. */
export async function runStress(services: Services, wish: StressWish): Promise<ExitCode> {
  const one = await observeOne(services)
  const { snapshot, risk } = one
  const scenarios = understoodScenarios(wish.scenarios, snapshot)
  const { betas, unknown } = wish.mode === 'beta' ? await betasOf(one, services) : NO_BETAS
  const options = { mode: wish.mode, shocksPct: wish.shocksPct, scenarios, betas, tiers: services.config.tiers }
  const report = stressReport(snapshot, options)
  const view = { asOfMs: snapshot.takenAtMs, before: risk, report, assumedBetas: unknown }
  printTable(services.flags, {
    document: () => stressDocument(view),
    tables: [['stress', 'rows']],
    screen: (screen) => stressScreen(view, screen),
  })
  return EXIT.ok
}

function betasOf({ account, snapshot }: OneAccount, { flags }: Services): Promise<BetaReading> {
  const symbols = [...new Set(snapshot.positions.map(({ symbol }) => symbol))]
  const isTold = process.stderr.isTTY === true && flags.quiet !== true
  return readBetas(account.exchange, symbols, {
    nowMs: snapshot.takenAtMs,
    onProgress: (read, all) => {
      if (isTold) printNotice(`read the candles of ${read} of ${all} symbols`)
    },
  })
}
